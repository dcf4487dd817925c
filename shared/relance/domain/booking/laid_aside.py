"""What a settled item no longer needs is laid aside, and is back if the settling is undone (R40).

Pure. A return by the payer's bank brings nothing back: it is a new fact, not an error of ours.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from relance.domain.account.account import Account
from relance.domain.account.history import LaidAside
from relance.domain.account.on_file import Dispute, DisputeOutcome, OpenTask
from relance.domain.ledger.item_id import ItemId
from relance.domain.task_kinds import TaskOutcome

MOST = 50


def without_answers(account: Account, open_invoices: Collection[str], now: datetime) -> Account:
    """The account without claims, promises and holds of what is settled; they are laid aside."""
    open_ids = {item.item_id for item in account.items}
    gone = LaidAside(
        now,
        tuple(c for c in account.claims if not open_ids.intersection(c.item_ids)),
        tuple(p for p in account.promises if not open_ids.intersection(p.item_ids)),
        tuple(h for h in account.holds if h.invoice_id and h.invoice_id not in open_invoices),
    )
    if not (gone.claims or gone.promises or gone.holds):
        return account
    return replace(
        account,
        claims=tuple(c for c in account.claims if c not in gone.claims),
        promises=tuple(p for p in account.promises if p not in gone.promises),
        holds=tuple(h for h in account.holds if h not in gone.holds),
        history=replace(account.history, laid_aside=(*account.history.laid_aside, gone)[-MOST:]),
    )


def restored(before: Account, after: Account, done_at: datetime) -> Account:
    """The account with all that stood about what is open again, once a fact of `done_at` is undone.

    What was laid aside earlier belongs to another settling, which nobody undid.
    """
    known = {item.item_id for item in before.items}
    again = frozenset(item.item_id for item in after.items if item.item_id not in known)
    if not again:
        return after
    after = _answers_back(after, again, done_at)
    invoices = {item_id.invoice_id for item_id in again}
    return replace(
        after,
        disputes=tuple(_reopened(d, invoices, done_at) for d in after.disputes),
        tasks=tuple(_asked_again(t, again, done_at) for t in after.tasks),
    )


def _answers_back(account: Account, again: frozenset[ItemId], done_at: datetime) -> Account:
    history, left = account.history, list[LaidAside]()
    claims, promises, holds = list(account.claims), list(account.promises), list(account.holds)
    invoices = {item_id.invoice_id for item_id in again}
    for one in history.laid_aside:
        if one.at < done_at:
            left.append(one)
            continue
        claims += [c for c in one.claims if again.intersection(c.item_ids)]
        promises += [p for p in one.promises if again.intersection(p.item_ids)]
        holds += [h for h in one.holds if h.invoice_id in invoices]
        rest = replace(
            one,
            claims=tuple(c for c in one.claims if c not in claims),
            promises=tuple(p for p in one.promises if p not in promises),
            holds=tuple(h for h in one.holds if h not in holds),
        )
        left += [rest] if rest.claims or rest.promises or rest.holds else []
    remembered = tuple(p for p in history.promises if p not in promises)
    history = replace(history, laid_aside=tuple(left), promises=remembered)
    back = {"claims": tuple(claims), "promises": tuple(promises), "holds": tuple(holds)}
    return replace(account, history=history, **back)  # type: ignore[arg-type]


def _reopened(dispute: Dispute, invoices: set[str], done_at: datetime) -> Dispute:
    """The dispute as it was before the ledger ended it; what a person answered stays."""
    ended = dispute.outcome in (DisputeOutcome.PAID, DisputeOutcome.UPHELD)
    by_ledger = ended and dispute.resolved_on is None and dispute.resolved_at is not None
    if not by_ledger or dispute.invoice_id not in invoices:
        return dispute
    assert dispute.resolved_at is not None
    if dispute.resolved_at < done_at:
        return dispute
    return replace(dispute, outcome=None, resolved_at=None)


def _asked_again(task: OpenTask, again: frozenset[ItemId], done_at: datetime) -> OpenTask:
    """The task that closed by itself when nothing was left to do about it."""
    moot = task.outcome == TaskOutcome.MOOT and task.closed_at is not None
    if not moot or not again.intersection(task.item_ids):
        return task
    assert task.closed_at is not None
    return replace(task, closed_at=None, outcome=None) if task.closed_at >= done_at else task
