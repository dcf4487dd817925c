"""R8: the small balance is about the account's net, for each currency."""

import pytest

from relance.domain.account.account import Account
from relance.domain.ledger.invoices import DocumentType
from relance.domain.trace import Family
from tests.builders import account, allocation, invoice, message, receipt, rules, says, waits

NOW = "2026-06-05 10:00"


def many(count: int, of: int = 1_00, currency: str = "EUR", due_on: str = "2026-06-02") -> Account:
    """An account of as many invoices, all alike."""
    return account(
        *(
            invoice(f"F-{number:03}", total_minor=of, currency=currency, due_on=due_on)
            for number in range(count)
        )
    )


def test_hundreds_of_invoices_of_one_euro_are_a_debt() -> None:
    send = says(many(667), NOW)
    assert (send.key.kind, send.figures.net_minor, len(send.item_ids)) == ("first", 667_00, 667)
    worth = [f for f in send.trace if f.family is Family.BALANCE and f.rule == "small_balance"]
    assert {(f.reason, f.inputs["open_minor"]) for f in worth} == {(None, 667_00)}


@pytest.mark.parametrize(("count", "speaks"), [(10, False), (11, True)])
def test_up_to_the_small_balance_together_they_are_none(count: int, speaks: bool) -> None:
    if speaks:
        assert says(many(count), NOW).figures.net_minor == 11_00
    else:
        assert waits(many(count), NOW).reason == "nothing_due"


def test_a_single_residue_beside_a_large_invoice_stays_unlisted() -> None:
    file = account(invoice(), invoice("F-2", total_minor=3_00))
    assert says(file, NOW).item_ids == ("F-1/1",)


def test_small_ones_beside_a_large_one_are_listed_once_they_exceed_it_together() -> None:
    file = account(invoice(), invoice("F-2", total_minor=6_00), invoice("F-3", total_minor=5_00))
    assert says(file, NOW).item_ids == ("F-1/1", "F-2/1", "F-3/1")


def test_bank_charges_that_payments_lack_are_never_added_up() -> None:
    short = [
        invoice(f"F-{n}", total_minor=900_00, allocations=(allocation(892_00, "2026-06-01"),))
        for n in range(3)
    ]
    free = rules(small_balance_units=5)
    assert waits(account(*short), NOW, free).reason == "nothing_due"


def test_money_and_credit_are_taken_off_before() -> None:
    file = many(20)
    covered = account(*file.invoices, receipts=(receipt(11_00),))
    assert waits(covered, NOW).reason == "covered_by_unallocated_money"
    note = invoice("N-1", total_minor=11_00, document_type=DocumentType.CREDIT_NOTE)
    assert waits(account(*file.invoices, note), NOW).reason == "covered_by_unallocated_money"


def test_what_comes_due_wakes_the_account_when_it_tips_the_sum() -> None:
    late = [invoice(f"F-{n}", total_minor=1_00) for n in range(6)]
    soon = [invoice(f"G-{n}", total_minor=1_00, due_on="2026-06-30") for n in range(6)]
    file = account(*late, *soon, messages=(message("courtesy", "2026-06-04", ("F-0/1",)),))

    answer = waits(file, NOW)
    assert answer.reason == "nothing_due"
    assert says(file, "2026-07-03 10:00").figures.net_minor == 12_00


@pytest.mark.parametrize(
    ("currency", "at_most", "above"), [("JPY", 10, 11), ("TND", 10_000, 10_001)]
)
def test_units_are_those_of_the_currency(currency: str, at_most: int, above: int) -> None:
    assert waits(many(1, at_most, currency), NOW).reason == "nothing_due"
    assert says(many(1, above, currency), NOW).figures.net_minor == above


def test_a_tenant_may_set_another_for_a_currency() -> None:
    own = rules(small_balance_by_currency={"JPY": 1_500})
    assert waits(many(3, 500, "JPY"), NOW, own).reason == "nothing_due"
    assert says(many(4, 500, "JPY"), NOW, own).figures.net_minor == 2_000
    assert says(many(11), NOW, own).figures.net_minor == 11_00
