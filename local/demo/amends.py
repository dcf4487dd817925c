"""What is agreed to, put right and only seemingly said, looked at from outside."""

from datetime import date, timedelta

from local.demo.letters import Letter
from local.demo.workdays import is_bank_day
from local.demo.world import Happening, World
from relance.domain.account.on_file import ReplyKind
from relance.domain.decision import Variant

CORRECTED = "an_error_of_ours_is_nobodys_returned_payment"
NOT_FIRMER = "nothing_goes_for_two_bank_days_after_an_error_of_ours"
AWAY = "an_absence_notice_is_a_machines_and_pauses_nothing"
NAMED = "money_for_a_part_of_what_was_said_to_be_paid_is_named"
WAITS_BANK_DAYS = 2


def at_the_end(world: World) -> None:
    """Looks at everybody to whom it happened."""
    for account_id, happened in world.diary.items():
        for one in happened:
            match one.label:
                case "correct":
                    _corrected(world, account_id, one)
                case "absence":
                    _away(world, account_id, one)
                case Variant.CLAIM_PARTLY_SEEN:
                    _named(world, account_id, one)


def _after(world: World, account_id: str, on: date) -> list[Letter]:
    """The reminders that an account got after a day."""
    letters = (x for x in world.letters if x.is_reminder and x.account_id == account_id)
    return [x for x in letters if x.on > on]


def _corrected(world: World, account_id: str, one: Happening) -> None:
    left, on = WAITS_BANK_DAYS, one.on
    while left:
        on += timedelta(days=1)
        left -= is_bank_day(on)
    for letter in _after(world, account_id, one.on):
        where = f"{letter.on} {account_id} {letter.kind} {letter.variant}"
        world.hold_true(CORRECTED, letter.variant != Variant.PAYMENT_RETURNED, where)
        world.hold_true(NOT_FIRMER, letter.on > on, where)


def _away(world: World, account_id: str, one: Happening) -> None:
    path, _, reply_id = str(one.reference).rpartition("/")
    kept = next(x for x in world.api.get(path)["replies"] if x["reply_id"] == reply_id)
    world.hold_true(AWAY, kept["kind"] == ReplyKind.AUTOMATIC, f"{account_id}: {kept['kind']}")
    later = _after(world, account_id, one.on)
    world.hold_true(AWAY, bool(later), f"{account_id} heard nothing more")


def _named(world: World, account_id: str, one: Happening) -> None:
    """The next message says how much came, and does not look for it."""
    assert one.letter is not None
    paid = [x for x in world.diary[account_id] if x.label == "pay" and x.on <= one.on]
    amounts = [world.books.received[str(x.reference)][1] for x in paid]
    text = "".join(c for c in one.letter.mail.text if c.isdigit() or c == ",")
    told = any(f"{minor // 100},{minor % 100:02}" in text for minor in amounts)
    world.hold_true(NAMED, told, f"{one.on} {account_id}: {amounts}")
