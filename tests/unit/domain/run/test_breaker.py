"""R13, R29: how many accounts one day may chase."""

import pytest

from relance.domain.creditor.tenant import SystemState, Tenant
from relance.domain.run.breaker import Breaker


def breaker(promised: int | None, enqueued: int = 0, released: bool = False) -> Breaker:
    """A day of a tenant that is past its fresh start."""
    return Breaker(promised, enqueued, daily_cap=None, released=released)


@pytest.mark.parametrize(("new", "why"), [(0, None), (35, None), (36, "too_many")])
def test_up_to_one_and_a_half_times_the_promise_and_twenty_everyone_goes(
    new: int, why: str | None
) -> None:
    assert breaker(promised=10).why(new) == why


def test_what_went_earlier_today_counts() -> None:
    assert breaker(10, enqueued=30).why(5) is None
    assert breaker(10, enqueued=30).why(6) == "too_many"


def test_where_nobody_new_is_due_nothing_trips() -> None:
    assert breaker(0, enqueued=300).why(0) is None
    assert breaker(0, enqueued=300).why(1) == "too_many"


def test_a_day_that_a_person_released_does_not_trip_nor_one_of_a_fresh_start() -> None:
    assert breaker(0, released=True).why(50) is None
    assert breaker(None).why(50) is None


def test_a_fresh_start_has_room_up_to_its_cap() -> None:
    assert Breaker(None, enqueued=1, daily_cap=3, released=False).room == 2
    assert Breaker(None, enqueued=5, daily_cap=3, released=False).room == 0
    assert breaker(10).room is None


def test_a_new_tenant_is_in_shadow_and_signs_with_its_legal_name() -> None:
    tenant = Tenant("t-1", "Créancier SA")

    assert (tenant.mode, tenant.sender) == ("shadow", "Créancier SA")
    assert Tenant("t-1", "Créancier SA", from_name="Compta").sender == "Compta"


def test_an_installation_that_never_ticked_knows_of_no_outage() -> None:
    assert SystemState().outages == ()
