"""A dispute: what it keeps out, how a person resolves it, where the ladder begins anew (C5, R7).

The invoice is paused as a whole until a person has answered; an amount is figures for that
person. Upheld, it stays paused until the credit is in the ledger: until then we are the late ones.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from relance.domain.account.account import Account
from relance.domain.account.on_file import Acknowledgement, Dispute, DisputeOutcome, Promise
from relance.domain.booking.booking import find
from relance.domain.booking.credit_notes import exchanged
from relance.domain.calendar import local_date
from relance.domain.errors import Conflict, Invalid
from relance.domain.ledger.invoices import DocumentType, Invoice, Item
from relance.domain.task_kinds import TaskKind

RESTART_DAYS = 7  # after the credit is in the ledger (R7)
_ASKED = frozenset({TaskKind.DISPUTE, TaskKind.DISPUTE_WAITS, TaskKind.DISPUTE_OVERDUE})


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a person answers: refused, upheld (even in part), or promised for a day."""

    outcome: str
    credited_on: date | None = None  # the day from which the ledger holds the credit, if it does
    promised_on: date | None = None


def unresolved(account: Account, invoice_id: str) -> tuple[Dispute, ...]:
    """The disputes of an invoice that nobody has answered."""
    found = account.about.disputes(invoice_id)
    return tuple(dispute for dispute in found if dispute.outcome is None)


def awaits_credit(dispute: Dispute) -> bool:
    """Whether it was upheld and the credit is not in the ledger: we are late, not the debtor."""
    return dispute.outcome == DisputeOutcome.UPHELD and dispute.credited_on is None


def keeps_out(dispute: Dispute) -> bool:
    """Whether its invoice is not demanded now."""
    return dispute.outcome is None or awaits_credit(dispute)


def disputed_ids(account: Account) -> frozenset[str]:
    """The invoices that a dispute keeps, as a whole, out of what is demanded."""
    return frozenset(
        each.invoice_id for each in account.disputes if keeps_out(each) and each.item_id is None
    )


def contested(item: Item, account: Account) -> bool:
    """Whether a dispute keeps this item out of what is demanded."""
    found = account.about.disputes(item.invoice.invoice_id)
    return any(keeps_out(each) and each.covers(item.item_id) for each in found)


def with_disputes(account: Account, disputes: Iterable[Dispute]) -> Account:
    """The account with these disputes, save where the invoice has one of that reason already.

    "We told you already" adds nothing to any dispute that waits for us.
    """
    for dispute in disputes:
        waiting = [
            other
            for other in unresolved(account, dispute.invoice_id)
            if other.item_id == dispute.item_id
        ]
        repeated = dispute.reason == "already_disputed" and waiting
        if not repeated and all(other.reason != dispute.reason for other in waiting):
            account = replace(account, disputes=(*account.disputes, dispute))
    return account


def resolve(
    account: Account,
    dispute: Dispute,
    resolution: Resolution,
    zone: str,
    today: date,
    now: datetime,
) -> Account:
    """The account after a person has answered; what was asked about the invoice is answered too.

    Refused, the ladder goes on where it stood. Raises Conflict where the answer is another than
    the one given before, and Invalid naming what it lacks.
    """
    _check(dispute, resolution, today)
    credited_on, note_id = resolution.credited_on, None
    if resolution.outcome == DisputeOutcome.UPHELD and credited_on is None:
        credited_on, note_id = _note_on(account, dispute, zone)
    answered = replace(
        dispute,
        outcome=resolution.outcome,
        resolved_on=dispute.resolved_on or today,
        resolved_at=dispute.resolved_at or now,
        credited_on=credited_on if resolution.outcome == DisputeOutcome.UPHELD else None,
        credited_by=note_id,
        ladder_before_on=_began_on(account, dispute) if note_id else None,
    )
    after = _with(account, answered)
    if answered.credited_on:
        after = _restarted(after, answered, answered.credited_on)
    if resolution.promised_on:
        after = _promised(after, answered, resolution.promised_on, today, now)
    return _nothing_asked(after, dispute.invoice_id, resolution.outcome, now)


