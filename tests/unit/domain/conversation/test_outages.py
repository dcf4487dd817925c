"""R4, R33: delayed is not missed; only days without a run make steps missed, as they were."""

from dataclasses import replace

from relance.domain.account.account import Account
from relance.domain.creditor.rules import Switch
from relance.domain.decision import Skipped
from relance.domain.ledger.item_id import ItemId
from relance.domain.policies.policy import Policy, Step
from tests.builders import (
    PLAIN,
    account,
    asks,
    at,
    closed,
    contact,
    customer,
    day,
    dispute,
    hold,
    invoice,
    journaled,
    message,
    outage,
    owed,
    paid,
    rules,
    says,
    waits,
    walk,
)

# Nobody hears from us for the first time above first: a courtesy had been delivered.
COURTESY = message("courtesy", "2026-05-26")


def heard(*args: object, **parts: object) -> Account:
    """The account of whom a courtesy was delivered before its due date."""
    return account(*args, **{"messages": (COURTESY,)} | parts)  # type: ignore[arg-type]


def test_after_an_outage_the_highest_step_reached_goes_once_and_the_lower_is_skipped() -> None:
    # No run from Friday 5 to Tuesday 9: the first (5) and the second (9) would have gone.
    dark = rules(outages=outage("2026-06-04 12:00", "2026-06-10 08:00"))
    send = says(heard(), "2026-06-10 10:00", dark)

    assert send.key.kind == "second"
    assert send.skipped == (Skipped(ItemId("F-1/1"), "first", "missed_run"),)


def test_after_a_short_outage_the_missed_step_itself_goes() -> None:
    dark = rules(outages=outage("2026-06-04 12:00", "2026-06-07 08:00"))
    story = walk(heard(), dark, dark=["2026-06-05", "2026-06-06"], start="2026-06-03")

    # The run of Monday 8 makes up for Friday 5; the second keeps its four days.
    assert story.said == ["06-08 first", "06-12 second", "06-23 final"]
    assert story.sends[0][1].skipped == ()


def test_the_run_that_ends_an_outage_may_itself_reach_the_next_step() -> None:
    dark = rules(outages=outage("2026-06-04 12:00", "2026-06-09 08:00"))
    send = says(heard(), "2026-06-09 10:00", dark)

    assert (send.key.kind, send.skipped[0].kind) == ("second", "first")


def test_an_outage_jumps_no_step_of_which_a_person_sees_everything() -> None:
    """Practice 3: where all needs approval, no run would have sent anything by itself."""
    dark = rules(
        policy=replace(PLAIN, approve_all=True),
        outages=outage("2026-06-04 12:00", "2026-06-09 08:00"),
    )

    assert waits(heard(), "2026-06-09 10:00", dark).reason == "approval_awaited"
    assert [task.step for task in asks(heard(), "2026-06-09 10:00", dark)] == ["first"]


def test_a_final_does_not_follow_an_outage_without_a_delivered_second() -> None:
    # Everything but the decision was reached during six weeks of darkness.
    dark = rules(outages=outage("2026-06-04 12:00", "2026-07-13 08:00"))
    story = walk(heard(), dark, start="2026-07-13", days=30)

    assert story.said == ["07-13 second", "07-22 final"]
    assert story.asked == ["08-03 decision"]


def test_a_decision_never_follows_an_outage_without_the_final_before_it() -> None:
    dark = rules(outages=outage("2026-06-12 12:00", "2026-07-13 08:00"))
    file = account(messages=(COURTESY, message("first"), message("second", "2026-06-09")))
    story = walk(file, dark, start="2026-07-13", days=30)

    assert story.said == ["07-13 final"]
    assert story.asked == ["07-23 decision"]


def test_a_guard_does_not_make_a_step_missed() -> None:
    # Held over both days, with runs every day: the ladder goes on where it stood.
    send = says(heard(holds=(hold(until_on="2026-06-10"),)), "2026-06-11 10:00")

    assert (send.key.kind, send.skipped) == ("first", ())


def test_days_of_an_outage_on_which_the_item_was_held_miss_nothing() -> None:
    dark = rules(outages=outage("2026-06-04 12:00", "2026-06-10 08:00"))
    send = says(heard(holds=(hold(until_on="2026-06-09"),)), "2026-06-10 10:00", dark)

    assert (send.key.kind, send.skipped) == ("first", ())


