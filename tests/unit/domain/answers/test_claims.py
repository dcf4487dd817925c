"""R7, C3: "I have paid"."""

from dataclasses import replace

import pytest

from relance.domain.account.history import History, Money, Trace
from relance.domain.answers.claimed_money import money_since
from relance.domain.decision import Skip
from relance.domain.ledger.invoices import Allocation, Part
from relance.domain.policies.shipped import EIGHT_STEPS
from tests.builders import (
    account,
    allocation,
    asked,
    asks,
    at,
    claim,
    closed,
    day,
    invoice,
    message,
    paid,
    promise,
    receipt,
    rules,
    says,
    sent,
    step_task,
    task_closed,
    waits,
    walk,
)


def test_a_claim_by_transfer_holds_five_business_days_from_the_day_after() -> None:
    # Said on Monday 8: Tuesday 9 to Monday 15 are the five days.
    file = account(messages=(message("first"),), claims=(claim("2026-06-08"),))

    assert waits(file, "2026-06-15 10:00").reason == "claimed"
    send = says(file, "2026-06-16 10:00")
    assert (send.key.kind, send.key.occasion, send.variant) == ("first", "claim-1", "claim_unseen")


def test_a_claim_asks_a_person_to_look_for_the_money_on_its_day_and_once() -> None:
    file = account(messages=(message("first"),), claims=(claim("2026-06-08"),))
    (task,) = asks(file, "2026-06-08 12:30")

    assert (task.kind, task.urgent, task.due_on) == ("search_payment", False, day("2026-06-08"))
    assert asks(asked(file, task, at("2026-06-08 12:30")), "2026-06-09 10:00") == []


def test_holidays_of_the_debtor_lengthen_a_claim() -> None:
    file = account(messages=(message("first"),), claims=(claim("2026-06-08"),))
    shut = rules(debtor_days=closed("2026-06-10"))

    assert waits(file, "2026-06-16 10:00", shut).reason == "claimed"
    assert says(file, "2026-06-17 10:00", shut)


def test_a_claim_holds_as_long_as_its_means_takes() -> None:
    for means, last, free in (
        ("card", "2026-06-09", "2026-06-10"),
        ("cheque", "2026-06-18", "2026-06-19"),
        ("unheard-of", "2026-06-15", "2026-06-16"),
    ):
        file = account(messages=(message("first"),), claims=(claim("2026-06-08", means=means),))
        assert waits(file, f"{last} 10:00").reason == "claimed"
        assert says(file, f"{free} 10:00").variant == "claim_unseen"


def test_a_transfer_from_abroad_has_seven_days() -> None:
    file = account(messages=(message("first"),), claims=(claim("2026-06-08"),))

    assert waits(file, "2026-06-17 10:00", rules(abroad=True)).reason == "claimed"
    assert says(file, "2026-06-18 10:00", rules(abroad=True))


def test_an_expired_claim_repeats_the_last_level_once_and_then_goes_onward() -> None:
    said = claim("2026-06-10")
    story = walk(account(), facts={"2026-06-10": lambda now: replace(now, claims=(said,))})

    # Second on Tuesday 9; the claim of the 10th holds to Wednesday 17; final 7 days later.
    assert story.said == [
        "05-26 courtesy",
        "06-05 first",
        "06-09 second",
        "06-18 second claim_unseen",
        "06-25 final",
    ]


def test_a_second_claim_holds_again_and_is_answered_in_its_own_words() -> None:
    file = account(
        messages=(message("first"), message("first", "2026-06-16", occasion="claim-1")),
        claims=(claim("2026-06-08"), claim("2026-06-17", claim_id="again")),
    )

    assert waits(file, "2026-06-24 10:00").reason == "claimed"
    assert says(file, "2026-06-25 10:00").key.occasion == "claim-2"


