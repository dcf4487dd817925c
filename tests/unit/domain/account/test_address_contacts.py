"""B5, R8: what one address got, over all accounts of a tenant, as its budget counts it."""

import pytest

from relance.domain.account.address_contacts import (
    MOST_CONTACTS,
    MOST_WAITING,
    AddressContact,
    AddressWait,
    ahead,
    still_counts,
    waiting_too,
    with_message,
)
from relance.domain.account.message import MessageState
from tests.builders import day, message

TODAY = message(on="2026-06-09")
MINE = AddressContact(TODAY.message_id, TODAY.key.account_id, day("2026-06-09"))


def known(name: str, on: str) -> AddressContact:
    return AddressContact(name, "C-2", day(on))


def test_a_message_is_noted_last_and_what_matters_no_more_is_dropped() -> None:
    recent, old = known("m-2", "2026-05-26"), known("m-1", "2026-05-25")
    assert with_message((old, recent), TODAY, kept_days=14) == (recent, MINE)


def test_of_very_many_contacts_the_last_are_kept_since_they_are_one_row() -> None:
    crowd = tuple(known(f"m-{number}", "2026-06-08") for number in range(2 * MOST_CONTACTS))
    kept = with_message(crowd, TODAY, kept_days=14)
    assert len(kept) == MOST_CONTACTS
    assert kept[-2:] == (crowd[-1], MINE)


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


def names(line: tuple[AddressWait, ...]) -> list[str]:
    return [wait.account_id for wait in line]


def test_who_waits_longer_for_an_address_goes_before_who_was_just_written_to() -> None:
    line = waiting_too((), "C-2", day("2026-06-09"))
    line = waiting_too(line, "C-3", day("2026-06-09"))

    assert names(ahead(line, "C-1", day("2026-06-15"))) == ["C-2", "C-3"]
    assert names(ahead(line, "C-3", day("2026-06-15"))) == ["C-2"]
    assert ahead(line, "C-2", day("2026-06-15")) == ()


def test_who_asks_again_keeps_its_place_in_the_line() -> None:
    line = waiting_too((), "C-3", day("2026-06-09"))
    line = waiting_too(line, "C-2", day("2026-06-10"))
    line = waiting_too(line, "C-3", day("2026-06-11"))

    assert len(line) == 2
    assert names(ahead(line, "C-2", day("2026-06-15"))) == ["C-3"]
    assert ahead(line, "C-3", day("2026-06-15")) == ()


def test_who_paid_while_it_waited_keeps_nobody_waiting_for_more_than_a_day() -> None:
    free_on, after = day("2026-06-15"), day("2026-06-16")
    line = waiting_too((), "PAID", day("2026-06-09"))
    before = ahead(line, "C-1", free_on)
    line = waiting_too(line, "C-1", free_on, before)

    assert names(ahead(line, "C-1", free_on)) == ["PAID"]
    assert ahead(line, "C-1", after) == ()
    assert names(waiting_too(line, "C-1", after)) == ["C-1"]


def test_who_came_on_its_turn_and_let_another_go_before_stays_in_the_line() -> None:
    free_on, after = day("2026-06-15"), day("2026-06-16")
    line = waiting_too((), "PAID", day("2026-06-08"))
    line = waiting_too(line, "C-2", day("2026-06-09"))
    line = waiting_too(line, "C-3", free_on, ahead(line, "C-3", free_on))
    line = waiting_too(line, "C-2", free_on, ahead(line, "C-2", free_on))

    assert names(ahead(line, "C-3", after)) == ["C-2"]
    assert ahead(line, "C-2", after) == ()


def test_a_line_that_is_full_takes_nobody_more() -> None:
    on = day("2026-06-09")
    full = tuple(AddressWait(f"C-{n:03}", on, on) for n in range(MOST_WAITING))

    assert waiting_too(full, "late", on) == full
    assert len(ahead(full, "late", day("2026-06-15"))) == MOST_WAITING
