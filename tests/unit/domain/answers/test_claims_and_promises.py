"""What answers do to an account, without a page or a table (C3 to C5, R7, practice 1, 2, 4)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.account.account import Account
from relance.domain.account.on_file import Override
from relance.domain.answers.answering import take
from relance.domain.answers.claims_and_promises import (
    About,
    Copy,
    Paid,
    Problem,
    Promised,
    Taken,
    claim,
    is_diverted,
    promise,
)
from relance.domain.answers.problems import by_person, copy, problem
from relance.domain.answers.promise_limits import half_paid, latest_on, may_promise
from relance.domain.conversation.pauses import pause_of
from relance.domain.errors import Invalid
from tests.builders import (
    account,
    allocation,
    at,
    contact,
    customer,
    day,
    hold,
    invoice,
    message,
    owed,
    paid,
    part,
    receipt,
    rules,
)
from tests.builders import promise as promised

IBAN = "FR7630006000011234567890189"
NOW = at("2026-06-09 11:00")
PDF = "https://files.example/F-1.pdf"


def about(
    file: Account | None = None, items: tuple[str, ...] = ("F-1/1",), **changes: Any
) -> About:
    """An answer of Tuesday 9 June to the first reminder about F-1."""
    file = file or account(invoice(pdf_url=PDF))
    start = About(file, message(items=items), rules(), NOW, IBAN)
    return replace(start, **changes)


def transfer(on: str = "2026-06-08", last4: str | None = "0189") -> Paid:
    """ "I have paid by transfer." """
    return Paid(day(on), "transfer", last4)


def again(first: Taken, start: About) -> About:
    """The same page, a little later, in the account after the answer."""
    return replace(start, account=first.after, now=at("2026-06-09 11:30"))


@pytest.mark.parametrize(
    "answer", [transfer(), Promised(day("2026-06-19")), Problem("price", "non"), Copy()]
)
def test_the_same_answer_is_the_same_fact_and_another_day_or_message_another(answer: Any) -> None:
    start = about(account(invoice(pdf_url=PDF), invoice("F-2", pdf_url=PDF)))
    first = take(start, answer)
    assert first.fact is not None
    assert take(again(first, start), answer) == replace(first, fact=None)
    tomorrow = replace(start, now=at("2026-06-10 11:00"))
    elsewhere = replace(start, message=message("second"))
    ids = {take(one, answer).fact_id for one in (start, tomorrow, elsewhere)}
    assert len(ids) == 3


def test_facts_hold_no_words_of_the_debtor() -> None:
    said = [
        claim(about(), replace(transfer(), reference="Martin")).fact,
        problem(about(), Problem("price", "Martin")).fact,
    ]
    assert all(fact and fact.author == "debtor" and "Martin" not in str(fact) for fact in said)


def test_a_claim_covers_what_is_still_open_of_the_message() -> None:
    file = paid(account(invoice("F-1"), invoice("F-2"), invoice("F-3")), "2026-06-08", "F-1")
    (said,) = claim(about(file, ("F-1/1", "F-2/1")), transfer()).after.claims
    assert said.item_ids == ("F-2/1",)


def test_a_claim_about_nothing_open_changes_nothing() -> None:
    file = paid(account(), "2026-06-08")
    taken = claim(about(file), transfer())
    assert (taken.after, taken.fact) == (file, None)


@pytest.mark.parametrize(
    ("answer", "field", "detail"),
    [
        (transfer("2026-06-10"), "paid_on", "in_future"),
        (transfer("2026-05-02"), "paid_on", "before_invoice"),
        (transfer(last4=None), "account_last4", "missing"),
        (transfer(last4="01 9"), "account_last4", "not_four"),
        (transfer(last4="01é9"), "account_last4", "not_four"),
        (transfer(last4="018"), "account_last4", "not_four"),
        (transfer(last4="ABCD"), "account_last4", "not_digits"),
        (transfer(last4="018O"), "account_last4", "not_digits"),
    ],
)
def test_a_claim_that_cannot_be_names_its_field(answer: Paid, field: str, detail: str) -> None:
    with pytest.raises(Invalid) as wrong:
        claim(about(), answer)
    assert (wrong.value.field, wrong.value.detail) == (field, detail)


@pytest.mark.parametrize("on", ["2026-05-03", "2026-06-09"])
def test_the_day_of_the_invoice_and_today_can_be_the_day_of_payment(on: str) -> None:
    assert claim(about(), transfer(on)).fact


def test_money_sent_to_a_stranger_holds_even_as_the_third_claim() -> None:
    file = account()
    for count, last4 in enumerate(("0189", "0189", "9999")):
        start = about(file, now=at(f"2026-06-{9 + 10 * count % 20:02} 11:00"))
        file = claim(start, transfer(last4=last4)).after
    assert [said.diverted for said in sorted(file.claims, key=lambda c: c.diverted)][-1]
    pause = pause_of(file.items[0], file, rules(), day("2026-09-01"))
    assert pause is not None
    assert pause.reason == "payment_diverted"


@given(st.text("0123456789abcdefABCDEF", min_size=4, max_size=4))
def test_only_the_end_of_our_own_iban_is_ours(last4: str) -> None:
    assert is_diverted(last4, "GB00BARC2000000055779Ab1") is (last4.lower() != "9ab1")


def test_without_an_iban_or_an_answer_nothing_is_diverted() -> None:
    assert not is_diverted("9999", None)
    assert not is_diverted(None, IBAN)
    cheque = Paid(day("2026-06-08"), "cheque", "9999")
    assert not claim(about(), cheque).after.claims[0].diverted


def test_a_promise_owes_its_confirmation_with_day_and_amount() -> None:
    taken = promise(about(), Promised(day("2026-06-19")))
    (confirmation,) = taken.after.owed
    assert (confirmation.kind, confirmation.amount_minor) == ("confirmation", 300_00)
    assert confirmation.on == day("2026-06-19")
    assert confirmation.fact_id == taken.fact_id
    assert taken.fact is not None
    assert taken.fact.figures["amount_minor"] == 300_00


def test_only_what_is_not_disputed_can_be_promised() -> None:
    file = account(holds=(hold("dispute", invoice_id="F-1"),))
    taken = promise(about(file), Promised(day("2026-06-19")))
    assert (taken.after, taken.fact) == (file, None)


def test_the_last_day_is_fifteen_days_away_and_never_beyond_45_after_the_due_date() -> None:
    items = account(invoice("F-1"), invoice("F-2", due_on="2026-06-20")).items
    assert latest_on(items, rules(), day("2026-06-09")) == day("2026-06-24")
    assert latest_on(items, rules(), day("2026-07-10")) == day("2026-07-17")
    assert latest_on(items, rules(), day("2026-07-17")) == day("2026-07-17")
    assert latest_on(items, rules(), day("2026-07-18")) is None
    assert latest_on(items[1:], rules(), day("2026-07-18")) == day("2026-08-02")
    assert latest_on((), rules(), day("2026-06-09")) is None


def test_the_limits_of_a_promise_are_the_tenants() -> None:
    by = rules(promise_horizon_days=30, promise_days_after_due=10)
    assert latest_on(account().items, by, day("2026-06-09")) == day("2026-06-12")


def test_too_late_a_promise_is_a_persons_matter() -> None:
    taken = promise(about(now=at("2026-07-20 11:00")), Promised(day("2026-07-21")))
    assert taken.fact is None


@pytest.mark.parametrize(("on", "detail"), [("2026-06-08", "in_past"), ("2026-06-25", "too_far")])
def test_a_day_outside_the_limits_names_its_field(on: str, detail: str) -> None:
    with pytest.raises(Invalid) as wrong:
        promise(about(), Promised(date.fromisoformat(on)))
    assert (wrong.value.field, wrong.value.detail) == ("promise_on", detail)


def test_a_promise_about_other_invoices_does_not_count() -> None:
    file = account(invoice("F-1"), invoice("F-2"), promises=(promised("2026-06-01", "2026-06-05"),))
    first, second = file.items
    assert not may_promise((first,), file, rules(), day("2026-06-04"))
    assert may_promise((second,), file, rules(), day("2026-06-04"))


def test_a_broken_promise_outlasts_its_cycle_until_half_of_it_has_come() -> None:
    broken = promised("2026-06-01", "2026-06-05")
    gone = invoice("F-1", allocations=(allocation(300_00, "2026-06-20"),))
    file = account(gone, invoice("F-2"), promises=(broken,))
    *_, second = file.items
    unpaid = replace(file, invoices=(invoice("F-1"), invoice("F-2")))

    assert not may_promise((second,), unpaid, rules(), day("2026-06-10"))
    assert may_promise((second,), file, rules(), day("2026-06-22"))


def test_a_promise_in_another_currency_or_about_what_was_cancelled_stops_none() -> None:
    broken = promised("2026-06-01", "2026-06-05")
    dollars = invoice("F-2", currency="USD")
    file = account(invoice("F-1"), dollars, promises=(broken,))
    cancelled = invoice("F-1", cancelled_on=day("2026-06-08"))
    other = account(cancelled, invoice("F-2"), promises=(broken,))

    assert may_promise(file.items[1:], file, rules(), day("2026-06-10"))
    assert may_promise(other.items, other, rules(), day("2026-06-10"))


def test_half_of_what_was_promised_opens_a_second_promise_and_no_third() -> None:
    first = promised("2026-06-01", "2026-06-05")
    file = account(promises=(first,))
    assert not half_paid(file, first)
    assert not half_paid(paid(file, "2026-06-08", amount_minor=149_99), first)
    half = paid(file, "2026-06-08", amount_minor=150_00)
    assert half_paid(half, first)
    assert may_promise(half.items, half, rules(), day("2026-06-09"))
    second = promised("2026-06-09", "2026-06-12", promise_id="second", amount_minor=150_00)
    assert not may_promise(
        half.items, replace(half, promises=(first, second)), rules(), day("2026-06-10")
    )


def test_money_that_matches_no_invoice_yet_counts_for_the_promise() -> None:
    first = promised("2026-06-01", "2026-06-05")
    later = receipt(150_00, on="2026-06-05")
    earlier = receipt(150_00, on="2026-05-31")
    assert half_paid(account(receipts=(later,)), first)
    assert not half_paid(account(receipts=(earlier,)), first)
    assert not half_paid(account(receipts=(receipt(150_00, "USD", "2026-06-05"),)), first)


def test_a_problem_disputes_each_invoice_of_the_message_once() -> None:
    parts = (part("1", 100_00, "2026-06-02"), part("2", 100_00, "2026-06-03"))
    file = account(invoice("F-1", parts=parts), invoice("F-2"), invoice("F-3"))
    items = ("F-1/1", "F-1/2", "F-2/1")
    after = problem(about(file, items), Problem("quality")).after
    assert [said.invoice_id for said in after.disputes] == ["F-1", "F-2"]
    assert len({said.dispute_id for said in after.disputes}) == 2
    assert all(said.reason == "quality" and said.author == "debtor" for said in after.disputes)
    assert after.holds == ()


def test_words_of_other_bank_details_beside_a_problem_alarm_a_person_at_once() -> None:
    told = Problem("other", "We paid to the new IBAN that you sent us.")
    dispute, alarm = problem(about(), told).after.tasks
    assert (dispute.kind, dispute.urgent) == ("dispute", False)
    assert (alarm.kind, alarm.urgent, alarm.reason) == (
        "payment_diverted",
        True,
        "other_bank_details",
    )
    assert (alarm.item_ids, alarm.recorded_at, alarm.due_on) == (("F-1/1",), NOW, NOW.date())


def test_a_dispute_answered_and_sent_again_the_same_day_stays_answered() -> None:
    start = about()
    first = take(start, Problem("price"))
    refused = replace(first.after.disputes[0], outcome="refused")
    answered = replace(first.after, disputes=(refused,))
    assert take(again(replace(first, after=answered), start), Problem("price")).after == answered


def test_the_same_problem_another_day_asks_again_where_a_person_has_answered() -> None:
    start = about()
    first = problem(start, Problem("price"))
    tomorrow = replace(about(first.after), now=at("2026-06-10 11:00"))
    after = problem(tomorrow, Problem("price")).after
    assert after.disputes == first.after.disputes
    assert [task.kind for task in after.tasks] == ["dispute"]
    done = replace(first.after.tasks[0], closed_at=at("2026-06-10 09:00"), outcome="done")
    tomorrow = replace(tomorrow, account=replace(first.after, tasks=(done,)))
    assert [t.kind for t in problem(tomorrow, Problem("price")).after.tasks] == ["dispute"] * 2


def test_already_disputed_is_a_dispute_only_where_none_waits() -> None:
    told = problem(about(), Problem("already_disputed")).after
    assert [said.reason for said in told.disputes] == ["already_disputed"]
    first = problem(about(), Problem("price")).after
    after = problem(about(first), Problem("already_disputed")).after
    assert [said.reason for said in after.disputes] == ["price"]


def test_in_a_difficulty_reminders_stay_gentle_for_ninety_days() -> None:
    (gentle,) = problem(about(), Problem("cash_difficulty")).after.overrides
    assert (gentle.what, gentle.value, gentle.author) == ("policy", "gentle", "debtor")
    assert (gentle.reason, gentle.until_on) == ("cash_difficulty", day("2026-09-07"))


@pytest.mark.parametrize(
    ("until_on", "value"), [("2026-06-09", "key_account"), ("2026-06-08", "gentle")]
)
def test_a_policy_that_a_person_chose_stands_while_it_lasts(until_on: str, value: str) -> None:
    profile = Override("profile", "good", "known", "ada", NOW, day("2026-12-31"))
    chosen = Override("policy", "key_account", "sponsor", "ada", NOW, day(until_on))
    file = account(invoice(pdf_url=PDF), overrides=(profile, chosen))
    after = problem(about(file), Problem("cash_difficulty")).after
    assert [(each.what, each.value) for each in after.overrides] == [
        ("profile", "good"),
        ("policy", value),
    ]


@pytest.mark.parametrize(
    ("reason", "until_on", "task"),
    [
        ("not_received", "2026-06-16", None),
        ("cash_difficulty", "2026-06-16", "call"),
    ],
)
def test_what_a_reason_holds_and_whom_it_asks(reason: str, until_on: str, task: str | None) -> None:
    after = problem(about(), Problem(reason)).after
    assert [held.until_on for held in after.holds] == [day(until_on)]
    assert after.disputes == ()
    assert [made.kind for made in after.tasks] == ([task] if task else [])
    assert [fact.kind for fact in after.owed] == (["copy"] if reason == "not_received" else [])


def test_a_copy_that_is_on_its_way_is_not_owed_twice() -> None:
    after = problem(about(), Problem("not_received")).after
    assert copy(about(after), Copy()).fact is None


def test_a_copy_that_was_sent_today_is_not_owed_again_and_one_of_yesterday_is() -> None:
    for on, owes in (("2026-06-09", False), ("2026-06-08", True)):
        file = account(invoice(pdf_url=PDF), messages=(message("copy", on, leader="fact-0"),))
        assert bool(copy(about(file), Copy()).after.owed) is owes


def test_a_copy_that_was_asked_for_too_long_ago_is_owed_anew() -> None:
    old = owed("copy", "2026-05-20 12:00")
    after = copy(about(account(invoice(pdf_url=PDF), owed=(old,))), Copy()).after
    assert len(after.owed) == 2


def test_a_copy_of_other_invoices_is_another_copy() -> None:
    file = account(invoice("F-1", pdf_url=PDF), invoice("F-2", pdf_url=PDF))
    first = copy(about(file), Copy()).after
    second = copy(
        about(first, ("F-1/1", "F-2/1"), message=message("second", items=("F-1/1", "F-2/1"))),
        Copy(),
    )
    assert [fact.item_ids for fact in second.after.owed] == [("F-1/1",), ("F-2/1",)]


def test_a_copy_that_cannot_go_by_itself_asks_a_person_once() -> None:
    start = about(account())
    first = copy(start, Copy())
    assert [task.kind for task in first.after.tasks] == ["send_copy"]
    assert copy(again(first, start), Copy()).fact is None
    unreachable = customer(contacts=(contact(suppressed="complaint"),))
    file = account(invoice(pdf_url=PDF), customer=unreachable)
    assert by_person(about(file), documents=False)
    assert [task.kind for task in copy(about(file), Copy()).after.tasks] == ["send_copy"]


def test_a_copy_that_came_back_is_asked_for_again_by_a_person() -> None:
    bounced = message("copy", "2026-06-09", state="bounced", leader="fact-0")
    unreachable = customer(contacts=(contact(suppressed="bounce"),))
    start = about(account(invoice(pdf_url=PDF), messages=(bounced,), customer=unreachable))
    first = copy(start, Copy())
    assert first.after.owed == ()
    assert [task.kind for task in first.after.tasks] == ["send_copy"]
    assert copy(again(first, start), Copy()).fact is None


def test_documents_online_and_an_address_need_no_person() -> None:
    assert not by_person(about(), documents=True)
    assert by_person(about(account()), documents=True)
    assert not by_person(about(account()), documents=False)
