"""B5, R8: what one address got, over all accounts of a tenant, as its budget counts it."""

import pytest

from relance.domain.account.address_contacts import AddressContact, still_counts, with_message
from relance.domain.account.message import MessageState
from tests.builders import day, message

TODAY = message(on="2026-06-09")
MINE = AddressContact(TODAY.message_id, TODAY.key.account_id, day("2026-06-09"))


def known(name: str, on: str) -> AddressContact:
    return AddressContact(name, "C-2", day(on))


def test_a_message_is_noted_last_and_what_matters_no_more_is_dropped() -> None:
    recent, old = known("m-2", "2026-05-26"), known("m-1", "2026-05-25")
    assert with_message((old, recent), TODAY, kept_days=14) == (recent, MINE)


def test_a_second_attempt_of_a_message_is_one_contact_on_its_last_day() -> None:
    before = AddressContact(TODAY.message_id, "C-1", day("2026-06-08"))
    assert with_message((before,), TODAY, kept_days=14) == (MINE,)


@pytest.mark.parametrize(
    ("state", "counts"),
    [
        (None, False),
        (MessageState.RESERVED, True),
        (MessageState.UNKNOWN, True),
        (MessageState.DELIVERED, True),
        (MessageState.REFUSED, False),
        (MessageState.BOUNCED, False),
    ],
)
def test_a_reservation_is_a_contact_until_it_is_released_refused_or_bounced(
    state: MessageState | None, counts: bool
) -> None:
    assert still_counts(state) is counts


@pytest.mark.parametrize("state", [MessageState.SOFT_BOUNCED, MessageState.MAILBOX_FULL])
def test_one_that_came_back_softly_is_a_contact_on_its_own_day_only(state: MessageState) -> None:
    """R43: overnight no delivery can come any more."""
    assert still_counts(state, of_today=True)
    assert not still_counts(state, of_today=False)