def test_closed_days_of_an_outage_miss_nothing() -> None:
    days = closed("2026-06-05", "2026-06-08", "2026-06-09")
    dark = rules(outages=outage("2026-06-04 12:00", "2026-06-10 08:00"), open_days=days)
    send = says(heard(), "2026-06-10 10:00", dark)

    assert (send.key.kind, send.skipped) == ("first", ())


def test_a_step_that_the_gap_forbade_was_not_missed() -> None:
    # A message of Thursday 4 about another invoice kept the first back until Monday 8.
    dark = rules(outages=outage("2026-06-04 12:00", "2026-06-10 08:00"))
    file = account(messages=(COURTESY, message("manual", "2026-06-04", ("F-9/1",))))
    send = says(file, "2026-06-10 10:00", dark)

    assert (send.key.kind, send.skipped) == ("first", ())


def test_an_outage_before_the_invoice_was_on_file_missed_nothing() -> None:
    dark = rules(outages=outage("2026-06-04 12:00", "2026-06-20 08:00"))
    late = invoice(recorded_at=at("2026-06-22 08:00"), last_level=0)
    send = says(heard(late), "2026-06-22 10:00", dark)

    assert (send.key.kind, send.skipped) == ("first", ())


def test_a_day_whose_only_run_came_in_the_evening_is_a_day_without_a_run() -> None:
    # The tick of Friday 5 came at 18:00 only; on Tuesday 9 both steps are reached.
    dark = rules(outages=outage("2026-06-04 12:00", "2026-06-05 18:00"))
    send = says(heard(), "2026-06-09 10:00", dark)

    assert send.key.kind == "second"


def test_a_day_with_a_run_inside_its_hours_is_no_day_without_a_run() -> None:
    lit = rules(outages=outage("2026-06-05 08:00", "2026-06-05 16:00"))
    send = says(heard(), "2026-06-09 10:00", lit)

    assert send.key.kind == "first"


def test_a_step_that_the_sending_hour_had_seen_was_not_missed() -> None:
    # The tick of Friday 5 at 10:00 did run: the day is not one without a run.
    lit = rules(outages=outage("2026-06-05 10:00", "2026-06-08 08:00"))
    send = says(heard(), "2026-06-09 10:00", lit)

    assert send.key.kind == "first"


def test_a_message_of_the_due_day_missed_by_an_outage_is_not_made_good() -> None:
    file = account(invoice(total_minor=600_00))
    dark = rules(outages=outage("2026-06-01 12:00", "2026-06-03 08:00"))
    story = walk(file, dark, dark=["2026-06-02"], start="2026-06-01")

    assert story.said[0] == "06-05 first"


def test_a_policy_of_letters_alone_ends_with_its_last_letter() -> None:
    letters = Policy("letters", 1, (Step("first", 1, 3), Step("second", 2, 7)))
    dark = rules(policy=letters, outages=outage("2026-06-04 12:00", "2026-06-20 08:00"))
    send = says(heard(), "2026-06-22 10:00", dark)
    spoken = account(messages=(COURTESY, message("second", "2026-06-22")))

    assert (send.key.kind, send.skipped[0].kind) == ("second", "first")
    assert waits(spoken, "2026-07-22 10:00", dark).reason == "ladder_ended"


def test_an_outage_jumps_no_step_of_whom_nobody_can_be_written_to() -> None:
    """R4: no address delays the step; a run would not have sent it either."""
    nobody = heard(customer=customer(contacts=(contact(email=None),)))
    dark = rules(outages=outage("2026-06-04 12:00", "2026-06-10 08:00"))
    (task,) = asks(nobody, "2026-06-10 10:00", dark)
    (same,) = asks(nobody, "2026-06-10 10:00")

    assert task.task_id == same.task_id


def test_what_a_dispute_delayed_before_an_outage_is_not_missed_in_it() -> None:
    """R4: the first was due on the fifth and held; the outage of the tenth makes no step missed."""
    over = dispute("2026-06-04", outcome="refused", resolved_at=at("2026-06-15 09:00"))
    dark = rules(outages=outage("2026-06-09 12:00", "2026-06-12 08:00"))

    assert says(heard(disputes=(over,)), "2026-06-16 10:00", dark).key.kind == "first"


