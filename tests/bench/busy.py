"""Accounts of any size, and how much work a decision about one of them is."""

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from relance.domain.account.account import Account
from relance.domain.account.on_file import Dispute, OpenTask
from relance.domain.creditor.rules import Rules
from relance.domain.decide import decide
from relance.domain.deciding.review import next_review_at
from relance.domain.ledger.item_id import ItemId
from relance.domain.tasks.asking import task_id
from tests.builders import (
    DUE,
    account,
    at,
    claim,
    contact,
    customer,
    hold,
    invoice,
    message,
    promise,
)

NOW = at("2026-06-05 10:00")


def busy(items: int) -> Account:
    """An account of so many items; each tenth has a history of its own."""
    names = [f"F-{number}" for number in range(items)]
    marked = names[::10]
    invoices = [
        invoice(name, due_on=DUE + timedelta(days=number % 40 - 20))
        for number, name in enumerate(names)
    ]
    return account(
        *invoices,
        customer=customer(contacts=(contact(phone="+33 1 00 00 00 00"),)),
        messages=tuple(_messages(names, marked)),
        claims=tuple(claim("2026-05-20", (f"{name}/1",), f"c-{name}") for name in marked),
        promises=tuple(
            promise("2026-05-20", "2026-05-25", (f"{name}/1",), f"p-{name}") for name in marked
        ),
        holds=tuple(
            replace(hold("strike", invoice_id=name), hold_id=f"h-{name}") for name in marked[::2]
        ),
        disputes=tuple(
            Dispute(f"d-{name}", name, "EUR", "quality", DUE, NOW - timedelta(days=9), "debtor")
            for name in marked[1::2]
        ),
        tasks=tuple(
            OpenTask(
                task_id("search_payment", f"c-{name}"),
                "search_payment",
                at("2026-05-20 10:00"),
                item_ids=(ItemId.of(name, "1"),),
            )
            for name in marked
        ),
    )


def _messages(names: list[str], marked: list[str]) -> list[Any]:
    """One message about everything, and one that each marked item led."""
    everything = [f"{name}/1" for name in names]
    return [
        message("courtesy", "2026-05-15", everything),
        *(message("first", "2026-05-22", [f"{name}/1"]) for name in marked),
    ]


def calls_of(work: Callable[[], object]) -> Counter[str]:
    """How often each Python function was called."""
    counted: Counter[str] = Counter()

    def count(frame: Any, event: str, _: Any) -> None:
        if event == "call":
            counted[f"{frame.f_globals.get('__name__')}.{frame.f_code.co_name}"] += 1

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return counted


def decided(file: Account, by: Rules) -> Callable[[], object]:
    """One run over the account, from a fresh read as it is in production."""

    def run() -> object:
        fresh = replace(file)
        decisions = decide(fresh, by, NOW)
        return decisions, next_review_at(fresh, decisions, by, NOW)

    return run
