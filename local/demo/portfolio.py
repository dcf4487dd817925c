"""The portfolio of the demo as its data file has it: a creditor, debtors with a script, invoices.

A rule of a debtor reads `{"when": "first+2", "do": "pay", ...}`: two days after the first reminder.
`when` counts from a day, from `due`, from the kind of a message, from an act of the debtor, or from
what came of a task (`call_reached`).
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent.parent / "portfolio.json"
_WHEN = re.compile(r"([a-z_]+|\d{4}-\d\d-\d\d)([+-]\d+)?")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a debtor, or the staff about him, does when something happened."""

    label: str  # due, the kind of a message, an act, or a day
    after_days: int
    do: str
    how: Mapping[str, Any]

    @property
    def again(self) -> bool:
        """Whether it is done each time, and not only the first."""
        return bool(self.how.get("again"))


@dataclass(frozen=True, slots=True)
class Debtor:
    """A customer, in the words of the API, with what the demo lets it do."""

    customer_id: str
    story: str
    body: Mapping[str, Any]
    rules: tuple[Rule, ...]
    desk: Mapping[str, tuple[tuple[str, ...], ...]]  # what comes of tasks about him, by kind

    @property
    def name(self) -> str:
        """The name of the company."""
        return str(self.body["name"])


@dataclass(frozen=True, slots=True)
class Moment:
    """Some days after what happened first to a customer under that label."""

    customer_id: str
    label: str
    after_days: int


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Everything that the demo feeds."""

    first_on: date
    days: int
    creditor: Mapping[str, Any]
    neighbour: Mapping[str, Any]
    debtors: Mapping[str, Debtor]
    invoices: tuple[Mapping[str, Any], ...]
    takeover: tuple[Mapping[str, Any], ...]  # books of a business taken over, fed in one night
    why: tuple[Moment, ...]

    @property
    def last_on(self) -> date:
        """The last day that passes."""
        return self.first_on + timedelta(days=self.days - 1)

    def invoice(self, invoice_id: str) -> Mapping[str, Any]:
        """The invoice as it was fed."""
        return next(one for one in self.invoices if one["id"] == invoice_id)

    def issued_on(self, day: date) -> list[Mapping[str, Any]]:
        """The invoices that come in on a day; on the first also all earlier ones."""
        first = day == self.first_on
        return [
            invoice
            for invoice in self.invoices
            if (issued_on := date.fromisoformat(invoice["issued_on"])) == day
            or (first and issued_on < day)
        ]


def read(file: Path = FILE) -> Portfolio:
    """The portfolio of a file."""
    document = json.loads(file.read_text(encoding="utf-8"))
    return Portfolio(
        first_on=date.fromisoformat(document["first_on"]),
        days=document["days"],
        creditor=document["creditor"],
        neighbour=document["neighbour"],
        debtors={one["id"]: _debtor(one) for one in document["customers"]},
        invoices=tuple(document["invoices"]),
        takeover=tuple(document["takeover"]),
        why=tuple(_moment(one) for one in document["why"]),
    )


def _debtor(one: Mapping[str, Any]) -> Debtor:
    rules = tuple(_rule(rule) for rule in one["debtor"])
    plans = one.get("desk", {}).items()
    desk = {kind: tuple(tuple(task) for task in tasks) for kind, tasks in plans}
    return Debtor(one["id"], one["story"], one["is"], rules, desk)


def _rule(rule: Mapping[str, Any]) -> Rule:
    how = {name: value for name, value in rule.items() if name not in ("when", "do")}
    return Rule(*_when(rule["when"]), rule["do"], how)


def _moment(one: Mapping[str, Any]) -> Moment:
    return Moment(one["customer"], *_when(one["when"]))


def _when(written: str) -> tuple[str, int]:
    when = _WHEN.fullmatch(written)
    if when is None:
        raise ValueError(f"not a moment: {written}")
    return when[1], int(when[2] or 0)
