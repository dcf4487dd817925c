"""R31: what is paid otherwise, or is no debt, is left alone from the first day."""

from dataclasses import replace

import pytest

from relance.domain.conversation.position import position
from relance.domain.deciding.review import next_review_at
from relance.domain.ledger.invoices import DocumentType, PartReason, PaymentMethod
from relance.domain.policies.shipped import KEY_ACCOUNT
from tests.builders import (
    account,
    asked,
    asks,
    at,
    closed,
    day,
    hold,
    invoice,
    message,
    part,
    rules,
    says,
    waits,
    walk,
)

NEVER_MAILED = [
    PaymentMethod.DIRECT_DEBIT_CORE,
    PaymentMethod.DIRECT_DEBIT_B2B,
    PaymentMethod.PORTAL,
    PaymentMethod.FACTOR,
    PaymentMethod.NETTING,
]


@pytest.mark.parametrize("method", NEVER_MAILED)
def test_what_is_collected_or_paid_elsewhere_is_never_mailed(method: PaymentMethod) -> None:
    file = account(invoice(payment_method=method, total_minor=900_00))

    assert walk(file, days=90).said == []


@pytest.mark.parametrize("method", [PaymentMethod.LCR, PaymentMethod.BOR])
def test_a_bill_is_spoken_of_before_its_due_date_and_from_then_on_only_by_the_banks(
    method: PaymentMethod,
) -> None:
    """Practice 1: prévenance thanks for having it accepted; nothing on the day, nothing after."""
    story = walk(account(invoice(payment_method=method, total_minor=900_00)), days=90)
    assert story.said == ["05-26 courtesy"]
    assert story.asked == ["06-10 check_collection"]


def test_a_bill_is_announced_apart_from_what_the_debtor_has_to_pay() -> None:
    bill = invoice("F-2", due_on="2026-06-08", payment_method=PaymentMethod.LCR)
    story = walk(account(invoice(), bill), days=13)
    assert [send.item_ids for _, send in story.sends] == [("F-1/1",), ("F-2/1",)]


def test_nobody_is_called_about_a_bill_that_is_accepted() -> None:
    file = account(invoice(payment_method=PaymentMethod.LCR, total_minor=9_000_00))
    assert walk(file, rules(policy=KEY_ACCOUNT), days=13).sends == []
    assert "call" not in walk(file, rules(policy=KEY_ACCOUNT), days=13).asked


def test_the_day_on_which_a_bill_is_the_banks_is_a_day_to_look() -> None:
    file = account(invoice(payment_method=PaymentMethod.LCR), invoice("F-2", due_on="2026-09-01"))
    evening = at("2026-05-27 18:00")
    found = next_review_at(file, (), rules(), evening)
    assert found == at("2026-06-02 10:00")


@pytest.mark.parametrize("kind", [DocumentType.PRO_FORMA, DocumentType.ORDER_CONFIRMATION,
                                  DocumentType.INTEREST_INVOICE])  # fmt: skip
def test_what_is_no_debt_is_never_chased(kind: DocumentType) -> None:
    assert walk(account(invoice(document_type=kind))).said == []


@pytest.mark.parametrize("kind", [DocumentType.DEPOSIT_INVOICE, DocumentType.SELF_BILLED])
def test_deposits_and_self_billed_invoices_are_debts(kind: DocumentType) -> None:
    assert says(account(invoice(document_type=kind)), "2026-06-05 10:00").key.kind == "first"


@pytest.mark.parametrize("method", [PaymentMethod.CARD, PaymentMethod.CHEQUE])
def test_card_and_cheque_are_chased(method: PaymentMethod) -> None:
    assert says(account(invoice(payment_method=method)), "2026-06-05 10:00").key.kind == "first"


def test_a_direct_debit_is_under_way_until_five_bank_days_after_collection() -> None:
    # Collected on Tuesday 2: Tuesday 9 is the fifth bank day.
    file = account(invoice(payment_method=PaymentMethod.DIRECT_DEBIT_CORE))

    assert waits(file, "2026-06-09 10:00").reason == "collection_under_way"
    assert asks(file, "2026-06-09 10:00") == []
    assert waits(file, "2026-06-10 10:00").reason == "collection_unconfirmed"
    assert [task.kind for task in asks(file, "2026-06-10 10:00")] == ["check_collection"]


def test_a_business_debit_is_under_way_for_three_bank_days() -> None:
    file = account(invoice(payment_method=PaymentMethod.DIRECT_DEBIT_B2B))

    assert waits(file, "2026-06-05 10:00").reason == "collection_under_way"
    assert waits(file, "2026-06-08 10:00").reason == "collection_unconfirmed"


