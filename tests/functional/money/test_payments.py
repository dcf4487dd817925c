"""Money recorded: once, all of it or nothing, and never against the wrong debt (R21, R22, R31)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from relance.data import accounts, filing, inbox, journal
from relance.data.transaction import commit
from relance.domain.account.account import Account
from relance.domain.errors import Conflict, Invalid, NotFound
from relance.domain.fact import Fact
from relance.domain.ledger.payments import Payment, Placed, Share, Way
from relance.flows.invoicing.invoices import cancel
from relance.flows.money.payments import (
    get_payment,
    list_unmatched,
    match_unmatched,
    record_payment,
)
from relance.flows.money.returns import Going, send_out
from tests.actors.payments import Ledger, ledger, payment
from tests.builders import at, customer, invoice, message
from tests.harness.cloud import Cloud
from tests.harness.portfolio import file_customer, file_invoice


@pytest.fixture
def books(cloud: Cloud) -> Ledger:
    return ledger(cloud).has(invoice("F-1"), invoice("F-2", due_on="2026-07-02"))


def whole(books: Ledger, payment_id: str = "BANK-1") -> int:
    """What is known of a payment, wherever it is."""
    held = 0
    for account_id in ("C-1", "C-2"):
        file = filing.customer(books.tenant_id, account_id) and books.account(account_id)
        if file:
            held += sum(r.unallocated_minor for r in file.receipts if r.payment_id == payment_id)
            held += sum(_on(books, file, key, payment_id) for key in ("F-1", "F-2", "F-3"))
    waiting = (
        u.amount_minor for u in list_unmatched(books.tenant_id) if u.payment_id == payment_id
    )
    return held + sum(waiting)


def _on(books: Ledger, file: Account, invoice_id: str, payment_id: str) -> int:
    found = next((i for i in file.invoices if i.invoice_id == invoice_id), None)
    found = found or filing.archived(books.tenant_id, file.account_id, invoice_id)
    entries = found.allocations if found else ()
    return sum(entry.net_minor for entry in entries if entry.payment_id == payment_id)


def test_a_payment_in_full_closes_the_invoice_and_files_it_away(books: Ledger) -> None:
    recorded, new = record_payment(books.tenant_id, payment(Share(300_00, "F-1")), books.now)
    assert new
    assert recorded.state == "recorded"
    assert recorded.placed == (Placed("C-1", "F-1", 300_00),)
    assert books.open() == {"F-2": 300_00}
    closed = filing.find(books.tenant_id, "F-1")
    assert closed == filing.Filed("C-1", closed=True)
    kept = filing.archived(books.tenant_id, "C-1", "F-1")
    assert kept is not None
    assert kept.paid_minor == 300_00


def test_a_partial_payment_leaves_the_rest_open(books: Ledger) -> None:
    record_payment(books.tenant_id, payment(Share(120_00, "F-1")), books.now)
    assert books.open() == {"F-1": 180_00, "F-2": 300_00}


def test_the_same_payment_again_changes_nothing(books: Ledger) -> None:
    first, _ = record_payment(books.tenant_id, payment(Share(120_00, "F-1")), books.now)
    before = books.account()
    again, new = record_payment(
        books.tenant_id, payment(Share(120_00, "F-1")), books.now + timedelta(days=1)
    )
    assert (again, new) == (first, False)
    assert books.account() == before


@pytest.mark.parametrize(
    "other",
    [
        payment(Share(121_00, "F-1")),
        payment(Share(120_00, "F-2")),
        payment(Share(120_00, "F-1"), currency="USD"),
        payment(Share(120_00, "F-1"), on="2026-06-02"),
        payment(Share(120_00, "F-1"), means="cheque"),
    ],
)
def test_the_same_id_with_other_content_is_refused(books: Ledger, other: Payment) -> None:
    record_payment(books.tenant_id, payment(Share(120_00, "F-1")), books.now)
    with pytest.raises(Conflict):
        record_payment(books.tenant_id, other, books.now)
    assert books.open() == {"F-1": 180_00, "F-2": 300_00}


def test_the_order_of_shares_is_not_content(books: Ledger) -> None:
    one, other = Share(120_00, "F-1"), Share(30_00, "F-2")
    record_payment(books.tenant_id, payment(one, other), books.now)
    _, new = record_payment(books.tenant_id, payment(other, one), books.now)
    assert not new


def test_one_transfer_pays_invoices_of_two_customers(books: Ledger) -> None:
    books.has(invoice("F-3", customer_id="C-2"), customer_id="C-2")
    group = payment(Share(300_00, "F-1"), Share(50_00, "F-2"), Share(100_00, "F-3"))
    recorded, _ = record_payment(books.tenant_id, group, books.now)
    assert books.open("C-1") == {"F-2": 250_00}
    assert books.open("C-2") == {"F-3": 200_00}
    assert recorded.account_ids == ("C-1", "C-2")


def test_an_invoice_that_another_pays_is_found_in_the_payers_account(books: Ledger) -> None:
    file_customer(books.cloud, books.tenant, customer("C-2"))
    file_invoice(books.cloud, books.tenant, invoice("F-3", customer_id="C-2", payer_id="C-1"))
    record_payment(books.tenant_id, payment(Share(300_00, "F-3")), books.now)
    assert books.open() == {"F-1": 300_00, "F-2": 300_00}


def test_what_is_paid_too_much_is_cash_of_the_customer(books: Ledger) -> None:
    recorded, _ = record_payment(books.tenant_id, payment(Share(340_00, "F-1")), books.now)
    assert books.cash() == 40_00
    assert recorded.placed == (Placed("C-1", "F-1", 300_00), Placed("C-1", None, 40_00))


def test_money_for_a_closed_invoice_is_cash_of_its_account(books: Ledger) -> None:
    record_payment(books.tenant_id, payment(Share(300_00, "F-1")), books.now)
    twice = payment(Share(300_00, "F-1"), payment_id="BANK-2")
    recorded, _ = record_payment(books.tenant_id, twice, books.now)
    assert recorded.state == "recorded"
    assert books.cash() == 300_00


def test_money_of_a_customer_without_invoice_is_kept_as_his(books: Ledger) -> None:
    record_payment(books.tenant_id, payment(Share(90_00, customer_id="C-1")), books.now)
    assert books.cash() == 90_00
    assert books.account().credit_minor("EUR") == 90_00


def test_money_of_a_known_customer_for_an_unknown_invoice_is_his_too(books: Ledger) -> None:
    record_payment(books.tenant_id, payment(Share(90_00, "F-9", "C-1")), books.now)
    assert books.cash() == 90_00
    assert list(list_unmatched(books.tenant_id)) == []


def test_what_the_shares_do_not_name_belongs_to_their_only_account(books: Ledger) -> None:
    transfer = payment(Share(100_00, "F-1"), amount_minor=150_00)
    record_payment(books.tenant_id, transfer, books.now)
    assert books.open()["F-1"] == 200_00
    assert books.cash() == 50_00


def test_what_the_shares_of_two_accounts_do_not_name_waits_in_the_pot(books: Ledger) -> None:
    books.has(invoice("F-3", customer_id="C-2"), customer_id="C-2")
    group = payment(Share(100_00, "F-1"), Share(100_00, "F-3"), amount_minor=250_00)
    recorded, _ = record_payment(books.tenant_id, group, books.now)
    assert recorded.state == "unmatched"
    (waits,) = list_unmatched(books.tenant_id)
    assert (waits.amount_minor, waits.invoice_id, waits.customer_id) == (50_00, None, None)
    assert (books.cash("C-1"), books.cash("C-2")) == (0, 0)


def test_money_that_names_nothing_known_is_kept_and_listed(books: Ledger) -> None:
    strange = payment(Share(90_00, "F-9"), Share(10_00, customer_id="C-9"))
    recorded, new = record_payment(books.tenant_id, strange, books.now)
    assert (recorded.state, new) == ("unmatched", True)
    listed = {(u.invoice_id, u.customer_id, u.amount_minor) for u in list_unmatched("t-1")}
    assert listed == {("F-9", None, 90_00), (None, "C-9", 10_00)}


def test_of_one_payment_a_part_may_wait_and_the_rest_is_applied(books: Ledger) -> None:
    record_payment(books.tenant_id, payment(Share(300_00, "F-1"), Share(90_00, "F-9")), books.now)
    assert books.open() == {"F-2": 300_00}
    assert [u.amount_minor for u in list_unmatched(books.tenant_id)] == [90_00]


def test_two_shares_of_one_unknown_invoice_wait_as_one(books: Ledger) -> None:
    twice = payment(Share(90_00, "F-9"), Share(20_00, "F-9"))
    record_payment(books.tenant_id, twice, books.now)
    assert [u.amount_minor for u in list_unmatched(books.tenant_id)] == [110_00]
    back(books, 30_00)
    assert [u.amount_minor for u in list_unmatched(books.tenant_id)] == [80_00]


def test_money_that_waited_is_applied_when_its_invoice_arrives(books: Ledger) -> None:
    record_payment(books.tenant_id, payment(Share(90_00, "F-9")), books.now)
    file_invoice(books.cloud, books.tenant, invoice("F-9"))
    assert match_unmatched(books.tenant_id, "F-9", books.now) == 1
    assert books.open()["F-9"] == 210_00
    assert list(list_unmatched(books.tenant_id)) == []
    assert get_payment(books.tenant_id, "BANK-1").state == "recorded"
    assert match_unmatched(books.tenant_id, "F-9", books.now) == 0


def test_an_invoice_whose_name_begins_the_same_takes_nothing(books: Ledger) -> None:
    record_payment(books.tenant_id, payment(Share(90_00, "F-99")), books.now)
    file_invoice(books.cloud, books.tenant, invoice("F-9"))
    assert match_unmatched(books.tenant_id, "F-9", books.now) == 0
    assert [u.invoice_id for u in list_unmatched(books.tenant_id)] == ["F-99"]


def test_of_another_tenant_nothing_is_found(cloud: Cloud) -> None:
    theirs = ledger(cloud).has(invoice("F-1"))
    mine = ledger(cloud, tenant_id="t-2")
    recorded, _ = record_payment("t-2", payment(Share(300_00, "F-1", "C-1")), mine.now)
    assert recorded.state == "unmatched"
    assert theirs.open() == {"F-1": 300_00}
    assert list(list_unmatched("t-1")) == []
    with pytest.raises(NotFound):
        get_payment("t-1", "BANK-1")


def test_an_invoice_in_another_currency_is_refused_by_name(books: Ledger) -> None:
    wrong = payment(Share(10_00, "F-2"), Share(90_00, "F-1"), currency="USD")
    with pytest.raises(Invalid) as refused:
        record_payment(books.tenant_id, wrong, books.now)
    assert refused.value.field == "shares.0.invoice_id"
    with pytest.raises(NotFound):
        get_payment(books.tenant_id, "BANK-1")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (payment(amount_minor=0), "amount_minor"),
        (payment(amount_minor=-5), "amount_minor"),
        (payment(Share(0, "F-1"), amount_minor=5), "shares.0.amount_minor"),
        (payment(Share(9, "F-1"), Share(-1, "F-2"), amount_minor=8), "shares.1.amount_minor"),
        (payment(Share(9, "F-1"), amount_minor=8), "shares"),
    ],
)
def test_a_payment_that_cannot_be_is_refused(books: Ledger, wrong: Payment, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        record_payment(books.tenant_id, wrong, books.now)
    assert refused.value.field == field


def test_the_day_of_recording_is_the_creditors_local_day(books: Ledger) -> None:
    late = at("2026-06-03 00:30")  # 22:30 UTC the day before
    record_payment(books.tenant_id, payment(Share(10_00, "F-1")), late)
    assert books.account().paid_on == date(2026, 6, 3)


def test_the_journal_says_what_each_invoice_received(books: Ledger) -> None:
    paid = payment(Share(100_00, "F-1"), Share(350_00, "F-2"))
    record_payment(books.tenant_id, paid, books.now)
    facts = [f for f in journal.facts(books.tenant_id, "C-1") if f.kind == "payment"]
    (fact,) = facts
    assert fact.invoice_ids == ("F-1", "F-2")
    assert fact.effective_on == date(2026, 6, 1)
    assert fact.figures == {
        "payment_id": "BANK-1",
        "currency": "EUR",
        "amount_minor": 450_00,
        "means": "transfer",
        "invoice/F-1_minor": 100_00,
        "invoice/F-2_minor": 300_00,
        "unallocated_minor": 50_00,
    }


# --- What goes back ----------------------------------------------------------------------------


def back(books: Ledger, amount_minor: int | None = None, payment_id: str = "BANK-1") -> Payment:
    on = date(2026, 6, 2)
    going = Going(Way.RETURN, amount_minor, on, "returned")
    return send_out(books.tenant_id, payment_id, going, books.now)


def test_a_payment_that_goes_back_opens_the_invoice_again(books: Ledger) -> None:
    record_payment(books.tenant_id, payment(Share(300_00, "F-1")), books.now)
    after = back(books)
    assert after.reversed_minor == 300_00
    assert books.open() == {"F-1": 300_00, "F-2": 300_00}
    assert filing.find(books.tenant_id, "F-1") == filing.Filed("C-1", closed=False)
    assert filing.archived(books.tenant_id, "C-1", "F-1") is None
    assert whole(books) == 0


def test_a_part_that_goes_back_opens_that_part(books: Ledger) -> None:
    record_payment(books.tenant_id, payment(Share(300_00, "F-1")), books.now)
    back(books, 80_00)
    assert books.open()["F-1"] == 80_00
    assert whole(books) == 220_00


def test_the_total_returned_only_grows(books: Ledger) -> None:
    record_payment(books.tenant_id, payment(Share(300_00, "F-1")), books.now)
    for total, open_ in ((100_00, 100_00), (100_00, 100_00), (50_00, 100_00), (250_00, 250_00)):
        back(books, total)
        assert books.open()["F-1"] == open_
    assert get_payment(books.tenant_id, "BANK-1").reversed_minor == 250_00


def test_a_return_takes_what_waits_then_the_account_that_received_last(books: Ledger) -> None:
    books.has(invoice("F-3", customer_id="C-2"), customer_id="C-2")
    parts = (Share(300_00, "F-1"), Share(300_00, "F-3"), Share(50_00, "F-9"))
    record_payment(books.tenant_id, payment(*parts), books.now)
    back(books, 30_00)
    assert [u.amount_minor for u in list_unmatched(books.tenant_id)] == [20_00]
    back(books, 150_00)
    assert list(list_unmatched(books.tenant_id)) == []
    assert books.open("C-2") == {"F-3": 100_00}
    back(books, 450_00)
    assert (books.open("C-1")["F-1"], books.open("C-2")["F-3"]) == (100_00, 300_00)
    assert whole(books) == 200_00


def test_a_return_leaves_other_invoices_it_had_closed_in_the_archive(books: Ledger) -> None:
    paid = payment(Share(300_00, "F-1"), Share(300_00, "F-2"))
    record_payment(books.tenant_id, paid, books.now)
    back(books, 100_00)
    assert books.open() == {"F-2": 100_00}
    assert filing.archived(books.tenant_id, "C-1", "F-1") is not None
    assert filing.find(books.tenant_id, "F-1") == filing.Filed("C-1", closed=True)


def test_a_return_of_cash_opens_nothing(books: Ledger) -> None:
    record_payment(books.tenant_id, payment(Share(340_00, "F-1")), books.now)
    back(books, 40_00)
    assert books.cash() == 0
    assert books.open() == {"F-2": 300_00}


def test_a_return_finds_money_that_moved_since(books: Ledger) -> None:
    record_payment(books.tenant_id, payment(Share(300_00, "F-1")), books.now)
    cancel(books.tenant_id, "F-1", date(2026, 6, 2), "error", books.now)
    assert books.cash() == 300_00
    back(books)
    assert books.cash() == 0
    assert books.open() == {"F-2": 300_00}
    assert filing.archived(books.tenant_id, "C-1", "F-1") is not None


@pytest.mark.parametrize("amount_minor", [0, -1, 300_01])
def test_more_than_the_payment_or_nothing_cannot_go_back(books: Ledger, amount_minor: int) -> None:
    record_payment(books.tenant_id, payment(Share(300_00, "F-1")), books.now)
    with pytest.raises(Invalid):
        back(books, amount_minor)
    assert books.open() == {"F-2": 300_00}


def test_a_payment_nobody_recorded_cannot_go_back(books: Ledger) -> None:
    with pytest.raises(NotFound):
        back(books, payment_id="BANK-9")


def test_the_journal_says_what_went_back(books: Ledger) -> None:
    record_payment(books.tenant_id, payment(Share(300_00, "F-1")), books.now)
    back(books, 80_00)
    facts = [f for f in journal.facts(books.tenant_id, "C-1") if f.kind == "reversal"]
    (fact,) = facts
    assert (fact.invoice_ids, fact.effective_on) == (("F-1",), date(2026, 6, 2))
    assert fact.figures["amount_minor"] == 80_00
    assert fact.figures["reason"] == "returned"


# --- What the debtor is owed -------------------------------------------------------------------


def reminded(books: Ledger, *items: str) -> None:
    """A first reminder about these items was delivered."""
    before = books.account()
    sent = replace(message("first", "2026-06-05", items))
    after = replace(before, messages=(*before.messages, sent))
    commit(accounts.changes(before, after, Fact("m", "message", books.now, date(2026, 6, 5))))


def test_a_receipt_is_owed_for_money_that_follows_a_reminder(books: Ledger) -> None:
    reminded(books, "F-1/1")
    now = at("2026-06-08 12:00")
    record_payment(books.tenant_id, payment(Share(100_00, "F-1"), on="2026-06-08"), now)
    (owed,) = books.account().owed
    assert (owed.kind, owed.item_ids, owed.amount_minor) == ("receipt", ("F-1/1",), 100_00)
    assert (owed.on, owed.means, owed.recorded_at) == (date(2026, 6, 8), "transfer", now)


def test_thanks_are_owed_once_a_quarter_to_who_pays_in_time_unasked(books: Ledger) -> None:
    record_payment(books.tenant_id, payment(Share(300_00, "F-1")), at("2026-06-01 12:00"))
    second = payment(Share(300_00, "F-2"), payment_id="BANK-2")
    record_payment(books.tenant_id, second, at("2026-06-01 13:00"))
    assert [(o.kind, o.item_ids) for o in books.account().owed] == [("thanks", ("F-1/1",))]


def test_money_that_went_back_is_acknowledged_no_longer(books: Ledger) -> None:
    reminded(books, "F-1/1")
    for payment_id in ("BANK-1", "BANK-10"):
        paid = payment(Share(100_00, "F-1"), payment_id=payment_id)
        record_payment(books.tenant_id, paid, at("2026-06-08 12:00"))
    assert {owed.fact_id for owed in books.account().owed} == {"BANK-1/0", "BANK-10/0"}
    back(books, 10_00)
    assert {owed.fact_id for owed in books.account().owed} == {"BANK-10/0"}


def test_money_that_waits_is_seen_by_the_next_tick_of_its_day(books: Ledger) -> None:
    record_payment(books.tenant_id, payment(Share(90_00, "F-9")), books.now)
    early = list(inbox.due_nudges("unmatched", books.now + timedelta(hours=23)))
    assert early == []
    assert len(list(inbox.due_nudges("unmatched", books.now + timedelta(hours=24)))) == 1
