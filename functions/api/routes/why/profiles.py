"""How a customer pays: for the creditor's own screens, never for the debtor (B4)."""

from datetime import date, datetime
from typing import Literal

from relance.domain.payer.profile import Profile
from relance.flows.why.profiles import PayerProfile, payer_profile

from ..caller import caller, new_router
from ..fields import Answer, CustomerId

router = new_router()


class ProfileFigures(Answer):
    """What the score rests on.

    100 - 3 x average_days - 20 x late_share - 10 x promise_points - 15 x returned (2 at most)
    - 5 x refused disputes (2 at most) - 10 where the last three were paid ten days later.
    """

    invoices: int
    window_months: int
    average_days: float
    median_days: int
    over_15_days: int
    late_share: float
    settled_days: int
    promises_kept: int
    promises_partly_kept: int
    promises_broken: int
    promise_points: float
    payments_returned: int
    disputes_refused: int
    worsened: bool
    open_over_60_days: bool

    @classmethod
    def of(cls, known: Profile) -> "ProfileFigures":
        """The figures, rounded for reading."""
        return cls(
            invoices=len(known.counted),
            window_months=known.window_months,
            average_days=round(float(known.average_days), 1),
            median_days=known.median_days,
            over_15_days=known.over_15_days,
            late_share=round(float(known.late_share), 3),
            settled_days=known.settled_days,
            promises_kept=known.kept,
            promises_partly_kept=known.partly_kept,
            promises_broken=known.broken,
            promise_points=float(known.promise_points),
            payments_returned=known.returned,
            disputes_refused=known.refused,
            worsened=known.worsened,
            open_over_60_days=known.long_open,
        )


class OverrideAnswer(Answer):
    """What a person decided instead of the figures; `until_on` is its last day."""

    value: str
    reason: str
    author: str
    recorded_at: datetime
    until_on: date


class ProfileAnswer(Answer):
    """How a customer pays.

    `profile` (good, usual, late, unknown) is what holds: the override's, else the figures'. A
    conversation under way keeps the profile of its first step. `at_risk_minor` ranks a worklist,
    by currency.
    """

    customer_id: str
    on: date
    profile: str
    score: float
    sentence: str
    figures: ProfileFigures
    override: OverrideAnswer | None
    at_risk_minor: dict[str, int]

    @classmethod
    def of(cls, customer_id: str, payer: PayerProfile) -> "ProfileAnswer":
        """The answer for one customer."""
        return cls(
            customer_id=customer_id,
            on=payer.on,
            profile=payer.profile,
            score=round(float(payer.known.score), 1),
            sentence=payer.sentence,
            figures=ProfileFigures.of(payer.known),
            override=OverrideAnswer.model_validate(payer.override) if payer.override else None,
            at_risk_minor=dict(payer.at_risk_minor),
        )


@router.get("/v1/customers/<customer_id>/profile", summary="See how a customer pays")
def get(customer_id: CustomerId, language: Literal["fr", "en"] | None = None) -> ProfileAnswer:
    """Answer the payer profile of today, in a sentence and in figures."""
    who = caller(router)
    return ProfileAnswer.of(
        customer_id, payer_profile(who.tenant_id, customer_id, language, who.now)
    )
