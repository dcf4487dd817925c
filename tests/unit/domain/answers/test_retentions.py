"""R41: what a person says of a retention whose day has come, and what becomes of it."""

from dataclasses import replace
from typing import Any

import pytest

from relance.domain.account.account import Account
from relance.domain.account.on_file import Dispute, DisputeOutcome, OpenTask
from relance.domain.answers.disputes import (
    Resolution,
    credited,
    disputed_ids,
    resolve,
    with_disputes,
)
from relance.domain.answers.retentions import (
    NO_LETTER,
    Letter,
    Said,
    check_letter,
    opposing_letter,
    with_opposition,
)
from relance.domain.answers.silence import answered_since
from relance.domain.booking.booking import settled
from relance.domain.decision import Hold
from relance.domain.errors import Conflict, Invalid
from relance.domain.ledger.invoices import DocumentType, Invoice, PartReason
from relance.domain.tasks.asking import asked as asked_for
from relance.domain.tasks.asking import moot
from relance.domain.tasks.outcomes import settled as answer
from tests.builders import (
    PARIS,
    PLAIN,
    account,
    asked,
    asks,
    at,
    day,
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

LETTER = Letter(day("2026-05-28"), "1A 200 300")
SAID = Said("opposed-1", "ada", day("2026-06-03"), at("2026-06-03 15:00"))
BY = rules(policy=PLAIN)


def retained(works_minor: int = 0, due_on: str = "2026-06-02", **changes: Any) -> Invoice:
    """An invoice of which 300.00 are kept until that day, with works or without."""
    works = (part("w", works_minor, "2026-05-20"),) if works_minor else ()
    kept = part("r", 300_00, due_on, reason=PartReason.RETENTION)
    return invoice(parts=(*works, kept), total_minor=works_minor + 300_00, **changes)


def on_the_day(file: Account, on: str = "2026-06-02") -> Account:
    """The account after a person was asked about its retention."""
    now = f"{on} 10:00"
    (task,) = (t for t in asks(file, now, BY) if t.kind == "release_retention")
    return asked(file, task, at(now))


def claimed(file: Account, when: str = "2026-06-03 15:00") -> Account:
    """The account after a person had the release claimed."""
    return task_closed(on_the_day(file), "release_retention", when, "claim_it")


def the_task(file: Account) -> OpenTask:
    """What the person was asked."""
    return next(task for task in file.tasks if task.kind == "release_retention")


def opposed(file: Account, letter: Letter = LETTER) -> Account:
    """The account after a person wrote down that the release is opposed."""
    file = on_the_day(file) if not file.tasks else file
    file = task_closed(file, "release_retention", "2026-06-03 15:00", "opposed")
    return with_opposition(file, the_task(file), letter, SAID)


def test_claimed_it_is_chased_from_first_and_no_further_without_a_person() -> None:
    file = claimed(account(retained()))
    first = says(file, "2026-06-05 10:00", BY)
    assert (first.key.kind, first.key.level, first.item_ids) == ("first", 1, ("F-1/r",))

    story = walk(file, BY)
    assert story.said == ["06-05 first"]
    assert [one for one in story.asked if "approval" in one] == ["06-06 approval"]


def test_unclaimed_or_done_it_is_never_chased() -> None:
    file = on_the_day(account(retained()))
    assert waits(file, "2026-12-01 10:00", BY).reason == "retention"
    done = task_closed(file, "release_retention", "2026-06-03 15:00", "done")
    assert waits(done, "2026-12-01 10:00", BY).reason == "retention"


def test_claimed_on_its_day_it_is_no_debt_before_the_day_is_over() -> None:
    file = claimed(account(retained()), "2026-06-02 11:00")
    held = waits(file, "2026-06-02 12:00", BY)
    assert (held.reason, held.next_on if not isinstance(held, Hold) else held.until_on) == (
        "retention",
        day("2026-06-03"),
    )


def test_what_was_sent_before_about_the_works_is_no_rung_of_the_retention() -> None:
    imported = retained(last_level=4, last_contacted_on=day("2026-01-10"))
    assert says(claimed(account(imported)), "2026-06-05 10:00", BY).key.kind == "first"


def test_another_leader_does_not_demand_it_more_firmly_without_a_person_either() -> None:
    works = invoice("F-2", due_on="2026-05-20")
    second = message("second", "2026-06-01", leader="F-2/1", item_ids=("F-2/1",))
    file = account(retained(), works, messages=(second,))
    assert says(file, "2026-06-10 10:00", BY).key.kind == "final"
    assert waits(claimed(file), "2026-06-10 10:00", BY).reason == "approval_awaited"


def test_where_its_day_moves_later_a_claim_for_the_old_day_counts_no_more() -> None:
    file = claimed(account(retained()))
    later = replace(file, invoices=(retained(due_on="2026-09-01"),))
    assert waits(later, "2026-09-03 10:00", BY).reason == "retention"
    assert [task.kind for task in asks(later, "2026-09-01 10:00", BY)] == ["release_retention"]
    assert asks(later, "2026-08-31 10:00", BY) == []


def test_an_open_question_about_a_day_that_moved_later_goes_away() -> None:
    file = on_the_day(account(retained()))
    assert moot(file, at("2026-06-03 10:00")) == ()
    later = replace(file, invoices=(retained(due_on="2026-09-01"),))
    (over,) = moot(later, at("2026-06-03 10:00"))
    assert (over.kind, over.outcome) == ("release_retention", "moot")
    again = replace(later, tasks=(over,))
    assert not asked_for(again, "release_retention", "F-1/r")
    assert [task.kind for task in asks(again, "2026-09-01 10:00", BY)] == ["release_retention"]


def test_opposed_it_is_a_dispute_of_that_part_and_the_works_are_chased_on() -> None:
    file = opposed(account(retained(works_minor=400_00)))
    (made,) = file.disputes
    assert (made.reason, made.item_id, made.letter_on, made.letter_reference) == (
        "retention_opposed",
        "F-1/r",
        day("2026-05-28"),
        "1A 200 300",
    )
    assert says(file, "2026-06-05 10:00", BY).item_ids == ("F-1/w",)
    assert disputed_ids(file) == frozenset()
    assert waits(opposed(account(retained())), "2026-12-01 10:00", BY).reason == "dispute"


def test_only_that_part_has_been_answered_by_an_opposition() -> None:
    file = opposed(account(retained(works_minor=400_00)))
    works, kept = file.items
    assert not answered_since(works, file, at("2026-06-01 10:00"))
    assert answered_since(kept, file, at("2026-06-01 10:00"))


def test_the_question_who_answers_the_dispute_is_about_that_part() -> None:
    file = opposed(account(retained(works_minor=400_00)))
    (waiting,) = (t for t in asks(file, "2026-06-10 10:00", BY) if t.kind == "dispute_waits")
    assert waiting.item_ids == ("F-1/r",)


@pytest.mark.parametrize("letter", [NO_LETTER, Letter(day("2026-05-28")), Letter(None, "1A")])
def test_an_opposition_needs_the_date_and_the_reference_of_its_letter(letter: Letter) -> None:
    task = the_task(on_the_day(account(retained())))
    with pytest.raises(Invalid) as refused:
        check_letter(letter, "opposed", task, day("2026-06-03"))
    assert refused.value.field in ("letter_on", "letter_reference")


def test_a_letter_of_tomorrow_or_of_another_answer_is_refused() -> None:
    task = the_task(on_the_day(account(retained())))
    check_letter(LETTER, "opposed", task, day("2026-05-28"))
    check_letter(NO_LETTER, "claim_it", task, day("2026-06-03"))
    for outcome, on in (("opposed", "2026-05-27"), ("claim_it", "2026-06-03")):
        with pytest.raises(Invalid):
            check_letter(LETTER, outcome, task, day(on))
    with pytest.raises(Invalid):
        check_letter(LETTER, "opposed", replace(task, kind="decision"), day("2026-06-03"))


def test_a_letter_older_than_the_invoice_or_about_nothing_open_is_refused() -> None:
    file = on_the_day(account(retained()))
    with pytest.raises(Invalid):
        with_opposition(file, the_task(file), Letter(day("2026-01-01"), "1A"), SAID)
    with pytest.raises(Conflict):
        with_opposition(replace(file, invoices=()), the_task(file), LETTER, SAID)


def test_the_same_letter_is_one_dispute_and_another_one_a_contradiction() -> None:
    file = opposed(account(retained()))
    assert opposing_letter(file, the_task(file)) == LETTER
    assert opposed(file).disputes == file.disputes
    with pytest.raises(Conflict):
        opposed(file, Letter(day("2026-05-29"), "1A 200 301"))
    assert opposing_letter(account(), the_task(file)) is None


def test_each_part_has_an_opposition_of_its_own() -> None:
    kept = part("r", 300_00, "2026-06-02", reason=PartReason.RETENTION)
    file = account(invoice(parts=(kept, replace(kept, part_id="s")), total_minor=600_00))
    (one,) = opposed(account(retained())).disputes
    other = replace(one, dispute_id="opposed-2", item_id=file.items[1].item_id)
    assert len(with_disputes(with_disputes(file, (one,)), (other,)).disputes) == 2


def answered_as(file: Account, outcome: str, **more: Any) -> Account:
    """The account after a person has answered the opposition, on 15 June."""
    now = at("2026-06-15 11:00")
    return resolve(file, file.disputes[0], Resolution(outcome, **more), PARIS, now.date(), now)


def test_once_the_opposition_is_over_it_is_asked_again_and_not_chased() -> None:
    file = answered_as(opposed(account(retained())), "refused")
    assert waits(file, "2026-06-16 10:00", BY).reason == "retention"
    (again,) = asks(file, "2026-06-16 10:00", BY)
    assert (again.kind, again.reason) == ("release_retention", "the_opposition_is_over")


def test_an_upheld_opposition_waits_for_its_credit_and_restarts_no_other_ladder() -> None:
    file = answered_as(opposed(account(retained(works_minor=400_00))), "upheld")
    assert [t.kind for t in asks(file, "2026-06-15 12:00", BY)] == ["issue_credit_note"]
    note = invoice(
        "A-1", total_minor=100_00, document_type=DocumentType.CREDIT_NOTE, corrects="F-1"
    )
    after = credited(file, replace(file, invoices=(*file.invoices, note)), note, day("2026-06-16"))
    assert after.disputes[0].credited_on == day("2026-06-16")
    assert after.invoices[0].ladder_from_on is None


def test_a_promise_made_for_it_is_a_promise_for_that_part() -> None:
    file = opposed(account(retained(works_minor=400_00)))
    after = answered_as(file, "promised", promised_on=day("2026-06-26"))
    assert [(p.item_ids, p.amount_minor) for p in after.promises] == [(("F-1/r",), 300_00)]
    assert asks(after, "2026-06-16 10:00", BY) == []


def test_paid_while_it_is_opposed_the_dispute_has_ended_and_the_invoice_has_not() -> None:
    works = part("w", 400_00, "2026-08-03")
    kept = part("r", 300_00, "2026-06-02", reason=PartReason.RETENTION)
    file = opposed(account(invoice(parts=(works, kept), total_minor=700_00)))
    now = at("2026-06-10 10:00")
    partly = settled(paid(file, "2026-06-10", amount_minor=299_00), now)
    assert partly.disputes[0].outcome is None
    whole = settled(paid(file, "2026-06-10", amount_minor=300_00), now)
    assert whole.disputes[0].outcome == DisputeOutcome.PAID
    assert [item.item_id for item in whole.items] == ["F-1/w"]


def test_a_retention_may_be_answered_otherwise_later_and_old_codes_say_nothing() -> None:
    now, task = at("2026-06-03 15:00"), the_task(on_the_day(account(retained())))
    done = answer(task, "done", None, now)
    claim = answer(done, "claim_it", None, now)
    assert answer(claim, "opposed", None, now).outcome == "opposed"
    once = replace(task, closed_at=now, outcome="released")
    assert answer(once, "claim_it", None, now).outcome == "claim_it"
    with pytest.raises(Conflict):
        answer(replace(task, closed_at=now, outcome="moot"), "claim_it", None, now)
    with pytest.raises(Invalid):
        answer(task, "released", None, now)


def test_a_dispute_covers_its_part_or_the_whole_invoice_and_no_other() -> None:
    (one,) = opposed(account(retained(works_minor=400_00))).disputes
    works, kept = account(retained(works_minor=400_00)).items
    (other,) = account(invoice("F-2")).items
    whole: Dispute = replace(one, item_id=None)
    assert [d.covers(i.item_id) for d in (one, whole) for i in (works, kept, other)] == [
        *(False, True, False),
        *(True, True, False),
    ]