def test_a_third_claim_does_not_hold_and_asks_a_person_at_once() -> None:
    file = account(
        messages=(
            message("first"),
            message("first", "2026-06-16", occasion="claim-1"),
            message("first", "2026-06-25", occasion="claim-2"),
        ),
        claims=(
            claim("2026-06-08", claim_id="1"),
            claim("2026-06-17", claim_id="2"),
            claim("2026-06-26", claim_id="3"),
        ),
    )
    earlier, task = asks(file, "2026-06-26 12:00")

    assert (earlier.kind, earlier.urgent) == ("search_payment", False)
    assert (task.kind, task.urgent, task.item_ids) == ("search_payment", True, ("F-1/1",))
    assert says(file, "2026-06-29 10:00").key.kind == "second"


def test_two_claims_that_came_before_any_answer_are_answered_once() -> None:
    file = account(
        messages=(message("first"),),
        claims=(claim("2026-06-08", claim_id="1"), claim("2026-06-09", claim_id="2")),
    )

    assert says(file, "2026-06-17 10:00").key.occasion == "claim-2"


def test_a_claim_before_the_first_reminder_makes_the_first_itself_the_answer() -> None:
    # Said on 28 May, free on 5 June: the first has never gone.
    file = account(claims=(claim("2026-05-28"),))

    assert waits(file, "2026-06-04 10:00").reason == "claimed"
    send = says(file, "2026-06-05 10:00")
    assert (send.key.kind, send.variant) == ("first", "claim_unseen")
    done = account(claims=(claim("2026-05-28"),), messages=(message("first", occasion="claim-1"),))
    assert says(done, "2026-06-09 10:00").key.kind == "second"


def test_a_claim_that_ran_out_before_the_day_of_the_first_does_not_hasten_it() -> None:
    file = account(claims=(claim("2026-05-28", means="card"),))
    answer = waits(file, "2026-06-03 10:00")

    assert isinstance(answer, Skip)
    assert (answer.reason, answer.next_on) == ("not_yet", day("2026-06-05"))


def test_a_claim_followed_by_some_money_goes_onward_and_names_what_came() -> None:
    part = invoice(allocations=(allocation(100_00, "2026-06-10"),))
    file = account(part, messages=(message("first"),), claims=(claim("2026-06-08"),))

    send = says(file, "2026-06-16 10:00")
    assert (send.key.kind, send.key.occasion, send.variant) == (
        "second",
        "0",
        "claim_partly_seen",
    )


def test_money_that_was_there_before_the_claim_answers_nothing() -> None:
    part = invoice(allocations=(allocation(100_00, "2026-06-01"),))
    file = account(part, messages=(message("first"),), claims=(claim("2026-06-08"),))

    assert says(file, "2026-06-16 10:00").variant == "claim_unseen"


def test_a_claim_about_one_invoice_leaves_the_other_to_be_chased() -> None:
    file = account(invoice(), invoice("F-2"), claims=(claim("2026-06-04"),))
    send = says(file, "2026-06-05 10:00")

    assert send.item_ids == ("F-2/1",)


def test_money_sent_to_an_account_that_is_not_ours_stops_and_alarms() -> None:
    file = account(
        invoice(),
        invoice("F-2"),
        claims=(claim("2026-06-08", ("F-1/1", "F-2/1"), diverted=True, account_last4="9999"),),
    )

    assert waits(file, "2026-07-20 10:00").reason == "payment_diverted"
    (task,) = asks(file, "2026-06-08 13:00")
    assert (task.kind, task.urgent) == ("payment_diverted", True)
    assert task.item_ids == ("F-1/1", "F-2/1")


def test_money_sent_to_a_stranger_in_the_small_hours_is_asked_about_then() -> None:
    said = claim("2026-06-08", diverted=True, recorded_at=at("2026-06-08 01:30"))
    found = replace(said, diverted=False)

    (task,) = asks(account(claims=(said,)), "2026-06-08 01:30")
    assert task.kind == "payment_diverted"
    assert asks(account(claims=(found,)), "2026-06-08 01:30") == []


