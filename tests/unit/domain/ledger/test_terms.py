"""When an invoice falls due (A2): the worked dates of facts.md 1.1."""

from datetime import date

import pytest

from relance.domain.errors import Invalid
from relance.domain.ledger.invoices import DocumentType, Part
from relance.domain.ledger.terms import Dues, MonthEnd, Terms, due_on, parts_of

JANUARY, FEBRUARY = date(2026, 1, 15), date(2026, 2, 10)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(("issued_on", "due"), [(JANUARY, "2026-03-16"), (FEBRUARY, "2026-04-11")])
def test_sixty_days_net_are_counted_from_the_date_of_issue(issued_on: date, due: str) -> None:
    assert due_on(Terms(net_days=60), issued_on) == day(due)


@pytest.mark.parametrize(("issued_on", "due"), [(JANUARY, "2026-03-31"), (FEBRUARY, "2026-03-31")])
def test_forty_five_days_then_the_end_of_that_month(issued_on: date, due: str) -> None:
    terms = Terms(end_of_month_45=MonthEnd.INVOICE_DATE_PLUS_45_THEN_MONTH_END)
    assert due_on(terms, issued_on) == day(due)


@pytest.mark.parametrize(("issued_on", "due"), [(JANUARY, "2026-03-17"), (FEBRUARY, "2026-04-14")])
def test_the_end_of_the_month_then_forty_five_days(issued_on: date, due: str) -> None:
    assert due_on(Terms(end_of_month_45=MonthEnd.MONTH_END_PLUS_45), issued_on) == day(due)


def test_the_end_of_february_is_found_in_leap_years() -> None:
    terms = Terms(end_of_month_45=MonthEnd.MONTH_END_PLUS_45)
    assert due_on(terms, date(2028, 2, 3)) == date(2028, 4, 14)


def test_thirty_days_hold_when_nothing_was_agreed_and_that_is_said() -> None:
    assert due_on(Terms(none_agreed=True), JANUARY) == date(2026, 2, 14)


@pytest.mark.parametrize(
    "terms",
    [
        Terms(),
        Terms(net_days=30, none_agreed=True),
        Terms(net_days=30, end_of_month_45=MonthEnd.MONTH_END_PLUS_45),
        Terms(end_of_month_45=MonthEnd.MONTH_END_PLUS_45, none_agreed=True),
    ],
)
def test_terms_that_say_nothing_or_two_things_are_refused(terms: Terms) -> None:
    with pytest.raises(Invalid) as refused:
        due_on(terms, JANUARY)
    assert refused.value.field == "terms"


def parts(dues: Dues, document_type: DocumentType = DocumentType.INVOICE) -> tuple[Part, ...]:
    return parts_of(dues, 300_00, JANUARY, document_type)


def test_a_due_date_makes_one_part_of_the_whole() -> None:
    assert parts(Dues(due_on=FEBRUARY)) == (Part("1", 300_00, FEBRUARY),)


def test_terms_make_one_part_of_the_whole() -> None:
    assert parts(Dues(terms=Terms(net_days=60))) == (Part("1", 300_00, date(2026, 3, 16)),)


def test_a_credit_note_needs_no_due_date() -> None:
    assert parts(Dues(), DocumentType.CREDIT_NOTE) == (Part("1", 300_00, JANUARY),)


INSTALMENTS = (Part("a", 100_00, FEBRUARY), Part("b", 200_00, date(2026, 3, 10)))


def test_parts_keep_their_own_due_dates() -> None:
    assert parts(Dues(parts=INSTALMENTS)) == INSTALMENTS


@pytest.mark.parametrize(
    ("dues", "field"),
    [
        (Dues(), "due_on"),
        (Dues(due_on=FEBRUARY, terms=Terms(net_days=30)), "terms"),
        (Dues(due_on=date(2026, 1, 14)), "due_on"),
        (Dues(due_on=FEBRUARY, parts=INSTALMENTS), "parts"),
        (Dues(terms=Terms(net_days=30), parts=INSTALMENTS), "parts"),
        (Dues(parts=INSTALMENTS[:1]), "parts"),
        (Dues(parts=(INSTALMENTS[0], Part("a", 200_00, FEBRUARY))), "parts.1.part_id"),
        (Dues(parts=(Part("a", 300_00, date(2026, 1, 14)),)), "parts.0.due_on"),
    ],
)
def test_dates_that_are_missing_or_contradict_each_other_are_named(dues: Dues, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        parts(dues)
    assert refused.value.field == field


def test_terms_that_end_after_the_last_day_that_can_be_kept_are_refused() -> None:
    issued_on = date(2100, 12, 1)
    (last,) = parts_of(Dues(terms=Terms(net_days=30)), 1, issued_on, DocumentType.INVOICE)
    assert last.due_on == date(2100, 12, 31)
    with pytest.raises(Invalid) as refused:
        parts_of(Dues(terms=Terms(net_days=31)), 1, issued_on, DocumentType.INVOICE)
    assert refused.value.field == "terms"
