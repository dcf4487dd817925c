"""Money that went out, or is here again, booked until both ways are as they were told (R22, R40).

Pure. What comes back is put back first, so that one thing that replaces another moves little.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from relance.domain.booking.placing import Books, give_back
from relance.domain.booking.putting_back import put_back
from relance.domain.ledger.payments import Payment, Way


@dataclass(frozen=True, slots=True)
class Told:
    """What was told of money that went out: on which day, and why."""

    on: date
    reason: str


def is_level(payment: Payment) -> bool:
    """Whether as much is booked as gone as was told."""
    return all(payment.out_minor(way) == payment.went_minor(way) for way in Way)


def levelled(books: Books, now: datetime) -> tuple[Books, int]:
    """The books with as much gone by each way as was told, and how much of it was found nowhere."""
    lost_minor = 0
    payment = books.payment
    for way in Way:
        if (back_minor := payment.went_minor(way) - payment.out_minor(way)) > 0:
            books, _ = put_back(books, back_minor, way, now)
    for way in Way:
        if (more_minor := payment.out_minor(way) - payment.went_minor(way)) > 0:
            books, missing_minor = give_back(books, more_minor, now, way)
            lost_minor += missing_minor
    return replace(books, payment=_booked(books.payment)), lost_minor


def _booked(payment: Payment) -> Payment:
    return replace(
        payment,
        reversed_minor=payment.out_minor(Way.RETURN),
        refunded_minor=payment.out_minor(Way.REFUND),
        outgoings=payment.gone,
    )
