"""R1, R4, R5: the classic ladder, day by day."""

from dataclasses import replace

from relance.domain.conversation.step_days import nominal_on
from relance.domain.decide import decide
from relance.domain.decision import Hold, Send, Skip, Task
from relance.domain.policies.policy import Step
from relance.domain.policies.shipped import CLASSIC, GENTLE
from tests.builders import (
    account,
    asked,
    asks,
    at,
    closed,
    customer,
    day,
    hold,
    invoice,
    message,
    paid,
    part,
    rules,
    says,
    task_closed,
    waits,
    walk,
)
from tests.unit.domain.random_policies import under


def test_the_classic_ladder_goes_at_minus_7_plus_3_plus_7_plus_14_and_asks_at_plus_22() -> None:
    story = walk(account())

    assert story.said == ["05-26 courtesy", "06-05 first", "06-09 second", "06-18 final"]
    assert story.asked == ["06-30 decision"]


def test_a_message_on_the_due_day_moves_the_first_reminder_by_the_gap() -> None:
    # 600.00 deserves the due-day message; then +4 is a Saturday, L2 needs 4 days and L3 needs 7.
    story = walk(account(invoice(total_minor=600_00)))

    assert story.said == [
        "05-26 courtesy",
        "06-02 due_today",
        "06-08 first",
        "06-12 second",
        "06-23 final",  # two bank days after Friday 19, which the second named
    ]
    assert story.asked == ["07-03 decision"]


def test_nothing_is_said_on_the_other_days() -> None:
    story = walk(account())

    silent = [on for on, said in story.decisions.items() if not isinstance(said[0], Send)]
    assert len(silent) == 60 - 4
    assert all(isinstance(story.decisions[on][0], Skip | Hold) for on in silent)


def test_the_first_reminder_leaves_two_bank_days_for_transfers_of_the_due_date() -> None:
    # Due on Friday 5: +3 is Monday, but the second bank day after Friday is Tuesday.
    assert walk(account(invoice(due_on="2026-06-05"))).said[1] == "06-09 first"


def test_the_float_counts_bank_days_over_easter() -> None:
    # Due on Maundy Thursday: Good Friday and Easter Monday are no TARGET days.
    bank = closed("2026-04-03", "2026-04-06")
    story = walk(account(invoice(due_on="2026-04-02")), rules(bank_days=bank), start="2026-03-20")

    assert story.said[1] == "04-08 first"


def test_the_float_counts_from_the_first_bank_day_on_which_a_transfer_can_be_made() -> None:
    """R38: due on Saturday 1 May; Monday 3 makes the transfer, Wednesday 5 has it."""
    story = walk(account(invoice(due_on="2027-05-01")), start="2027-04-10")

    assert story.said[1] == "05-05 first"


def test_money_in_pounds_waits_for_the_banks_that_settle_pounds() -> None:
    # Due on Friday 1 May 2026; Monday 4 is a bank holiday in Britain alone.
    pounds = account(invoice(due_on="2026-05-01", currency="GBP"))
    by = rules(foreign_bank_days={"GBP": closed("2026-05-01", "2026-05-04")})

    assert walk(pounds, by, start="2026-04-10").said[1] == "05-07 first"


def test_a_step_on_a_closed_day_moves_forward_and_the_next_keeps_its_distance() -> None:
    # Due on Wednesday 3: +3 is a Saturday. L2: 4 days after Monday 8; L3: Monday 22, not Friday 19.
    story = walk(account(invoice(due_on="2026-06-03")))

    assert story.said[1:] == ["06-08 first", "06-12 second", "06-23 final"]


def test_a_public_holiday_delays_and_does_not_burn_the_step() -> None:
    story = walk(account(), rules(open_days=closed("2026-06-05", "2026-06-08")))

    # Second: its day is Tuesday 9, but L1 went on Tuesday 9 itself.
    assert story.said[1:3] == ["06-09 first", "06-15 second"]


def test_a_step_is_not_due_on_the_due_date_but_strictly_after_it() -> None:
    decision = waits(account(invoice(total_minor=100_00)), "2026-06-02 10:00")

    assert decision.figures.overdue_minor == 0


