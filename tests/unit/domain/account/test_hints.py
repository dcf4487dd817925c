"""R12, R13: what the review index shows of an account, derived from what is open."""

from relance.domain.account.hints import Hints, hints_of
from tests.builders import account, customer, day, invoice


def test_the_oldest_open_debt_and_the_totals_of_each_currency() -> None:
    file = account(
        invoice("F-1", due_on="2026-06-12", total_minor=100_00),
        invoice("F-2", due_on="2026-06-02", total_minor=50_00),
        invoice("F-3", due_on="2026-06-20", total_minor=7_00, currency="GBP"),
        customer=customer(zone="Europe/London", country="GB"),
    )
    open_minor = {"EUR": 150_00, "GBP": 7_00}
    assert hints_of(file) == Hints(day("2026-06-02"), open_minor, "Europe/London", "GB")


def test_an_account_that_owes_nothing_has_no_oldest_debt() -> None:
    paid = account(invoice(total_minor=100_00, paid_minor=100_00))
    assert hints_of(paid) == Hints(None, {}, None, "FR")
