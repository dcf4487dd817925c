"""R40: a credit note that is no more, and what it had answered."""

from dataclasses import replace

import pytest

from relance.domain.booking.withdrawing import must_withdraw, without_credit
from relance.domain.ledger.invoices import Allocation, DocumentType, Invoice
from tests.builders import account, allocation, at, day, dispute, invoice

NOW = at("2026-06-15 12:00")


def note(total_minor: int = 100_00, corrects: str = "F-1", spent_minor: int = 0) -> Invoice:
    """The credit note N-1, of which so much was spent."""
    used = (allocation(spent_minor, "2026-06-15", f"invoice:{corrects}"),) if spent_minor else ()
    return invoice(
        "N-1",
        total_minor=total_minor,
        document_type=DocumentType.CREDIT_NOTE,
        corrects=corrects,
        allocations=used,
    )


@pytest.mark.parametrize(
    ("wanted", "withdrawn"),
    [
        (note(), False),
        (note(60_00), False),
        (note(59_99), True),
        (note(corrects="F-2"), True),
        (replace(note(), document_type=DocumentType.INVOICE), True),
    ],
)
def test_a_note_that_gives_less_than_was_spent_or_elsewhere_is_withdrawn_first(
    wanted: Invoice, withdrawn: bool
) -> None:
    assert must_withdraw(note(spent_minor=60_00), wanted) is withdrawn


def test_an_invoice_that_becomes_smaller_than_its_money_is_no_note() -> None:
    assert not must_withdraw(invoice(paid_minor=300_00), invoice(total_minor=200_00))


def test_what_the_note_had_settled_is_owed_again_and_its_dispute_waits_for_a_credit() -> None:
    given = Allocation.by_credit("N-1", 100_00, day("2026-06-15"), NOW)
    money = allocation(50_00, "2026-06-10")
    invoiced = invoice(allocations=(money, given), ladder_from_on=day("2026-06-15"))
    upheld = dispute(
        "2026-06-08",
        outcome="upheld",
        credited_on=day("2026-06-15"),
        credited_by="N-1",
        ladder_before_on=day("2026-06-11"),
    )
    other = dispute("2026-06-08", "F-2", "d-2", credited_by="N-2", credited_on=day("2026-06-09"))
    known = note(spent_minor=100_00)
    file = account(invoiced, invoice("F-2"), known, disputes=(upheld, other))
    after = without_credit(file, known)

    first, second, gone = after.invoices
    assert (first.allocations, first.ladder_from_on) == ((money,), day("2026-06-11"))
    assert (second, gone.allocations) == (file.invoices[1], ())
    waiting, same = after.disputes
    assert (waiting.credited_on, waiting.credited_by, waiting.outcome) == (None, None, "upheld")
    assert same == other


def test_a_dispute_waits_again_even_where_its_invoice_has_left_the_account() -> None:
    upheld = dispute(
        "2026-06-08", outcome="upheld", credited_on=day("2026-06-15"), credited_by="N-1"
    )
    file = account(invoice("F-2"), disputes=(upheld,))
    after = without_credit(file, note())
    assert after.disputes == (replace(upheld, credited_on=None, credited_by=None),)
    assert after.invoices == file.invoices
