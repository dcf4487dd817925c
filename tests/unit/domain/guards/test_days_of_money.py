"""R39: small money is no silence, and what is repeated does not silence for ever."""

from dataclasses import replace
from datetime import timedelta

import pytest

from relance.domain.account.account import Account
from relance.domain.account.history import History, Money, Trace
from relance.domain.decide import decide
from relance.domain.decision import Send
from relance.domain.guards.days_of_money import money_of_the_day
from relance.domain.ledger.invoices import Allocation, Part
from relance.domain.ledger.item_id import ItemId
from tests.builders import (
    account,
    allocation,
    at,
    claim,
    day,
    invoice,
    message,
    owed,
    receipt,
    rules,
    says,
    waits,
)

TODAY = "2026-06-09"  # a Tuesday: the second is ready
NOW = f"{TODAY} 10:00"
EARLY = at(f"{TODAY} 08:00")


def debt(*came: int, of: int = 1_000_00, days: tuple[str, ...] = (TODAY,)) -> Account:
    """A debt that was reminded of once, and money recorded at eight of these days."""
    money = tuple(
        allocation(amount, on, payment_id=on, recorded_at=at(f"{on} 08:00"))
        for amount, on in zip(came, days, strict=True)
    )
    file = account(invoice(total_minor=of, allocations=money), messages=(message("first"),))
    return replace(file, paid_on=day(days[-1]))


def reminders(file: Account) -> list[tuple[str, str]]:
    """The currencies and kinds of the reminders that would go now."""
    decisions = decide(file, rules(), at(NOW))
    sends = (one for one in decisions if isinstance(one, Send) and one.key.level)
    return [(send.currency, send.key.kind) for send in sends]


@pytest.mark.parametrize(
    ("came", "of", "silent"),
    [
        (1_00, 1_000_00, False),
        (47_00, 1_000_00, False),
        (48_00, 1_000_00, True),  # 5 % of the 952.00 that would be demanded
        (499_99, 100_000_00, False),
        (500_00, 100_000_00, True),
    ],
)
def test_money_silences_its_day_where_it_is_worth_it(came: int, of: int, silent: bool) -> None:
    file = debt(came, of=of)
    if silent:
        assert waits(file, NOW).reason == "answered_today"
    else:
        assert says(file, NOW).key.kind == "second"


def test_one_euro_a_day_never_silences_anything() -> None:
    days = tuple(f"2026-06-{number:02}" for number in (4, 5, 8, 9))
    assert says(debt(1_00, 1_00, 1_00, 1_00, days=days), NOW).figures.net_minor == 996_00


def test_large_money_every_day_delays_a_step_by_two_days() -> None:
    days = ("2026-06-09", "2026-06-10", "2026-06-11")
    money = (100_00, 100_00, 100_00)

    assert waits(debt(*money[:1], days=days[:1]), "2026-06-09 10:00").reason == "answered_today"
    assert waits(debt(*money[:2], days=days[:2]), "2026-06-10 10:00").reason == "answered_today"
    assert says(debt(*money, days=days), "2026-06-11 10:00").key.kind == "second"


def test_a_day_without_money_between_begins_the_count_anew() -> None:
    file = debt(100_00, 100_00, days=("2026-06-09", "2026-06-11"))
    assert waits(file, "2026-06-11 10:00").reason == "answered_today"


def test_claims_by_link_every_day_do_not_silence_for_ever() -> None:
    claims = tuple(claim(f"2026-06-{number:02}", claim_id=str(number)) for number in (9, 10, 11))
    none = rules(claims_that_hold=0)
    file = account(messages=(message("first"),), claims=claims)

    early = replace(file, claims=claims[:2])
    assert waits(early, "2026-06-10 10:00", none).reason == "answered_today"
    assert says(file, "2026-06-11 10:00", none).key.kind == "second"


