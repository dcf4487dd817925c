"""The conditions of a step: known names, none that contradicts another, no dead end (B1)."""

from collections.abc import Iterator
from itertools import takewhile

from relance.domain.ledger.invoices import PaymentMethod
from relance.domain.policies.checks.flaw import Flaw, Setting, numbered
from relance.domain.policies.policy import FINAL_KINDS, Channel, Policy, Step

PROFILES = frozenset({"good", "usual", "late", "unknown"})
METHODS = frozenset(method.value for method in PaymentMethod)
# What nobody receives: no outcome says that the debtor knows (see `needs`).
_INSIDE = frozenset({Channel.TASK, Channel.PORTAL})
_OF_MAIL = ("call_from_units", "letter_from_units", "copy_to_escalation")


def names_are_known(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """Profiles, methods and categories are those that there are."""
    for place, step in numbered(policy):
        for name, known in _known(setting).items():
            for value in sorted(set(getattr(step, name)) - known):
                yield Flaw(f"{place}.{name}", f"{value} is not known here")


def _known(setting: Setting) -> dict[str, frozenset[str]]:
    return {
        "profiles": PROFILES,
        "minimum_by_profile": PROFILES,
        "tones": PROFILES,
        "methods": METHODS,
        "categories": setting.categories,
    }


def thresholds_agree(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """Some amount is both large and small enough, and some profile both named and meant."""
    for place, step in numbered(policy):
        below = step.below_units
        for name in ("minimum_units", "call_from_units", "letter_from_units"):
            least = getattr(step, name)
            if below is not None and least is not None and least >= below:
                yield Flaw(f"{place}.{name}", f"no amount reaches {least} and is below {below}")
        for profile, least in step.minimum_by_profile.items():
            if least < 0 or (below is not None and least >= below):
                yield Flaw(f"{place}.minimum_by_profile", f"no amount fits for {profile}")
        for name in ("minimum_by_profile", "tones"):
            for profile in sorted(set(getattr(step, name)) - set(step.profiles or PROFILES)):
                yield Flaw(f"{place}.{name}", f"the step is never for the profile {profile}")


def channel_fits_extras(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """A mail may become a call, a letter, a copy; a call may become a mail; nothing else may."""
    for place, step in numbered(policy):
        for name in _OF_MAIL:
            if not step.written and getattr(step, name) not in (None, False):
                yield Flaw(f"{place}.{name}", "this is for an e-mail")
        if step.mail_instead and step.channel is not Channel.CALL:
            yield Flaw(f"{place}.mail_instead", "this is for a call")


def needs_can_be_met(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """What must have been delivered comes before, and reaches the debtor."""
    for number, step in enumerate(policy.steps):
        if step.needs is None:
            continue
        at = f"steps.{number}.needs"
        before = [s for s in policy.steps[:number] if s.kind == step.needs]
        if not before:
            yield Flaw(at, f"no step {step.needs} comes before this one")
        elif before[0].courtesy or before[0].level >= step.level:
            yield Flaw(at, f"{step.needs} is no reminder of a lower level")
        elif before[0].channel in _INSIDE:
            yield Flaw(at, f"{step.needs} is never delivered: it says nothing to the debtor")
        elif rarer := _rarer(before[0], step):
            yield Flaw(at, f"{step.needs} does not go wherever this does: see its {rarer}")


def _rarer(needed: Step, step: Step) -> str | None:
    """The condition under which the needed step stays out while this one waits for it."""
    for name in ("profiles", "categories", "methods"):
        theirs, ours = set(getattr(needed, name)), set(getattr(step, name))
        if theirs and not (ours and ours <= theirs):
            return name
    dearer = any(_least(needed, profile) > _least(step, profile) for profile in PROFILES)
    if dearer and not needed.mail_instead:
        return "minimum_by_profile" if needed.minimum_by_profile else "minimum_units"
    if needed.below_units is not None and (step.below_units or 10**12) > needed.below_units:
        return "below_units"
    rest = ("first_invoice_only", "contacted_before_days", "unanswered_only")
    return next((n for n in rest if getattr(needed, n) and not getattr(step, n)), None)


def _least(step: Step, profile: str) -> int:
    return step.minimum_by_profile.get(profile, step.minimum_units)


def threats_were_warned_of(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """A final, a notice, a handover need something that was delivered before (R5)."""
    for place, step in numbered(policy):
        if step.kind in FINAL_KINDS and step.needs is None:
            yield Flaw(f"{place}.needs", f"a {step.kind} needs a reminder that was delivered")


def answers_can_come(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """Who is asked for an answer was asked something before."""
    steps = list(numbered(policy))
    for place, step in steps:
        before = takewhile(lambda known, at=place: known[0] != at, steps)  # type: ignore[misc]
        speaks = any(s.channel is not Channel.TASK for _, s in before)
        if step.unanswered_only and not speaks:
            yield Flaw(f"{place}.unanswered_only", "nothing was said before this step")
