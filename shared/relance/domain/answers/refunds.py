"""Money that we gave back: is a credit note to follow? Until somebody says, nothing goes (R40).

A refund is no returned payment, and the debtor is not late because of it.
"""

from dataclasses import dataclass
from datetime import datetime

from relance.domain.account.account import Account
from relance.domain.account.on_file import OpenTask
from relance.domain.ledger.invoices import DocumentType, Invoice
from relance.domain.task_kinds import TaskKind, TaskOutcome
from relance.domain.tasks.asking import asked


@dataclass(frozen=True, slots=True)
class Refund:
    """What we gave back of one invoice, and what a person has said of it."""

    cause: str
    refunded_at: datetime
    answer: OpenTask | None = None  # closed

    @property
    def owed_again(self) -> bool:
        """Whether a person said that no credit note follows: the debt stands."""
        return self.answer is not None and self.answer.outcome == TaskOutcome.NO_CREDIT_NOTE


def refund_of(invoice: Invoice, account: Account) -> Refund | None:
    """The refund that keeps the invoice out, or was answered; None where there is none.

    One that a credit note followed is over: what the note leaves is owed.
    """
    times = [e.refunded_at for e in invoice.allocations if e.refunded_minor and e.refunded_at]
    if not times or _credited_since(invoice, account, max(times)):
        return None
    out_minor = sum(entry.refunded_minor for entry in invoice.allocations)
    cause = f"{invoice.invoice_id}/{out_minor}/{max(times).isoformat()}"
    tasks = (asked(account, kind, cause) for kind in (TaskKind.REFUNDED, TaskKind.REFUND_OVERDUE))
    said = {task.closed_at: task for task in tasks if task and task.closed_at}
    return Refund(cause, max(times), said[max(said)] if said else None)


def _credited_since(invoice: Invoice, account: Account, refunded_at: datetime) -> bool:
    return any(
        note.document_type is DocumentType.CREDIT_NOTE
        and note.corrects == invoice.invoice_id
        and not note.cancelled_on
        and note.recorded_at >= refunded_at
        for note in account.invoices
    ) or any(entry.of_credit and entry.recorded_at >= refunded_at for entry in invoice.allocations)
