"""Why a payment came back, in the words of banks and of persons (ISO 20022, practice 1)."""

from datetime import date
from enum import StrEnum

from relance.domain.calendar import Calendar


class ReturnReason(StrEnum):
    """The reasons from which something follows, as a bank or a person says them."""

    AM04 = "am04"
    NO_FUNDS = "no_funds"
    INSUFFICIENT_FUNDS = "insufficient_funds"
    AC04 = "ac04"
    ACCOUNT_CLOSED = "account_closed"
    MD01 = "md01"
    NO_MANDATE = "no_mandate"
    MD06 = "md06"
    REFUND_REQUESTED = "refund_requested"
    RETURNED = "returned"  # nobody said why


NO_FUNDS = frozenset({ReturnReason.AM04, ReturnReason.NO_FUNDS, ReturnReason.INSUFFICIENT_FUNDS})
ACCOUNT_CLOSED = frozenset({ReturnReason.AC04, ReturnReason.ACCOUNT_CLOSED})
DEBIT_REFUSED = frozenset(
    {
        ReturnReason.MD06,
        ReturnReason.MD01,
        ReturnReason.REFUND_REQUESTED,
        ReturnReason.NO_MANDATE,
    }
)


def bounce_possible_until(
    means: str, value_on: date, bank_days: Calendar, cheque_days: int
) -> date | None:
    """The last day on which a cheque that was credited may still come back; None for others."""
    return bank_days.add_open_days(value_on, cheque_days) if means == "cheque" else None