def test_the_day_after_the_due_date_is_overdue_in_the_zone_of_the_creditor() -> None:
    decision = waits(account(), "2026-06-03 10:00")

    assert decision.figures.overdue_minor == 300_00
    assert isinstance(decision, Skip)
    assert decision.reason == "not_yet"
    assert decision.next_on == day("2026-06-05")


def test_days_after_due_are_negative_before_the_due_date() -> None:
    early = Step("courtesy", 0, -7)
    late = Step("first", 1, 3)

    (item,) = account(invoice(due_on="2026-06-10")).items
    assert nominal_on(early, item, rules()) == day("2026-06-03")
    assert nominal_on(late, item, rules()) == day("2026-06-13")
    assert [step.courtesy for step in CLASSIC.steps] == [True, True, False, False, False, False]


def test_the_second_names_a_day_five_business_days_ahead_and_the_final_eight_days() -> None:
    story = walk(account())
    deadlines = [send.deadline_on for _, send in story.sends]

    # Five business days after Tuesday 9 is Tuesday 16; 16 + 8 is Wednesday 24.
    assert deadlines == [None, None, day("2026-06-16"), day("2026-06-26")]


def test_each_instalment_climbs_its_own_rungs() -> None:
    parts = (part("a", 200_00, "2026-06-02"), part("b", 200_00, "2026-07-02"))
    file = account(invoice(parts=parts))
    story = walk(
        file, facts={"2026-06-10": lambda now: paid(now, "2026-06-10", amount_minor=200_00)}
    )

    said = [(text, send.item_ids) for text, (_, send) in zip(story.said, story.sends, strict=True)]
    assert said == [
        ("05-26 courtesy", ("F-1/a",)),
        ("06-05 first", ("F-1/a",)),
        ("06-09 second", ("F-1/a",)),
        ("06-25 courtesy", ("F-1/b",)),
        # +3 is Sunday 5 July; the 2nd bank day after Thursday 2 is Monday 6.
        ("07-06 first", ("F-1/b",)),
        ("07-10 second", ("F-1/b",)),  # the final waits for Monday 20: not on Friday 17
    ]


def test_an_instalment_that_is_not_due_is_not_in_the_amount() -> None:
    parts = (part("a", 200_00, "2026-06-02"), part("b", 200_00, "2026-07-02"))
    send = says(account(invoice(parts=parts)), "2026-06-05 10:00")

    assert send.figures.net_minor == 200_00


def test_an_invoice_delivered_late_starts_its_ladder_ten_days_after_receipt() -> None:
    # Received on 1 June for 2 June: the ladder starts on Thursday 11; +3 is Sunday, float Monday.
    late = invoice(received_on=day("2026-06-01"))

    assert walk(account(late)).said == ["06-15 first", "06-19 second", "06-30 final"]


def test_an_invoice_delivered_in_time_keeps_its_days() -> None:
    assert walk(account(invoice(received_on=day("2026-05-10")))).said[1] == "06-05 first"


def test_a_delayed_ladder_goes_on_one_step_at_a_time() -> None:
    # Held until 20 June: a hold delays, so nothing is skipped, although +14 is long reached.
    file = account(holds=(hold(until_on="2026-06-20"),))

    story = walk(file, start="2026-06-03")
    # 21 is a Sunday; second 4 days after Monday 22, final 7 days after Friday 26.
    assert story.said == ["06-22 first", "06-26 second", "07-07 final"]


def test_a_debt_too_small_for_a_final_still_ends_with_a_person() -> None:
    # 40.00 is not worth a final (50.00); the decision is asked at +22 all the same.
    story = walk(account(invoice(total_minor=40_00)))

    assert story.said == ["06-05 first", "06-09 second"]
    assert story.asked == ["06-24 decision"]


def test_until_a_person_decides_nothing_more_goes_to_the_account() -> None:
    other = invoice("F-2", due_on="2026-06-20", currency="USD", total_minor=140_00)
    story = walk(account(invoice(), other))

    assert story.asked == ["06-30 decision"]
    assert [on for on, _ in story.sends if on >= day("2026-06-30")] == []
    assert story.reason("2026-07-10") == "decision_pending"


