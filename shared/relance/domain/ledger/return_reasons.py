"""Why a payment came back, in the words of banks and of persons (ISO 20022, practice 1)."""

from datetime import date

from relance.domain.calendar import Calendar

NO_FUNDS = frozenset({"am04", "no_funds", "insufficient_funds"})  # as a bank, or a person, says
ACCOUNT_CLOSED = frozenset({"ac04", "account_closed"})
DEBIT_REFUSED = frozenset({"md06", "md01", "refund_requested", "no_mandate"})


def bounce_possible_until(
    means: str, value_on: date, bank_days: Calendar, cheque_days: int
) -> date | None:
    """The last day on which a cheque that was credited may still come back; None for others."""
    return bank_days.add_open_days(value_on, cheque_days) if means == "cheque" else None
