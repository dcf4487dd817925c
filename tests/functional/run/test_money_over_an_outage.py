"""R22, R33: money that waited while nothing ran held all mail, so that no step was missed."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from relance.data import inbox, money_waits, tenants
from relance.data.tenants import TenantRow
from relance.domain.run.money_waits import Span
from tests.actors.payments import Ledger
from tests.actors.tool import tool
from tests.builders import at
from tests.harness.cloud import Cloud, Killed
from tests.once.accidents import WAYS, Accident

# All but `payments`: money that is announced is not recorded.
_OTHERS = ("dispatch", "evaluate", "send", "delivery")
LAST, FIRST_AGAIN = "2026-06-04 23:00", "2026-06-16 09:00"


SWIFT = {
    "steps": [
        {"kind": "courtesy", "level": 0, "days_after_due": -7},
        {"kind": "first", "level": 1, "days_after_due": 3},
        {"kind": "second", "level": 2, "days_after_due": 7, "deadline_business_days": 5},
        {"kind": "decision", "level": 3, "days_after_due": 30, "channel": "task"},
    ]
}


def announces(row: dict[str, Any]) -> bool:
    """Whether it is money that is not recorded yet."""
    return row["pk"]["S"].endswith("#waiting") and inbox.is_pending(row["sk"]["S"])


@pytest.fixture(name="books")
def _books(cloud: Cloud) -> Ledger:
    """C-1 was told of F-1; C-2 owes F-2, of which parts are paid meanwhile."""
    cloud.clock.set(at("2026-05-20 08:00"))
    mine = tool(cloud)
    mine("PUT", "/policies/swift", SWIFT)
    mine.settings(policy_id="swift")
    mine("POST", "/go-live", {"confirm": True})
    mine.customer("C-2")
    mine.invoice()
    mine.invoice("F-2", customer_id="C-2", due_on="2026-07-30")
    cloud.run(at("2026-05-26 10:00"))
    assert len(cloud.mailbox.messages()) == 1
    return Ledger(cloud, tenants.load(mine.tenant_id))


def announced(books: Ledger, when: str) -> None:
    books.cloud.clock.set(at(when))
    told = {"payment_id": f"BANK-{at(when):%m%d%H%M}", "invoice_id": "F-2", "amount_minor": 1_00}
    answer = books.standard("payment.received", **told, currency="EUR", value_on=when[:10])
    assert answer.status == 202


def recorded(books: Ledger, when: str) -> None:
    books.cloud.clock.set(at(when))
    books.settle()


def spans(books: Ledger) -> tuple[Span, ...]:
    known = money_waits.load([books.tenant_id])[books.tenant_id]
    assert known is not None
    return known.spans


def runs(books: Ledger, when: str) -> list[str]:
    """The subjects of what a run sends; money is recorded only where a test says so."""
    before = len(books.cloud.mailbox.messages())
    books.cloud.clock.set(at(when))
    books.cloud.tick(at(when))
    books.cloud.pump(*_OTHERS)
    return [mail.subject for mail in books.cloud.mailbox.messages()[before:]]


def said(books: Ledger) -> list[str]:
    """The kinds of what C-1 was sent, the courtesy first."""
    messages = sorted(books.account().messages, key=lambda one: one.reserved_at)
    return [message.key.kind for message in messages]


@pytest.mark.parametrize(
    ("announced_at", "recorded_at", "kinds"),
    [
        (None, None, ["courtesy", "second"]),
        ("2026-06-04 22:00", "2026-06-16 08:00", ["courtesy", "first"]),
        # The first would have gone on the 8th (a Monday), the second on the 16th and not before.
        ("2026-06-12 10:30", "2026-06-16 08:00", ["courtesy", "second"]),
        # It was recorded in seconds: nothing was held.
        ("2026-06-04 22:00", "2026-06-04 22:00", ["courtesy", "second"]),
    ],
)
def test_what_waited_over_the_days_without_a_run_delayed_the_step(
    books: Ledger, announced_at: str | None, recorded_at: str | None, kinds: list[str]
) -> None:
    if announced_at == recorded_at and announced_at:
        announced(books, announced_at)
        recorded(books, announced_at)
    runs(books, LAST)
    if announced_at and recorded_at != announced_at:
        announced(books, announced_at)
    if recorded_at and recorded_at != announced_at:
        recorded(books, recorded_at)
    runs(books, FIRST_AGAIN)
    runs(books, "2026-06-16 10:00")
    assert said(books) == kinds
    assert bool(spans(books)) == (announced_at != recorded_at)


def test_what_still_waits_holds_today_and_what_it_held_before_is_known_afterwards(
    books: Ledger,
) -> None:
    runs(books, LAST)
    announced(books, "2026-06-04 23:30")
    assert runs(books, FIRST_AGAIN) == []
    assert runs(books, "2026-06-16 10:00") == []
    recorded(books, "2026-06-16 10:30")
    runs(books, "2026-06-16 11:00")
    assert said(books) == ["courtesy", "first"]
    ((from_at, until_at),) = spans(books)
    assert from_at == at("2026-06-04 23:35")
    assert until_at >= at("2026-06-16 10:30")


def test_many_that_waited_are_one_time_and_few_writes(books: Ledger) -> None:
    for minute in range(10, 40):
        announced(books, f"2026-06-05 10:{minute}")
    recorded(books, "2026-06-07 12:00")
    ((from_at, _),) = spans(books)
    assert from_at == at("2026-06-05 10:15")
    row = TenantRow.get(books.tenant_id, money_waits.ROW, consistent_read=True)
    assert int(row.version or 0) <= 5


@pytest.mark.parametrize("way", WAYS)
def test_an_accident_at_any_call_loses_neither_the_money_nor_how_long_it_waited(
    books: Ledger, way: str
) -> None:
    for number in range(40):
        announced(books, f"2026-06-{5 + number // 12:02d} {number % 12 + 8:02d}:00")
        accident = Accident(number, way)
        books.cloud.clock.set(books.now + timedelta(minutes=30))
        ended_at = books.now
        books.cloud.wire.taps.append(accident)
        with suppress(Killed):
            books.cloud.pump("payments", until_quiet=False)
        books.cloud.wire.taps.remove(accident)
        books.cloud.clock.set(books.now + timedelta(minutes=6))
        books.cloud.tick(books.now)
        books.cloud.pump("dispatch", "payments")
        assert not [r for r in books.cloud.rows("InboxTable") if announces(r)]
        assert any(start < ended_at <= end for start, end in spans(books))
        if accident.victim is None:
            break
    assert number > 5


def test_where_that_cannot_be_read_nothing_goes_and_money_is_recorded(books: Ledger) -> None:
    runs(books, LAST)
    announced(books, "2026-06-05 10:00")
    row = TenantRow(books.tenant_id, money_waits.ROW, doc={"spans": [["yesterday", "today"]]})
    row.save()
    recorded(books, "2026-06-05 12:00")
    assert not [r for r in books.cloud.rows("InboxTable") if announces(r)]

    assert runs(books, "2026-06-16 10:00") == []
    assert tenants.load(books.tenant_id).mode == "live"
    row.delete()
    runs(books, "2026-06-16 11:00")
    assert len(said(books)) == 2
