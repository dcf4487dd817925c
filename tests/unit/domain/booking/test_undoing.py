"""What an undoing brings back, and what it leaves to other facts (R40)."""

from dataclasses import replace

from relance.domain.account.history import LaidAside
from relance.domain.booking.correcting import answers_owed, without_day
from relance.domain.booking.laid_aside import restored
from relance.domain.booking.levelling import levelled
from relance.domain.booking.placing import Books
from relance.domain.ledger.invoices import Item
from relance.domain.ledger.payments import Outgoing, Payment, Way
from tests.builders import (
    PARIS,
    account,
    allocation,
    at,
    claim,
    day,
    dispute,
    ids,
    invoice,
    owed,
    step_task,
)

DONE, NOW = at("2026-06-15 09:00"), at("2026-06-17 09:00")
PAID = Payment("P-1", 300_00, "EUR", day("2026-06-15"), DONE)


def test_what_another_fact_had_settled_before_stays_settled() -> None:
    early = at("2026-06-10 09:00")
    old = LaidAside(early, claims=(claim("2026-06-09"),))
    ended = dispute("2026-06-08", outcome="paid", resolved_at=early)
    moot = step_task("call", "first", 1, outcome="moot", closed="2026-06-10 09:00")
    file = account(disputes=(ended,), tasks=(moot,))
    file = replace(file, history=replace(file.history, laid_aside=(old,)))
    after = restored(account(invoice(paid_minor=300_00)), file, DONE)
    assert (after.claims, after.history.laid_aside) == ((), (old,))
    assert (after.disputes, after.tasks) == ((ended,), (moot,))


def test_a_task_that_became_moot_by_the_error_is_asked_again() -> None:
    moot = step_task("call", "first", 1, outcome="moot", closed="2026-06-16 09:00")
    after = restored(account(invoice(paid_minor=300_00)), account(tasks=(moot,)), DONE)
    assert [(task.closed_at, task.outcome) for task in after.tasks] == [(None, None)]


def test_a_task_about_what_is_not_open_again_and_one_that_a_person_closed_stay_closed() -> None:
    elsewhere = step_task(
        "call", "first", 1, leader="F-2/1", outcome="moot", closed="2026-06-16 09:00"
    )
    done = step_task("call", "second", 2, outcome="reached", closed="2026-06-16 09:00")
    file = account(invoice(), invoice("F-2"), tasks=(elsewhere, done))
    before = account(invoice(paid_minor=300_00), invoice("F-2"))
    assert restored(before, file, DONE).tasks == (elsewhere, done)


def test_a_row_without_its_places_is_put_back_where_it_left() -> None:
    back = allocation(300_00, "2026-06-15", reversed_minor=200_00, reversed_at=DONE)
    file = account(invoice(allocations=(back,)))
    told = (Outgoing("told", Way.RETURN, 250_00, 250_00),)
    old = replace(PAID, reversed_minor=250_00, outgoings=told)
    after, _ = levelled(Books(old, {"C-1": file}), NOW)
    assert after.accounts["C-1"].items == ()
    assert [r.unallocated_minor for r in after.accounts["C-1"].receipts] == [50_00]
    assert replace(PAID, reversed_minor=5).gone == (Outgoing("told", Way.RETURN, 5),)


def test_a_receipt_names_only_what_is_still_his() -> None:
    both = owed(fact_id="P-1/0", amount_minor=300_00, item_ids=ids("F-1/1", "F-2/1"))
    other = owed(fact_id="P-2/0")
    before = account(invoice(paid_minor=300_00), invoice("F-2"), owed=(both, other))
    after = account(invoice(), invoice("F-2"), owed=(both, other))
    left = answers_owed(before, after, PAID, 100_00).owed
    assert left == (replace(both, amount_minor=200_00, item_ids=ids("F-2/1")), other)
    assert answers_owed(before, after, PAID, 300_00).owed == (other,)
    assert isinstance(after.items[0], Item)


def test_the_day_of_the_money_was_not_his() -> None:
    mine = account(
        invoice(allocations=(allocation(300_00, "2026-06-15"),)), paid_on=day("2026-06-15")
    )
    none = account(invoice(), paid_on=day("2026-06-15"))
    assert without_day(mine, none, PAID, PARIS).paid_on is None
    assert without_day(none, none, PAID, PARIS).paid_on == day("2026-06-15")
