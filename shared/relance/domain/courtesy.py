"""Before anything is overdue: what comes due is announced, together and kindly (R2, R5)."""

from datetime import date, timedelta

from relance.domain.account import Account
from relance.domain.calendar import ONE_DAY
from relance.domain.decision import Skipped
from relance.domain.ladder import Candidate
from relance.domain.ledger import Item
from relance.domain.money import minor
from relance.domain.policy import Step
from relance.domain.position import Position
from relance.domain.rules import Rules
from relance.domain.rungs import done, nominal_on


def courtesy(
    position: Position, account: Account, rules: Rules
) -> tuple[Candidate, Item, tuple[Item, ...]] | None:
    """The courtesy step that would go today, the item that leads it, and what it lists."""
    for step in reversed(rules.policy.courtesies):
        due = [item for item in position.coming if _waits(step, item, account, rules)]
        due = [item for item in due if _opens_on(step, item, rules) <= position.today]
        due = [item for item in due if position.today <= _last_on(step, item, rules)]
        listed = _listed(step, position, rules)
        if due and _worth_it(step, listed, position):
            return Candidate(step, nominal_on(step, due[0], rules)), due[0], listed
    return None


def next_courtesy_on(position: Position, rules: Rules) -> date | None:
    """The first later day on which a courtesy step may go, or an item begins its ladder."""
    days: set[date] = set()
    for step in rules.policy.courtesies:
        if _worth_it(step, position.coming, position):
            days |= _days_of(step, position, rules)
    for item in position.coming:
        # Free money may cover it from the first day, which makes a task.
        late_on = item.due_on + ONE_DAY
        first_on = nominal_on(rules.policy.ladder[0], item, rules)
        days.add(late_on if position.credit_minor else first_on)
    return min((on for on in days if on > position.today), default=None)


def _days_of(step: Step, position: Position, rules: Rules) -> set[date]:
    """When a step opens for an item, and when an open one may list one item more."""
    ahead = timedelta(days=rules.policy.listing_days_ahead)
    spans = [(_opens_on(step, i, rules), _last_on(step, i, rules)) for i in position.coming]
    joins = {item.due_on - ahead for item in position.coming if step.moves}
    return {opens_on for opens_on, _ in spans} | {
        on for on in joins if any(opens_on <= on <= last_on for opens_on, last_on in spans)
    }


def stale(position: Position, account: Account, rules: Rules) -> tuple[Skipped, ...]:
    """The courtesy steps that came too late, for an item on file in time (R4, B8)."""
    return tuple(
        Skipped(item.item_id, step.kind, "stale")
        for item in position.coming
        for step in rules.policy.courtesies
        if _opens_on(step, item, rules) <= _last_on(step, item, rules) < position.today
        and _waits(step, item, account, rules)
        and _worth_it(step, (item,), position)
    )


def _waits(step: Step, item: Item, account: Account, rules: Rules) -> bool:
    """Whether the step is not done, nor answered where it asks for an answer."""
    answered = (*(c.item_ids for c in account.claims), *(p.item_ids for p in account.promises))
    if step.unanswered_only and any(item.item_id in ids for ids in answered):
        return False
    return not done(step, item, account, rules)


def _opens_on(step: Step, item: Item, rules: Rules) -> date:
    """The first day of a step: its own, or when the debtor has had the time to look."""
    available_on = item.invoice.received_on or item.invoice.issued_on
    return max(nominal_on(step, item, rules), available_on + timedelta(days=step.available_days))


def _last_on(step: Step, item: Item, rules: Rules) -> date:
    """The last day on which a step is of any use (practice 6.1)."""
    last_on = nominal_on(step, item, rules) + timedelta(days=step.stale_after_days or 0)
    while rules.debtor_days.add_open_days(last_on, step.business_days_before_due) > item.due_on:
        last_on -= ONE_DAY
    return last_on


def _listed(step: Step, position: Position, rules: Rules) -> tuple[Item, ...]:
    """What falls due within the policy's days; on the due day only what is due today."""
    ahead = rules.policy.listing_days_ahead if step.moves else 0
    until_on = position.today + timedelta(days=ahead)
    return tuple(item for item in position.coming if item.due_on <= until_on)


def _worth_it(step: Step, listed: tuple[Item, ...], position: Position) -> bool:
    """Whether what would be announced, less free money, reaches the step's minimum."""
    net_minor = sum(item.open_minor for item in listed) - position.credit_minor
    return net_minor >= max(minor(step.minimum_units, position.currency), 1)