def test_a_small_invoice_that_is_settled_silences_its_day() -> None:
    paid = invoice(
        "F-2", total_minor=1_00, allocations=(allocation(1_00, TODAY, recorded_at=EARLY),)
    )
    file = debt(0)
    for settled in (
        replace(file, invoices=(*file.invoices, paid)),
        replace(
            file,
            history=History(
                closed=(
                    Trace(
                        "F-3",
                        "EUR",
                        ((day(TODAY), 1_00),),
                        (Money(day(TODAY), 1_00, EARLY),),
                    ),
                )
            ),
        ),
    ):
        assert waits(settled, NOW).reason == "answered_today"


def test_an_instalment_and_all_but_a_residue_are_settled_too() -> None:
    parts = (Part("1", 20_00, day("2026-06-02")), Part("2", 2_000_00, day("2026-06-02")))
    before = allocation(15_00, "2026-06-04", payment_id="before")
    last = allocation(5_00, TODAY, recorded_at=EARLY)
    file = debt(0)
    lead = replace(invoice("F-2", parts=parts), allocations=(before, last))
    residue = invoice(
        "F-2", total_minor=30_00, allocations=(allocation(25_00, TODAY, recorded_at=EARLY),)
    )
    given = Allocation.by_credit("N-1", 5_00, day(TODAY), EARLY)
    credited = invoice("F-2", total_minor=5_00, allocations=(given,))
    trace = Trace("F-1", "EUR", ((day(TODAY), 1_00),), (Money(day(TODAY), 1_00, EARLY),))
    open_again = replace(
        debt(1_00), invoices=(*debt(1_00).invoices, credited), history=History(closed=(trace,))
    )
    assert says(open_again, NOW).key.kind == "second"
    for other in (lead, residue):
        both = replace(file, invoices=(*file.invoices, other))
        assert waits(both, NOW).reason == "answered_today"


def test_money_in_another_currency_is_weighed_against_what_is_due_in_it() -> None:
    def with_dollars(came_minor: int) -> Account:
        money = (allocation(came_minor, TODAY, recorded_at=EARLY),)
        dollars = invoice("F-2", total_minor=1_000_00, currency="USD", allocations=money)
        file = account(invoice(), dollars, messages=(message("first"),))
        return replace(file, paid_on=day(TODAY))

    # The dollars have waited longer than the second about the euros.
    assert reminders(with_dollars(1_00)) == [("USD", "first")]
    assert reminders(with_dollars(100_00)) == []


def test_a_yen_is_no_cent() -> None:
    money = (allocation(499, TODAY, recorded_at=EARLY),)
    yen = invoice(total_minor=100_000, currency="JPY", allocations=money)
    file = account(yen, messages=(message("first", currency="JPY"),))

    assert says(replace(file, paid_on=day(TODAY)), NOW).key.kind == "second"
    more = replace(yen, allocations=(replace(money[0], amount_minor=500),))
    file = replace(file, invoices=(more,), paid_on=day(TODAY))
    assert waits(file, NOW).reason == "answered_today"


def test_a_receipt_for_small_money_of_yesterday_afternoon_silences_nothing() -> None:
    on = "2026-06-08"
    fact = owed("receipt", f"{on} 15:00", amount_minor=1_00, item_ids=(ItemId("F-1/1"),))
    late = replace(allocation(1_00, on), recorded_at=at(f"{on} 15:00"))
    file = account(
        invoice(total_minor=1_000_00, allocations=(late,)),
        messages=(message("first"),),
        owed=(fact,),
    )

    assert reminders(file) == [("EUR", "second")]
    assert money_of_the_day(file, "EUR", rules(), at(NOW)) == 1_00
    assert money_of_the_day(file, "EUR", rules(), at(NOW) + timedelta(days=1)) == 0


def test_unallocated_cents_silence_nothing_and_money_that_left_no_trace_does() -> None:
    file = replace(debt(0), paid_on=day(TODAY))
    cents = replace(receipt(50, on=TODAY), recorded_at=EARLY)

    assert says(replace(file, receipts=(cents,)), NOW).key.kind == "second"
    assert waits(file, NOW).reason == "answered_today"
