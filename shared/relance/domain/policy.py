"""A policy: the steps of a conversation, as data (B1)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from relance.domain.calendar import Calendar


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `days_after_due` is negative before the due date (pains C7).

    `float_bank_days` leaves transfers made on the due date the time to arrive; `spacing_days`
    counts from the delivery of the level before; `needs` is the kind that must be delivered.
    """

    kind: str
    level: int
    days_after_due: int
    channel: str = "email"  # email | task
    minimum_units: int = 0
    float_bank_days: int = 0
    spacing_days: int = 0
    needs: str | None = None
    stale_after_days: int | None = None
    available_days: int = 0  # the debtor has had the invoice for so long
    business_days_before_due: int = 0  # later than that, it is no help any more
    unanswered_only: bool = False
    deadline_business_days: int = 0
    deadline_days: int = 0
    moves: bool = True  # day 0 is never moved (R4)

    @property
    def courtesy(self) -> bool:
        """Whether it speaks at or before the due date: no word of lateness (R5)."""
        return self.days_after_due <= 0

    def nominal_on(self, ladder_start_on: date, bank: Calendar) -> date:
        """The first day on which the step may go, before any delay."""
        nominal = ladder_start_on + timedelta(days=self.days_after_due)
        if self.float_bank_days:
            nominal = max(nominal, bank.add_open_days(ladder_start_on, self.float_bank_days))
        return nominal


@dataclass(frozen=True, slots=True)
class Policy:
    """A named, versioned ladder; steps are in the order of their days."""

    policy_id: str
    version: int
    steps: tuple[Step, ...]
    listing_days_ahead: int = 10  # courtesy lists what falls due within so many days

    @property
    def courtesies(self) -> tuple[Step, ...]:
        """The steps at or before the due date."""
        return tuple(step for step in self.steps if step.courtesy)

    @property
    def ladder(self) -> tuple[Step, ...]:
        """The steps after the due date, lowest first."""
        return tuple(step for step in self.steps if not step.courtesy)

    def step(self, kind: str) -> Step:
        """The step of that kind."""
        return next(step for step in self.steps if step.kind == kind)


# practice.md 6.1, with the days of seed 004. Everything in it can be set by the tenant.
CLASSIC = Policy(
    "classic",
    1,
    (
        Step(
            "courtesy",
            0,
            -7,
            minimum_units=150,
            stale_after_days=4,
            available_days=5,
            business_days_before_due=2,
        ),
        Step(
            "due_today",
            0,
            0,
            minimum_units=500,
            stale_after_days=0,
            unanswered_only=True,
            moves=False,
        ),
        Step("first", 1, 3, float_bank_days=2),
        Step("second", 2, 7, spacing_days=4, deadline_business_days=5),
        Step("final", 3, 14, spacing_days=7, needs="second", minimum_units=50, deadline_days=8),
        Step("decision", 4, 22, channel="task", spacing_days=8),
    ),
)

SHIPPED = {"classic": CLASSIC}


def for_public_body(policy: Policy) -> Policy:
    """The policy without its final: a public buyer is never threatened by a machine.

    In its place a person decides; the route is the accounts office (practice 1, *Portals*).
    """
    final = policy.step("final")
    steps = tuple(
        replace(step, days_after_due=final.days_after_due, spacing_days=final.spacing_days)
        if step.kind == "decision"
        else step
        for step in policy.steps
        if step.kind != "final"
    )
    return replace(policy, policy_id=f"{policy.policy_id}_public", steps=steps)
