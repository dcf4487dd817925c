"""Money that went out, or is here again, booked until both ways are as they were told (R22, R40).

Pure. What comes back is put back first, so that one thing that replaces another moves little.
"""

from collections.abc import Iterator
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


def to_level(payment: Payment) -> Iterator[tuple[Way, int]]:
    """What is still to be booked, in this order; less than nothing where it is put back."""
    missing = {way: payment.out_minor(way) - payment.went_minor(way) for way in Way}
    yield from ((way, minor) for way, minor in missing.items() if minor < 0)
    yield from ((way, minor) for way, minor in missing.items() if minor > 0)


def levelled(books: Books, now: datetime) -> tuple[Books, int]:
    """The books with as much gone by each way as was told, and how much of it was found nowhere."""
    books = replace(books, payment=replace(books.payment, outgoings=books.payment.gone))
    lost_minor = 0
    for way, minor in to_level(books.payment):
        books, missing_minor = moved_by(books, way, minor, now)
        lost_minor += missing_minor
    return books, lost_minor


def moved_by(books: Books, way: Way, minor: int, now: datetime) -> tuple[Books, int]:
    """The books after that much went out by a way, or came back; what was found nowhere."""
    missing_minor = 0
    if minor < 0:
        books, _ = put_back(books, -minor, way, now)
    else:
        books, missing_minor = give_back(books, minor, now, way)
    payment = books.payment
    if way is Way.RETURN:
        booked = replace(payment, reversed_minor=payment.reversed_minor + minor)
    else:
        booked = replace(payment, refunded_minor=payment.refunded_minor + minor)
    return replace(books, payment=booked), missing_minor
