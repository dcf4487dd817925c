"""A policy as a document: every name is that of the domain, every unknown one is refused (B1)."""

from typing import Annotated, Any

from pydantic import Field, StrictBool

from relance.domain.policies.policy import Anchor, Approval, Channel, Consequence, Policy, Step

from ..fields import Body, Code, ShortText
from ..tenant.limits import CapBody

Count = Annotated[int, Field(strict=True, ge=-10_000, le=10**9)]
Names = Annotated[tuple[ShortText, ...], Field(max_length=100)]


class ConsequenceBody(Body):
    """What is announced for the deadline, and who answers for it: a person, or "signatory"."""

    kind: Code
    accepted_by: Annotated[str, Field(max_length=200)]


class StepBody(Body):
    """One step; what is left out is as if it were not there."""

    kind: Code
    level: Count
    days_after_due: Count
    channel: Channel = Channel.EMAIL
    anchor: Anchor = Anchor.DUE_DATE
    business_days: StrictBool = False
    weekday: Count | None = None
    nth_of_month: Count | None = None
    text: Code | None = None
    tone: Code = "neutral"
    tones: dict[Code, Code] = Field(default_factory=dict, max_length=10)
    minimum_units: Count = 0
    minimum_by_profile: dict[Code, Count] = Field(default_factory=dict, max_length=10)
    below_units: Count | None = None
    profiles: Names = ()
    categories: Names = ()
    methods: Names = ()
    first_invoice_only: StrictBool = False
    contacted_before_days: Count = 0
    unanswered_only: StrictBool = False
    needs: Code | None = None
    float_bank_days: Count = 0
    spacing_days: Count = 0
    stale_after_days: Count | None = None
    available_days: Count = 0
    business_days_before_due: Count = 0
    moves: StrictBool = True
    call_from_units: Count | None = None
    mail_instead: Code | None = None
    letter_from_units: Count | None = None
    copy_to_escalation: StrictBool = False
    approval: Approval = Approval.NONE
    consequence: ConsequenceBody | None = None
    deadline_business_days: Count = 0
    deadline_days: Count = 0

    def step(self) -> Step:
        """The step as the domain has it."""
        said: dict[str, Any] = {name: getattr(self, name) for name in StepBody.model_fields}
        announced = self.consequence
        said["consequence"] = announced and Consequence(announced.kind, announced.accepted_by)
        return Step(**said)


class PolicyContent(Body):
    """What a policy says; the rules of the whole are checked when it is validated or put."""

    steps: Annotated[tuple[StepBody, ...], Field(max_length=100)]
    listing_days_ahead: Count = 10
    gap_days: Count | None = None
    caps: Annotated[tuple[CapBody, ...], Field(max_length=5)] | None = None
    approve_all: StrictBool = False

    def policy(self, policy_id: str, version: int = 0) -> Policy:
        """The policy of that id, as a replacement of that version."""
        caps = None
        if self.caps is not None:
            caps = tuple((cap.contacts, cap.days) for cap in self.caps)
        return Policy(
            policy_id,
            version,
            tuple(step.step() for step in self.steps),
            self.listing_days_ahead,
            self.gap_days,
            caps,
            self.approve_all,
        )


class PolicyBody(PolicyContent):
    """A policy to be kept; `version` is the one that was read, 0 for a new policy."""

    version: Annotated[int, Field(strict=True, ge=0, le=2**31)] = 0


def content_of(policy: Policy) -> dict[str, Any]:
    """The policy in the form in which it can be put again."""
    said: dict[str, Any] = {name: getattr(policy, name) for name in PolicyContent.model_fields}
    steps = [{name: getattr(step, name) for name in StepBody.model_fields} for step in policy.steps]
    for step in steps:
        if announced := step["consequence"]:
            step["consequence"] = {"kind": announced.kind, "accepted_by": announced.accepted_by}
    caps = policy.caps
    if caps is not None:
        said["caps"] = [{"contacts": contacts, "days": days} for contacts, days in caps]
    return {**said, "steps": steps}
