"""The day on which a step of an item falls, before any delay: a pure function of dates (R4)."""

from datetime import date, timedelta

from relance.domain.calendar import ONE_DAY, Calendar
from relance.domain.conversation.ladder_start import ladder_start_on
from relance.domain.creditor.rules import Rules
from relance.domain.ledger.invoices import Item
from relance.domain.policies.policy import Anchor, Step

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def nominal_on(step: Step, item: Item, rules: Rules) -> date:
    """The first day on which the step may go, whatever happened.

    Courtesy counts from the due date itself: "due today" is true on no other day (R4, R7).
    """
    match step.anchor:
        case Anchor.ISSUE_DATE:
            start_on = item.invoice.issued_on
        case Anchor.PREVIOUS_STEP:
            start_on = nominal_on(_before(step, rules), item, rules)
        case _:
            start_on = item.due_on if step.courtesy else ladder_start_on(item)
    on = _offset(step, start_on, rules)
    if step.float_bank_days:
        on = max(on, _float_over_on(start_on, step, item, rules))
    match step.anchor:
        case Anchor.CALENDAR:
            return _first(on, step.weekday, step.nth_of_month)
        case Anchor.PAYMENT_RUN if rules.payment_run:
            return _after_run(step, start_on, item, rules)
        case _:
            return on


def _float_over_on(paid_on: date, step: Step, item: Item, rules: Rules) -> date:
    """When a transfer of a day has come: banks make it on the next of their days (R38).

    Where the ladder began on another day than the due date, nothing was to be paid on that day.
    """
    days, began_anew = rules.bank_days_of(item.currency), paid_on == ladder_start_on(item)
    began_anew &= paid_on != item.due_on
    made_on = paid_on if began_anew else days.next_open(paid_on)
    return days.add_open_days(made_on, step.float_bank_days)


def _before(step: Step, rules: Rules) -> Step:
    """The step from which the days of this one are counted."""
    return rules.policy.steps[rules.policy.steps.index(step) - 1]


def _offset(step: Step, start_on: date, rules: Rules) -> date:
    if not step.business_days:
        return start_on + timedelta(days=step.days_after_due)
    if step.days_after_due < 0:
        return _back(start_on, -step.days_after_due, rules.debtor_days)
    return rules.debtor_days.add_open_days(start_on, step.days_after_due)


def _back(on: date, days: int, open_days: Calendar) -> date:
    for _ in range(days):
        on = open_days.previous_open(on)
    return on


def _first(on: date, weekday: int | None, nth_of_month: int | None) -> date:
    """The first day from there on that is that day of the week, and the nth of its month."""
    while weekday not in (None, on.isoweekday()) or nth_of_month not in (
        None,
        (on.day - 1) // 7 + 1,
    ):
        on += ONE_DAY
    return on


def _after_run(step: Step, start_on: date, item: Item, rules: Rules) -> date:
    """Bank days after the first payment run that follows the due date (practice 1)."""
    run_on = start_on + ONE_DAY
    while not runs_on(rules.payment_run, run_on):
        run_on += ONE_DAY
    return _float_over_on(run_on, step, item, rules)


def runs_on(payment_run: tuple[str, ...], on: date) -> bool:
    """Whether the debtor pays on that day: "thursday", or days of the month such as "10"."""
    return str(on.day) in payment_run or WEEKDAYS[on.weekday()] in payment_run
