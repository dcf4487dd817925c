"""Money under crashes and races: nothing lost, nothing twice, anywhere (R15, R22, R30)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError

from local.harness.functions import running
from relance.data import inbox
from relance.domain.errors import PaymentMoved, Refused, StaleVersion
from relance.domain.ledger.payments import Payment, Share, Way
from relance.flows.money.payments import (
    get_payment,
    list_unmatched,
    match_unmatched,
    record_payment,
)
from relance.flows.money.returns import Going, send_out
from relance.flows.redoing import MOST_TRIES, redo
from tests.actors.payments import Ledger, intent, ledger, payment, refunded
from tests.builders import invoice
from tests.harness.cloud import Cloud, Killed, Outcome, Proceed, Request
from tests.harness.portfolio import file_invoice
from tests.harness.races import Races, bumped

MONEY = frozenset({"webhooks", "payments"})


@dataclass
class Meddler:
    """Does something at the n-th call that functions for money make; once."""

    at: int
    deed: Callable[[Proceed], Outcome]
    seen: int = 0
    done: bool = False

    def __call__(self, request: Request, proceed: Proceed) -> Outcome:
        if self.done or request.function not in MONEY:
            return proceed()
        self.seen += 1
        if self.seen <= self.at:
            return proceed()
        self.done = True
        return self.deed(proceed)


def lost_before(proceed: Proceed) -> Outcome:
    return None, ConnectionClosedError(endpoint_url="lost before it took effect")


def lost_after(proceed: Proceed) -> Outcome:
    proceed()
    return None, ReadTimeoutError(endpoint_url="lost after it took effect")


def killed_before(proceed: Proceed) -> Outcome:
    raise Killed


def killed_after(proceed: Proceed) -> Outcome:
    proceed()
    raise Killed


def tells(books: Ledger, kind: str, thing: dict[str, Any]) -> None:
    """The provider delivers until it is answered; then the queue is worked off, then it ticks."""
    while books.stripe(kind, thing).status >= 500:
        pass
    books.settle()
    if any(
        row["pk"]["S"].endswith("#waiting") and inbox.is_pending(row["sk"]["S"])
        for row in books.cloud.rows("InboxTable")
    ):
        books.tick_later(minutes=6)


def paid_and_partly_refunded(books: Ledger, number: int) -> None:
    file_invoice(books.cloud, books.tenant, invoice(f"F-{number}"))
    paid = intent(f"pi_{number}", 340_00, f"F-{number}")
    tells(books, "payment_intent.succeeded", paid)
    tells(books, "charge.refunded", refunded(f"pi_{number}", 140_00))


@pytest.mark.parametrize("crash", [lost_before, lost_after, killed_before, killed_after])
def test_a_crash_at_any_call_leaves_one_report_of_what_is_nobodys(
    cloud: Cloud, crash: Callable[[Proceed], Outcome]
) -> None:
    """Every second payout is well again, and every refund finds its payment at last (R40)."""
    books = ledger(cloud, mode="shadow").has()
    number, reached = 0, True
    while reached:
        meddler = Meddler(number, crash)
        things = {"id": f"po_{number}", "amount": 5, "currency": "eur"}
        cloud.wire.taps[:] = [meddler]
        for kind in ("payout.failed", "payout.paid")[: 1 + number % 2]:
            cloud.clock.set(books.now + timedelta(seconds=1))
            tells(books, kind, things)
        tells(books, "charge.refunded", refunded(f"pi_{number}", 140_00))
        tells(books, "payment_intent.succeeded", intent(f"pi_{number}", 340_00, None))
        cloud.wire.taps.clear()
        reached, number = meddler.done, number + 1
    rows = [
        row["sk"]["S"]
        for row in cloud.rows("InboxTable")
        if row["sk"]["S"].startswith((inbox.OPEN_REPORT, inbox.SHUT_REPORT))
    ]
    opened = [sk for sk in rows if sk.startswith("open#")]
    assert number > 8
    assert len(rows) == 2 * number
    assert len(opened) == (number + 1) // 2  # payouts that are not well again


@pytest.mark.parametrize("crash", [lost_before, lost_after, killed_before, killed_after])
def test_a_crash_at_any_call_loses_no_money_and_counts_none_twice(
    cloud: Cloud, crash: Callable[[Proceed], Outcome]
) -> None:
    books = ledger(cloud, mode="shadow").has()
    reached = True
    number = 0
    while reached:
        meddler = Meddler(number, crash)
        cloud.wire.taps[:] = [meddler]
        paid_and_partly_refunded(books, number)
        cloud.wire.taps.clear()
        assert books.open()[f"F-{number}"] == 100_00, number
        assert books.cash() == 0, number
        recorded = get_payment(books.tenant_id, f"stripe:pi_{number}")
        assert (recorded.amount_minor, recorded.refunded_minor) == (340_00, 140_00)
        reached = meddler.done
        number += 1
    assert number > 15
    assert list(list_unmatched(books.tenant_id)) == []
    assert cloud.dead_letters() == {}
    assert cloud.waiting() == {}


def meddled(books: Ledger, at: int, deed: Callable[[], object], act: Callable[[], object]) -> bool:
    """Whether the deed was done between two calls of the act."""

    def interfere(proceed: Proceed) -> Outcome:
        deed()
        return proceed()

    meddler = Meddler(at, interfere)
    books.cloud.wire.taps[:] = [meddler]
    with running("payments"):
        act()
    books.cloud.wire.taps.clear()
    return meddler.done


@pytest.fixture
def books(cloud: Cloud) -> Ledger:
    return ledger(cloud).has()


def test_the_same_payment_recorded_in_between_is_recorded_once(books: Ledger) -> None:
    at = 0
    while True:
        file_invoice(books.cloud, books.tenant, invoice(f"F-{at}"))
        paid = payment(Share(100_00, f"F-{at}"), payment_id=f"BANK-{at}")

        def record(paid: Payment = paid) -> None:
            record_payment(books.tenant_id, paid, books.now)

        if not meddled(books, at, record, record):
            break
        assert books.open()[f"F-{at}"] == 200_00, at
        at += 1
    assert at >= 5


def test_another_payment_of_the_same_invoice_in_between_pays_the_rest(books: Ledger) -> None:
    at, cash = 0, 0
    while True:
        file_invoice(books.cloud, books.tenant, invoice(f"F-{at}"))

        def record(bank: str, at: int = at) -> None:
            paid = payment(Share(200_00, f"F-{at}"), payment_id=f"{bank}-{at}")
            record_payment(books.tenant_id, paid, books.now)

        if not meddled(books, at, lambda: record("B"), lambda: record("A")):
            break
        cash += 100_00
        assert f"F-{at}" not in books.open(), at
        assert books.cash() == cash, at
        at += 1
    assert at >= 5


def test_an_invoice_that_arrives_in_between_finds_its_money(books: Ledger) -> None:
    at = 0
    while True:
        paid = payment(Share(100_00, f"F-{at}"), payment_id=f"BANK-{at}")

        def arrives(at: int = at) -> None:
            file_invoice(books.cloud, books.tenant, invoice(f"F-{at}"))
            match_unmatched(books.tenant_id, f"F-{at}", books.now)

        def record(paid: Payment = paid) -> None:
            record_payment(books.tenant_id, paid, books.now)

        if not meddled(books, at, arrives, record):
            break
        assert books.open()[f"F-{at}"] == 200_00, at
        assert list(list_unmatched(books.tenant_id)) == [], at
        at += 1
    assert at >= 4


def test_a_return_told_twice_at_once_is_taken_once(books: Ledger) -> None:
    at = 0
    while True:
        file_invoice(books.cloud, books.tenant, invoice(f"F-{at}"))
        paid = payment(Share(300_00, f"F-{at}"), payment_id=f"BANK-{at}")
        record_payment(books.tenant_id, paid, books.now)

        def back(total: int, at: int = at) -> None:
            on = books.now.date()
            going = Going(Way.RETURN, total, on, "returned")
            send_out(books.tenant_id, f"BANK-{at}", going, books.now)

        if not meddled(books, at, lambda: back(50_00), lambda: back(120_00)):
            break
        assert books.open()[f"F-{at}"] == 120_00, at
        at += 1
    assert at >= 3


def test_two_events_of_one_payment_at_once_are_one_payment(cloud: Cloud) -> None:
    names = [f"F-{n}" for n in range(8)]
    books = ledger(cloud).has(*(invoice(name) for name in names))
    for number, name in enumerate(names):
        for _ in range(3):
            books.stripe("payment_intent.succeeded", intent(f"pi_{number}", 100_00, name))
    records = [
        {"messageId": f"{n}", "body": f'{{"tenant": "t-1", "sk": "{row["sk"]["S"]}"}}'}
        for n, row in enumerate(cloud.rows("InboxTable"))
    ]
    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(lambda one: cloud.invoke("payments", {"Records": [one]}), records)
        failed = [answer for answer in answers if answer["batchItemFailures"]]
    books.tick_later(minutes=6)  # who met too many others is delivered again
    assert len(failed) < len(records)
    assert books.open() == dict.fromkeys(names, 200_00)


def test_money_that_loses_nine_races_is_delivered_again_and_recorded_once(books: Ledger) -> None:
    file_invoice(books.cloud, books.tenant, invoice("F-1"))
    assert books.stripe("payment_intent.succeeded", intent()).status == 202
    races = Races("payments", MOST_TRIES + 1, lambda: bumped(books.tenant_id, "C-1"))
    books.cloud.wire.taps.append(races)

    books.cloud.pump("payments", until_quiet=False)
    assert (races.lost, books.open()) == (MOST_TRIES, {"F-1": 300_00})
    assert books.cloud.waiting()

    books.settle()
    assert (races.lost, books.account().invoices) == (MOST_TRIES + 1, ())
    assert books.cloud.waiting() == {}


def test_who_meets_others_again_and_again_gives_up_without_a_trace() -> None:
    tries = []

    def refused() -> None:
        tries.append(1)
        raise Refused(frozenset({PaymentMoved("P-1")}))

    with pytest.raises(StaleVersion):
        redo(refused)
    assert len(tries) == MOST_TRIES


def test_the_day_passes_and_money_recorded_late_is_recorded_as_told(books: Ledger) -> None:
    file_invoice(books.cloud, books.tenant, invoice("F-1"))
    books.stripe("payment_intent.succeeded", intent())
    told_on = books.now.date()
    books.cloud.purge()
    books.cloud.clock.set(books.now + timedelta(days=2))
    books.tick_later(minutes=6)
    assert get_payment(books.tenant_id, "stripe:pi_1").value_on == told_on
