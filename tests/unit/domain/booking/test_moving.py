"""R34: a due date moves, and somebody says why; what makes no sense is refused."""

from dataclasses import replace

import pytest

from relance.domain.account.on_file import OpenTask
from relance.domain.booking.amend import amend_invoice
from relance.domain.booking.moving import (
    asked_move,
    due_changes_after,
    explained_up_to,
    require_no_reason,
    who_decided,
)
from relance.domain.errors import Conflict, Invalid
from relance.domain.ledger.due_changes import DueChange, DueReason, DueSaid
from relance.domain.ledger.invoices import Invoice
from relance.domain.ledger.item_id import ItemId
from relance.domain.tasks.asking import move_cause, task_id
from tests.builders import account, at, day, invoice, part

TODAY, NOW = day("2026-06-08"), at("2026-06-08 09:00")
CORRECTED = DueSaid(DueReason.CORRECTION, "A. B.")
EXTENDED = DueSaid(DueReason.EXTENSION, "A. B.")
BEFORE = invoice()  # due on 2 June 2026


def moved(
    before: Invoice, due_on: str, said: DueSaid | None = None, on: str = "2026-06-08"
) -> Invoice:
    wanted = invoice(due_on=due_on)
    changes = due_changes_after(before, wanted, said, day(on), at(f"{on} 09:00"))
    return replace(wanted, due_changes=changes)


def told(one: Invoice) -> list[tuple[str, str, str | None]]:
    return [(str(c.from_on), str(c.to_on), c.reason) for c in one.due_changes]


def test_every_move_is_remembered_with_what_was_said_of_it() -> None:
    first = moved(BEFORE, "2026-06-30")
    second = moved(first, "2026-07-10", EXTENDED, "2026-06-20")
    assert told(second) == [
        ("2026-06-02", "2026-06-30", None),
        ("2026-06-30", "2026-07-10", "extension"),
    ]
    assert second.due_changes[1].decided_by == "A. B."


def test_the_same_date_again_is_no_move_and_the_same_reason_no_news() -> None:
    once = moved(BEFORE, "2026-06-30", EXTENDED)
    assert moved(once, "2026-06-30").due_changes == once.due_changes
    assert moved(once, "2026-06-30", EXTENDED, "2026-06-09").due_changes == once.due_changes


def test_a_reason_alone_explains_what_nobody_had_explained_else_the_last_move() -> None:
    unsaid = moved(moved(BEFORE, "2026-06-30"), "2026-07-10", on="2026-06-20")
    explained = moved(unsaid, "2026-07-10", CORRECTED, "2026-06-21")
    assert [reason for _, _, reason in told(explained)] == ["correction", "correction"]
    twice = moved(moved(BEFORE, "2026-06-30", EXTENDED), "2026-07-10", EXTENDED, "2026-06-20")
    other = moved(twice, "2026-07-10", CORRECTED, "2026-06-21")
    assert [reason for _, _, reason in told(other)] == ["extension", "correction"]


@pytest.mark.parametrize(
    ("due_on", "said"),
    [("2026-06-02", CORRECTED), ("2026-06-02", EXTENDED), ("2026-05-20", EXTENDED)],
)
def test_a_reason_that_makes_no_sense_is_refused(due_on: str, said: DueSaid) -> None:
    with pytest.raises(Invalid):
        moved(BEFORE, due_on, said)


def test_a_new_invoice_has_no_date_that_moves() -> None:
    require_no_reason(None)
    with pytest.raises(Invalid):
        require_no_reason(EXTENDED)


def test_each_part_moves_by_itself_and_a_new_part_does_not() -> None:
    two = (part("a", 100_00, "2026-06-02"), part("b", 200_00, "2026-07-02"))
    later = (
        part("a", 100_00, "2026-06-02"),
        part("b", 100_00, "2026-08-02"),
        part("c", 100_00, "2026-09-02"),
    )
    before = invoice(parts=two)
    changes = due_changes_after(before, invoice(parts=later), EXTENDED, TODAY, NOW)
    assert [(c.part_id, str(c.to_on)) for c in changes] == [("b", "2026-08-02")]
    kept = replace(before, due_changes=changes)
    without = invoice(parts=(part("a", 300_00, "2026-06-02"),))
    assert due_changes_after(kept, without, EXTENDED, TODAY, NOW) == changes


def test_what_is_booked_keeps_how_its_date_moved() -> None:
    change = DueChange("1", day("2026-06-02"), day("2026-06-30"), TODAY, NOW)
    file = account(invoice(due_on="2026-06-30", due_changes=(change,)))
    after = amend_invoice(file, invoice(due_on="2026-06-30"))
    assert after.invoices[0].due_changes == (change,)


def test_an_extension_said_in_place_of_a_correction_is_held_against_the_date_before_it() -> None:
    corrected = moved(BEFORE, "2026-06-30", CORRECTED)
    assert told(moved(corrected, "2026-06-30", EXTENDED, "2026-06-09")) == [
        ("2026-06-02", "2026-06-30", "extension")
    ]


def twice_moved() -> tuple[Invoice, OpenTask, OpenTask]:
    """An invoice moved twice without a word, and the questions about the first and the second."""
    one = moved(moved(BEFORE, "2026-06-30"), "2026-07-10", on="2026-06-20")
    names = [task_id("due_date_moved", move_cause(ITEM, move)) for move in one.due_changes]
    first, second = (OpenTask(name, "due_date_moved", NOW, "EUR", (ITEM,)) for name in names)
    return one, first, second


ITEM = ItemId("F-1/1")


def test_a_task_asks_about_one_move_and_the_answer_explains_those_before_it() -> None:
    one, first, second = twice_moved()
    older, newer = asked_move(first, one), asked_move(second, one)
    assert older
    assert newer
    assert [c.reason for c in explained_up_to(one, older, CORRECTED)] == ["correction", None]
    assert [c.reason for c in explained_up_to(one, newer, EXTENDED)] == ["extension"] * 2


def test_a_task_about_a_move_that_is_not_on_file_asks_nothing() -> None:
    one, _, second = twice_moved()
    assert asked_move(second, replace(one, due_changes=one.due_changes[:1])) is None
    assert asked_move(second, BEFORE) is None


def test_the_same_answer_is_no_news_and_another_is_said_of_the_invoice() -> None:
    one, _, second = twice_moved()
    move = asked_move(second, one)
    assert move
    said = replace(one, due_changes=explained_up_to(one, move, EXTENDED))
    assert explained_up_to(said, move, EXTENDED) == said.due_changes
    for other in (CORRECTED, DueSaid(DueReason.EXTENSION, "C. D.")):
        with pytest.raises(Conflict, match="due_change"):
            explained_up_to(said, move, other)


def test_who_decided_is_named_for_a_move_and_for_nothing_else() -> None:
    _, first, _ = twice_moved()
    assert who_decided(first, "A. B.") == "A. B."
    assert who_decided(replace(first, kind="call"), None) is None
    for task, who in ((first, None), (replace(first, kind="call"), "A. B.")):
        with pytest.raises(Invalid) as refused:
            who_decided(task, who)
        assert refused.value.field == "decided_by"
