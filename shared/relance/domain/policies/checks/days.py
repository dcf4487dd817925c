"""The day of a step and its label: courtesy before the due date, reminders after it (pains C7)."""

from collections.abc import Iterator

from relance.domain.policies.checks.flaw import Flaw, Setting, day_of, numbered
from relance.domain.policies.policy import Anchor, Policy, Step

MOST_DAYS = 730
_WEEK_SPAN, _MONTH_SPAN = 6, 34  # how much later a calendar day may fall than its offset
_OF_LADDER = frozenset({Anchor.PREVIOUS_STEP, Anchor.PAYMENT_RUN})


def sign_fits_level(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """Level 0 speaks at or before the due date, all others after it."""
    for place, step in numbered(policy):
        at = f"{place}.days_after_due"
        if step.anchor is Anchor.ISSUE_DATE:
            if step.days_after_due < 0:
                yield Flaw(at, "nothing can be said before the invoice is issued")
        elif step.courtesy and step.days_after_due + _span(step) > 0:
            yield Flaw(at, "level 0 is courtesy: it cannot fall after the due date")
        elif not step.courtesy and step.days_after_due < 1:
            yield Flaw(at, f"level {step.level} can only fall after the due date")


def _span(step: Step) -> int:
    if step.anchor is not Anchor.CALENDAR:
        return 0
    return _MONTH_SPAN if step.nth_of_month else _WEEK_SPAN


def anchor_fits_level(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """Courtesy hangs on the invoice, reminders on its due date or on what was said before."""
    before: Step | None = None
    for place, step in numbered(policy):
        at, anchor = f"{place}.anchor", step.anchor
        if step.courtesy and anchor in _OF_LADDER:
            yield Flaw(at, f"{anchor} may fall after the due date: it is for level 1 and above")
        elif not step.courtesy and anchor is Anchor.ISSUE_DATE:
            yield Flaw(at, "issue_date may fall before the due date: it is for level 0")
        elif anchor is Anchor.PREVIOUS_STEP and (before is None or before.courtesy):
            yield Flaw(at, "no step of level 1 or above comes before this one")
        before = step


def calendar_day_is_named(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """A calendar day is a day of the week, or the nth such day of a month; others have neither."""
    for place, step in numbered(policy):
        named = step.weekday is not None or step.nth_of_month is not None
        if (step.anchor is Anchor.CALENDAR) != named:
            yield Flaw(f"{place}.anchor", "weekday and nth_of_month belong to calendar, and only")
        if step.weekday is not None and not 1 <= step.weekday <= 7:
            yield Flaw(f"{place}.weekday", "1 is Monday, 7 is Sunday")
        if step.nth_of_month is not None and not 1 <= step.nth_of_month <= 4:
            yield Flaw(f"{place}.nth_of_month", "a month has such a day 1 to 4 times for sure")


def numbers_make_sense(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """Days and amounts are what a person could have meant."""
    for place, step in numbered(policy):
        if abs(step.days_after_due) > MOST_DAYS:
            yield Flaw(f"{place}.days_after_due", f"at most {MOST_DAYS} days")
        for name in _COUNTS:
            count = getattr(step, name)
            if count is not None and not 0 <= count <= _COUNTS[name]:
                yield Flaw(f"{place}.{name}", f"between 0 and {_COUNTS[name]}")


_COUNTS = {
    "float_bank_days": 30,
    "spacing_days": 180,
    "stale_after_days": 60,
    "available_days": 60,
    "business_days_before_due": 30,
    "contacted_before_days": 365,
    "deadline_days": 180,
    "deadline_business_days": 120,
    "minimum_units": 10**9,
    "below_units": 10**9,
    "call_from_units": 10**9,
    "letter_from_units": 10**9,
}


def help_comes_in_time(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """What must go some business days before the due date has a day that early."""
    for place, step in numbered(policy):
        wanted = step.business_days_before_due
        early = step.anchor is Anchor.ISSUE_DATE or -step.days_after_due >= wanted
        if step.courtesy and wanted and not early:
            yield Flaw(
                f"{place}.business_days_before_due",
                f"{wanted} business days before the due date lie before the step's own day",
            )


def float_is_for_reminders(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """Bank days are waited for after the due date; before it they would carry courtesy past it."""
    for place, step in numbered(policy):
        if step.courtesy and step.float_bank_days:
            yield Flaw(f"{place}.float_bank_days", "only money that was due is on its way")


def stale_is_for_courtesy(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """A delayed courtesy is dropped, a delayed reminder never (R4)."""
    for place, step in numbered(policy):
        if step.courtesy:
            if not step.moves and (step.stale_after_days or step.days_after_due):
                yield Flaw(f"{place}.moves", "what is never moved goes on the due date, or not")
            continue
        if step.stale_after_days is not None:
            yield Flaw(f"{place}.stale_after_days", "a reminder is delayed, never dropped")
        if not step.moves:
            yield Flaw(f"{place}.moves", "a reminder is delayed, never dropped")
        for name in ("available_days", "business_days_before_due"):
            if getattr(step, name):
                yield Flaw(f"{place}.{name}", "this is for level 0")


def spacing_fits_days(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """The days between two steps leave room for the spacing after the level before."""
    for number, step in enumerate(policy.steps):
        at = f"steps.{number}.spacing_days"
        if step.courtesy and step.spacing_days:
            yield Flaw(at, "spacing counts from a reminder: it is for level 1 and above")
        lower = [s for s in policy.steps[:number] if 0 < s.level < step.level]
        if not step.spacing_days or not lower or step.anchor is Anchor.PREVIOUS_STEP:
            continue
        before, room = lower[-1], day_of(policy, step) - day_of(policy, lower[-1])
        if before.business_days == step.business_days and step.spacing_days > room:
            yield Flaw(at, f"only {room} days lie between {before.kind} and this step")
