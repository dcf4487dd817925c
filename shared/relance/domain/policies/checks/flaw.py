"""What a check of a policy looks at, and what it answers."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from relance.domain.policies.policy import Anchor, Policy, Step


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a policy cannot be accepted, and where: `steps.2.level`."""

    place: str
    detail: str


@dataclass(frozen=True, slots=True)
class Setting:
    """What a policy may rely on: texts and what each needs, words for measures, people."""

    texts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    consequences: frozenset[str] = frozenset()
    signatory: str | None = None
    categories: frozenset[str] = frozenset()


type Check = Callable[[Policy, Setting], Iterator[Flaw]]


def numbered(policy: Policy) -> Iterator[tuple[str, Step]]:
    """Each step with its place."""
    return ((f"steps.{number}", step) for number, step in enumerate(policy.steps))


def day_of(policy: Policy, wanted: Step) -> int:
    """The days from the due date to a step, as its policy names them."""
    number = next(number for number, step in enumerate(policy.steps) if step is wanted)
    if wanted.anchor is Anchor.PREVIOUS_STEP and number:
        return day_of(policy, policy.steps[number - 1]) + wanted.days_after_due
    return wanted.days_after_due
