"""Eight steps: the method of seed 003 (practice 6.2)."""

from relance.domain.policies.policy import Approval, Channel, Consequence, Policy, Step

# 6.2, the method of seed 003: the phone first, the law last.
EIGHT_STEPS = Policy(
    "eight_steps",
    1,
    (
        Step(
            "call",
            1,
            4,
            Channel.CALL,
            tone="listening",
            float_bank_days=2,
            minimum_units=150,
            mail_instead="first",
        ),
        Step("first", 2, 10, text="eight_first", tone="plain"),
        Step(
            "second",
            3,
            20,
            text="eight_second",
            tone="firm",
            spacing_days=8,
            needs="first",
            letter_from_units=1_500,
            approval=Approval.VETO,
            consequence=Consequence("collection", "signatory"),
            deadline_days=8,
        ),
        Step(
            "notice",
            4,
            32,
            Channel.REGISTERED,
            tone="formal",
            spacing_days=10,
            needs="second",
            minimum_units=150,
            approval=Approval.REQUIRED,
            consequence=Consequence("handover", "signatory"),
            deadline_days=8,
        ),
        Step(
            "handover",
            5,
            46,
            Channel.TASK,
            spacing_days=11,
            needs="notice",
            minimum_units=300,
            approval=Approval.REQUIRED,
        ),
        Step("decision", 6, 60, Channel.TASK, spacing_days=8),
    ),
)