def test_what_a_dispute_held_through_an_outage_is_not_missed_in_it() -> None:
    over = dispute("2026-06-03", outcome="refused", resolved_at=at("2026-06-15 09:00"))
    dark = rules(outages=outage("2026-06-04 12:00", "2026-06-12 08:00"))

    assert says(heard(disputes=(over,)), "2026-06-16 10:00", dark).key.kind == "first"


HELD = heard(holds=(hold("strike"),))
DARK = outage("2026-06-04 12:00", "2026-06-15 08:00")
START = "2026-06-01 08:00"


def test_days_over_which_a_hold_lay_that_is_lifted_by_now_miss_nothing() -> None:
    file = journaled((START, heard()), ("2026-06-03 14:00", HELD), ("2026-06-15 08:30", heard()))
    send = says(file, "2026-06-15 10:00", rules(outages=DARK))

    assert (send.key.kind, send.skipped) == ("first", ())


def test_days_after_a_hold_was_lifted_are_missed_as_any_others() -> None:
    file = journaled((START, heard()), ("2026-06-03 14:00", HELD), ("2026-06-08 08:30", heard()))
    send = says(file, "2026-06-15 10:00", rules(outages=DARK))

    assert (send.key.kind, [one.kind for one in send.skipped]) == ("second", ["first"])


def test_days_on_which_it_was_paid_miss_nothing_though_the_money_went_back() -> None:
    covered = paid(heard(), "2026-06-03")
    file = journaled((START, heard()), ("2026-06-03 14:00", covered), ("2026-06-15 08:30", heard()))
    send = says(file, "2026-06-15 10:00", rules(outages=DARK))

    assert (send.key.kind, send.skipped) == ("first", ())


def test_days_on_which_the_tenant_was_paused_miss_nothing() -> None:
    switches = (Switch(at(START), "paused"), Switch(at("2026-06-15 07:00"), "live"))
    send = says(heard(), "2026-06-15 10:00", rules(outages=DARK, switches=switches))

    assert (send.key.kind, send.skipped) == ("first", ())


def test_days_on_which_the_tenant_was_in_shadow_miss_nothing() -> None:
    switches = (Switch(at(START), "shadow"), Switch(at("2026-06-15 07:00"), "live"))
    send = says(heard(), "2026-06-15 10:00", rules(outages=DARK, switches=switches))

    assert (send.key.kind, send.skipped) == ("first", ())


def test_days_through_which_no_cash_was_booked_miss_nothing() -> None:
    booked = (Switch(at(START), "live", day("2026-06-03")),)
    dark = rules(outages=DARK, switches=booked, cash_through_on=day("2026-06-12"))
    send = says(heard(), "2026-06-15 10:00", dark)

    assert (send.key.kind, send.skipped) == ("first", ())


def test_days_through_which_cash_was_booked_day_by_day_are_missed() -> None:
    booked = tuple(
        Switch(at(f"2026-06-{n:02} 07:00"), "live", day(f"2026-06-{n - 1:02}"))
        for n in range(3, 16)
    )
    dark = rules(outages=DARK, switches=booked, cash_through_on=day("2026-06-14"))

    assert says(heard(), "2026-06-15 10:00", dark).key.kind == "second"


def test_whoever_never_heard_of_us_is_spoken_to_from_first_on_however_long_it_was_dark() -> None:
    send = says(account(), "2026-06-15 10:00", rules(outages=DARK))
    bounced = account(messages=(message("courtesy", "2026-05-26", state="bounced"),))

    assert (send.key.kind, send.skipped) == ("first", ())
    assert says(bounced, "2026-06-15 10:00", rules(outages=DARK)).key.kind == "first"


def test_who_heard_of_us_before_relance_has_heard_of_us() -> None:
    told = account(invoice(last_level=0, last_contacted_on=day("2026-05-20")))

    assert says(told, "2026-06-15 10:00", rules(outages=DARK)).key.kind == "second"


def test_what_went_after_an_outage_makes_good_for_it_and_the_ladder_goes_on_by_steps() -> None:
    story = walk(account(), rules(outages=DARK), start="2026-06-15", days=20)

    assert story.said == ["06-15 first", "06-19 second", "06-30 final"]
    assert all(not send.skipped for _, send in story.sends)


def test_money_that_was_answered_in_the_dark_silences_its_own_day_only() -> None:
    thanked = heard(owed=(owed("receipt", "2026-06-04 15:00"),))
    send = says(thanked, "2026-06-15 10:00", rules(outages=DARK))

    assert send.key.kind == "second"
