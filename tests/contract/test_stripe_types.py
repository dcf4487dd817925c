"""Every type of Stripe's events is mapped, told to people, or known to move no money (R40)."""

import re

import pytest
from stripe.params import WebhookEndpointCreateParams

from relance.adapters.stripe_events import MAPPED
from relance.adapters.stripe_types import (
    MOVING_NONE,
    ON_ITS_WAY,
    REPORTED,
    SETTLING,
    moves_none,
)


def _types() -> list[str]:
    """The types that Stripe's own library lets an endpoint subscribe to."""
    listed = WebhookEndpointCreateParams.__annotations__["enabled_events"]
    return sorted({*re.findall(r"'([a-z0-9_]+\.[a-z0-9_.]+)'", str(listed))})


TYPES = _types()
# The families that hold money: what of them is read as nothing needs its reason by the whole name.
MONEY = (
    "cash_balance.", "charge.", "customer_cash_balance_transaction.", "invoice.",
    "invoice_payment.", "payment_intent.", "payout.",
    "refund.", "reserve.hold.", "source.", "topup.", "transfer.",
    "treasury.",
)  # fmt: skip


def is_mapped(kind: str) -> bool:
    """Whether the adapter reads an amount from it."""
    return any(kind == one or (one.endswith(".") and kind.startswith(one)) for one in MAPPED)


def test_the_library_tells_its_types() -> None:
    assert len(TYPES) > 200
    assert {"payout.failed", "charge.dispute.created"} <= {*TYPES}


@pytest.mark.parametrize("kind", TYPES)
def test_a_type_stands_in_one_list(kind: str) -> None:
    lists = [
        is_mapped(kind), kind in ON_ITS_WAY, kind in REPORTED, kind in SETTLING, moves_none(kind)
    ]  # fmt: skip
    assert lists.count(True) == 1, kind


def test_what_is_said_to_move_none_is_said_of_something_and_why() -> None:
    for begins, reason in MOVING_NONE.items():
        assert reason
        assert any(kind.startswith(begins) for kind in TYPES), begins


def test_no_family_of_money_is_dismissed_as_a_whole() -> None:
    assert not [begins for begins in MOVING_NONE if begins in MONEY]


def test_what_is_told_to_people_exists() -> None:
    known = {*TYPES}
    assert {*REPORTED, *SETTLING, *ON_ITS_WAY} <= known
