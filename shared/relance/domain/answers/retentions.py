"""A retention whose day has come: what a person has said of its release (R41).

Until somebody has it claimed, it is nobody's delay; opposed, it is a dispute of that part alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from relance.domain.account.account import Account
from relance.domain.account.message import MessageKind
from relance.domain.account.on_file import Dispute, DisputeOutcome, DisputeReason, OpenTask
from relance.domain.answers.disputes import keeps_out, unresolved, with_disputes
from relance.domain.creditor.rules import Rules
from relance.domain.errors import Conflict, Invalid
from relance.domain.ledger.invoices import Item
from relance.domain.task_kinds import TaskKind, TaskOutcome
from relance.domain.tasks.asking import asked

ANSWER_BUSINESS_DAYS = 5  # after the message, before a person is asked
MESSAGE_BUSINESS_DAYS = 10  # after its day, in which the message may go


@dataclass(frozen=True, slots=True)
class Letter:
    """The registered letter by which the debtor opposes the release."""

    on: date | None = None
    reference: str | None = None


NO_LETTER = Letter()


@dataclass(frozen=True, slots=True)
class Said:
    """Who wrote the opposition down, and when; the dispute is called by `fact_id`."""

    fact_id: str
    author: str
    on: date
    at: datetime


def cause_of(item: Item, account: Account) -> str:
    """Why a person is asked about a retention: its day; once more where the day moved later."""
    task = asked(account, TaskKind.RELEASE_RETENTION, item.item_id)
    moved = task is not None and task.asked_on is not None and task.asked_on < item.due_on
    return f"{item.item_id}/{item.due_on.isoformat()}" if moved else item.item_id


def answer_of(item: Item, account: Account) -> OpenTask | None:
    """The task by which a person said last what becomes of a retention; None before that."""
    closed = {
        task.closed_at: task
        for task in account.tasks
        if task.kind == TaskKind.RELEASE_RETENTION
        and item.item_id in task.item_ids
        and task.closed_at
        and task.outcome != TaskOutcome.MOOT
        and not (task.asked_on and task.asked_on < item.due_on)
    }
    return closed[max(closed)] if closed else None


def was_asked(item: Item, account: Account) -> bool:
    """Whether a person was asked what becomes of it: no machine speaks beside him."""
    return asked(account, TaskKind.RELEASE_RETENTION, cause_of(item, account)) is not None


def asked_on(item: Item, account: Account, rules: Rules) -> date:
    """When a person is asked: on its day, or, where a message may speak, some days after it."""
    if not item.part.releasable:
        return item.due_on
    said = [
        message.on
        for message in account.messages
        if message.key.kind == MessageKind.RETENTION_RELEASE
        and message.counts
        and item.item_id in message.item_ids
    ]
    if not said:
        return last_day_on(item, rules)
    return rules.open_days.add_open_days(max(said), ANSWER_BUSINESS_DAYS)


def last_day_on(item: Item, rules: Rules) -> date:
    """From when the message would be too late: a person is asked in its place."""
    return rules.open_days.add_open_days(item.due_on, MESSAGE_BUSINESS_DAYS)


def oppositions_over(item: Item, account: Account) -> Iterator[Dispute]:
    """The oppositions to this release that were answered, while something of it is still open."""
    for dispute in account.about.disputes(item.invoice.invoice_id):
        if dispute.item_id == item.item_id and not keeps_out(dispute):
            if dispute.outcome in (DisputeOutcome.REFUSED, DisputeOutcome.UPHELD):
                yield dispute


def check_letter(letter: Letter, outcome: str, task: OpenTask, today: date) -> None:
    """Raises Invalid where an opposition lacks its letter, or another answer has one."""
    opposed = task.kind == TaskKind.RELEASE_RETENTION and outcome == TaskOutcome.OPPOSED
    for name, value in (("letter_on", letter.on), ("letter_reference", letter.reference)):
        if opposed and value is None:
            raise Invalid(name, "say when, and by which registered letter, it was opposed")
        if not opposed and value is not None:
            raise Invalid(name, "of a retention that was opposed, and of nothing else")
    if letter.on and letter.on > today:
        raise Invalid("letter_on", "it has not been written yet")


def with_opposition(account: Account, task: OpenTask, letter: Letter, said: Said) -> Account:
    """The account with the dispute of that part; the invoice's other parts stay as they are.

    Raises Conflict where nothing of the retention is open, or another letter waits for its
    answer; Invalid for a letter that is older than the invoice.
    """
    items = [item for item in account.items if item.item_id in task.item_ids]
    if not items:
        raise Conflict("nothing of the retention is open any more")
    item = items[0]
    if letter.on and letter.on < item.invoice.issued_on:
        raise Invalid("letter_on", "it lies before the date of issue")
    waits = unresolved(account, item.invoice.invoice_id)
    if any(d.item_id == item.item_id and _letter(d) != letter for d in waits):
        raise Conflict("another letter waits for its answer", "letter_reference")
    dispute = Dispute(
        said.fact_id,
        item.invoice.invoice_id,
        item.currency,
        DisputeReason.RETENTION_OPPOSED,
        said.on,
        said.at,
        said.author,
        item_id=item.item_id,
        letter_on=letter.on,
        letter_reference=letter.reference,
    )
    return with_disputes(account, (dispute,))


def opposing_letter(account: Account, task: OpenTask) -> Letter | None:
    """The letter by which what the task is about was opposed last."""
    found = [
        dispute
        for dispute in account.disputes
        if dispute.reason == DisputeReason.RETENTION_OPPOSED and dispute.item_id in task.item_ids
    ]
    last = max(found, key=lambda dispute: dispute.recorded_at, default=None)
    return _letter(last) if last else None


def _letter(dispute: Dispute) -> Letter:
    return Letter(dispute.letter_on, dispute.letter_reference)
