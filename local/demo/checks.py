"""What must be true at the end, looked at from outside: mails, API, queues, own books."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from local.demo import money
from local.demo.portfolio import Debtor
from local.demo.workdays import is_open
from local.demo.world import World
from relance.domain.account.message import MessageKind, MessageState
from relance.domain.task_kinds import TaskKind

FIRST_HOUR, LAST_HOUR = 10, 17
GAP_DAYS = 4
CAPS = ((3, 14), (5, 30))
# Between the due date and the decision of a person: 22 days, closed days and the daily cap.
WHOLE_LADDER = timedelta(days=33)
ONCE = "no_message_key_twice"
HOURS = "no_reminder_on_a_closed_day_or_outside_hours"
GAP = "gap_and_caps_between_reminders_respected"
STOPPED = "no_mail_after_a_bounce_or_complaint_to_that_address"
DEAD = "dead_letter_queues_empty"
SILENT = "every_silent_debtor_reached_final_and_a_decision"
UNREACHABLE = "a_person_is_asked_to_call_whom_no_mail_reaches"
DIVERTED = "money_sent_to_a_stranger_alarms_a_person_and_stops_reminders"
BALANCE = "balance_equals_invoices_less_credit_less_payments_plus_refunds"
UNSIGNED = "unsigned_webhooks_are_refused"
_GONE = {MessageState.BOUNCED, MessageState.COMPLAINED}
_ZONES = {"FR": "Europe/Paris", "BE": "Europe/Brussels", "GB": "Europe/London",
          "IE": "Europe/Dublin", "CH": "Europe/Zurich"}  # fmt: skip


def at_the_end(world: World) -> None:
    """Looks at every invariant that needs the whole story."""
    _once(world)
    _hours(world)
    _gap(world)
    _stopped(world)
    _unsigned(world)
    world.tasks = [*world.api.all("/v1/tasks", "tasks")]
    _silent(world)
    _asked(world)
    _balance(world)
    dead = world.stack.dead_letters()
    world.hold_true(DEAD, not dead, str(dead))


def _once(world: World) -> None:
    for key, count in Counter(x.mail.tags["relance_key"] for x in world.letters).items():
        world.hold_true(ONCE, count == 1, f"{key} went {count} times")


def _hours(world: World) -> None:
    for letter in world.letters:
        if letter.is_reminder:
            body = world.debtor(letter.account_id).body
            zone = body.get("zone") or _ZONES[body["country"]]
            at = letter.at.astimezone(ZoneInfo(zone))
            open_day = is_open(at.date(), body["country"], body.get("region"))
            fits = open_day and FIRST_HOUR <= at.hour < LAST_HOUR
            world.hold_true(HOURS, fits, f"{letter.account_id} {at:%Y-%m-%d %H:%M}")


def _gap(world: World) -> None:
    contacts: dict[str, list[date]] = defaultdict(list)
    for letter in world.letters:
        if letter.is_reminder and letter.mail.status == MessageState.DELIVERED:
            contacts[letter.account_id].append(letter.on)
    for account_id, days in contacts.items():
        apart = [(b - a).days for a, b in pairwise(days)]
        fits = all(gap >= GAP_DAYS for gap in apart) and all(
            within(days, most, window) for most, window in CAPS
        )
        world.hold_true(GAP, fits, f"{account_id}: {[f'{day:%m-%d}' for day in days]}")


def within(days: list[date], most: int, window: int) -> bool:
    """Whether no window of so many days holds more than `most`."""
    return all(sum(1 for day in days if 0 <= (last - day).days < window) <= most for last in days)


def _stopped(world: World) -> None:
    stopped: set[str] = set()
    for letter in world.letters:
        evidence = f"{letter.on} {letter.address}"
        world.hold_true(STOPPED, letter.address not in stopped, evidence)
        if letter.mail.status in _GONE:
            stopped.add(letter.address)


def _unsigned(world: World) -> None:
    """A forged event: signed with another secret."""
    thing = {"id": "pi_forged", "object": "payment_intent", "amount_received": 1, "currency": "eur"}
    status = money.send_stripe(world, "payment_intent.succeeded", thing, "whsec_of_a_stranger____")
    world.hold_true(UNSIGNED, 400 <= status < 500, str(status))


def _silent(world: World) -> None:
    decisions = {task["customer_id"] for task in world.tasks if task["kind"] == TaskKind.DECISION}
    finals = {letter.account_id for letter in world.letters if letter.kind == MessageKind.FINAL}
    for account_id in _silent_debtors(world):
        fits = account_id in decisions and account_id in finals
        told = f"final {account_id in finals}, decision {account_id in decisions}"
        world.hold_true(SILENT, fits, f"{account_id}: {told}")


def _silent_debtors(world: World) -> Iterator[str]:
    """Who is on the usual ladder, did nothing, and owes long enough for the whole of it."""
    for account_id, debtor in world.portfolio.debtors.items():
        early = world.portfolio.last_on - WHOLE_LADDER
        owes = any(
            bill.due_on <= early and not bill.never_mailed and bill.open_minor
            for bill in world.books.of_account(account_id)
        )
        usual = not debtor.body.get("category") and TaskKind.APPROVAL not in debtor.desk
        if owes and usual and not debtor.rules and not _is_stopped(world, account_id):
            yield account_id


def _is_stopped(world: World, account_id: str) -> bool:
    return any(
        letter.mail.status in _GONE for letter in world.letters if letter.account_id == account_id
    )


def _asked(world: World) -> None:
    """Bounces without another contact, and money that went to a stranger."""
    for account_id, debtor in world.portfolio.debtors.items():
        asked = (one.about for one in world.asked.values())
        kinds = {kind for customer_id, kind, _ in asked if customer_id == account_id}
        if _unreachable(world, debtor):
            world.hold_true(UNREACHABLE, TaskKind.CALL in kinds, f"{account_id}: {kinds}")
        if any("ending" in one.told for one in world.diary[account_id] if one.label == "claim"):
            world.hold_true(DIVERTED, TaskKind.PAYMENT_DIVERTED in kinds, f"{account_id}: {kinds}")


def _unreachable(world: World, debtor: Debtor) -> bool:
    """Whether the only address of the debtor bounced."""
    addresses = {contact.get("email") for contact in debtor.body["contacts"]}
    bounced = {x.address for x in world.letters if x.mail.status == MessageState.BOUNCED}
    return addresses <= bounced


def _balance(world: World) -> None:
    """What the API calls open, invoice by invoice and in sum, against the demo's own books."""
    told: dict[str, int] = defaultdict(int)
    for listed in world.api.all("/v1/invoices", "invoices"):
        invoice = world.api.get(f"/v1/invoices/{listed['invoice_id']}")
        told[invoice["invoice_id"]] = invoice["open_minor"]
    for bill in world.books.bills.values():
        fits = told[bill.invoice_id] == bill.open_minor
        evidence = f"{bill.invoice_id}: {told[bill.invoice_id]} instead of {bill.open_minor}"
        world.hold_true(BALANCE, fits, evidence)
    for currency, sums in balance(world).items():
        open_minor = sum(
            told[bill.invoice_id]
            for bill in world.books.bills.values()
            if bill.currency == currency
        )
        world.hold_true(BALANCE, sums["open"] == open_minor, f"{currency}: {open_minor}, {sums}")


def balance(world: World) -> dict[str, dict[str, int]]:
    """By currency: invoiced, cancelled, credited, received, refunded, to allocate, open."""
    books = world.books
    found: dict[str, dict[str, int]] = {}
    for currency in sorted({bill.currency for bill in books.bills.values()}):
        bills = [b for b in books.bills.values() if b.currency == currency and b.is_debt]
        sums = {
            "invoiced": sum(bill.total_minor for bill in bills),
            "cancelled": -sum(bill.total_minor for bill in bills if bill.cancelled),
            "credited": -sum(bill.credited_minor for bill in bills),
            "received": -sum(minor for paid, minor in books.received.values() if paid == currency),
            "refunded": books.refunded[currency],
            "to allocate": sum(m for (_, paid), m in books.unallocated.items() if paid == currency),
        }
        found[currency] = sums | {"open": sum(sums.values())}
    return found