def test_a_diverted_payment_that_a_person_has_dealt_with_is_chased_again() -> None:
    file = account(claims=(claim("2026-06-08", diverted=True),), messages=(message("first"),))
    (task,) = asks(file, "2026-06-08 13:00")
    seen = task_closed(
        asked(file, task, at("2026-06-08 13:00")), "payment_diverted", "2026-06-09 09:00"
    )

    assert says(seen, "2026-06-16 10:00").variant == "claim_unseen"


def test_a_claim_about_what_is_paid_asks_nobody_anything() -> None:
    file = account(invoice(), claims=(claim("2026-06-08", ("F-9/1",), diverted=True),))

    assert asks(file, "2026-06-08 13:00") == []


def test_a_repeat_is_never_of_a_lower_level_though_little_is_left() -> None:
    # The final was about 300.00; 260.01 were paid before: it is said again, in its own words.
    part = invoice(allocations=(allocation(260_01, "2026-06-17"),))
    file = account(
        part,
        messages=(
            message("first"),
            message("second", "2026-06-09"),
            message("final", "2026-06-16"),
        ),
        claims=(claim("2026-06-18"),),
    )

    send = says(file, "2026-06-29 10:00")  # not on Friday 26
    assert (send.key.kind, send.variant) == ("final", "claim_unseen")


def test_the_repeat_of_a_final_needs_no_other_prerequisite() -> None:
    file = account(
        messages=(message("second", "2026-06-09", state="sent"), message("final", "2026-06-16")),
        claims=(claim("2026-06-17"),),
    )
    send = says(file, "2026-06-25 10:00")

    assert (send.key.kind, send.key.occasion) == ("final", "claim-1")


def test_after_a_notice_on_paper_an_expired_claim_brings_no_milder_mail_back() -> None:
    """R2: what went furthest was a registered letter, so the ladder goes on from there."""
    notice = step_task(
        "registered", "notice", 4, "2026-07-06", outcome="received", closed="2026-07-08 12:00"
    )
    file = account(tasks=(notice,), claims=(claim("2026-07-10"),))

    assert waits(file, "2026-07-20 10:00", rules(policy=EIGHT_STEPS)).reason == "handover_pending"


# --- R35: one claim is answered once ------------------------------------------------------------

TWO = (invoice("F-1"), invoice("F-2", due_on="2026-06-03"))
BOTH = ("F-1/1", "F-2/1")


def test_a_claim_is_not_answered_again_when_the_leader_was_paid() -> None:
    file = account(
        *TWO,
        messages=(
            message("first", items=BOTH),
            message("first", "2026-06-16", BOTH, occasion="claim-1"),
        ),
        claims=(claim("2026-06-08", BOTH),),
    )
    send = says(paid(file, "2026-06-18"), "2026-06-22 10:00")

    assert (send.key.leader, send.key.kind, send.variant) == ("F-2/1", "second", "ordinary")


def test_money_for_the_leader_answers_the_claim_about_the_next_one() -> None:
    file = account(
        *TWO, messages=(message("first", items=BOTH),), claims=(claim("2026-06-08", BOTH),)
    )
    file = paid(file, "2026-06-10")

    assert waits(file, "2026-06-15 10:00").reason == "claimed"
    send = says(file, "2026-06-16 10:00")
    assert (send.key.leader, send.key.occasion, send.variant) == ("F-2/1", "0", "claim_partly_seen")
    told = sent(file, send, at("2026-06-16 10:00"))
    assert says(told, "2026-06-22 10:00").variant == "ordinary"


def test_money_of_an_invoice_that_has_left_the_account_answers_as_well() -> None:
    """R21: of a closed invoice only a trace is left."""
    money = (Money(day("2026-06-10"), 300_00, at("2026-06-10 12:00")),)
    trace = Trace("F-1", "EUR", ((day("2026-06-02"), 300_00),), money)
    file = account(
        TWO[1],
        messages=(message("first", items=BOTH),),
        claims=(claim("2026-06-08", BOTH), claim("2026-06-17", ("F-2/1",), claim_id="next")),
        history=History(closed=(trace,)),
    )

    assert [place.rank for place in file.claim_places.values()] == [0, 0]
    assert waits(file, "2026-06-24 10:00", rules(claims_that_hold=1)).reason == "claimed"


