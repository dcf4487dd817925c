"""What happened in an account, read back: facts, messages with their history, decisions."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from relance.data.account_rows import AccountRow, archive, hot, place_of, stamp
from relance.data.codec import decode
from relance.data.expiry import gone
from relance.data.formers import former_from
from relance.data.message_rows import message_from
from relance.data.stored import reading
from relance.data.transaction import Write, put
from relance.domain.account.journal import Former
from relance.domain.account.message import Message
from relance.domain.account.on_file import Acknowledgement
from relance.domain.creditor.rules import Rules
from relance.domain.decision import Decision, Hold, Send, Skip, Task
from relance.domain.fact import Fact


@dataclass(frozen=True, slots=True)
class MessageEvent:
    """One line of a message's history."""

    at: datetime
    state: str
    attempt: int
    detail: str


def facts(tenant_id: str, account_id: str) -> Iterator[Fact]:
    """Every fact of the account, in the order of recording."""
    for row in _archived(tenant_id, account_id, "fact#"):
        with reading(tenant_id, account_id, row.sk):
            fact = decode(Fact, row.doc)
        yield fact


@dataclass(frozen=True, slots=True)
class Recorded:
    """A fact with what it replaced."""

    fact: Fact
    former: Former


def recorded(tenant_id: str, account_id: str) -> Iterator[Recorded]:
    """Every fact of the account with what it replaced, in the order of recording."""
    for row in _archived(tenant_id, account_id, "fact#"):
        with reading(tenant_id, account_id, row.sk):
            one = Recorded(decode(Fact, row.doc), former_from(row))
        yield one


def formers(tenant_id: str, account_id: str) -> Iterator[Former]:
    """What each fact replaced, in the order of recording."""
    for row in _archived(tenant_id, account_id, "fact#"):
        with reading(tenant_id, account_id, row.sk):
            former = former_from(row)
        yield former


def answered(tenant_id: str, account_id: str) -> Iterator[tuple[Acknowledgement, datetime]]:
    """What was owed to the debtor, and when a message answered it."""
    for row in _archived(tenant_id, account_id, "owed#"):
        with reading(tenant_id, account_id, row.sk):
            until_at = datetime.fromisoformat(row.doc["answered_at"])
            one = decode(Acknowledgement, row.doc), until_at
        yield one


@dataclass(frozen=True, slots=True)
class Run:
    """What was decided about an account at one instant."""

    at: datetime
    mode: str
    decisions: tuple[Decision, ...]  # without their traces, which are recomputed
    policy: tuple[str, int] | None = None  # id and version; old rows do not say
    version: int = 0  # of the account that was read
    rules: Rules = field(default_factory=Rules)  # without policy and calendars
    decided_by: tuple[str | None, ...] = ()  # the decisive rule of each; old rows do not say
    digests: tuple[str | None, ...] = ()  # of the trace of each


_DECISIONS: dict[str, type[Any]] = {"send": Send, "task": Task, "hold": Hold, "skip": Skip}


def runs(
    tenant_id: str, account_id: str, now: datetime, since_at: datetime | None = None
) -> Iterator[Run]:
    """The decisions that are kept, in the order of deciding: all, or those from an instant on."""
    for row in _archived(tenant_id, account_id, "decision#", stamp(since_at) if since_at else ""):
        with reading(tenant_id, account_id, row.sk):
            run = None if gone(row, now) else _run_in(row)
        if run:
            yield run


def _run_in(row: AccountRow) -> Run:
    assert row.doc is not None
    shared = {"figures": row.doc.get("figures", {})}
    decided = tuple(_decided(shared | one, row.pk) for one in row.doc["decisions"])
    policy_id, version = row.doc.get("policy", (None, 0))
    return Run(
        datetime.fromisoformat(row.sk.removeprefix("decision#")),
        row.doc["mode"],
        decided,
        (policy_id, version) if policy_id else None,
        int(row.doc["version"]),
        decode(Rules, row.doc.get("rules", {})),
        tuple(one.get("rule") for one in row.doc["decisions"]),
        tuple(one.get("trace_digest") for one in row.doc["decisions"]),
    )


def _decided(stored: dict[str, Any], partition: str) -> Decision:
    """One decision; the key of a message says no more whose it is, since rows say it."""
    if isinstance(key := stored.get("key"), dict):
        stored = {**stored, "key": place_of(partition) | key}
    decided: Decision = decode(_DECISIONS[stored["type"]], stored)
    return decided


def notes(tenant_id: str, account_id: str) -> dict[str, str]:
    """What people wrote, by the id of the fact it belongs to; kept apart to be erased (R24)."""
    rows = _archived(tenant_id, account_id, "note#")
    found = {}
    for row in rows:
        with reading(tenant_id, account_id, row.sk):
            found[row.sk.partition("#")[2]] = str(row.doc["text"])
    return found


def note_write(tenant_id: str, account_id: str, fact_id: str, text: str) -> Write:
    """Keeps what somebody wrote beside a fact."""
    row = AccountRow(archive(tenant_id, account_id), f"note#{fact_id}", doc={"text": text})
    return put(row)


def _archived(
    tenant_id: str, account_id: str, prefix: str, first: str = ""
) -> Iterator[AccountRow]:
    # Stamps are made of digits and of signs before the tilde.
    rest = AccountRow.sk.between(prefix + first, f"{prefix}~")
    wanted = rest if first else AccountRow.sk.startswith(prefix)
    return AccountRow.query(archive(tenant_id, account_id), wanted, consistent_read=True)


@dataclass(frozen=True, slots=True)
class Superseded:
    """A queued message that was not sent: when it was decided, why it did not go, until when."""

    at: datetime
    message_id: str
    reason: str  # superseded | address_gap
    until_on: date | None = None


def superseded(tenant_id: str, account_id: str) -> Iterator[Superseded]:
    """The queued messages that were dropped (D4)."""
    rows = _archived(tenant_id, account_id, "superseded#")
    for row in rows:
        with reading(tenant_id, account_id, row.sk):
            one = decode(Superseded, row.doc)
        yield one


@dataclass(frozen=True, slots=True)
class MessageHistory:
    """A message, its subject and what happened to it."""

    message: Message
    subject: str | None
    events: tuple[MessageEvent, ...]


def histories(tenant_id: str, account_id: str) -> Iterator[MessageHistory]:
    """The messages of the account, those about closed items too."""
    for partition in (archive(tenant_id, account_id), hot(tenant_id, account_id)):
        rows = AccountRow.query(
            partition, AccountRow.sk.startswith("message#"), consistent_read=True
        )
        for row in rows:
            with reading(tenant_id, account_id, row.sk):
                events = tuple(_event(line) for line in row.events or ())
                one = MessageHistory(message_from(row), row.doc.get("subject"), events)
            yield one


def _event(line: str) -> MessageEvent:
    at, state, attempt, *detail = line.split(" ", 3)
    return MessageEvent(datetime.fromisoformat(at), state, int(attempt), "".join(detail))
