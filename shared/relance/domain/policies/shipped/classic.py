"""Classic: friendly, firm, then a person (practice 6.1)."""

from relance.domain.policies.policy import Approval, Channel, Consequence, Policy, Step

# 6.1, with the days of seed 004: small and medium business customers.
CLASSIC = Policy(
    "classic",
    1,
    (
        Step(
            "courtesy",
            0,
            -7,
            tone="service",
            tones={"late": "firm"},
            minimum_units=150,
            minimum_by_profile={"good": 5_000},
            available_days=5,
            stale_after_days=4,
            business_days_before_due=2,
        ),
        Step(
            "due_today",
            0,
            0,
            profiles=("late", "unknown"),
            minimum_units=500,
            stale_after_days=0,
            unanswered_only=True,
            moves=False,
        ),
        Step(
            "first",
            1,
            3,
            tone="friendly",
            tones={"good": "warm", "late": "plain"},
            float_bank_days=2,
        ),
        Step(
            "second",
            2,
            7,
            tone="firm",
            spacing_days=4,
            call_from_units=3_000,
            approval=Approval.VETO,
            consequence=Consequence("takeover", "signatory"),
            deadline_business_days=5,
        ),
        Step(
            "final",
            3,
            14,
            tone="factual",
            spacing_days=7,
            needs="second",
            minimum_units=50,
            copy_to_escalation=True,
            approval=Approval.VETO,
            consequence=Consequence("collection", "signatory"),
            deadline_days=8,
        ),
        Step("decision", 4, 22, Channel.TASK, spacing_days=8),
    ),
)
