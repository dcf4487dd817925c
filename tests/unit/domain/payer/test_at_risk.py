"""The money at risk that ranks the worklist (practice 7)."""

from dataclasses import replace
from typing import Any

import pytest

from relance.domain.account.account import Account
from relance.domain.account.on_file import Dispute
from relance.domain.ledger.invoices import PartReason
from relance.domain.payer.at_risk import at_risk_minor
from relance.domain.payer.profile import Counted, Profile
from tests.builders import account, at, day, invoice, part, receipt, rules

TODAY = day("2026-06-02")


def payer(delay: int = 10) -> Profile:
    """Who is usually so late: 70 of 100 unless told."""
    counted = tuple(
        Counted(f"F-{n}", day(f"2026-0{n}-01"), delay, day(f"2026-0{n}-20")) for n in (1, 2, 3)
    )
    return Profile(TODAY, counted)


def at_risk(file: Account, known: Profile | None = None, currency: str = "EUR") -> int:
    return at_risk_minor(file, currency, known or payer(), rules(), TODAY)


@pytest.mark.parametrize(
    ("due_on", "risk_minor"),
    [
        ("2026-06-02", 0),
        ("2026-05-03", 90_00),
        ("2026-05-02", 135_00),
        ("2026-04-03", 135_00),
        ("2026-04-02", 180_00),
        ("2026-03-04", 180_00),
        ("2026-03-03", 270_00),
    ],
)
def test_the_older_the_more_at_risk(due_on: str, risk_minor: int) -> None:
    assert at_risk(account(invoice(due_on=due_on))) == risk_minor


def test_the_better_the_payer_the_less_and_half_of_an_unknown_one() -> None:
    file = account(invoice(due_on="2026-05-20"))
    assert at_risk(file, payer(0)) == 0
    assert at_risk(file, Profile(TODAY)) == 150_00
    assert at_risk(file, payer(60)) == 300_00


def test_credit_is_taken_off_the_oldest_debt_first() -> None:
    old, new = invoice("F-0", due_on="2026-01-05"), invoice(due_on="2026-05-20")
    assert at_risk(account(old, new, receipts=(receipt(300_00),))) == 90_00
    assert at_risk(account(old, new, receipts=(receipt(450_00),))) == 45_00


def test_a_small_balance_is_not_at_risk() -> None:
    file = account(invoice(due_on="2026-01-05"), receipts=(receipt(290_00),))
    assert at_risk(file) == 0


def apart(**changes: Any) -> int:
    return at_risk(account(invoice(due_on="2026-01-05"), **changes))


def test_what_is_disputed_retained_factored_or_in_another_currency_is_not_at_risk() -> None:
    contested = Dispute(
        "D-1", "F-1", "EUR", "price", day("2026-03-05"), at("2026-03-05 12:00"), "debtor"
    )
    assert apart() == 270_00
    assert apart(disputes=(contested,)) == 0
    assert apart(disputes=(replace(contested, outcome="refused"),)) == 270_00
    kept = part("1", 300_00, "2026-01-05", reason=PartReason.RETENTION)
    assert at_risk(account(invoice(parts=(kept,)))) == 0
    assert at_risk(account(invoice(due_on="2026-01-05", assigned_to="factor"))) == 0
    assert at_risk(account(invoice(due_on="2026-01-05", currency="USD"))) == 0
