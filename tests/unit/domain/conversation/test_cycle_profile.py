"""The profile of a cycle: taken at its first step, kept, overridden by a person (practice 7)."""

from dataclasses import replace
from typing import Any

import pytest

from relance.domain.account.account import Account
from relance.domain.account.history import History, Returned
from relance.domain.account.on_file import OpenTask, Override, Promise
from relance.domain.conversation.cycle_profile import cycle_profile, tolerance_of
from relance.domain.creditor.policy_of import override_of
from relance.domain.decision import Skip
from relance.domain.policies.shipped import CLASSIC
from tests.builders import account, allocation, at, day, invoice, message, promise, rules, waits

NOW = at("2026-06-01 12:00")
LEADER = "F-1/1"


def regular(delay: int, **changes: Any) -> Account:
    """Who paid five invoices so many days late, and owes F-1, due on 2 June."""
    before = [
        invoice(
            f"P-{month}",
            due_on=f"2026-0{month}-01",
            allocations=(allocation(300_00, f"2026-0{month}-{delay + 1:02}", f"P-{month}"),),
        )
        for month in (1, 2, 3, 4, 5)
    ]
    return account(*before, **({"invoices": (*before, invoice())} | changes))


def profile(file: Account, on: str = "2026-06-05") -> str:
    """The profile by which F-1 is chased on a day."""
    leader = next(item for item in file.items if item.item_id == LEADER)
    return cycle_profile(file, leader, rules(), day(on))


def first(**changes: Any) -> Any:
    return message("first", "2026-06-05", **({"profile": "good"} | changes))


def broken(on: str = "2026-06-08") -> Promise:
    """A promise for 10 June; it is broken from Saturday the 13th."""
    return promise(on, "2026-06-10")


@pytest.mark.parametrize(("delay", "name"), [(0, "good"), (11, "usual"), (24, "late")])
def test_at_the_first_step_the_profile_is_that_of_the_day(delay: int, name: str) -> None:
    assert profile(regular(delay)) == name


def test_a_new_customer_is_unknown() -> None:
    assert profile(account()) == "unknown"


def test_a_cycle_keeps_the_profile_of_its_first_step() -> None:
    late = regular(24, messages=(first(),))
    assert profile(late, "2026-06-12") == "good"
    second = message("second", "2026-06-12", profile="late")
    assert profile(replace(late, messages=(second, first())), "2026-06-20") == "good"


def test_what_led_to_another_cycle_says_nothing() -> None:
    other = message("first", "2026-05-05", ("F-0/1",), profile="late")
    unnamed = message("courtesy", "2026-05-26")
    assert profile(regular(0, messages=(other, unnamed))) == "good"


def test_a_task_takes_the_profile_as_a_message_does() -> None:
    asked = OpenTask(
        "T-1", "approval", NOW, asked_on=day("2026-06-04"), leader=LEADER, profile="good"
    )
    assert profile(regular(24, tasks=(asked,))) == "good"
    assert profile(regular(24, tasks=(replace(asked, profile=None),))) == "late"
    assert profile(regular(24, tasks=(replace(asked, asked_on=None),))) == "late"


def test_a_ladder_that_begins_anew_begins_a_new_cycle() -> None:
    file = regular(24, messages=(first(),))
    again = tuple(
        replace(i, ladder_from_on=day("2026-06-20")) if i.invoice_id == "F-1" else i
        for i in file.invoices
    )
    assert profile(replace(file, invoices=again), "2026-06-24") == "late"


def test_a_promise_broken_since_makes_it_worse() -> None:
    file = regular(0, messages=(first(),), promises=(broken(),))
    assert profile(file, "2026-06-12") == "good"
    assert profile(file, "2026-06-13") == "usual"


def test_a_promise_broken_before_does_not() -> None:
    earlier = promise("2026-05-20", "2026-05-28")
    file = regular(0, messages=(first(),), promises=(earlier,))
    assert profile(file, "2026-06-13") == "good"


def test_a_payment_returned_since_makes_it_worse() -> None:
    back = Returned("P-1", day("2026-06-09"), "am04")
    file = regular(0, messages=(first(),), history=History(returned=(back,)))
    assert profile(file, "2026-06-08") == "good"
    assert profile(file, "2026-06-09") == "usual"
    refund = replace(back, reason="stripe_refund")
    assert profile(replace(file, history=History(returned=(refund,))), "2026-06-09") == "good"


def test_a_cycle_never_gets_better() -> None:
    file = regular(0, messages=(first(profile="late"),), promises=(broken(),))
    assert profile(file, "2026-06-12") == "late"
    assert profile(file, "2026-06-13") == "late"


def override(value: str = "late", until_on: str = "2026-06-30", what: str = "profile") -> Override:
    return Override(what, value, "bad experience", "ada", NOW, day(until_on))


def test_a_person_decides_while_the_override_holds() -> None:
    file = regular(0, overrides=(override(),))
    assert profile(file, "2026-06-30") == "late"
    assert profile(file, "2026-07-01") == "good"
    assert profile(regular(0, overrides=(override(what="policy"),))) == "good"


def test_a_person_decides_also_within_a_cycle() -> None:
    file = regular(0, messages=(first(),), overrides=(override(),))
    assert profile(file, "2026-06-12") == "late"
    assert override_of("profile", file, day("2026-07-01")) is None


# --- Tolerance ---------------------------------------------------------------------------------


def tolerance(file: Account) -> int:
    leader = next(item for item in file.items if item.item_id == LEADER)
    return tolerance_of(file, leader, rules())


@pytest.mark.parametrize(("delay", "days"), [(0, 0), (6, 4), (8, 5), (11, 3), (24, 0)])
def test_level_one_waits_as_long_as_the_payer_usually_does(delay: int, days: int) -> None:
    """Good: the median, 5 at most; usual: 3 at most; late: none."""
    assert tolerance(regular(delay)) == days


def test_a_day_that_passes_does_not_move_the_tolerance_but_a_fact_does() -> None:
    file = regular(6)
    late = invoice("F-0", due_on="2026-03-20")
    assert tolerance(file) == 4
    assert tolerance(replace(file, invoices=(*file.invoices, late))) == 0


def test_the_tolerance_follows_a_person_s_choice() -> None:
    assert tolerance(regular(6, overrides=(override(),))) == 0
    assert tolerance(regular(6, overrides=(override(until_on="2026-06-03"),))) == 4


# --- What it decides ---------------------------------------------------------------------------


def test_a_good_payer_is_not_announced_a_small_invoice_because_a_day_has_passed() -> None:
    """The profile is that of the day the step opened, else a review would come too late (R12)."""
    held = [invoice(f"F-{n}", due_on="2026-05-19") for n in (2, 3, 4)]
    said = promise("2026-05-25", "2026-06-08", items=[f"F-{n}/1" for n in (2, 3, 4)])
    coming = invoice(due_on="2026-06-10", total_minor=2_000_00)
    file = regular(0, promises=(said,))
    file = replace(file, invoices=(*file.invoices[2:-1], *held, coming))
    by = rules(policy=CLASSIC)

    assert profile(file, "2026-06-03") == "good"
    assert profile(file, "2026-06-04") == "usual"
    first_day = waits(file, "2026-06-03 10:00", by)
    assert isinstance(first_day, Skip)
    assert first_day.next_on == day("2026-06-10")
    assert waits(file, "2026-06-04 10:00", by).reason == first_day.reason
