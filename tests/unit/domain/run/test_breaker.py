"""R13, R29: how many accounts one day may chase."""

from datetime import date

from relance.domain.creditor.tenant import SystemState, Tenant
from relance.domain.run.breaker import Admission, Breaker, admitted
from tests.builders import day


def due(count: int) -> dict[int, date]:
    """So many accounts whose oldest debt is of the same day."""
    return dict.fromkeys(range(count), day("2026-06-02"))


def test_up_to_one_and_a_half_times_the_promise_and_twenty_everyone_goes() -> None:
    # 10 were promised: 35 are admitted, 36 are not.
    calm = Breaker(promised=10, enqueued=0, daily_cap=None, released=False)

    assert admitted(calm, due(35)) == Admission(tuple(range(35)))
    assert admitted(calm, due(36)) == Admission((), "too_many")


def test_what_went_earlier_today_counts() -> None:
    busy = Breaker(promised=10, enqueued=30, daily_cap=None, released=False)

    assert not admitted(busy, due(5)).tripped
    assert admitted(busy, due(6)).tripped


def test_who_was_counted_by_an_earlier_tick_is_no_surprise_at_a_later_one() -> None:
    busy = Breaker(promised=100, enqueued=100, daily_cap=None, released=False)

    assert admitted(busy, due(100), known=frozenset(range(100))).admitted == tuple(range(100))
    assert not admitted(busy, due(170), known=frozenset(range(100))).tripped
    assert admitted(busy, due(171), known=frozenset(range(100))).tripped


def test_where_nobody_new_is_due_nothing_trips() -> None:
    beyond = Breaker(promised=0, enqueued=300, daily_cap=None, released=False)

    assert not admitted(beyond, due(0)).tripped
    assert not admitted(beyond, due(40), known=frozenset(range(40))).tripped
    assert admitted(beyond, due(41), known=frozenset(range(40))).tripped


def test_a_day_that_a_person_released_does_not_trip() -> None:
    released = Breaker(promised=0, enqueued=0, daily_cap=None, released=True)

    assert admitted(released, due(50)) == Admission(tuple(range(50)))


def test_a_fresh_start_goes_by_its_cap_and_the_oldest_first() -> None:
    fresh = Breaker(promised=None, enqueued=1, daily_cap=3, released=False)
    debts = {
        "C-0": day("2026-06-03"),
        "C-1": day("2026-05-01"),
        "C-2": day("2026-06-01"),
        "C-3": day("2026-04-01"),
    }

    assert admitted(fresh, debts) == Admission(("C-1", "C-3"))


def test_who_had_his_turn_takes_nobody_elses() -> None:
    fresh = Breaker(promised=None, enqueued=1, daily_cap=2, released=False)

    assert admitted(fresh, due(4), frozenset({0, 2})) == Admission(
        (0, 1, 2), uncounted=frozenset({0, 2})
    )


def test_a_cap_that_is_used_up_admits_nobody() -> None:
    full = Breaker(promised=None, enqueued=5, daily_cap=3, released=False)

    assert admitted(full, due(2)) == Admission(())


def test_a_new_tenant_is_in_shadow_and_signs_with_its_legal_name() -> None:
    tenant = Tenant("t-1", "Créancier SA")

    assert (tenant.mode, tenant.sender) == ("shadow", "Créancier SA")
    assert Tenant("t-1", "Créancier SA", from_name="Compta").sender == "Compta"


def test_an_installation_that_never_ticked_knows_of_no_outage() -> None:
    assert SystemState().outages == ()
