"""What a policy announces, by whom it is answered for, and who lets it go (B13, practice 3)."""

from collections.abc import Iterator
from itertools import pairwise

from relance.domain.policies.checks.flaw import Flaw, Setting, day_of, numbered
from relance.domain.policies.checks.order import LAST
from relance.domain.policies.checks.words import has_deadline
from relance.domain.policies.policy import FINAL_KINDS, Anchor, Approval, Channel, Policy, Step

SIGNATORY = "signatory"
_FORMAL_KINDS = FINAL_KINDS - {"final"}


def measures_have_words(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """What is announced can be said, and only after the due date."""
    for place, step in numbered(policy):
        if step.consequence is None:
            continue
        if step.consequence.kind not in setting.consequences:
            yield Flaw(f"{place}.consequence.kind", f"{step.consequence.kind} is not known here")
        if step.courtesy:
            yield Flaw(f"{place}.consequence", "nothing is announced before it is late")
        if step.channel is Channel.TASK or step.channel is Channel.PORTAL:
            yield Flaw(f"{place}.consequence", "this step says nothing to the debtor")


def measures_are_accepted(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """Nobody announces what no named person will carry out."""
    for place, step in numbered(policy):
        if step.consequence is None:
            continue
        accepted_by, at = step.consequence.accepted_by, f"{place}.consequence.accepted_by"
        if not accepted_by.strip():
            yield Flaw(at, "name the person who has accepted to carry it out")
        elif accepted_by == SIGNATORY and not setting.signatory:
            yield Flaw(at, "the settings name no signatory")


def measures_have_a_day(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """A measure is announced for a date; one way of counting it is enough."""
    for place, step in numbered(policy):
        if step.consequence and not has_deadline(step):
            yield Flaw(f"{place}.deadline_days", "a measure is announced for a date")
        if step.deadline_days and step.deadline_business_days:
            yield Flaw(f"{place}.deadline_days", "count the deadline in one kind of days")
        if step.courtesy and has_deadline(step):
            yield Flaw(f"{place}.deadline_days", "the due date is the only date before it is late")


def deadlines_are_kept(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """The next step leaves the debtor the days that were given to him."""
    for number, (step, after) in enumerate(pairwise(policy.steps)):
        room = day_of(policy, after) - day_of(policy, step)
        room = after.days_after_due if after.anchor is Anchor.PREVIOUS_STEP else room
        if has_deadline(step) and max(room, after.spacing_days) < _deadline_days(step):
            name = "deadline_days" if step.deadline_days else "deadline_business_days"
            yield Flaw(
                f"steps.{number}.{name}", f"{after.kind} comes before the day given to the debtor"
            )


def _deadline_days(step: Step) -> int:
    """Calendar days, five business days being a week."""
    return step.deadline_days or -(-step.deadline_business_days * 7 // 5)


def formal_is_approved(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """From a formal notice on, nothing leaves unless a person approved it."""
    formal = False
    for place, step in numbered(policy):
        formal |= step.kind in _FORMAL_KINDS or step.channel is Channel.REGISTERED
        free = step.kind == LAST or policy.approve_all
        if formal and not free and step.approval is not Approval.REQUIRED:
            yield Flaw(f"{place}.approval", "from a notice on, approval is required")


def pace_makes_sense(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """Gap, caps and listing are such that something is said, and not every day."""
    if policy.gap_days is not None and not 1 <= policy.gap_days <= 90:
        yield Flaw("gap_days", "between 1 and 90 days")
    if not 0 <= policy.listing_days_ahead <= 60:
        yield Flaw("listing_days_ahead", "between 0 and 60 days")
    for number, (contacts, days) in enumerate(policy.caps or ()):
        if not 1 <= contacts <= 50 or not 1 <= days <= 365:
            yield Flaw(f"caps.{number}", "1 to 50 contacts in 1 to 365 days")
