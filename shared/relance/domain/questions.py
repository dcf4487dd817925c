"""What a person is asked while the machine holds back: money to match, debits, claims (R7, R31)."""

from datetime import date, timedelta

from relance.domain.account import Account
from relance.domain.decision import Decision, Figures, Hold, Skip, Task
from relance.domain.ledger import Item
from relance.domain.money import minor
from relance.domain.pauses import claims_on, pause_of
from relance.domain.position import Position
from relance.domain.rules import Rules
from relance.domain.tasks import ask, asked

# Pauses that only a person can end, with the task that asks for it.
_ASKS = {
    "collection_unconfirmed": ("check_collection", False),
    "payment_diverted": ("payment_diverted", True),
    "portal": ("check_portal", False),
}


def questions(account: Account, rules: Rules, today: date) -> tuple[Task, ...]:
    """The tasks that items raise by themselves, whatever is or is not sent."""
    tasks: list[Task] = []
    for item in account.items:
        tasks += _about(item, account, rules, today)
    return tuple(tasks)


def _about(item: Item, account: Account, rules: Rules, today: date) -> tuple[Task, ...]:
    pause = pause_of(item, account, rules, today)
    tasks: tuple[Task, ...] = ()
    if pause and pause.reason in _ASKS and (item.overdue(today) or claims_on(item, account)):
        kind, urgent = _ASKS[pause.reason]
        tasks += _ask(account, kind, item.item_id, pause.reason, today, item, urgent)
    for claim in claims_on(item, account)[rules.limits.claims_that_hold :]:
        reason = "claimed_again_without_money"
        tasks += _ask(account, "search_payment", claim.claim_id, reason, today, item, True)
    return tasks


def _ask(
    account: Account, kind: str, cause: str, reason: str, today: date, item: Item, urgent: bool
) -> tuple[Task, ...]:
    return ask(
        account,
        kind,
        cause,
        reason,
        today,
        currency=item.currency,
        item_ids=(item.item_id,),
        urgent=urgent,
    )


def covered_by_cash(account: Account, where: Position, figures: Figures) -> tuple[Decision, ...]:
    """Unallocated money covers what is overdue: no message, a matching task (R31)."""
    tomorrow_on = where.today + timedelta(days=1)
    if where.overdue_minor <= where.small_minor:
        return (Skip(where.currency, "small_balance", tomorrow_on, figures),)
    hold = Hold(where.currency, "covered_by_unallocated_money", tomorrow_on, figures=figures)
    cause = f"{where.currency}/{where.credit_minor}/{where.overdue[0].item_id}"
    ids = tuple(item.item_id for item in where.overdue)
    reason = hold.reason
    return hold, *ask(
        account,
        "match_money",
        cause,
        reason,
        where.today,
        currency=where.currency,
        item_ids=ids,
        figures=figures,
    )


def reviewed_first(
    account: Account, where: Position, rules: Rules, figures: Figures
) -> tuple[Decision, ...]:
    """A backlog without history that is too old or too large: a person looks first (R29)."""
    leader = where.leader
    if leader is None or not _needs_review(leader, where, rules):
        return ()
    before = asked(account, "review_backlog", leader.item_id)
    if before and before.closed_at:
        return ()
    hold = Hold(where.currency, "backlog_review", where.pause_ends_on, figures=figures)
    ids = tuple(item.item_id for item in where.overdue)
    return hold, *ask(
        account,
        "review_backlog",
        leader.item_id,
        hold.reason,
        where.today,
        currency=where.currency,
        item_ids=ids,
        figures=figures,
    )


def _needs_review(item: Item, where: Position, rules: Rules) -> bool:
    late_days = (where.today - item.due_on).days
    above = where.net_minor > minor(rules.limits.review_above_units, where.currency)
    return late_days > rules.limits.review_after_days_late or above