def _check(dispute: Dispute, resolution: Resolution, today: date) -> None:
    if dispute.outcome and not (
        awaits_credit(dispute) and resolution.outcome == DisputeOutcome.UPHELD
    ):
        raise Conflict(f"the dispute was resolved before: {dispute.outcome}")
    if (resolution.outcome == DisputeOutcome.PROMISED) is not (resolution.promised_on is not None):
        raise Invalid("promised_on", "a day, with the outcome promised and with no other")
    if resolution.promised_on and resolution.promised_on < today:
        raise Invalid("promised_on", "it has passed")
    if resolution.credited_on and (
        resolution.outcome != DisputeOutcome.UPHELD or resolution.credited_on > today
    ):
        raise Invalid("credited_on", "of an upheld dispute only, and not in the future")


def _note_on(account: Account, dispute: Dispute, zone: str) -> tuple[date | None, str | None]:
    """When a credit note about the invoice was last recorded since the dispute began, and which."""
    days = [
        (local_date(note.recorded_at, zone), note.invoice_id)
        for note in account.invoices
        if note.document_type is DocumentType.CREDIT_NOTE
        and note.corrects == dispute.invoice_id
        and not note.cancelled_on
        and note.recorded_at >= dispute.recorded_at
    ]
    return max(days, default=(None, None))


def _began_on(account: Account, dispute: Dispute) -> date | None:
    """Where the ladder of the invoice had begun anew before its credit came."""
    invoice = find(account, dispute.invoice_id)
    return invoice.ladder_from_on if invoice else None


def _with(account: Account, dispute: Dispute) -> Account:
    same = dispute.dispute_id
    disputes = tuple(dispute if d.dispute_id == same else d for d in account.disputes)
    return replace(account, disputes=disputes)


def _restarted(account: Account, dispute: Dispute, credited_on: date) -> Account:
    """The account with the ladder of the invoice begun anew, if something of it is open (R7).

    A dispute about one part says nothing of the ladder of the others.
    """
    invoice = find(account, dispute.invoice_id)
    if invoice is None or dispute.item_id is not None:
        return account
    from_on = credited_on + timedelta(days=RESTART_DAYS)
    return exchanged(account, replace(invoice, ladder_from_on=from_on))


def _promised(account: Account, dispute: Dispute, on: date, today: date, now: datetime) -> Account:
    """The account with what a person agreed on, and its confirmation owed (C5)."""
    items = [i for i in account.items if dispute.covers(i.item_id)]
    ids = tuple(item.item_id for item in items)
    amount_minor = sum(item.open_minor for item in items)
    fact_id, currency = dispute.dispute_id, dispute.currency
    said = Promise(fact_id, ids, currency, today, on, amount_minor, now)
    owed = Acknowledgement(fact_id, "confirmation", currency, ids, now, amount_minor, on)
    return replace(account, promises=(*account.promises, said), owed=(*account.owed, owed))


def _nothing_asked(account: Account, invoice_id: str, outcome: str, now: datetime) -> Account:
    """The account without open tasks about disputes that have all been answered."""
    waiting = {d.invoice_id for d in account.disputes if d.outcome is None}
    tasks = tuple(
        replace(task, closed_at=now, outcome=outcome)
        if task.kind in _ASKED
        and not task.closed_at
        and invoice_id in (named := {i.invoice_id for i in task.item_ids})
        and not named & waiting
        else task
        for task in account.tasks
    )
    return replace(account, tasks=tasks)


def credited(before: Account, after: Account, document: Invoice, today: date) -> Account:
    """The account after a document came: one that lowers an upheld invoice restarts its ladder.

    A credit note does, and so does the invoice itself where it comes again with a lower total.
    """
    old = find(before, document.invoice_id)
    invoice_id = document.invoice_id if old and document.total_minor < old.total_minor else None
    note_id = None
    if document.document_type is DocumentType.CREDIT_NOTE:
        invoice_id, note_id = document.corrects, document.invoice_id
    for dispute in after.disputes:
        if dispute.invoice_id == invoice_id and awaits_credit(dispute):
            began_on = _began_on(after, dispute) if note_id else None
            answered = replace(
                dispute, credited_on=today, credited_by=note_id, ladder_before_on=began_on
            )
            after = _with(after, answered)
            after = _restarted(after, answered, today)
    return after