def test_unallocated_money_after_the_claim_is_money_that_came() -> None:
    file = account(
        messages=(message("first"),),
        claims=(claim("2026-06-08"),),
        receipts=(receipt(100_00, on="2026-06-10"),),
    )

    assert says(file, "2026-06-16 10:00").variant == "claim_partly_seen"


def test_money_booked_minutes_before_the_claim_is_what_the_claim_meant() -> None:
    part = allocation(100_00, "2026-06-08", recorded_at=at("2026-06-08 11:59"))
    told = message("first", "2026-06-08", hour="12:05", state="sent")
    for messages, variant in (
        ((message("first"),), "claim_partly_seen"),
        ((message("first"), replace(told, reserved_at=at("2026-06-08 11:59:30"))), "claim_unseen"),
    ):
        file = account(
            invoice(allocations=(part,)), messages=messages, claims=(claim("2026-06-08"),)
        )
        assert says(file, "2026-06-16 10:00").variant == variant


def test_unallocated_money_and_a_closed_part_of_the_claim_count_from_just_before_it() -> None:
    just = at("2026-06-08 11:59")
    free = replace(receipt(100_00, on="2026-06-08"), recorded_at=just)
    trace = Trace("F-1", "EUR", (), (Money(day("2026-06-08"), 300_00, just),))
    here = account(messages=(message("first"),), claims=(claim("2026-06-08"),), receipts=(free,))
    gone = account(
        TWO[1],
        messages=(message("first", items=BOTH),),
        claims=(claim("2026-06-08", BOTH),),
        history=History(closed=(trace, replace(trace, invoice_id="F-9"))),
    )

    assert [m.amount_minor for m in money_since(here.claims[0], here)] == [100_00]
    assert [m.amount_minor for m in money_since(gone.claims[0], gone)] == [300_00]


def test_a_credit_note_and_money_in_another_currency_are_no_money_of_the_claim() -> None:
    given = Allocation.by_credit("N-1", 100_00, day("2026-06-09"), at("2026-06-09 12:00"))
    file = account(
        invoice(allocations=(given,)),
        messages=(message("first"),),
        claims=(claim("2026-06-08"),),
        receipts=(receipt(100_00, "USD", on="2026-06-10"),),
    )

    assert says(file, "2026-06-16 10:00").variant == "claim_unseen"


def test_money_that_came_for_the_claim_and_went_back_is_told_as_returned() -> None:
    back = allocation(
        100_00, "2026-06-10", reversed_minor=100_00, reversed_at=at("2026-06-12 09:00")
    )
    file = account(
        invoice(allocations=(back,)), messages=(message("first"),), claims=(claim("2026-06-08"),)
    )

    assert says(file, "2026-06-16 10:00").variant == "payment_returned"


def test_a_promise_after_the_claim_stands_in_its_place() -> None:
    file = account(
        messages=(message("first"),),
        claims=(claim("2026-06-08"),),
        promises=(promise("2026-06-09", "2026-06-12"),),
    )
    send = says(file, "2026-06-17 10:00")

    assert (send.key.kind, send.variant) == ("second", "promise_broken")


def test_who_pays_the_leader_has_new_claims_and_who_lets_it_be_cancelled_has_none() -> None:
    file = account(
        *TWO,
        messages=(
            message("first", items=BOTH),
            message("first", "2026-06-16", ("F-2/1",), occasion="claim-1"),
        ),
        claims=(claim("2026-06-08", BOTH), claim("2026-06-23", ("F-2/1",), claim_id="next")),
    )
    one = rules(claims_that_hold=1)
    cancelled = replace(file, invoices=(replace(TWO[0], cancelled_on=day("2026-06-10")), TWO[1]))

    assert waits(paid(file, "2026-06-10"), "2026-06-24 10:00", one).reason == "claimed"
    assert says(cancelled, "2026-06-24 10:00", one).key.kind == "second"
    *_, last = asks(cancelled, "2026-06-23 12:00", one)
    assert (last.kind, last.urgent) == ("search_payment", True)


