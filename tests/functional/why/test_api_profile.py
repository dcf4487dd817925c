"""The payer profile over HTTP: history pushed, read as a word, a score and a sentence (B4, A8)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from relance.data import accounts
from relance.domain.account.account import Account
from relance.domain.account.on_file import Override
from relance.domain.fact import Fact
from relance.flows.recording import Change, fact_id, record
from tests.actors.tool import Tool, tool
from tests.builders import at
from tests.harness.cloud import Cloud


@pytest.fixture(name="mine")
def _mine(cloud: Cloud) -> Tool:
    return tool(cloud)


def paid(mine: Tool, n: int, value_on: str, **changes: Any) -> None:
    """The n-th invoice of 2026, due on the first of its month, pushed with its payment."""
    invoice_id = f"H-{n}"
    due_on = f"2026-0{n}-01"
    made = mine.invoice(
        invoice_id, number=invoice_id, issued_on="2025-12-01", due_on=due_on, **changes
    )
    assert made.status == 201, made.text
    shares = [{"invoice_id": invoice_id, "amount_minor": 300_00}]
    answer = mine.pay(payment_id=f"B-{n}", value_on=value_on, allocations=shares)
    assert answer.status == 201, answer.text


def regular(mine: Tool) -> None:
    """Four invoices, each paid six days after it was due."""
    for n in (1, 2, 3, 4):
        paid(mine, n, f"2026-0{n}-07")


def profile(mine: Tool, query: str = "") -> Any:
    return mine.get(f"/customers/C-1/profile{query}")


def test_invoices_pushed_already_paid_make_a_history(mine: Tool) -> None:
    regular(mine)
    shown = profile(mine, "?language=en")
    assert (shown["profile"], shown["score"], shown["override"]) == ("good", 88.0, None)
    assert shown["sentence"] == (
        "4 invoices in 12 months, on average 4 days late, none over 15 days: good payer, 88 of 100."
    )
    assert shown["figures"] == {
        "invoices": 4,
        "window_months": 12,
        "average_days": 4.0,
        "median_days": 4,
        "over_15_days": 0,
        "late_share": 0.0,
        "settled_days": 4,
        "promises_kept": 0,
        "promises_partly_kept": 0,
        "promises_broken": 0,
        "promise_points": 0.0,
        "payments_returned": 0,
        "disputes_refused": 0,
        "worsened": False,
        "open_over_60_days": False,
    }


def test_the_sentence_is_in_the_language_of_the_tenant(mine: Tool) -> None:
    mine.customer()
    assert profile(mine)["sentence"] == (
        "Aucune facture en 24 mois\u00a0: payeur inconnu, trop peu d’éléments."
    )
    assert profile(mine)["at_risk_minor"] == {}


def test_a_payment_that_comes_back_leaves_the_history_and_counts_against_the_payer(
    mine: Tool,
) -> None:
    regular(mine)
    paid(mine, 5, "2026-05-07")
    mine("POST", "/payments/B-5/reversal", {"reason": "AM04", "on": "2026-05-20"})
    shown = profile(mine)
    assert shown["figures"]["payments_returned"] == 1
    assert shown["profile"] == "usual"
    account = accounts.load(mine.tenant_id, "C-1")
    assert account is not None
    assert [trace.invoice_id for trace in account.history.closed] == ["H-1", "H-2", "H-3", "H-4"]


def test_the_money_at_risk_is_told_by_currency(mine: Tool) -> None:
    mine.invoice("F-1", due_on="2026-05-02", issued_on="2026-04-02")
    mine.invoice("F-2", due_on="2026-05-02", issued_on="2026-04-02", currency="USD")
    shown = profile(mine)
    assert shown["profile"] == "unknown"
    assert set(shown["at_risk_minor"]) == {"EUR", "USD"}


def test_a_person_s_choice_holds_until_its_end_and_the_figures_stay(
    mine: Tool, cloud: Cloud
) -> None:
    regular(mine)
    _override(mine.tenant_id, "late", date(2099, 1, 1))
    shown = profile(mine)
    assert (shown["profile"], shown["score"]) == ("late", 88.0)
    assert shown["override"]["reason"] == "he told me so"
    _override(mine.tenant_id, "late", date(2026, 1, 1))
    assert (profile(mine)["profile"], profile(mine)["override"]) == ("good", None)


def test_nobody_has_a_profile_who_is_no_customer(mine: Tool) -> None:
    assert mine("GET", "/customers/NOBODY/profile").status == 404


def test_a_language_without_words_is_refused(mine: Tool) -> None:
    mine.customer()
    assert mine("GET", "/customers/C-1/profile?language=de").status == 422


def _override(tenant_id: str, value: str, until_on: date) -> None:
    now = at("2026-06-01 12:00")

    def change(account: Account) -> Change:
        chosen = Override("profile", value, "he told me so", "ada", now, until_on)
        fact = Fact(fact_id(account), "override", now, now.date())
        return Change(replace(account, overrides=(chosen,)), fact)

    record(tenant_id, "C-1", change)
