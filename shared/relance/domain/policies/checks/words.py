"""The texts of a step: written in every language, and saying what the step can say (D3, R5)."""

from collections.abc import Iterator

from relance.domain.account.message import OFF_LADDER
from relance.domain.policies.checks.flaw import Flaw, Setting, numbered
from relance.domain.policies.policy import Anchor, Channel, Policy, Step
from relance.domain.policies.shipped import SHIPPED

DUE_TODAY = "due_today"
# What tasks of the engine itself are called; a step of that name would be taken for one.
RESERVED = OFF_LADDER | {"approval", "commitment", "welcome"}
_ON_PAPER = frozenset({Channel.EMAIL, Channel.LETTER, Channel.REGISTERED})


def texts_of(step: Step) -> dict[str, str]:
    """The texts that a step names, by the field that names them."""
    texts = {"mail_instead": step.mail_instead} if step.mail_instead else {}
    if step.channel in _ON_PAPER:
        texts["text" if step.text else "kind"] = step.text or step.kind
    elif step.text:
        texts["text"] = step.text
    return texts


_SHIPPED_STEPS = [step for policy in SHIPPED.values() for step in policy.steps]
COURTEOUS = frozenset(t for s in _SHIPPED_STEPS if s.courtesy for t in texts_of(s).values())
LATE = frozenset(t for s in _SHIPPED_STEPS if not s.courtesy for t in texts_of(s).values())


def kinds_are_free(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """A step is not called like an answer to the debtor or a question of the engine."""
    for place, step in numbered(policy):
        if step.kind in RESERVED:
            yield Flaw(f"{place}.kind", f"{step.kind} has a meaning of its own")


def texts_are_written(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """Every text exists in every language."""
    for place, step in numbered(policy):
        for field, name in texts_of(step).items():
            if name not in setting.texts:
                yield Flaw(f"{place}.{field}", f"there is no text {name} for a step")


def texts_have_their_facts(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """A text that names a deadline, or a measure, is given one."""
    for place, step in numbered(policy):
        given = {"deadline": has_deadline(step), "consequence": step.consequence is not None}
        for field, name in texts_of(step).items():
            for need in sorted(setting.texts.get(name, frozenset())):
                if not given.get(need):
                    yield Flaw(f"{place}.{field}", f"the text {name} needs a {need}")


def has_deadline(step: Step) -> bool:
    """Whether the step gives the debtor a day."""
    return bool(step.deadline_days or step.deadline_business_days)


def texts_fit_level(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """No word of lateness on or before the due date, and no courtesy after it (pains C7)."""
    for place, step in numbered(policy):
        wrong = LATE if step.courtesy else COURTEOUS
        when = "speaks of lateness" if step.courtesy else "speaks of what comes due"
        for field, name in texts_of(step).items():
            if name in wrong:
                yield Flaw(f"{place}.{field}", f"the text {name} {when}")


def due_today_is_today(policy: Policy, setting: Setting) -> Iterator[Flaw]:
    """The words "due today" are true on one day only."""
    for place, step in numbered(policy):
        on_its_day = step.anchor is Anchor.DUE_DATE and step.days_after_due == 0 and not step.moves
        if DUE_TODAY in texts_of(step).values() and not on_its_day:
            yield Flaw(f"{place}.days_after_due", "due_today goes on the due date and never moves")
