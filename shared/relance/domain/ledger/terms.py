"""When an invoice falls due: a date, payment terms, or parts with dates of their own (A2, A4).

Nothing is guessed: no due date and no terms is an error, and "nothing was agreed" must be said.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from relance.domain.era import LAST_ON
from relance.domain.errors import Invalid
from relance.domain.ledger.invoices import DocumentType, Part

# L441-10 I: what holds between businesses that agreed on nothing.
NOTHING_AGREED_DAYS = 30


class MonthEnd(StrEnum):
    """The two admitted computations of "45 days end of month" (L441-10 I, DGCCRF)."""

    INVOICE_DATE_PLUS_45_THEN_MONTH_END = "invoice_date_plus_45_then_month_end"
    MONTH_END_PLUS_45 = "month_end_plus_45"


@dataclass(frozen=True, slots=True)
class Terms:
    """Payment terms; exactly one of them is set."""

    net_days: int | None = None
    end_of_month_45: MonthEnd | None = None
    none_agreed: bool = False


def due_on(terms: Terms, issued_on: date) -> date:
    """The day an invoice of that date falls due under these terms."""
    match terms:
        case Terms(net_days=int() as days, end_of_month_45=None, none_agreed=False):
            return issued_on + timedelta(days=days)
        case Terms(net_days=None, end_of_month_45=MonthEnd() as way, none_agreed=False):
            return _end_of_month_45(way, issued_on)
        case Terms(net_days=None, end_of_month_45=None, none_agreed=True):
            return issued_on + timedelta(days=NOTHING_AGREED_DAYS)
    raise Invalid("terms", "give exactly one of net_days, end_of_month_45 and none_agreed: true")


def _end_of_month_45(way: MonthEnd, issued_on: date) -> date:
    days = timedelta(days=45)
    if way is MonthEnd.MONTH_END_PLUS_45:
        return month_end(issued_on) + days
    return month_end(issued_on + days)


def month_end(on: date) -> date:
    """The last day of the month of that day."""
    return on.replace(day=calendar.monthrange(on.year, on.month)[1])


@dataclass(frozen=True, slots=True)
class Dues:
    """What a document says about when it is to be paid, in one of three ways."""

    due_on: date | None = None
    terms: Terms | None = None
    parts: Sequence[Part] = ()


def parts_of(
    dues: Dues, total_minor: int, issued_on: date, document_type: DocumentType
) -> tuple[Part, ...]:
    """The parts of a document; raises Invalid where its dates are missing or contradict it."""
    if dues.parts:
        return _checked(dues, total_minor, issued_on)
    if dues.due_on and dues.terms:
        raise Invalid("terms", "give either due_on or terms, not both")
    if dues.due_on:
        day = dues.due_on
    elif dues.terms:
        day = due_on(dues.terms, issued_on)
    elif document_type is DocumentType.CREDIT_NOTE:
        day = issued_on
    else:
        raise Invalid("due_on", "an invoice needs a due date, payment terms, or parts with dates")
    if day < issued_on:
        raise Invalid("due_on", "the due date lies before the date of issue")
    if day > LAST_ON:
        raise Invalid("terms", f"the due date lies after {LAST_ON}")
    return (Part("1", total_minor, day),)


def _checked(dues: Dues, total_minor: int, issued_on: date) -> tuple[Part, ...]:
    if dues.due_on or dues.terms:
        raise Invalid("parts", "parts have due dates of their own: leave out due_on and terms")
    seen: set[str] = set()
    for index, part in enumerate(dues.parts):
        if part.part_id in seen:
            raise Invalid(f"parts.{index}.part_id", "another part has the same id")
        if part.due_on < issued_on:
            raise Invalid(f"parts.{index}.due_on", "the due date lies before the date of issue")
        if part.accepted_on and part.accepted_on > part.due_on:
            raise Invalid(f"parts.{index}.accepted_on", "the works were accepted after the release")
        seen.add(part.part_id)
    added_minor = sum(part.amount_minor for part in dues.parts)
    if added_minor != total_minor:
        raise Invalid("parts", f"the parts add up to {added_minor}, the total is {total_minor}")
    return tuple(dues.parts)
