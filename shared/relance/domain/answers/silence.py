"""Whether the debtor has said anything: what is silence, and what is an answer."""

from datetime import datetime

from relance.domain.account.account import Account
from relance.domain.account.on_file import Dispute
from relance.domain.ledger.invoices import Item
from relance.domain.task_kinds import TaskOutcome


def answered_since(item: Item, account: Account, since_at: datetime) -> bool:
    """Whether he said anything about the item since then, by any channel."""
    about = account.about
    said = [claim.recorded_at for claim in about.claims(item.item_id)]
    said += [promise.recorded_at for promise in about.promises(item.item_id)]
    said += [dispute.recorded_at for dispute in _disputes(item, account)]
    said += [reply.recorded_at for reply in account.replies if reply.waits]
    said += [t.closed_at for t in account.tasks if t.outcome == TaskOutcome.REACHED and t.closed_at]
    return any(at > since_at for at in said)


def _disputes(item: Item, account: Account) -> list[Dispute]:
    about = account.about.disputes(item.invoice.invoice_id)
    return [dispute for dispute in about if dispute.covers(item.item_id)]
