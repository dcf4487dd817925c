"""The limits that a tenant may set, each within what makes sense (practice 2)."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from relance.domain.creditor.rules import Limits

from ..fields import Body, Currency

_USUAL = Limits()
Days = Annotated[int, Field(strict=True, ge=0, le=365)]
SomeDays = Annotated[int, Field(strict=True, ge=1, le=365)]
# More than a year: nothing that a rule, a link or a mail of unknown fate may still need.
Kept = Annotated[int, Field(strict=True, ge=400, le=3_653)]
Units = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]


class CapBody(Body):
    """At most so many contacts in so many days."""

    contacts: Annotated[int, Field(strict=True, ge=1, le=50)]
    days: SomeDays


class DaysByMeans(Body):
    """Days by the means that the debtor named; from abroad at least `abroad`."""

    transfer: Days
    cheque: Days
    card: Days
    other: Days
    abroad: Days


class LimitsBody(Body):
    """Limits; what is left out keeps its default."""

    gap_days: Annotated[int, Field(strict=True, ge=1, le=90)] = _USUAL.gap_days
    caps: Annotated[tuple[CapBody, ...], Field(max_length=5)] = tuple(
        CapBody(contacts=contacts, days=days) for contacts, days in _USUAL.caps
    )
    small_balance_units: Units = _USUAL.small_balance_units
    small_balance_by_currency: dict[Currency, Units] = Field(
        default_factory=lambda: dict(_USUAL.small_balance_by_currency)
    )
    sending_hour: Annotated[int, Field(strict=True, ge=0, le=22)] = _USUAL.sending_hour
    sending_until_hour: Annotated[int, Field(strict=True, ge=1, le=23)] = _USUAL.sending_until_hour
    promise_horizon_days: SomeDays = _USUAL.promise_horizon_days
    promise_days_after_due: Days = _USUAL.promise_days_after_due
    promise_grace_days: DaysByMeans = DaysByMeans(**_USUAL.promise_grace_days)
    claims_that_hold: Annotated[int, Field(strict=True, ge=0, le=10)] = _USUAL.claims_that_hold
    claim_hold_days: DaysByMeans = DaysByMeans(**_USUAL.claim_hold_days)
    review_above_units: Units = _USUAL.review_above_units
    review_after_days_late: Days = _USUAL.review_after_days_late
    debit_days: Days = _USUAL.debit_days
    debit_b2b_days: Days = _USUAL.debit_b2b_days
    cheque_days: Days = _USUAL.cheque_days
    promise_shown_above_units: Units = _USUAL.promise_shown_above_units
    dispute_owner_days: SomeDays = _USUAL.dispute_owner_days
    dispute_manager_days: SomeDays = _USUAL.dispute_manager_days
    replies_per_day: Annotated[int, Field(strict=True, ge=1, le=1_000)] = _USUAL.replies_per_day
    hardship_days: SomeDays = _USUAL.hardship_days
    undone_bank_days: Days = _USUAL.undone_bank_days
    refund_alarm_bank_days: Days = _USUAL.refund_alarm_bank_days
    unknown_payer_days: Days = _USUAL.unknown_payer_days
    residue_percent: Annotated[int, Field(strict=True, ge=0, le=10)] = _USUAL.residue_percent
    residue_units: Units = _USUAL.residue_units
    residue_abroad_units: Units = _USUAL.residue_abroad_units
    order_hold_units: Units = _USUAL.order_hold_units
    order_hold_after_days: SomeDays = _USUAL.order_hold_after_days
    call_capacity: Annotated[int, Field(strict=True, ge=0, le=500)] = _USUAL.call_capacity
    call_attempts: Annotated[int, Field(strict=True, ge=1, le=10)] = _USUAL.call_attempts
    call_attempt_days: Annotated[int, Field(strict=True, ge=1, le=10)] = _USUAL.call_attempt_days
    call_expires_after_days: Annotated[int, Field(strict=True, ge=1, le=30)] = (
        _USUAL.call_expires_after_days
    )
    call_minimum_units: Units = _USUAL.call_minimum_units
    letter_minimum_units: Units = _USUAL.letter_minimum_units
    registered_minimum_units: Units = _USUAL.registered_minimum_units
    handover_minimum_units: Units = _USUAL.handover_minimum_units
    keep_bodies_days: Kept = _USUAL.keep_bodies_days
    keep_decisions_days: Kept = _USUAL.keep_decisions_days
    forewarn_business_days: Annotated[int, Field(strict=True, ge=0, le=10)] = (
        _USUAL.forewarn_business_days
    )
    approve_first_days: Annotated[int, Field(strict=True, ge=0, le=60)] = _USUAL.approve_first_days
    postpone_days: Annotated[int, Field(strict=True, ge=1, le=30)] = _USUAL.postpone_days
    broken_promise_call_units: Units = _USUAL.broken_promise_call_units
    final_call_units: Units = _USUAL.final_call_units
    welcome_call_units: Units = _USUAL.welcome_call_units
    disputed_share_percent: Annotated[int, Field(strict=True, ge=0, le=100)] = (
        _USUAL.disputed_share_percent
    )
    list_from_invoices: Annotated[int, Field(strict=True, ge=1, le=1_000)] = (
        _USUAL.list_from_invoices
    )

    @model_validator(mode="after")
    def _window_opens_before_it_closes(self) -> Self:
        if self.sending_until_hour <= self.sending_hour:
            raise ValueError("sending_until_hour must come after sending_hour")
        return self

    @model_validator(mode="after")
    def _attempts_fill_their_days(self) -> Self:
        if self.call_attempt_days > self.call_attempts:
            raise ValueError("call_attempt_days cannot be more than call_attempts")
        return self

    def limits(self) -> Limits:
        """The limits as the domain has them."""
        said = self.model_dump(exclude={"caps"})
        return Limits(caps=tuple((cap.contacts, cap.days) for cap in self.caps), **said)


def limits_answer(limits: Limits) -> dict[str, object]:
    """The limits in the form in which they can be put again."""
    said = {name: getattr(limits, name) for name in LimitsBody.model_fields}
    caps = [{"contacts": contacts, "days": days} for contacts, days in limits.caps]
    return {**said, "caps": caps}
