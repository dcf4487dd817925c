"""C2: what one link takes in a day has an end, and what is new is always heard."""

from dataclasses import replace
from typing import Any

from relance.domain.account.on_file import LinkAnswers
from relance.domain.answers.answering import MOST_A_DAY, said_today, take
from relance.domain.answers.claims_and_promises import About, Answer, Copy, Paid, Problem, Promised
from relance.domain.decide import decide
from relance.domain.decision import Task
from tests.builders import account, at, day, invoice, message, rules

IBAN = "FR7630006000011234567890189"


def about(**changes: Any) -> About:
    """An answer of Tuesday 9 June to the first reminder about F-1."""
    file = account(invoice(pdf_url="https://files.example/F-1.pdf"))
    start = About(file, message(items=("F-1/1",)), rules(), at("2026-06-09 11:00"), IBAN)
    return replace(start, **changes)


def given(start: About, *answers: Answer) -> About:
    """The same link after these answers."""
    for answer in answers:
        start = replace(start, account=take(start, answer).after)
    return start


def complaints(many: int, reason: str = "price") -> list[Answer]:
    """As many times the same in other words."""
    return [Problem(reason, f"again {number}") for number in range(many)]


def transfer(last4: str, reference: str = "") -> Paid:
    """ "I have paid by transfer." """
    return Paid(day("2026-06-08"), "transfer", last4, reference)


def test_forty_answers_are_ten_facts_and_one_task() -> None:
    after = given(about(), *complaints(40))
    assert len(said_today(after)) == MOST_A_DAY
    assert [task.kind for task in after.account.tasks] == ["dispute"]
    assert len(after.account.disputes) == 1
    more = take(after, Problem("price", "once more"))
    assert (more.crowded, more.fact, more.after) == (True, None, after.account)


def test_what_was_recorded_is_no_answer_too_many_when_it_is_sent_again() -> None:
    after = given(about(), *complaints(40))
    repeated = take(after, Problem("price", "again 3"))
    assert (repeated.crowded, repeated.fact) == (False, None)


def test_a_kind_that_the_link_has_not_given_is_recorded_however_much_came_before() -> None:
    after = given(about(), *complaints(40, "other"))
    kinds: list[Answer] = [
        Problem("delivery"),
        Problem("not_received"),
        Problem("cash_difficulty"),
        transfer("0189"),
        Promised(day("2026-06-19")),
        Copy(),
    ]
    open_to = replace(after, account=replace(after.account, disputes=()))
    for answer in kinds:
        taken = take(open_to, answer)
        assert (taken.crowded, taken.fact is not None) == (False, True), answer
        assert take(replace(open_to, account=taken.after), answer).fact is None


def test_money_sent_to_a_stranger_rings_whatever_came_before_and_once_while_it_is_open() -> None:
    full = given(about(), *(transfer("0189", f"VIR {number}") for number in range(40)))
    assert len(full.account.claims) == MOST_A_DAY
    rung = take(full, transfer("9999"))
    assert [task.kind for task in rung.after.tasks] == ["payment_diverted"]
    again = given(full, *(transfer("9999", f"VIR {number}") for number in range(40)))
    assert [task.kind for task in again.account.tasks] == ["payment_diverted"]
    assert len(again.account.claims) == MOST_A_DAY + 1


def test_no_run_asks_for_each_claim_again() -> None:
    after = given(about(), *(transfer("0189", f"VIR {number}") for number in range(40)))
    asked = [d for d in decide(after.account, rules(), after.now) if isinstance(d, Task)]
    assert [task.kind for task in asked] == ["search_payment"]


def test_not_received_again_and_again_holds_as_long_as_once() -> None:
    once = given(about(), Problem("not_received"))
    after = given(once, *complaints(40, "not_received"))
    assert after.account.holds == once.account.holds
    assert [task.kind for task in after.account.tasks] == ["send_copy"]


def test_another_link_and_another_day_begin_anew_and_what_is_past_is_forgotten() -> None:
    full = given(about(), *complaints(40))
    other = replace(full, message=replace(full.message, message_id="other"))
    assert not take(other, Problem("price", "more")).crowded
    tomorrow = replace(other, now=at("2026-06-10 11:00"))
    after = take(tomorrow, Problem("price", "more")).after
    assert [(one.message_id, one.on) for one in after.answered] == [("other", day("2026-06-10"))]


def test_a_flood_of_links_is_forgotten_in_steps() -> None:
    old = tuple(LinkAnswers(f"m-{n}", day("2026-06-08"), (("f", "copy"),)) for n in range(40))
    start = about()
    start = replace(start, account=replace(start.account, answered=old))
    assert len(take(start, Copy()).after.answered) == 31
