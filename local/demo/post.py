"""New mails are read as soon as they are out, and held against the books of that moment."""

from dataclasses import replace

from local.demo import letters
from local.demo.letters import Letter
from local.demo.world import World
from relance.domain.account.message import MessageState

TOTALS = "every_total_equals_the_ledger"
FAIRNESS = "no_reminder_for_what_is_paid_held_claimed_promised_disputed_or_with_the_banks"
NEVER_MAILED = "direct_debits_factored_and_pro_formas_never_mailed"


def collect(world: World) -> list[Letter]:
    """The letters that went out since the last time, each looked at."""
    known = len(world.letters)
    new = [_labelled(world, letters.read(mail)) for mail in world.stack.mailbox.messages()[known:]]
    for letter in new:
        world.letters.append(letter)
        _note(world, letter)
        _check(world, letter)
    return new


def _labelled(world: World, letter: Letter) -> Letter:
    """The letter with its kind and variant, as the timeline of an invoice it lists tells them."""
    if not letter.lines:
        return letter
    invoice_id = world.books.by_number(letter.lines[0].number).invoice_id
    entries = world.api.get(f"/v1/invoices/{invoice_id}/timeline")["entries"]
    about = [e for e in entries if e["figures"].get("message_id") == letter.message_id]
    kind = next((e["name"] for e in about if e["kind"] == "message"), "")
    sends = [e for e in entries if e["kind"] == "decision" and e["figures"]["type"] == "send"]
    reason = sends[-1]["name"] if sends else ""
    variant = "" if reason.endswith(("_due", "_owed")) else reason
    return replace(letter, kind=kind, variant=variant)


def _note(world: World, letter: Letter) -> None:
    """Figures of the day, and the diary."""
    day, status = world.day, letter.mail.status
    day.sent += 1
    day.delivered += status in (MessageState.DELIVERED, MessageState.COMPLAINED)
    day.bounced += status == MessageState.BOUNCED
    world.hold_true("every_mail_has_a_kind", bool(letter.kind), letter.mail.subject)
    named = (world.books.by_number(line.number) for line in letter.lines if not line.other)
    ids = frozenset(bill.invoice_id for bill in named)
    told = letter.kind.replace("_", " ")
    if letter.variant:
        told += f" ({letter.variant.replace('_', ' ')})"
    if status in (MessageState.BOUNCED, MessageState.COMPLAINED):
        told += f", {status}"
    for label in (letter.kind, letter.variant):
        if label and (label == letter.kind or letter.is_reminder):
            text = told if label == letter.kind else ""
            world.tell(letter.account_id, label, text, letter=letter, invoice_ids=ids)


def _check(world: World, letter: Letter) -> None:
    """Each line, and the total, against the books as they are now."""
    for line in letter.lines:
        bill = world.books.by_number(line.number)
        where = f"{letter.on} {letter.account_id} {letter.kind} {line.number}"
        world.hold_true(NEVER_MAILED, not bill.never_mailed, where)
        if letter.is_reminder:
            reason = world.books.forbidden(bill, letter.on, letter.kind)
            world.hold_true(FAIRNESS, reason is None, f"{where}: {reason}")
    if letter.is_reminder:
        _check_total(world, letter)


def _check_total(world: World, letter: Letter) -> None:
    demanded = [line for line in letter.lines if not line.other]
    for line in demanded:
        bill = world.books.by_number(line.number)
        told = f"{letter.on} {letter.account_id} {line.number}: {line.open_minor}"
        fits = line.open_minor in bill.open_parts
        world.hold_true(TOTALS, fits, f"{told} instead of {bill.open_parts}")
    total_minor = sum(line.open_minor for line in demanded)
    evidence = f"{letter.on} {letter.account_id}: {letter.total_minor} instead of {total_minor}"
    world.hold_true(TOTALS, letter.total_minor == total_minor, evidence)