def test_on_the_day_the_decision_is_asked_no_other_currency_speaks() -> None:
    old = invoice(last_level=3, last_contacted_on=day("2026-06-10"))
    other = invoice("F-2", due_on="2026-06-19", currency="USD", total_minor=90_00)
    decisions = decide(account(old, other), rules(), at("2026-06-24 10:00"))

    assert [type(d) for d in decisions] == [Hold, Task, Hold]
    assert {d.reason for d in decisions if isinstance(d, Hold)} == {"decision_pending"}


def test_what_a_person_has_decided_is_no_longer_chased_and_the_next_leads() -> None:
    other = invoice("F-2", due_on="2026-06-10", total_minor=80_00)
    story = walk(
        account(invoice(), other),
        start="2026-06-03",
        facts={"2026-07-06": lambda now: task_closed(now, "decision", "2026-07-06 09:00")},
    )

    later = [(on.isoformat(), send.key.leader) for on, send in story.sends if on.month == 7]
    assert later[0] == ("2026-07-06", "F-2/1")
    assert all(send.item_ids == ("F-2/1",) for on, send in story.sends if on.month == 7)


def test_the_decision_is_asked_once() -> None:
    story = walk(account(), days=90)

    assert story.asked == ["06-30 decision"]


def test_the_decision_waits_for_an_open_day_and_the_sending_hour() -> None:
    file = account(invoice(last_level=3, last_contacted_on=day("2026-06-10")))
    shut = rules(open_days=closed("2026-06-24"))

    assert waits(file, "2026-06-24 09:00").reason == "not_yet"
    assert waits(file, "2026-06-24 10:00", shut).reason == "closed_day"
    assert waits(file, "2026-06-24 18:00").reason == "outside_window"


def test_an_imported_ladder_that_had_ended_says_so() -> None:
    decision = waits(account(invoice(last_level=4)), "2026-07-10 10:00")

    assert isinstance(decision, Skip)
    assert decision.reason == "ladder_ended"


def test_a_debt_that_climbed_higher_under_another_policy_still_ends_with_a_person() -> None:
    """R5: gentle ends at level 3, where eight steps had sent its second."""
    second = message("second", "2026-07-06")
    second = replace(second, key=replace(second.key, level=3))
    story = walk(account(messages=(second,)), under(rules(), GENTLE), start="2026-07-07", days=15)

    # Forty days after the due date, but eight after what was said last.
    assert (story.said, story.asked) == ([], ["07-14 decision"])


def test_the_final_waits_for_a_second_that_was_only_sent() -> None:
    file = account(messages=(message("first"), message("second", "2026-06-09", state="sent")))

    assert waits(file, "2026-06-16 10:00").reason == "prerequisite_not_delivered"
    assert [task.kind for task in asks(file, "2026-06-16 10:00")] == ["unconfirmed"]


def test_the_final_goes_once_the_second_was_delivered() -> None:
    file = account(messages=(message("first"), message("second", "2026-06-09")))
    send = says(file, "2026-06-16 10:00")

    assert send.key.kind == "final"


def test_a_first_that_was_never_confirmed_does_not_stop_the_second() -> None:
    file = account(messages=(message("first", state="sent"),))
    send = says(file, "2026-06-09 10:00")

    assert send.key.kind == "second"


def test_the_final_counts_seven_days_from_the_delivery_of_the_second() -> None:
    late = message("second", "2026-06-09", delivered_at=at("2026-06-11 09:00"))
    file = account(messages=(message("first"), late))
    decision = waits(file, "2026-06-16 10:00")

    assert isinstance(decision, Skip)
    assert (decision.reason, decision.next_on) == ("not_yet", day("2026-06-18"))


def test_a_customer_without_open_invoices_gets_no_decision() -> None:
    assert decide(account(invoice(paid_minor=300_00)), rules(), at("2026-06-05 10:00")) == ()


def test_a_task_once_asked_is_not_asked_again() -> None:
    file = account(invoice(last_level=3, last_contacted_on=day("2026-06-10")))
    now_at = at("2026-06-24 10:00")
    (hold_before, task) = decide(file, rules(), now_at)
    assert isinstance(task, Task)

    assert decide(asked(file, task, now_at), rules(), now_at) == (hold_before,)


def test_a_customer_unknown_to_mail_is_called() -> None:
    silent = account(customer=customer(contacts=()))

    assert waits(silent, "2026-06-05 10:00").reason == "no_deliverable_address"
    assert [task.kind for task in asks(silent, "2026-06-05 10:00")] == ["call"]
