"""The account of the demo: what happened day by day and to whom, as text and as JSON."""

import json
from datetime import date
from typing import Any

from local import settings
from local.demo import checks, requests
from local.demo.amounts import shown
from local.demo.world import Day, World

HEADING = (
    "\nDay         reviewed  sent  delivered  bounced  answers  payments"
    "\n-----------------------------------------------------------------"
)
_FIGURES = ("reviewed", "sent", "delivered", "bounced", "answers", "payments")
_WIDTHS = (8, 4, 9, 7, 7, 8)
OUT = settings.ROOT / "build" / "demo.json"


def line_of(on: date, day: Day) -> str:
    """One day in one line."""
    figures = "  ".join(
        f"{getattr(day, name) or '·':>{width}}"
        for name, width in zip(_FIGURES, _WIDTHS, strict=True)
    )
    note = f"  {day.note}" if day.note else ""
    return f"{on:%a %d %b}  {figures}{note}"


def show(world: World) -> None:
    """Prints customers, money, requests and invariants."""
    print("\nWhat happened to each customer\n")
    for account_id in world.portfolio.debtors:
        print(_story(world, account_id))
    print("\nThe balance, by currency\n")
    for currency, sums in checks.balance(world).items():
        told = "  ".join(f"{name} {shown(minor, '').strip()}" for name, minor in sums.items())
        print(f"  {currency}  {told}")
    print("\nInvariants\n")
    for name, looked in sorted(world.looked.items()):
        evidence = world.broken.get(name, [])
        print(f"  {'BROKEN' if evidence else 'holds '}  {name.replace('_', ' ')} ({looked} looks)")
        for told in evidence[:5]:
            print(f"            {told}")


def _story(world: World, account_id: str) -> str:
    debtor = world.debtor(account_id)
    steps = [f"{one.on:%-d %b} {one.told}" for one in world.diary[account_id] if one.told]
    left = [bill for bill in world.books.of_account(account_id) if bill.open_minor]
    open_minor: dict[str, int] = {}
    for bill in left:
        open_minor[bill.currency] = open_minor.get(bill.currency, 0) + bill.open_minor
    told = ", ".join(shown(minor, currency) for currency, minor in open_minor.items())
    return (
        f"  {account_id}  {debtor.name}\n"
        f"          {debtor.story}\n"
        f"          {' · '.join(steps) or 'No mail, no answer.'}\n"
        f"          Open now: {told or 'nothing'}."
    )


def write(world: World) -> None:
    """Writes build/demo.json."""
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(document(world), indent=1) + "\n", encoding="utf-8")


def document(world: World) -> dict[str, Any]:
    """The figures of the demo, and each invariant with its truth."""
    totals = {name: sum(getattr(day, name) for day in world.days.values()) for name in _FIGURES}
    return {
        "days": len(world.days),
        **totals,
        "requests_per_reminder": requests.per_reminder(world),
        "invariants": {name: not world.broken.get(name) for name in sorted(world.looked)},
    }
