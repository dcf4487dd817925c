"""R2, R3: one leader per currency, one message that lists what is overdue."""

from dataclasses import replace

from relance.domain.decide import decide
from relance.domain.decision import Skip
from relance.domain.policies.shipped import KEY_ACCOUNT
from tests.builders import (
    account,
    at,
    day,
    hold,
    ids,
    invoice,
    message,
    paid,
    rules,
    says,
    step_task,
    waits,
    walk,
)


def test_the_item_overdue_longest_leads_and_all_that_is_overdue_is_listed() -> None:
    file = account(invoice("F-2", due_on="2026-06-04"), invoice("F-1", due_on="2026-06-02"))
    send = says(file, "2026-06-05 10:00")

    assert send.key.leader == "F-1/1"
    assert send.item_ids == ("F-1/1", "F-2/1")
    assert send.figures.net_minor == 600_00


def test_what_is_not_yet_overdue_is_not_listed() -> None:
    file = account(invoice(), invoice("F-2", due_on="2026-06-05"))
    send = says(file, "2026-06-05 10:00")

    assert send.item_ids == ("F-1/1",)


def test_when_the_leader_is_paid_the_next_leads_at_its_own_rung() -> None:
    # F-2 is due 7 days later. F-1 has had its second when it is paid on 10 June.
    file = account(invoice(), invoice("F-2", due_on="2026-06-09"))
    story = walk(
        file, start="2026-06-03", facts={"2026-06-10": lambda now: paid(now, "2026-06-10", "F-1")}
    )

    led = [(on.isoformat()[5:], s.key.kind, s.key.leader) for on, s in story.sends]
    assert led[:4] == [
        ("06-05", "first", "F-1/1"),
        ("06-09", "second", "F-1/1"),
        # F-2: +3 is Friday 12, the gap after the 9th ends on Saturday 13.
        ("06-15", "first", "F-2/1"),
        ("06-19", "second", "F-2/1"),
    ]


def test_a_disputed_leader_leaves_and_the_others_are_still_chased() -> None:
    file = account(
        invoice(), invoice("F-2", due_on="2026-06-04"), holds=(hold("disputed", invoice_id="F-1"),)
    )
    send = says(file, "2026-06-09 10:00")

    assert send.item_ids == ("F-2/1",)
    assert send.key.leader == "F-2/1"
    assert send.figures.net_minor == 300_00


def test_a_held_leader_comes_back_where_it_stood() -> None:
    file = account(
        messages=(message("first"),), holds=(hold(invoice_id="F-1", until_on="2026-06-30"),)
    )
    assert waits(file, "2026-06-09 10:00").reason == "disputed"
    send = says(file, "2026-07-01 10:00")

    assert send.key.kind == "second"


def test_a_cancelled_invoice_neither_leads_nor_is_listed() -> None:
    gone = invoice(cancelled_on=day("2026-06-03"))
    file = account(gone, invoice("F-2", due_on="2026-06-04"))
    send = says(file, "2026-06-09 10:00")

    assert send.item_ids == ("F-2/1",)


def test_a_residue_is_neither_listed_nor_counted_nor_leads() -> None:
    residue = invoice("F-0", due_on="2026-05-01", total_minor=10_00)
    file = account(residue, invoice())
    send = says(file, "2026-06-05 10:00")

    assert send.key.leader == "F-1/1"
    assert send.item_ids == ("F-1/1",)
    assert send.figures.overdue_minor == 300_00


def test_one_cent_above_the_small_balance_is_chased() -> None:
    send = says(account(invoice(total_minor=10_01)), "2026-06-05 10:00")

    assert send.figures.net_minor == 10_01


def test_being_listed_does_an_own_step_only_when_its_day_had_come() -> None:
    # Listed in the leader's second on 9 June: F-2 (due 5 June, first on 9) has had its first,
    # F-3 (due 8 June, first on 11) has not.
    both = message("second", "2026-06-09", ("F-1/1", "F-2/1", "F-3/1"), leader="F-1/1")
    two = account(invoice("F-2", due_on="2026-06-05"), messages=(both,))
    three = account(invoice("F-3", due_on="2026-06-08"), messages=(both,))

    assert says(two, "2026-06-15 10:00").key.kind == "second"
    assert says(three, "2026-06-15 10:00").key.kind == "first"


def test_the_own_message_of_the_leader_does_all_the_steps_below_it() -> None:
    # After an outage the second went at once; the first is never made good.
    file = account(messages=(message("second", "2026-06-09"),))

    assert says(file, "2026-06-16 10:00").key.kind == "final"


def test_a_final_separates_what_had_its_second_from_what_is_only_listed() -> None:
    file = account(
        invoice(),
        invoice("F-2", due_on="2026-06-03"),
        invoice("F-3", due_on="2026-06-14"),
        messages=(
            message("first", "2026-06-05", ("F-1/1", "F-2/1")),
            message("second", "2026-06-10", ("F-1/1", "F-2/1")),
        ),
    )
    send = says(file, "2026-06-17 10:00")

    assert send.key.kind == "final"
    assert send.item_ids == ("F-1/1", "F-2/1")
    assert send.other_ids == ("F-3/1",)
    assert send.figures.net_minor == 900_00


def test_what_a_final_lists_for_information_still_gets_its_own_second() -> None:
    final = message("final", "2026-06-17", ("F-1/1", "F-3/1"), other_ids=ids("F-3/1"))
    file = account(invoice("F-3", due_on="2026-06-08"), messages=(final,))
    send = says(file, "2026-06-22 10:00")

    assert (send.key.kind, send.key.leader) == ("second", "F-3/1")


def test_what_a_message_of_a_former_policy_lists_for_information_counts_as_listed() -> None:
    notice = message("notice", "2026-06-17", ("F-1/1", "F-3/1"), other_ids=ids("F-3/1"))
    file = account(invoice("F-3", due_on="2026-06-08"), messages=(notice,))
    send = says(file, "2026-06-22 10:00")

    assert send.key.kind == "first"


def test_a_call_of_the_same_level_is_not_the_mail_of_that_level() -> None:
    call = step_task("call", "call", 1, outcome="reached", closed="2026-06-09 11:00")
    by = rules(policy=replace(KEY_ACCOUNT, approve_all=False))
    file = account(tasks=(call,))

    assert says(file, "2026-06-15 10:00", by).key.kind == "first"


def test_leaders_of_two_currencies_are_never_added() -> None:
    file = account(invoice(), invoice("F-2", currency="GBP", total_minor=700_00))
    decisions = decide(file, rules(), at("2026-06-05 10:00"))

    figures = {d.currency: d.figures.net_minor for d in decisions}
    assert figures == {"EUR": 300_00, "GBP": 700_00}


def test_an_item_whose_ladder_began_earlier_takes_the_lead_when_it_becomes_overdue() -> None:
    # F-1 was received late: its ladder starts on 20 June. F-2, due on 8 June, is overdue first.
    file = account(invoice(received_on=day("2026-06-10")), invoice("F-2", due_on="2026-06-08"))
    skip = waits(file, "2026-06-05 10:00")
    send = says(file, "2026-06-11 10:00")

    assert isinstance(skip, Skip)
    assert skip.next_on == day("2026-06-09")
    assert send.key.leader == "F-2/1"
    assert send.item_ids == ("F-2/1", "F-1/1")
