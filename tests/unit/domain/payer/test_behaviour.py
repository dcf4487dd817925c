"""Which invoices, promises and returns speak of a payer (practice 7)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.domain.account.account import Account
from relance.domain.account.history import History, Returned
from relance.domain.account.on_file import Dispute, Stop
from relance.domain.booking.booking import is_closed, settled
from relance.domain.ledger.invoices import (
    Allocation,
    DocumentType,
    Invoice,
    PartReason,
    PaymentMethod,
)
from relance.domain.payer.behaviour import profile_of
from relance.domain.payer.profile import Profile
from tests.builders import account, allocation, at, day, invoice, part, promise, receipt, rules

TODAY = "2026-06-02"
NOW = at("2026-06-02 12:00")


def paid(n: int, delay: int, *, due: str | None = None, **changes: Any) -> Invoice:
    """The n-th invoice, paid whole so many days after it was due."""
    due_on = day(due) if due else date(2025, 7, 1) + timedelta(days=21 * n)
    entry = allocation(300_00, due_on + timedelta(days=delay), f"P-{n}")
    return invoice(f"F-{n}", due_on=due_on, **({"allocations": (entry,)} | changes))


def remembering(*invoices: Invoice, **changes: Any) -> Account:
    """The account as it is kept: what is settled left a trace and went."""
    file = settled(replace(account(*invoices), **changes), NOW)
    return replace(file, invoices=tuple(i for i in file.invoices if not is_closed(i)))


def seen(*invoices: Invoice, on: str = TODAY, **changes: Any) -> Profile:
    """The profile of who was sent these invoices."""
    return profile_of(remembering(*invoices, **changes), rules(), day(on))


def delays(known: Profile) -> list[tuple[str, int]]:
    return [(one.invoice_id, one.delay_days) for one in known.counted]


@pytest.mark.parametrize(
    ("days", "average", "score", "name"),
    [
        ((2,) * 12, 0, 100, "good"),
        ((12,) * 10, 10, 70, "usual"),
        ((20,) * 8, 18, 26, "late"),
        ((40,) + (0,) * 9, Fraction("3.8"), Fraction("86.6"), "good"),
        ((2, 2, 4, 9, 25), Fraction("6.4"), Fraction("76.8"), "usual"),
    ],
)
def test_the_checks_of_the_page_from_paid_invoices(
    days: Sequence[int], average: Fraction, score: Fraction, name: str
) -> None:
    known = seen(*(paid(n, delay) for n, delay in enumerate(days)))
    assert (known.average_days, known.score, known.name) == (average, score, name)


@pytest.mark.parametrize(("delay", "days"), [(-5, 0), (2, 0), (3, 1), (62, 60), (200, 60)])
def test_a_delay_is_less_two_bank_days_and_between_nothing_and_sixty(delay: int, days: int) -> None:
    assert delays(seen(paid(1, delay))) == [("F-1", days)]


# --- What counts -------------------------------------------------------------------------------


def test_an_open_invoice_counts_when_it_is_more_than_fifteen_days_late() -> None:
    assert delays(seen(invoice(due_on="2026-05-18"))) == []
    (one,) = seen(invoice(due_on="2026-05-17")).counted
    assert (one.delay_days, one.settled_on) == (14, None)


@pytest.mark.parametrize(
    "method",
    [PaymentMethod.DIRECT_DEBIT_CORE, PaymentMethod.DIRECT_DEBIT_B2B, PaymentMethod.LCR],
)
def test_an_honoured_debit_or_bill_says_nothing_but_one_that_came_back_does(
    method: PaymentMethod,
) -> None:
    assert delays(seen(paid(1, 20, payment_method=method))) == []
    due_on = day("2026-03-02")
    back = Allocation("P-1", 300_00, due_on, NOW, reversed_minor=300_00, reversed_at=NOW)
    again = allocation(300_00, due_on + timedelta(days=12), "P-2")
    debit = paid(1, 0, due="2026-03-02", payment_method=method, allocations=(back, again))
    assert delays(seen(debit)) == [("F-1", 10)]


@pytest.mark.parametrize("document_type", [DocumentType.PRO_FORMA, DocumentType.INTEREST_INVOICE])
def test_what_is_no_debt_or_only_interest_does_not_count(document_type: DocumentType) -> None:
    assert delays(seen(paid(1, 30, document_type=document_type))) == []
    assert not seen(invoice(due_on="2026-01-05", document_type=document_type)).long_open


def test_what_others_pay_says_nothing_of_the_debtor() -> None:
    assert delays(seen(paid(1, 30, assigned_to="factor"))) == []
    assert delays(seen(paid(1, 30, payment_method=PaymentMethod.NETTING))) == []


def test_a_retention_does_not_count() -> None:
    parts = (
        part("1", 285_00, "2026-03-02"),
        part("2", 15_00, "2026-03-02", reason=PartReason.RETENTION),
    )
    works = invoice(parts=parts, allocations=(allocation(285_00, "2026-03-09"),))
    known = seen(works)
    assert (delays(known), known.long_open) == ([("F-1", 5)], False)


def test_a_residue_is_not_missing_and_paying_it_late_is_no_delay() -> None:
    short = invoice(due_on="2026-03-02", allocations=(allocation(291_00, "2026-03-09"),))
    known = seen(short)
    assert (delays(known), known.long_open) == ([("F-1", 5)], False)
    rest = allocation(9_00, "2026-05-30", "P-2")
    assert delays(seen(replace(short, allocations=(*short.allocations, rest)))) == [("F-1", 5)]


def test_an_invoice_smaller_than_a_small_balance_is_paid_when_it_is_paid() -> None:
    tiny = invoice(due_on="2026-03-02", total_minor=8_00)
    assert delays(seen(tiny)) == [("F-1", 60)]
    assert delays(seen(replace(tiny, allocations=(allocation(8_00, "2026-03-12"),)))) == [
        ("F-1", 8)
    ]


def test_a_part_payment_is_no_settlement() -> None:
    halves = (allocation(150_00, "2026-03-02", "P-1"), allocation(150_00, "2026-03-14", "P-2"))
    assert delays(seen(invoice(due_on="2026-03-02", allocations=halves))) == [("F-1", 10)]


def test_instalments_are_one_invoice_as_late_as_its_latest_part() -> None:
    parts = (part("1", 100_00, "2026-02-02"), part("2", 200_00, "2026-03-02"))
    money = (allocation(100_00, "2026-02-22"), allocation(200_00, "2026-03-02", "P-2"))
    assert delays(seen(invoice(parts=parts, allocations=money))) == [("F-1", 18)]
    # Once the first part is fifteen days late it counts, though the second is not due.
    later = (part("1", 100_00, "2026-05-01"), part("2", 200_00, "2026-07-01"))
    assert delays(seen(invoice(parts=later))) == [("F-1", 30)]


def test_a_credit_note_is_no_payment() -> None:
    given = Allocation("credit:N-1", 300_00, day("2026-05-20"), NOW)
    assert delays(seen(invoice(due_on="2026-03-02", allocations=(given,)))) == []
    half = replace(given, amount_minor=100_00)
    money = allocation(200_00, "2026-03-14")
    assert delays(seen(invoice(due_on="2026-03-02", allocations=(money, half)))) == [("F-1", 10)]


def test_a_credit_note_not_spent_yet_lowers_what_is_late() -> None:
    debt = invoice(due_on="2026-03-02", allocations=(allocation(200_00, "2026-03-09"),))
    note = invoice("N-1", total_minor=95_00, document_type=DocumentType.CREDIT_NOTE, corrects="F-1")
    known = seen(debt, note)
    assert (delays(known), known.long_open) == ([("F-1", 5)], False)


def test_a_cancelled_invoice_does_not_count() -> None:
    assert delays(seen(invoice(due_on="2026-03-02", cancelled_on=day("2026-04-01")))) == []


def disputed(outcome: str | None, **changes: Any) -> Dispute:
    start = Dispute("D-1", "F-1", "EUR", "price", day("2026-03-05"), NOW, "debtor", outcome=outcome)
    return replace(start, **changes)


@pytest.mark.parametrize("outcome", [None, "upheld"])
def test_what_is_disputed_or_was_so_rightly_does_not_count(outcome: str | None) -> None:
    known = seen(invoice(due_on="2026-03-02"), disputes=(disputed(outcome),))
    assert (delays(known), known.long_open) == ([], False)


def test_an_unfounded_dispute_counts_five_points_and_its_invoice_counts() -> None:
    refused = disputed("refused", resolved_on=day("2026-04-01"), resolved_at=NOW)
    known = seen(invoice(due_on="2026-03-02"), disputes=(refused,))
    assert (known.refused, delays(known), known.long_open) == (1, [("F-1", 60)], True)
    old = replace(refused, resolved_on=day("2024-05-01"))
    undated = replace(refused, resolved_on=None)
    assert seen(disputes=(old, undated)).refused == 0


def test_an_invoice_received_late_counts_from_receipt_and_ten_days() -> None:
    late = paid(1, 30, due="2026-03-02", received_on=day("2026-03-10"))
    assert delays(seen(late)) == [("F-1", 10)]  # 1 April - 20 March - 2
    early = paid(1, 30, due="2026-03-02", received_on=day("2026-02-01"))
    assert delays(seen(early)) == [("F-1", 28)]


def test_an_agreed_deferral_is_measured_against_the_day_agreed() -> None:
    hold = Stop("H-1", "deferral", "ada", NOW, "F-1", day("2026-03-20"))
    assert delays(seen(paid(1, 30, due="2026-03-02"), holds=(hold,))) == [("F-1", 10)]
    elsewhere = replace(hold, invoice_id="F-9")
    for other in (replace(hold, reason="dispute"), replace(hold, until_on=None), elsewhere):
        assert delays(seen(paid(1, 30, due="2026-03-02"), holds=(other,))) == [("F-1", 28)]
    # Beyond what may be promised by link, a person agreed: no promise, and no delay before it.
    agreed = promise("2026-03-01", "2026-03-20")
    known = seen(paid(1, 30, due="2026-03-02"), promises=(agreed,))
    assert (delays(known), known.broken) == ([("F-1", 10)], 0)


# --- The window --------------------------------------------------------------------------------


def test_invoices_of_twelve_months_count_and_of_twenty_four_where_these_are_few() -> None:
    recent = [paid(n, 0, due=f"2026-0{n}-02") for n in (1, 2, 3)]
    old = paid(4, 30, due="2025-06-02")
    within = seen(*recent, old)
    assert (within.window_months, len(within.counted)) == (12, 3)
    wider = seen(*recent[:2], old)
    assert (wider.window_months, len(wider.counted)) == (24, 3)
    assert len(seen(*recent[:2], paid(4, 30, due="2024-06-02")).counted) == 2


def test_the_window_begins_a_year_before_also_on_a_leap_day() -> None:
    known = profile_of(remembering(paid(1, 0, due="2027-03-01")), rules(), day("2028-02-29"))
    assert len(known.counted) == 1


def test_an_invoice_paid_before_it_is_due_counts_from_its_due_date() -> None:
    early = invoice(due_on="2026-06-10", allocations=(allocation(300_00, "2026-05-20"),))
    assert delays(seen(early)) == []
    assert delays(seen(early, on="2026-06-10")) == [("F-1", 0)]


def test_what_is_paid_later_is_not_seen_from_an_earlier_day() -> None:
    known = seen(paid(1, 40, due="2026-03-02"), on="2026-03-30")
    (one,) = known.counted
    assert (one.delay_days, one.settled_on) == (26, None)


# --- Late before everything --------------------------------------------------------------------


def test_more_than_sixty_days_open_is_late_before_anything_else_is_known() -> None:
    assert seen(invoice(due_on="2026-04-03")).name == "unknown"
    assert seen(invoice(due_on="2026-04-02")).name == "late"


def test_what_is_paid_or_factored_or_small_is_not_open_for_sixty_days() -> None:
    assert not seen(paid(1, 70, due="2026-03-02")).long_open
    assert not seen(invoice(due_on="2026-03-02", assigned_to="factor")).long_open
    left = invoice(due_on="2026-03-02", allocations=(allocation(295_00, "2026-03-02"),))
    assert not seen(left).long_open


# --- Promises and returned payments ------------------------------------------------------------


def test_a_promise_is_kept_partly_kept_or_broken_by_its_date_and_grace() -> None:
    """15 June 2026 is a Monday: with two bank days it holds through Wednesday the 17th."""
    said = promise("2026-06-03", "2026-06-15")
    broken = seen(invoice(), promises=(said,), on="2026-06-18")
    assert (broken.kept, broken.partly_kept, broken.broken) == (0, 0, 1)
    running = seen(invoice(), promises=(said,), on="2026-06-17")
    assert (running.kept, running.partly_kept, running.broken) == (0, 0, 0)
    some = invoice(allocations=(allocation(50_00, "2026-06-17"),))
    assert seen(some, promises=(said,), on="2026-06-18").partly_kept == 1
    whole = invoice(allocations=(allocation(295_00, "2026-06-17"),))
    assert seen(whole, promises=(said,), on="2026-06-18").kept == 1
    after = invoice(allocations=(allocation(300_00, "2026-06-18"),))
    assert seen(after, promises=(said,), on="2026-06-18").broken == 1


def test_what_had_been_paid_before_is_not_what_was_promised() -> None:
    before = invoice(total_minor=600_00, allocations=(allocation(300_00, "2026-06-01"),))
    said = promise("2026-06-03", "2026-06-15")
    assert seen(before, promises=(said,), on="2026-06-18").broken == 1


def test_any_money_of_the_payer_keeps_a_promise() -> None:
    said = promise("2026-06-03", "2026-06-15")
    free = receipt(300_00, on="2026-06-10")
    assert seen(invoice(), promises=(said,), receipts=(free,), on="2026-06-18").kept == 1
    other = invoice("F-2", allocations=(allocation(300_00, "2026-06-10"),))
    assert seen(invoice(), other, promises=(said,), on="2026-06-18").kept == 1
    dollars = receipt(300_00, "USD", on="2026-06-10")
    assert seen(invoice(), promises=(said,), receipts=(dollars,), on="2026-06-18").broken == 1


def test_a_credit_note_keeps_no_promise() -> None:
    said = promise("2026-06-03", "2026-06-15")
    given = replace(allocation(300_00, "2026-06-10"), payment_id="credit:N-1")
    used = replace(given, payment_id="invoice:F-2")
    note = invoice(
        "N-1", total_minor=500_00, document_type=DocumentType.CREDIT_NOTE, allocations=(used,)
    )
    lowered = invoice(total_minor=600_00, allocations=(given,))
    assert seen(lowered, note, promises=(said,), on="2026-06-18").broken == 1


def test_money_is_counted_once_while_an_invoice_is_here_and_remembered() -> None:
    said = promise("2026-06-03", "2026-06-15", amount_minor=600_00)
    half = invoice(allocations=(allocation(300_00, "2026-06-10"),))
    both = settled(account(half, invoice("F-2"), promises=(said,)), NOW)
    assert profile_of(both, rules(), day("2026-06-18")).partly_kept == 1


def test_a_promise_is_remembered_when_its_invoice_is_paid() -> None:
    said = promise("2026-05-01", "2026-05-11")
    kept = seen(paid(1, 5, due="2026-05-04"), promises=(said,))
    assert (kept.kept, kept.broken) == (1, 0)
    broken = seen(paid(1, 27, due="2026-05-04"), promises=(said,))
    assert (broken.kept, broken.broken) == (0, 1)


def test_a_promise_about_what_was_cancelled_is_not_broken() -> None:
    said = promise("2026-06-03", "2026-06-15")
    gone = invoice(cancelled_on=day("2026-06-05"))
    known = seen(gone, promises=(said,), on="2026-06-18")
    assert (known.kept, known.partly_kept, known.broken) == (0, 0, 0)


def test_payments_returned_for_lack_of_funds_count_and_refunds_do_not() -> None:
    back = (
        Returned("P-1", day("2026-03-02"), "AM04"),
        Returned("P-2", day("2026-03-02"), "insufficient_funds"),
        Returned("P-3", day("2026-03-02"), "stripe_refund"),
        Returned("P-4", day("2024-03-02"), "am04"),
    )
    assert seen(history=History(returned=back)).returned == 2


# --- What can never be -------------------------------------------------------------------------

PAID = st.lists(
    st.tuples(st.integers(0, 15), st.integers(-10, 90)), max_size=8, unique_by=lambda p: p[0]
)


@given(PAID)
def test_paying_a_day_earlier_never_lowers_the_score_while_the_trend_stays(
    payments: list[tuple[int, int]],
) -> None:
    known = seen(*(paid(n, delay) for n, delay in payments))
    earlier = seen(*(paid(n, delay - 1) for n, delay in payments))
    assert earlier.score + 10 * earlier.worsened >= known.score


@given(PAID, st.randoms())
def test_the_order_in_which_invoices_are_kept_does_not_matter(
    payments: list[tuple[int, int]], chance: Any
) -> None:
    invoices = [paid(n, delay) for n, delay in payments]
    shuffled = list(invoices)
    chance.shuffle(shuffled)
    assert seen(*shuffled) == seen(*invoices)
