"""How everything stands, to be compared and to be set back to."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from local.mailbox.mail import Mail

type Row = Mapping[str, Any]
type Rows = dict[str, dict[tuple[str, ...], Row]]


@dataclass(frozen=True)
class Moment:
    """Everything that lasts, as it was when no function was at work."""

    at: datetime
    rows: Rows
    mails: tuple[Mail, ...]
    queued: dict[str, list[str]]
    memory: frozenset[str]

    def like(self, other: "Moment") -> bool:
        """Whether nobody could tell the two apart, but for names drawn at random."""
        return (
            self.at == other.at
            and self.memory == other.memory
            and self.queued == other.queued
            and self._told == other._told
            and self._plain == other._plain
        )

    @cached_property
    def likeness(self) -> bytes:
        """A digest that moments share of which nobody could tell one from the other."""
        rows = {
            table: sorted((key, json.dumps(row, sort_keys=True)) for key, row in found.items())
            for table, found in self._plain.items()
        }
        whole = (self.at, sorted(self.memory), sorted(self.queued.items()), self._told, rows)
        return sha256(repr(whole).encode()).digest()

    @cached_property
    def _told(self) -> list[tuple[str, ...]]:
        tags = ("relance_key", "relance_attempt")
        return sorted((*(m.tags[tag] for tag in tags), *m.to, m.text) for m in self.mails)

    @cached_property
    def _plain(self) -> dict[str, dict[tuple[str, ...], Any]]:
        return {
            table: {key: _without_chance(row) for key, row in found.items()}
            for table, found in self.rows.items()
        }


def _without_chance(row: Row) -> dict[str, Any]:
    """A row without who reserved, the provider's ids, and what mails contain."""
    plain = {name: value for name, value in row.items() if name not in ("reserved_by", "body")}
    if "events" in plain:
        plain["events"] = [line["S"].split(" ")[:3] for line in plain["events"]["L"]]
    if "doc" in plain and "reserved_by" in row:
        plain["doc"] = {k: v for k, v in json.loads(row["doc"]["S"]).items() if k != "reserved_by"}
    return plain
