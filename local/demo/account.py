"""The account of the demo: what happened day by day and to whom, as text and as JSON."""

import json
import textwrap
from collections import Counter
from datetime import date
from typing import Any

from local import settings
from local.demo import checks, requests
from local.demo.amounts import shown
from local.demo.world import Day, Reason, World

HEADING = (
    "\n Day         reviewed  sent  delivered  bounced  answers  payments  tasks"
    "\n -------------------------------------------------------------------------"
)
_FIGURES = ("reviewed", "sent", "delivered", "bounced", "answers", "payments", "worked")
_WIDTHS = (8, 4, 9, 7, 7, 8, 5)
_WIDTH = 100
_EVIDENCE = 5
OUT = settings.ROOT / "build" / "demo.json"


def line_of(on: date, day: Day) -> str:
    """One day in one line."""
    note = f"  {day.note}" if day.note else ""
    return f" {on:%a %d %b}  {_columns([getattr(day, name) for name in _FIGURES])}{note}"


def _columns(figures: list[int]) -> str:
    columns = zip(figures, _WIDTHS, strict=True)
    return "  ".join(f"{figure or '·':>{width}}" for figure, width in columns)


def show(world: World) -> None:
    """Prints totals, customers, reasons, money, requests and invariants."""
    totals = _totals(world)
    print(f" {len(world.days)} days     {_columns([totals[name] for name in _FIGURES])}")
    print("\nWhat happened to each customer\n")
    for account_id in world.portfolio.debtors:
        _show_customer(world, account_id)
    _show_reasons(world)
    _show_balance(world)
    _show_requests(world)
    _show_invariants(world)


def _show_customer(world: World, account_id: str) -> None:
    debtor = world.debtor(account_id)
    steps = [f"{one.on:%-d %b} {one.told}" for one in world.diary[account_id] if one.told]
    tasks = (task["kind"] for task in world.tasks if task["customer_id"] == account_id)
    asked = ", ".join(kind.replace("_", " ") for kind in tasks)
    waits = f" Waits for a person: {asked}." if asked else ""
    print(f" {account_id}  {debtor.name}. {debtor.story}")
    _wrapped(f"{' · '.join(steps) or 'no mail, no answer'}.")
    _wrapped(f"Open: {_left(world, account_id) or 'nothing'}.{waits}")


def _left(world: World, account_id: str) -> str:
    """What an account owes, by currency."""
    open_minor: Counter[str] = Counter()
    for bill in world.books.of_account(account_id):
        open_minor[bill.currency] += bill.open_minor
    return ", ".join(shown(minor, currency) for currency, minor in open_minor.items() if minor)


def _wrapped(text: str) -> None:
    indent = " " * 9
    print(textwrap.fill(text, _WIDTH, initial_indent=indent, subsequent_indent=indent))


def _show_reasons(world: World) -> None:
    print("\nWhy, as the API explains a day that has passed\n")
    for reason in world.reasons:
        print(f" {reason.customer_id}  {world.debtor(reason.customer_id).name}, {reason.on:%-d %B}")
        for sentence in reason.decided:
            _wrapped(sentence)
        for sentence in reason.because:
            _wrapped(f"- {sentence}")


def _show_balance(world: World) -> None:
    print("\nThe balance: what the API calls open, against the demo's own books\n")
    sums = checks.balance(world)
    names = list(next(iter(sums.values())))
    print(" " * 6 + "".join(f"{name:>15}" for name in names))
    for currency, amounts in sums.items():
        print(f" {currency}  " + "".join(f"{shown(amounts[name], ''):>15}" for name in names))


def _show_requests(world: World) -> None:
    """In batches as small as this portfolio makes them: `make bench` shows full ones."""
    counts = requests.counted(world)
    print(f"\nAWS requests for each mail delivered: {requests.per_reminder(world)}\n")
    for function in requests.STORY:
        told = [f"{op} {n}" for (name, op), n in counts.most_common() if name == function]
        print(f" {function:<9} {', '.join(told)}")
    hourly = requests.total(counts, "Dispatch") / (24 * len(world.days))
    print(f" Dispatch  {hourly:.1f} an hour, however many are due")


def _show_invariants(world: World) -> None:
    print("\nWhat must be true, and how often it was looked at\n")
    for name, looked in sorted(world.looked.items()):
        evidence = world.broken.get(name, [])
        print(f" {'BROKEN' if evidence else 'holds '}  {name.replace('_', ' ')} ({looked})")
        for told in evidence[:_EVIDENCE]:
            print(f"         {told}")
        if len(evidence) > _EVIDENCE:
            print(f"         and {len(evidence) - _EVIDENCE} more")


def _totals(world: World) -> dict[str, int]:
    return {name: sum(getattr(day, name) for day in world.days.values()) for name in _FIGURES}


def _told(reason: Reason) -> dict[str, Any]:
    return {
        "customer_id": reason.customer_id,
        "on": reason.on.isoformat(),
        "decided": reason.decided,
        "because": reason.because,
    }


def write(world: World) -> None:
    """Writes build/demo.json."""
    document: dict[str, Any] = {
        "days": len(world.days),
        **_totals(world),
        "requests_per_reminder": requests.per_reminder(world),
        "why": [_told(reason) for reason in world.reasons],
        "invariants": {name: not world.broken.get(name) for name in sorted(world.looked)},
    }
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
