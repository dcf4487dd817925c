"""Before anything is overdue: what comes due is announced, together and kindly (R2, R5)."""

from datetime import date, timedelta

from relance.domain.account import Account
from relance.domain.ladder import Candidate, done, nominal_on
from relance.domain.ledger import Item
from relance.domain.money import minor
from relance.domain.policy import Step
from relance.domain.position import Position
from relance.domain.rules import Rules


def courtesy(
    position: Position, account: Account, rules: Rules
) -> tuple[Candidate, Item, tuple[Item, ...]] | None:
    """The courtesy step that would go today, the item that leads it, and what it lists."""
    for step in reversed(rules.policy.courtesies):
        due = [i for i in position.coming if _falls_today(step, i, account, rules, position.today)]
        if not due:
            continue
        listed = _listed(step, position, rules)
        floor = minor(step.minimum_units, position.currency)
        if sum(i.open_minor for i in listed) - position.credit_minor < max(floor, 1):
            continue
        return Candidate(step, nominal_on(step, due[0], rules)), due[0], listed
    return None


def next_courtesy_on(position: Position, rules: Rules) -> date | None:
    """The first later day on which an item has a courtesy step or becomes overdue."""
    days = [
        on
        for item in position.coming
        for on in (
            *(nominal_on(step, item, rules) for step in rules.policy.courtesies),
            nominal_on(rules.policy.ladder[0], item, rules),
        )
        if on > position.today
    ]
    return min(days, default=None)


def _falls_today(step: Step, item: Item, account: Account, rules: Rules, today: date) -> bool:
    """Whether the step is reached, not stale, not done, and the debtor had time to look."""
    reached_on = nominal_on(step, item, rules)
    if today < reached_on or (today - reached_on).days > (step.stale_after_days or 0):
        return False
    available_on = item.invoice.received_on or item.invoice.issued_on
    if today < available_on + timedelta(days=step.available_days):
        return False
    return not done(step, item, account, rules)


def _listed(step: Step, position: Position, rules: Rules) -> tuple[Item, ...]:
    """What falls due within the policy's days; on the due day only what is due today."""
    ahead = rules.policy.listing_days_ahead if step.moves else 0
    until_on = position.today + timedelta(days=ahead)
    return tuple(item for item in position.coming if item.due_on <= until_on)
