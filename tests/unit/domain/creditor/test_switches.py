"""R33: the mode and the feed of a tenant, as they were on the days without a run."""

from dataclasses import replace
from datetime import timedelta

from relance.domain.creditor.rules import Mode, Switch
from relance.domain.creditor.tenant import KEPT_OUTAGES, MOST_SWITCHES, Tenant
from tests.builders import at, day

NINE = at("2026-06-08 09:00")
LIVE = Tenant("t-1", "Acme", mode=Mode.LIVE, cash_through_on=day("2026-06-05"))
AS_BEFORE = Switch(NINE - KEPT_OUTAGES, Mode.LIVE, day("2026-06-05"))


def hours_later(count: int) -> timedelta:
    return timedelta(hours=count)


def test_another_mode_is_kept_with_the_one_before_it() -> None:
    paused = LIVE.switched(NINE, mode=Mode.PAUSED, resume_mode=Mode.LIVE)
    assert (paused.mode, paused.resume_mode) == (Mode.PAUSED, Mode.LIVE)
    assert paused.switches == (AS_BEFORE, Switch(NINE, Mode.PAUSED, day("2026-06-05")))


def test_a_feed_that_goes_on_is_kept_after_what_is_known() -> None:
    paused = LIVE.switched(NINE, mode=Mode.PAUSED)
    fed = paused.switched(NINE + hours_later(1), cash_through_on=day("2026-06-08"))
    after = Switch(NINE + hours_later(1), Mode.PAUSED, day("2026-06-08"))
    assert fed.switches == (*paused.switches, after)


def test_what_changes_neither_mode_nor_feed_is_no_switch() -> None:
    assert LIVE.switched(NINE, mode=Mode.LIVE, feed_ended_at=NINE).switches == ()


def test_of_what_is_too_old_only_the_last_one_is_kept_and_never_too_many() -> None:
    tenant = LIVE
    for count, mode in enumerate((Mode.PAUSED, Mode.LIVE, Mode.PAUSED)):
        tenant = tenant.switched(NINE + hours_later(count), mode=mode)
    late = NINE + KEPT_OUTAGES + hours_later(1)
    kept = tenant.switched(late, mode=Mode.LIVE).switches
    assert [(one.at, one.mode) for one in kept] == [
        (NINE + hours_later(1), Mode.LIVE),
        (NINE + hours_later(2), Mode.PAUSED),
        (late, Mode.LIVE),
    ]
    for count in range(MOST_SWITCHES + 5):
        mode = Mode.LIVE if count % 2 else Mode.PAUSED
        tenant = tenant.switched(NINE + timedelta(hours=3, minutes=count), mode=mode)
    assert len(tenant.switches) == MOST_SWITCHES
    assert tenant.switches[-1].at == NINE + timedelta(hours=3, minutes=MOST_SWITCHES + 4)


def test_the_switches_over_an_outage_are_those_in_it_and_the_one_that_held_when_it_began() -> None:
    switches = tuple(Switch(NINE + hours_later(count), Mode.LIVE) for count in range(6))
    tenant = replace(LIVE, switches=switches)
    one = (NINE + hours_later(1), NINE + hours_later(2))
    other = (NINE + hours_later(3), NINE + hours_later(4))
    assert tenant.switches_over(()) == ()
    assert tenant.switches_over([one]) == switches[1:3]
    assert tenant.switches_over([one, other]) == switches[1:5]
    assert tenant.switches_over([(NINE - hours_later(2), NINE - hours_later(1))]) == ()
