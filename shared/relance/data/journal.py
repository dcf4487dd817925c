"""What happened in an account, read back: facts, messages with their history, decisions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from relance.data.account_rows import AccountRow, archive, hot
from relance.data.codec import decode
from relance.data.message_rows import message_from
from relance.data.transaction import Write, put
from relance.domain.fact import Fact
from relance.domain.message import Message


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a message's history."""

    at: datetime
    state: str
    attempt: int
    detail: str


def facts(tenant_id: str, account_id: str) -> Iterator[Fact]:
    """Every fact of the account, in the order of recording."""
    return (decode(Fact, row.doc) for row in _archived(tenant_id, account_id, "fact#"))


def decisions(tenant_id: str, account_id: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every stored decision as sort key and document, in the order of deciding."""
    for row in _archived(tenant_id, account_id, "decision#"):
        yield row.sk.partition("#")[2], row.doc


def notes(tenant_id: str, account_id: str) -> dict[str, str]:
    """What people wrote, by the id of the fact it belongs to; kept apart to be erased (R24)."""
    rows = _archived(tenant_id, account_id, "note#")
    return {row.sk.partition("#")[2]: row.doc["text"] for row in rows}


def note_write(tenant_id: str, account_id: str, fact_id: str, text: str) -> Write:
    """Keeps what somebody wrote beside a fact."""
    row = AccountRow(archive(tenant_id, account_id), f"note#{fact_id}", doc={"text": text})
    return put(row, "note")


def _archived(tenant_id: str, account_id: str, prefix: str) -> Iterator[AccountRow]:
    return AccountRow.query(
        archive(tenant_id, account_id), AccountRow.sk.startswith(prefix), consistent_read=True
    )


def histories(tenant_id: str, account_id: str) -> Iterator[tuple[Message, tuple[Event, ...]]]:
    """The messages of the account, each with what happened to it."""
    rows = AccountRow.query(
        hot(tenant_id, account_id), AccountRow.sk.startswith("message#"), consistent_read=True
    )
    for row in rows:
        yield message_from(row), tuple(_event(line) for line in row.events or ())


def _event(line: str) -> Event:
    at, state, attempt, *detail = line.split(" ", 3)
    return Event(datetime.fromisoformat(at), state, int(attempt), "".join(detail))
