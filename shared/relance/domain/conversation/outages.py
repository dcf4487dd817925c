"""Days on which no run happened: only they make steps missed (R4, R33)."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import takewhile

from relance.domain.account.account import Account
from relance.domain.calendar import NEVER, ONE_DAY, local_date
from relance.domain.conversation.earliest import earliest_on
from relance.domain.conversation.situation import Case
from relance.domain.creditor.rules import Rules
from relance.domain.ledger.invoices import Item
from relance.domain.policies.policy import Step


def missed_runs(rules: Rules, since_on: date, now: datetime) -> tuple[datetime, ...]:
    """The sending hours from a day on at which no run could decide, and that are over."""
    missed: set[datetime] = set()
    for last_at, first_at in rules.outages:
        run_on = max(local_date(last_at, rules.debtor_zone), since_on)
        while rules.closes_at(run_on) <= min(first_at, now):
            if rules.opens_at(run_on) > last_at:
                missed.add(rules.opens_at(run_on))
            run_on += ONE_DAY
    return tuple(sorted(missed))


def reached_in_the_dark(waiting: Sequence[Step], case: Case) -> list[Step]:
    """The steps that the days without a run would have sent for the leader, in their order.

    What went to the debtor since has made good for them.
    """
    since_at = spoken_at(case)
    went = {
        (one.kind, one.level)
        for one in case.place.missed
        if one.leader == case.lead.item_id and one.at > since_at
    }
    return [*takewhile(lambda step: (step.kind, step.level) in went, waiting)]


def may_have_missed(waiting: Sequence[Step], case: Case, runs: Sequence[datetime]) -> bool:
    """Whether a day without a run can have sent the first of these steps, and one follows it.

    Nobody hears from us for the first time above *first*: where no message was ever delivered,
    nothing is skipped.
    """
    if len(waiting) < 2 or not runs or runs[-1] <= spoken_at(case):
        return False
    first, second = (earliest_on(s, case.lead, case.account, case.rules) for s in waiting[:2])
    reached = first <= case.rules.today(runs[-1]) and second <= case.today
    return reached and heard_of_us(case.account)


def spoken_at(case: Case) -> datetime:
    """When the leader was last spoken of: that made good for what was missed before."""
    about = case.account.chased_about(case.lead.item_id)
    return about[-1].at if about else NEVER


def heard_of_us(account: Account) -> bool:
    """Whether a message was ever delivered to the debtor, by us or before us."""
    return any(contact.delivered for contact in account.chased) or any(
        map(_told_before, account.items)
    )


def _told_before(item: Item) -> bool:
    return item.invoice.last_level is not None or item.invoice.last_contacted_on is not None
