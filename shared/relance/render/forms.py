"""What the debtor can choose and enter on the pages, and why an entry is not accepted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ProblemReason(StrEnum):
    """Why the debtor does not pay (C5, practice 1): the choices of the form."""

    NOT_RECEIVED = "not_received"
    APPROVAL = "approval"
    ORDER_NUMBER = "order_number"
    WRONG_DETAILS = "wrong_details"
    NOT_OURS = "not_ours"
    PRICE = "price"
    CREDIT_NOTE = "credit_note"
    DUPLICATE = "duplicate"
    DUE_DATE = "due_date"
    DELIVERY = "delivery"
    QUALITY = "quality"
    PAID_ELSEWHERE = "paid_elsewhere"
    CASH_DIFFICULTY = "cash_difficulty"
    ALREADY_DISPUTED = "already_disputed"
    OTHER = "other"


# The choices in the order of the form, under the headings that it shows.
REASON_GROUPS = {
    "invoice": (
        ProblemReason.NOT_RECEIVED,
        ProblemReason.APPROVAL,
        ProblemReason.ORDER_NUMBER,
        ProblemReason.WRONG_DETAILS,
        ProblemReason.NOT_OURS,
    ),
    "amount": (
        ProblemReason.PRICE,
        ProblemReason.CREDIT_NOTE,
        ProblemReason.DUPLICATE,
        ProblemReason.DUE_DATE,
    ),
    "delivery": (ProblemReason.DELIVERY, ProblemReason.QUALITY),
    "payment": (ProblemReason.PAID_ELSEWHERE, ProblemReason.CASH_DIFFICULTY),
    "more": (ProblemReason.ALREADY_DISPUTED, ProblemReason.OTHER),
}


class Means(StrEnum):
    """How the debtor says it was paid: the choices of the form, in its order."""

    TRANSFER = "transfer"
    CARD = "card"
    CHEQUE = "cheque"
    OTHER = "other"


class FieldError(StrEnum):
    """Why an entry was not accepted; each has a sentence in every language."""

    MISSING = "missing"
    NOT_A_DATE = "not_a_date"
    IN_FUTURE = "in_future"
    BEFORE_INVOICE = "before_invoice"
    IN_PAST = "in_past"
    TOO_FAR = "too_far"
    TOO_LONG = "too_long"
    NOT_A_CHOICE = "not_a_choice"
    NOT_FOUR = "not_four"
    NOT_DIGITS = "not_digits"


@dataclass(frozen=True, slots=True)
class Form:
    """What was entered, raw, and what was wrong with it, by field; empty when first shown."""

    entered: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, FieldError] = field(default_factory=dict)
