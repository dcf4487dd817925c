"""R21: what leaves the file that `decide` reads, and what stays."""

from datetime import timedelta

import pytest

from relance.domain.account.past import KEPT, MOST_AT_ONCE, past_messages
from tests.builders import account, at, invoice, message

OLD = at("2026-06-05 10:00") + KEPT + timedelta(seconds=1)
SETTLED = message(items=("F-0/1",))


def test_a_message_about_settled_items_leaves_after_a_hundred_days_and_not_before() -> None:
    file = account(invoice(), messages=(SETTLED,))
    assert past_messages(file, OLD) == (SETTLED,)
    assert past_messages(file, SETTLED.reserved_at + KEPT) == ()


@pytest.mark.parametrize("items", [("F-1/1",), ("F-0/1", "F-1/1")])
def test_a_message_that_lists_an_open_item_stays(items: tuple[str, ...]) -> None:
    assert past_messages(account(invoice(), messages=(message(items=items),)), OLD) == ()


def test_a_message_whose_fate_is_open_stays() -> None:
    waits = message(items=("F-0/1",), state="sent")
    assert past_messages(account(invoice(), messages=(waits,)), OLD) == ()


def test_only_a_few_leave_at_once() -> None:
    messages = tuple(message(items=("F-0/1",), occasion=f"{n}") for n in range(MOST_AT_ONCE + 2))
    assert len(past_messages(account(messages=messages), OLD)) == MOST_AT_ONCE