def test_money_for_an_item_that_does_not_lead_gives_no_new_claims() -> None:
    file = account(
        *TWO,
        messages=(message("first", items=BOTH),),
        claims=(claim("2026-06-08", BOTH), claim("2026-06-17", claim_id="next")),
    )
    file = paid(file, "2026-06-10", "F-2")

    assert [place.rank for place in file.claim_places.values()] == [0, 1]


def test_an_instalment_that_led_and_was_paid_ends_its_cycle_with_money() -> None:
    parts = (
        Part("1", 100_00, day("2026-06-02")),
        Part("2", 200_00, day("2026-07-02")),
    )
    money = (allocation(60_00, "2026-06-09"), allocation(40_00, "2026-06-10"))
    claims = (
        claim("2026-06-08", ("F-1/1", "F-1/2")),
        claim("2026-06-11", ("F-1/2",), claim_id="next"),
    )
    file = account(
        invoice(parts=parts, allocations=(*money, allocation(50_00, "2026-06-12"))),
        messages=(message("first"),),
        claims=claims,
    )

    assert [place.rank for place in file.claim_places.values()] == [0, 0]


@pytest.mark.parametrize(
    ("led", "came_on", "ranks"),
    [
        ("F-1/2", "2026-07-14", [0, 0]),
        ("F-1/2", "2026-07-09", [0, 1]),
        ("F-1/0", "2026-07-14", [0, 0]),
        ("F-1/0", "2026-07-09", [0, 1]),
    ],
)
def test_an_instalment_is_paid_once_those_before_it_are_and_one_that_is_gone_with_the_last(
    led: str, came_on: str, ranks: list[int]
) -> None:
    """R35: F-1/0 led before the invoice was given other parts; money of the 8th ended no cycle."""
    parts = (Part("1", 100_00, day("2026-06-02")), Part("2", 200_00, day("2026-07-02")))
    money = (allocation(250_00, "2026-07-08"), allocation(50_00, came_on))
    file = account(
        invoice(parts=parts, allocations=money),
        invoice("F-2", due_on="2026-07-01"),
        messages=(message("first", "2026-07-07", (led, "F-2/1")),),
        claims=(
            claim("2026-07-10", ("F-2/1",)),
            claim("2026-07-17", ("F-2/1",), claim_id="next"),
        ),
    )

    assert [place.rank for place in file.claim_places.values()] == ranks


def test_the_same_said_by_two_links_is_one_claim_and_holds_no_longer() -> None:
    before = day("2026-06-05")
    file = account(
        messages=(message("first"),),
        claims=(
            claim("2026-06-08", claim_id="1", paid_on=before),
            claim("2026-06-11", claim_id="2", paid_on=before),
        ),
    )

    assert [place.rank for place in file.claim_places.values()] == [0, 0]
    assert waits(file, "2026-06-15 10:00").reason == "claimed"
    assert says(file, "2026-06-16 10:00").variant == "claim_unseen"


def test_claims_are_counted_for_each_currency() -> None:
    file = account(
        invoice(),
        invoice("F-2", currency="USD"),
        claims=(
            claim("2026-06-08", claim_id="1"),
            claim("2026-06-09", ("F-2/1",), claim_id="2", currency="USD"),
            claim("2026-06-10", claim_id="3"),
        ),
    )

    assert {name: place.rank for name, place in file.claim_places.items()} == {
        "1": 0,
        "2": 0,
        "3": 1,
    }


def test_a_promise_that_came_late_is_not_said_to_be_broken() -> None:
    late = invoice("F-2", due_on="2026-07-02", allocations=(allocation(300_00, "2026-06-22"),))
    file = account(
        invoice(),
        replace(late, total_minor=400_00, parts=(Part("1", 400_00, day("2026-07-02")),)),
        messages=(message("first"),),
        promises=(promise("2026-06-08", "2026-06-12"),),
    )

    assert says(file, "2026-06-23 10:00").variant == "ordinary"
