"""Gentle: for those whom the times hit hard (practice 6.4)."""

from relance.domain.policies.policy import Approval, Channel, Policy, Step

# 6.4: customers in difficulty; by a flag of the staff or the answer "cash difficulty".
GENTLE = Policy(
    "gentle",
    1,
    (
        Step(
            "courtesy",
            0,
            -8,
            text="gentle_courtesy",
            tone="understanding",
            available_days=5,
            stale_after_days=4,
            business_days_before_due=2,
        ),
        Step("first", 1, 7, text="gentle_first", tone="warm", float_bank_days=2),
        Step("call", 1, 15, Channel.CALL, tone="listening", minimum_units=150),
        Step(
            "second",
            2,
            25,
            spacing_days=8,
            text="gentle_second",
            tone="kind",
            approval=Approval.VETO,
            deadline_days=10,
        ),
        Step("decision", 3, 40, Channel.TASK, spacing_days=8),
    ),
    gap_days=7,
    caps=((2, 14),),
)
