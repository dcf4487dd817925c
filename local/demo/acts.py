"""What debtors and staff of the demo do: pay, say, complain, correct; the words of the script."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from local.demo import money
from local.demo.amounts import shown
from local.demo.books import Bill, Pause, listed_ids, weekdays_after
from local.demo.browser import open_and_answer
from local.demo.letters import Letter
from local.demo.world import Happening, World
from relance.domain.account.on_file import Means, StopReason

type How = Mapping[str, Any]

# By transfer, from the creditor's country or from another: practice 2.
CLAIM_WEEKDAYS, CLAIM_WEEKDAYS_ABROAD = 5, 7
GRACE_WEEKDAYS, GRACE_WEEKDAYS_ABROAD = 2, 3


def pay(world: World, account_id: str, cause: Happening, how: How) -> None:
    """The debtor pays what the rule says, in the way it says."""
    if how.get("what") == "unallocated":
        _pay_unnamed(world, account_id)
        return
    wanted = _wanted(world, account_id, cause, how)
    by_currency: dict[str, dict[str, int]] = {}
    for bill, amount_minor in wanted:
        by_currency.setdefault(bill.currency, {})[bill.invoice_id] = amount_minor
    for currency, shares in by_currency.items():
        each = [shares] if how["by"] not in ("stripe", "standard") else _apart(shares)
        for some in each:
            payment_id = money.pay(world, account_id, how["by"], currency, some)
            told = f"pays {shown(sum(some.values()), currency)}"
            ids = frozenset(some)
            world.tell(account_id, "pay", told, invoice_ids=ids, reference=payment_id)


def _apart(shares: Mapping[str, int]) -> list[dict[str, int]]:
    return [{invoice_id: amount_minor} for invoice_id, amount_minor in shares.items()]


def _pay_unnamed(world: World, account_id: str) -> None:
    bills = [b for b in world.books.of_account(account_id) if b.due_on <= world.today]
    amount_minor = sum(bill.open_minor for bill in bills)
    money.pay_unnamed(world, account_id, bills[0].currency, amount_minor)
    told = f"pays {shown(amount_minor, bills[0].currency)} without naming an invoice"
    world.tell(account_id, "pay", told)
    for bill in bills:
        _pause(world, account_id, [bill], "covered by unallocated money", None)


def _wanted(world: World, account_id: str, cause: Happening, how: How) -> list[tuple[Bill, int]]:
    """The invoices to pay, and how much of each."""
    if "part" in how:
        bill = world.books.bills[min(cause.invoice_ids)]
        part = next((p for p in bill.parts if p[0] == how["part"]), None)
        return [(bill, part[1])] if part and len(bill.parts) > 1 else []
    if how.get("what") == "due":
        bills = [b for b in world.books.of_account(account_id) if not b.never_mailed]
        found = [(bill, bill.due_minor(world.today)) for bill in bills]
    else:
        found = [(b, b.open_minor) for b in _named(world, cause)]
    share, short_minor = how.get("share", 1), how.get("short_minor", 0)
    amounts = [(bill, round(minor * share) - short_minor) for bill, minor in found]
    return [(bill, amount_minor) for bill, amount_minor in amounts if amount_minor > 0]


def _named(world: World, cause: Happening) -> list[Bill]:
    return [world.books.bills[invoice_id] for invoice_id in sorted(cause.invoice_ids)]


def claim(world: World, account_id: str, cause: Happening, how: How) -> None:
    """Says "I have paid", by transfer, to the account whose last characters he gives."""
    letter, bills = _letter_of(cause), _named(world, cause)
    own = world.portfolio.creditor["settings"]["iban"][-4:]
    last4 = how.get("account_last4", own)
    entered = {
        "paid_on": (world.today - timedelta(days=1)).isoformat(),
        "means": Means.TRANSFER,
        "account_last4": last4,
        "reference": f"VIR {bills[0].number}",
    }
    open_and_answer(world, letter, "paid", entered)
    days = CLAIM_WEEKDAYS_ABROAD if _is_abroad(world, account_id) else CLAIM_WEEKDAYS
    until_on = weekdays_after(world.today, days)
    diverted = last4 != own
    _pause(world, account_id, bills, "said to be paid", None if diverted else until_on)
    told = "says it is paid" + (f", to an account ending {last4}" if diverted else "")
    world.tell(account_id, "claim", told, letter=letter, invoice_ids=listed_ids(bills))


def promise(world: World, account_id: str, cause: Happening, how: How) -> None:
    """Says "I will pay on": a day within the limit."""
    letter, bills = _letter_of(cause), _named(world, cause)
    promised_on = world.today + timedelta(days=how["days"])
    open_and_answer(world, letter, "promise", {"promise_on": promised_on.isoformat()})
    days = GRACE_WEEKDAYS_ABROAD if _is_abroad(world, account_id) else GRACE_WEEKDAYS
    until_on = weekdays_after(promised_on, days)
    _pause(world, account_id, bills, "promised", until_on)
    told = f"promises to pay by {promised_on:%-d %b}"
    world.tell(account_id, "promise", told, letter=letter, invoice_ids=listed_ids(bills))


def problem(world: World, account_id: str, cause: Happening, how: How) -> None:
    """Says "there is a problem", with its reason; a dispute pauses until somebody answers it."""
    letter, bills = _letter_of(cause), _named(world, cause)
    open_and_answer(world, letter, "problem", {"reason": how["reason"], "text": how["text"]})
    ends = how["reason"] in (StopReason.NOT_RECEIVED, StopReason.CASH_DIFFICULTY)
    until_on = weekdays_after(world.today, 5) if ends else None
    _pause(world, account_id, bills, how["reason"], until_on)
    told = f"reports a problem ({how['reason'].replace('_', ' ')})"
    world.tell(account_id, "problem", told, letter=letter, invoice_ids=listed_ids(bills))


def copy(world: World, account_id: str, cause: Happening, how: How) -> None:
    """Asks for a copy of the invoices."""
    letter = _letter_of(cause)
    open_and_answer(world, letter, "copy", {})
    world.tell(account_id, "asked", "asks for a copy", invoice_ids=cause.invoice_ids)


def reply(world: World, account_id: str, cause: Happening, how: How) -> None:
    """Answers by e-mail, to a mailbox of the creditor's own; staff attach it."""
    sender = world.debtor(account_id).body["contacts"][0]["email"]
    path = f"/v1/customers/{account_id}/replies"
    written = {"text": how["text"], "subject": "Re: votre message", "from": sender}
    kept = world.api.post(path, written)
    world.books.pauses.append(Pause(account_id, None, "an unread reply", world.today))
    world.day.answers += 1
    told = "answers by e-mail, and staff attach it"
    world.tell(account_id, "reply", told, reference=f"{path}/{kept['reply_id']}")


def _is_abroad(world: World, account_id: str) -> bool:
    home: str = world.portfolio.creditor["settings"]["country"]
    country: str = world.debtor(account_id).body["country"]
    return country != home


def _letter_of(cause: Happening) -> Letter:
    assert cause.letter is not None
    return cause.letter


def _pause(
    world: World, account_id: str, bills: list[Bill] | None, reason: str, until_on: date | None
) -> None:
    ids = None if bills is None else listed_ids(bills)
    world.books.pauses.append(Pause(account_id, ids, reason, world.today, until_on))


DEBTORS: dict[str, Callable[[World, str, Happening, How], None]] = {
    "pay": pay,
    "claim": claim,
    "promise": promise,
    "problem": problem,
    "copy": copy,
    "reply": reply,
}
