"""Before anything is overdue: what comes due is announced, together and kindly (R2, R5)."""

from datetime import date, timedelta
from functools import cache

from relance.domain.account.account import Account
from relance.domain.account.occasion import Occasion
from relance.domain.calendar import ONE_DAY
from relance.domain.conversation.conditions import COURTESY_CONDITIONS, applies
from relance.domain.conversation.cycle_profile import kept_profile
from relance.domain.conversation.errands import errand_of
from relance.domain.conversation.position import Position
from relance.domain.conversation.rungs import done
from relance.domain.conversation.situation import Candidate, Case, Place, Situation
from relance.domain.conversation.step_days import nominal_on
from relance.domain.conversation.undoings import taken_back
from relance.domain.conversation.weekly import (
    as_list,
    list_day,
    list_day_of,
    listed_weekly,
    next_list_on,
    single_again_on,
)
from relance.domain.creditor.rules import Rules
from relance.domain.decision import Skipped, SkipReason, Variant
from relance.domain.ledger.due_changes import later_moves
from relance.domain.ledger.invoices import BILLS, Item
from relance.domain.money import minor
from relance.domain.payer.behaviour import profile_of
from relance.domain.policies.policy import Approval, Channel, Step

_INSIDE = frozenset({Channel.PORTAL, Channel.TASK})  # see `checks`


def courtesy(place: Place) -> tuple[Situation, tuple[Item, ...]] | None:
    """The courtesy step that would go today, and what it lists."""
    account, where, rules = place.account, place.position, place.rules
    weekly = listed_weekly(account, where, rules)
    for step in reversed(_spoken(rules)):
        if weekly and not (step.moves and list_day(account, where, rules)):
            continue
        listed = _listed(step, where, rules)
        for case in _cases(step, place):
            least_units = step.minimum_by_profile.get(case.profile, step.minimum_units)
            worth = _worth(least_units, listed, where)
            if not (worth or step.mail_instead):
                continue
            said = as_list(step) if weekly and step.written else step
            nominal = min(nominal_on(step, case.lead, rules), where.today)
            happened = taken_back(listed, account)
            variant = Variant.OUR_ERROR if happened else Variant.ORDINARY
            moves = len(later_moves(case.lead.due_changes))  # then it is said anew (R34)
            occasion = Occasion.of_ladder(None, 0, moves)
            return Situation(case, Candidate(said, nominal, variant, occasion=occasion)), listed
    return None


def _spoken(rules: Rules) -> tuple[Step, ...]:
    """The courtesy steps that speak to the debtor."""
    return tuple(step for step in rules.policy.courtesies if step.channel not in _INSIDE)


def _cases(step: Step, place: Place) -> list[Case]:
    """The items for which the step may go today, the earliest due first."""
    account, where, rules = place.account, place.position, place.rules
    ahead = timedelta(days=rules.policy.listing_days_ahead)
    weekly = listed_weekly(account, where, rules)
    due: list[tuple[date, Item]] = []
    reached_on = min(where.today, list_day_of(where.today, rules)) if weekly else where.today
    for item in where.coming:
        if item.invoice.payment_method in BILLS and not step.written:
            continue  # nothing to be asked: it is accepted, and the bank is told
        opens_on = _opens_on(step, item, rules)
        opens_on = min(opens_on, item.due_on - ahead) if weekly else opens_on
        in_time = opens_on <= reached_on and where.today <= _last_on(step, item, rules)
        if in_time and _waits(step, item, account, rules):
            due.append((opens_on, item))
    # Seen from the day it opened: were it today's, a day that passes could make a step go (R12).
    name_on = cache(lambda on: profile_of(account, rules, on).name)
    cases = (
        Case(place, item, kept_profile(account, item, rules, on) or name_on(on)) for on, item in due
    )
    return [case for case in cases if applies(step, case, COURTESY_CONDITIONS)]


def next_courtesy_on(place: Place) -> date | None:
    """The first later day on which a courtesy step may go, or an item begins its ladder."""
    account, where, rules = place.account, place.position, place.rules
    days: set[date] = set()
    for step in _spoken(rules):
        if _worth(step.minimum_units, where.coming, where) or step.mail_instead:
            days |= _days_of(step, where, rules)
    # Money may cover an item from the first day, and a person may have to be forewarned.
    at_once = where.credit_minor or rules.unplaced or _approved(rules)
    for item in where.coming:
        first_on = nominal_on(rules.policy.ladder[0], item, rules)
        days.add(item.due_on + ONE_DAY if at_once else first_on)
    if listed_weekly(account, where, rules):
        days |= {next_list_on(where, rules), single_again_on(account, where)}
    return min((on for on in days if on > where.today), default=None)


def _approved(rules: Rules) -> bool:
    """Whether a person has a say before the ladder begins."""
    first = rules.policy.ladder[0]
    everything = rules.policy.approve_all or rules.approve_all
    return everything or first.approval is not Approval.NONE


def _days_of(step: Step, where: Position, rules: Rules) -> set[date]:
    """When a step opens for an item, and when an open one may list one item more."""
    ahead = timedelta(days=rules.policy.listing_days_ahead)
    spans = [(_opens_on(step, i, rules), _last_on(step, i, rules)) for i in where.coming]
    joins = {item.due_on - ahead for item in where.coming if step.moves}
    return {opens_on for opens_on, _ in spans} | {
        on for on in joins if any(opens_on <= on <= last_on for opens_on, last_on in spans)
    }


def stale(place: Place) -> tuple[Skipped, ...]:
    """The courtesy steps that came too late, for an item on file in time (R4, B8)."""
    account, where, rules = place.account, place.position, place.rules
    return tuple(
        Skipped(item.item_id, step.kind, SkipReason.STALE)
        for item in where.coming
        for step in _spoken(rules)
        if _opens_on(step, item, rules) <= _last_on(step, item, rules) < where.today
        and not any(change.on > _last_on(step, item, rules) for change in item.due_changes)
        and _waits(step, item, account, rules)
        and _worth(step.minimum_units, (item,), where)
    )


def _waits(step: Step, item: Item, account: Account, rules: Rules) -> bool:
    """Whether the step is not done, nor answered where it asks for an answer."""
    answered = account.about.claims(item.item_id) or account.about.promises(item.item_id)
    if step.unanswered_only and answered:
        return False
    return not done(step, item, account, rules) and not errand_of(step, item, account)


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


def _listed(step: Step, where: Position, rules: Rules) -> tuple[Item, ...]:
    """What falls due within the policy's days; on the due day only what is due today."""
    ahead = max(rules.policy.listing_days_ahead, -step.days_after_due) if step.moves else 0
    return where.coming_by(where.today + timedelta(days=ahead))


def _worth(least_units: int, listed: tuple[Item, ...], where: Position) -> bool:
    """Whether what would be announced, less free money, reaches the minimum."""
    net_minor = sum(item.open_minor for item in listed) - where.credit_minor
    return net_minor >= max(minor(least_units, where.currency), 1)
