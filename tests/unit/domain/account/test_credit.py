"""R31: money without an invoice, credit notes, small balances; one currency at a time."""

from dataclasses import replace

from relance.domain.decision import Hold
from relance.domain.ledger.invoices import DocumentType, Invoice, open_minor
from tests.builders import (
    account,
    asks,
    invoice,
    message,
    part,
    receipt,
    rules,
    says,
    task_closed,
    waits,
    walk,
)


def note(total_minor: int, corrects: str | None = None, currency: str = "EUR") -> Invoice:
    """A credit note."""
    return invoice(
        "A-1",
        total_minor=total_minor,
        currency=currency,
        document_type=DocumentType.CREDIT_NOTE,
        corrects=corrects,
    )


def test_unallocated_money_that_covers_the_debt_means_no_message_and_a_matching_task() -> None:
    file = account(receipts=(receipt(300_00),))

    assert waits(file, "2026-06-05 10:00").reason == "covered_by_unallocated_money"
    (task,) = asks(file, "2026-06-05 10:00")
    assert (task.kind, task.item_ids) == ("match_money", ("F-1/1",))


def test_the_matching_task_is_asked_once() -> None:
    assert walk(account(receipts=(receipt(300_00),))).asked == ["06-03 match_money"]


def test_unallocated_money_that_covers_all_but_the_small_balance_covers_it() -> None:
    assert waits(account(receipts=(receipt(290_00),)), "2026-06-05 10:00").reason == (
        "covered_by_unallocated_money"
    )


def test_money_that_covers_a_part_is_shown_and_the_rest_is_demanded() -> None:
    figures = says(account(receipts=(receipt(289_99),)), "2026-06-05 10:00").figures

    assert (figures.overdue_minor, figures.credit_minor, figures.net_minor) == (
        300_00,
        289_99,
        10_01,
    )


def test_money_in_another_currency_covers_nothing() -> None:
    send = says(account(receipts=(receipt(900_00, "USD"),)), "2026-06-05 10:00")

    assert send.figures.net_minor == 300_00


def test_money_covers_the_oldest_debt_until_another_item_is_overdue() -> None:
    file = account(invoice(), invoice("F-2", due_on="2026-06-10"), receipts=(receipt(300_00),))
    answer = waits(file, "2026-06-05 10:00")

    assert isinstance(answer, Hold)
    assert answer.until_on is not None
    assert answer.until_on.isoformat() == "2026-06-11"
    assert says(file, "2026-06-11 10:00").figures.net_minor == 300_00


def test_a_linked_credit_note_lowers_its_invoice() -> None:
    send = says(account(invoice(), note(100_00, "F-1")), "2026-06-05 10:00")

    assert (send.figures.overdue_minor, send.figures.credit_minor) == (200_00, 0)


def test_a_credit_note_for_the_whole_invoice_ends_in_silence() -> None:
    assert walk(account(invoice(), note(300_00, "F-1"))).said == []


def test_what_a_linked_note_exceeds_its_invoice_by_is_free_credit() -> None:
    # F-1: 300.00 less 250.00 paid leaves 50.00 to be lowered; 30.00 of the note are free.
    file = account(
        invoice(paid_minor=250_00), invoice("F-2", due_on="2026-06-01"), note(80_00, "F-1")
    )

    assert file.credit_minor("EUR") == 30_00
    assert says(file, "2026-06-05 10:00").figures.net_minor == 270_00


def test_a_free_credit_note_is_netted_and_shown() -> None:
    figures = says(account(invoice(), note(100_00)), "2026-06-05 10:00").figures

    assert (figures.overdue_minor, figures.credit_minor, figures.net_minor) == (
        300_00,
        100_00,
        200_00,
    )


def test_a_note_whose_invoice_is_no_longer_here_is_free_credit() -> None:
    assert account(invoice(), note(70_00, "F-0")).credit_minor("EUR") == 70_00


def test_a_note_in_another_currency_neither_lowers_nor_covers() -> None:
    file = account(invoice(), note(300_00, "F-1", currency="USD"))

    assert says(file, "2026-06-05 10:00").figures.net_minor == 300_00


def test_a_note_that_undoes_a_cancelled_invoice_is_no_credit() -> None:
    gone = invoice(cancelled_on=invoice().issued_on)
    file = account(gone, invoice("F-2", due_on="2026-06-01"), note(300_00, "F-1"))

    assert file.credit_minor("EUR") == 0
    assert says(file, "2026-06-05 10:00").figures.net_minor == 300_00


def test_a_cancelled_note_counts_for_nothing() -> None:
    gone = replace(note(300_00, "F-1"), cancelled_on=invoice().issued_on)

    assert says(account(invoice(), gone), "2026-06-05 10:00").figures.net_minor == 300_00


def test_a_part_payment_leaves_the_rest_to_be_chased_at_the_same_rung() -> None:
    file = account(invoice(paid_minor=120_00), messages=(message("first"),))
    send = says(file, "2026-06-09 10:00")

    assert (send.key.kind, send.figures.net_minor) == ("second", 180_00)


def test_a_payment_settles_the_earliest_instalment_first() -> None:
    parts = (part("b", 100_00, "2026-07-02"), part("a", 100_00, "2026-06-02"))
    file = account(invoice(parts=parts, paid_minor=130_00))

    assert [(item.item_id, item.open_minor) for item in file.items] == [("F-1/b", 70_00)]


def test_an_invoice_never_owes_less_than_nothing() -> None:
    assert open_minor(invoice(paid_minor=400_00)) == 0
    assert open_minor(invoice(paid_minor=100_00), 50_00) == 150_00


def test_a_large_old_debt_covered_by_money_is_not_sent_to_review() -> None:
    old = invoice(due_on="2026-02-02", total_minor=20_000_00)
    story = walk(account(old, receipts=(receipt(20_000_00),)), rules(), days=3)

    assert [task.kind for _, task in story.tasks] == ["match_money"]
    assert task_closed(story.account, "match_money", "2026-06-01 10:00").tasks[0].closed_at
