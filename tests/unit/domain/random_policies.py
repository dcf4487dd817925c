"""Random policies: those that come with Relance, and whatever the checks accept (B1)."""

from dataclasses import replace
from functools import cache
from typing import Any

from hypothesis import strategies as st

from relance.domain.creditor.rules import Rules
from relance.domain.policies.checks import flaws_of
from relance.domain.policies.policy import Anchor, Approval, Policy, Step
from relance.domain.policies.shipped import SHIPPED
from tests.builders import PLAIN
from tests.unit.domain.policies.test_checks import SETTING, mutated

# Each is plausible for some step of some policy; what is not accepted there is left out.
CHANGES: tuple[dict[str, Any], ...] = (
    {"minimum_units": 200},
    {"minimum_by_profile": {"good": 500}},
    {"below_units": 2_000},
    {"profiles": ("late", "unknown")},
    {"profiles": ("good",)},
    {"first_invoice_only": True},
    {"contacted_before_days": 10},
    {"unanswered_only": True},
    {"categories": ("vip",)},
    {"methods": ("transfer",)},
    {"approval": Approval.REQUIRED},
    {"approval": Approval.VETO},
    {"approval": Approval.NONE},
    {"call_from_units": 600},
    {"letter_from_units": 200},
    {"business_days": True},
    {"spacing_days": 0},
    {"anchor": Anchor.CALENDAR, "weekday": 2},
    {"anchor": Anchor.PREVIOUS_STEP, "days_after_due": 8},
    {"anchor": Anchor.PAYMENT_RUN, "float_bank_days": 2},
    {"stale_after_days": 2},
    {"moves": True},
    {"needs": "first"},
)


_SHIPPED = st.sampled_from([*SHIPPED.values()])
_CHANGE = st.sampled_from(CHANGES)


def _accepted(policy: Policy, otherwise: Policy) -> Policy:
    return otherwise if flaws_of(policy, SETTING) else policy


@st.composite
def _of_a_tenant(draw: st.DrawFn) -> Policy:
    """A shipped policy as a tenant may have changed it."""
    policy = draw(_SHIPPED)
    for _ in range(draw(st.integers(1, 4))):
        number = draw(st.integers(0, len(policy.steps) - 1))
        change = draw(_CHANGE)
        step: Step = replace(policy.steps[number], **change)
        steps = (*policy.steps[:number], step, *policy.steps[number + 1 :])
        policy = _accepted(replace(policy, steps=steps), policy)
    return replace(policy, policy_id="mine")


def _whatever() -> st.SearchStrategy[Policy]:
    return mutated().map(lambda policy: _accepted(policy, PLAIN))


@cache
def policies() -> st.SearchStrategy[Policy]:
    """Any policy under which an account may be chased."""
    return st.one_of(st.just(PLAIN), _SHIPPED, _of_a_tenant(), _whatever())


def under(by: Rules, policy: Policy) -> Rules:
    """The rules under a policy, which may have a gap and caps of its own."""
    own: dict[str, Any] = {"gap_days": policy.gap_days, "caps": policy.caps}
    chosen = {name: value for name, value in own.items() if value is not None}
    return replace(by, policy=policy, limits=replace(by.limits, **chosen))
