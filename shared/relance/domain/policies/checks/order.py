"""The order of the steps: levels rise, days follow, and a person ends it (B1, R5)."""

from collections.abc import Iterator
from itertools import pairwise

from relance.domain.policies.checks.flaw import Flaw, Setting, day_of, numbered
from relance.domain.policies.policy import Anchor, Channel, Policy, Step

MOST_STEPS = 30
LAST = "decision"


def number_of_steps(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """There is something to climb, and a person can still read it."""
    if not 1 <= len(policy.steps) <= MOST_STEPS:
        yield Flaw("steps", f"a policy has 1 to {MOST_STEPS} steps")


def levels_rise(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """A level never goes down (R3)."""
    for (_, before), (place, step) in pairwise(numbered(policy)):
        if step.level < before.level:
            yield Flaw(f"{place}.level", f"goes down from {before.level} to {step.level}")
    for place, step in numbered(policy):
        if step.level < 0:
            yield Flaw(f"{place}.level", "levels begin at 0, which is courtesy")


def identities_differ(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """A step is known by kind and level."""
    seen: set[tuple[str, int]] = set()
    for place, step in numbered(policy):
        if (step.kind, step.level) in seen:
            yield Flaw(f"{place}.kind", f"there is another {step.kind} of level {step.level}")
        seen.add((step.kind, step.level))


def days_follow(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """No step falls before the one that it follows: it could not be reached in its turn."""
    for steps in ((0, policy.courtesies), (len(policy.courtesies), policy.ladder)):
        first, members = steps
        for number, (before, step) in enumerate(pairwise(members), first + 1):
            if _comparable(before, step) and day_of(policy, step) < day_of(policy, before):
                yield Flaw(
                    f"steps.{number}.days_after_due",
                    f"lies before the step {before.kind} that comes first",
                )


def _comparable(before: Step, step: Step) -> bool:
    """Whether both are counted from the same day, in the same kind of days."""
    from_issue = Anchor.ISSUE_DATE in (before.anchor, step.anchor)
    same_days = before.business_days == step.business_days
    return before.anchor is step.anchor if from_issue else same_days


def ends_with_a_person(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """The last step, and only that, asks a person to decide; no condition can prevent it (R5)."""
    for number, (place, step) in enumerate(numbered(policy), 1):
        last = number == len(policy.steps)
        if last and (step.kind != LAST or step.channel is not Channel.TASK or step.courtesy):
            yield Flaw(f"{place}.kind", f"the last step must be a task of the kind {LAST}")
        elif not last and step.kind == LAST:
            yield Flaw(f"{place}.kind", f"the kind {LAST} is for the last step")
        elif last and _conditional(step):
            yield Flaw(place, "the decision at the end must be for every debt: no condition")


def _conditional(step: Step) -> bool:
    return bool(
        step.minimum_units
        or step.minimum_by_profile
        or step.below_units is not None
        or step.profiles
        or step.categories
        or step.methods
        or step.first_invoice_only
        or step.contacted_before_days
        or step.unanswered_only
        or step.needs
    )


def writes_once(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """After the due date the debtor gets at least one message that Relance itself can send."""
    if not any(step.written or step.mail_instead for step in policy.ladder):
        yield Flaw("steps", "at least one step after the due date must be an e-mail")