def test_a_bill_of_exchange_waits_for_bank_days_over_easter() -> None:
    # Maturity on Wednesday 1 April: 2, 7, 8, 9, 10 are the five bank days.
    file = account(invoice(due_on="2026-04-01", payment_method=PaymentMethod.LCR))
    bank = rules(bank_days=closed("2026-04-03", "2026-04-06"))

    assert waits(file, "2026-04-10 10:00", bank).reason == "collection_under_way"
    assert waits(file, "2026-04-13 10:00", bank).reason == "collection_unconfirmed"


def test_an_invoice_assigned_to_a_factor_is_not_ours_to_chase() -> None:
    file = account(invoice(assigned_to="Factor SA"))

    assert waits(file, "2026-06-05 10:00").reason == "factored"
    assert walk(file).asked == []


def test_a_portal_invoice_asks_a_person_once_it_is_overdue() -> None:
    file = account(invoice(payment_method=PaymentMethod.PORTAL))

    assert walk(file).asked == ["06-03 check_portal"]


def test_a_task_about_an_item_is_asked_once() -> None:
    file = account(invoice(payment_method=PaymentMethod.PORTAL))
    (task,) = asks(file, "2026-06-03 10:00")

    assert asks(asked(file, task, at("2026-06-03 10:00")), "2026-06-04 10:00") == []


def test_a_retention_is_released_and_not_chased() -> None:
    kept = (
        part("1", 950_00, "2026-06-02"),
        part("2", 50_00, "2026-06-03", reason=PartReason.RETENTION),
    )
    send = says(account(invoice(parts=kept)), "2026-06-05 10:00")

    assert (send.item_ids, send.figures.net_minor) == (("F-1/1",), 950_00)


def test_a_factored_invoice_does_not_silence_the_others() -> None:
    file = account(invoice(assigned_to="Factor SA"), invoice("F-2"))

    assert says(file, "2026-06-05 10:00").item_ids == ("F-2/1",)


def test_a_hold_on_the_customer_stops_everything_until_it_is_lifted() -> None:
    file = account(invoice(), invoice("F-2", currency="USD"), holds=(hold("insolvency"),))

    assert walk(file, days=120).said == []


def test_a_hold_with_an_end_holds_that_day_too() -> None:
    file = account(holds=(hold(until_on="2026-06-05"),))

    assert waits(file, "2026-06-05 10:00").reason == "disputed"
    assert says(file, "2026-06-08 10:00").key.kind == "first"


def test_a_hold_that_is_over_hides_no_other() -> None:
    file = account(holds=(hold("old", until_on="2026-06-01"), hold("disputed")))

    assert waits(file, "2026-06-05 10:00").reason == "disputed"
    assert day("2026-06-01") < day("2026-06-05")


def test_a_debt_taken_back_from_a_factor_restarts_at_first_and_says_whom_to_pay() -> None:
    back = invoice(ladder_from_on=day("2026-07-01"), taken_back_on=day("2026-07-01"))
    file = account(back, messages=(message("first"), message("second", "2026-06-09")))
    assert waits(file, "2026-07-03 10:00").reason == "not_yet"
    send = says(file, "2026-07-06 10:00")  # three days and the bank's two after 1 July
    assert (send.key.kind, send.variant) == ("first", "debt_returned")
    told = replace(
        file,
        messages=(*file.messages, message("first", "2026-07-06", occasion="restart-2026-07-01")),
    )
    assert says(told, "2026-07-10 10:00").variant == "ordinary"


@pytest.mark.parametrize(
    ("total_minor", "paid_minor", "abroad", "chased"),
    [
        (2_000_00, 1_985_00, True, False),  # 15.00 of charges on a transfer from abroad
        (2_000_00, 1_985_00, False, True),
        (2_000_00, 1_979_00, True, True),  # more than one percent
        (9_000_00, 8_974_00, True, True),  # more than 25.00
        (15_00, 0, True, True),  # nothing was paid: no residue
    ],
)
def test_a_residue_of_a_payment_is_closed_for_dunning(
    total_minor: int, paid_minor: int, abroad: bool, chased: bool
) -> None:
    file = account(invoice(total_minor=total_minor, paid_minor=paid_minor))
    where = position(file, "EUR", rules(abroad=abroad), day("2026-06-05"))
    assert bool(where.overdue) is chased
