"""A message that a person writes to a debtor by hand: counted, warned, never blocked (R8).

It is written down as something owed to the debtor, with a nudge for the sender; from there it
goes as every other message does: decided again, reserved once, sent once (R14).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from relance import config
from relance.adapters import clock, queues
from relance.data import manual_rows
from relance.data.stored import reading
from relance.domain.account.account import Account
from relance.domain.account.contacts import reachable
from relance.domain.account.customer import Contact
from relance.domain.account.message import MessageKind
from relance.domain.account.on_file import Acknowledgement
from relance.domain.calendar import ONE_DAY, local_date
from relance.domain.conversation.manual import unsent, written_key
from relance.domain.creditor.rules import Mode, Rules
from relance.domain.decision import Send
from relance.domain.errors import Conflict, Invalid
from relance.domain.fact import Fact, FactKind
from relance.domain.guards.warnings import ManualWarning, Warned, warnings_for
from relance.domain.reasons import Reason
from relance.flows import circumstances
from relance.flows.circumstances import Circumstances
from relance.flows.listing import account_of
from relance.flows.mail import address_budget, envelope, letter
from relance.flows.mail.about import About, about_what
from relance.flows.mail.preview import NOWHERE, presentable
from relance.flows.nudges import Order
from relance.flows.recording import Change, record
from relance.render.message import RenderedMessage
from relance.render.view import OwnWords
from relance.telemetry import logger

MOST_A_DAY = 20  # of one account: no person writes more, a program that went wrong does


@dataclass(frozen=True, slots=True)
class ManualWish:
    """What a person wants to say: `message_id` is hers, and tells a repeat from another message.

    Without `invoice_ids` it is about all that is open; without `contact_id` it goes to the usual
    contact. `by` is who wrote it.
    """

    message_id: str
    subject: str
    text: str
    invoice_ids: tuple[str, ...] = ()
    contact_id: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class ManualMessage:
    """A message by hand as it was taken; `state` is None until it is reserved."""

    wish: ManualWish
    customer_id: str
    sent_as: str
    currency: str
    contact_id: str
    author: str
    recorded_at: datetime
    warnings: tuple[Warned, ...]
    state: str | None = None


@dataclass(frozen=True, slots=True)
class _Draft:
    """A message that may be written: what of it is decided, and how it would look now."""

    account: Account
    wish: ManualWish
    about: About
    contact: Contact
    today: date
    warnings: tuple[Warned, ...]
    rendered: RenderedMessage


def write(
    tenant_id: str, customer_id: str, wish: ManualWish, author: str, now: datetime
) -> tuple[ManualMessage, bool]:
    """The message, and whether it is new: the same one again is the one that was taken.

    Raises NotFound, Invalid for what it names and is not there, Conflict for another content
    under the same id, and where nothing may leave: no address, or a tenant in shadow.
    """
    fact_id, taken, new = f"manual-{wish.message_id}", list[ManualMessage](), False
    around = circumstances.read([tenant_id], now)

    def change(account: Account) -> Change | None:
        nonlocal new
        kept = manual_rows.words(tenant_id, customer_id, fact_id)
        new = kept is None
        if kept is not None:
            taken[:] = [_known(account, wish, kept)]
            return None
        draft = _drafted(account, wish, around, now)
        _refuse(account, around.rules(account, now), now)
        taken[:] = [_taken(draft, fact_id, author, now)]
        return _written(draft, taken[0], fact_id)

    record(tenant_id, customer_id, change)
    if new:
        _nudge(tenant_id, taken[0])
        _log(tenant_id, taken[0])
    return taken[0], new


def look(
    tenant_id: str, customer_id: str, wish: ManualWish, now: datetime
) -> tuple[RenderedMessage, tuple[Warned, ...]]:
    """The message as it would go now, and what there is to know; nothing is written or sent."""
    account = account_of(tenant_id, customer_id)
    draft = _drafted(account, wish, circumstances.read([tenant_id], now), now)
    return draft.rendered, draft.warnings


def _drafted(account: Account, wish: ManualWish, around: Circumstances, now: datetime) -> _Draft:
    rules, tenant = around.rules(account, now), around.tenant(account.tenant_id)
    about, contact = about_what(account, wish.invoice_ids), _reader(account, wish)
    today = local_date(now, rules.zone)
    days = address_budget.for_others(account, contact.digest, rules, today)
    warned = warnings_for(account, rules, now, about.item_ids, about.currency, days)
    fact = _owed(f"manual-{wish.message_id}", about, wish, now)
    key = written_key(fact, account)
    send = Send(key, contact.contact_id, about.item_ids, Reason.WRITTEN_BY_HAND)
    links = letter.links_for(NOWHERE, "preview")
    own = OwnWords(wish.subject, wish.text)
    rendered = envelope.rendered(presentable(tenant), account, send, rules, now, links, own)
    return _Draft(account, wish, about, contact, today, warned, rendered)


def _reader(account: Account, wish: ManualWish) -> Contact:
    """Who gets it: the contact named, else the usual one; raises where mail cannot go there."""
    contacts = {contact.contact_id: contact for contact in account.customer.contacts}
    if wish.contact_id is not None and wish.contact_id not in contacts:
        raise Invalid("contact_id", "no contact of this customer")
    able = [c for c in reachable(account) if wish.contact_id in (None, c.contact_id)]
    if not able:
        raise Conflict("no address that mail may go to", "contact_id" if wish.contact_id else None)
    return able[0]


def _refuse(account: Account, rules: Rules, now: datetime) -> None:
    """Raises Conflict where nothing may leave at all, or a program writes in a circle."""
    if rules.mode == Mode.SHADOW:
        raise Conflict("the tenant is in shadow: nothing leaves before it goes live")
    of_hand = (m for m in account.messages if m.manual)
    lately = [m for m in of_hand if now - m.reserved_at < ONE_DAY]
    if len(lately) + len(unsent(account)) >= MOST_A_DAY:
        raise Conflict(f"{MOST_A_DAY} messages were written to this customer within a day")


def _owed(fact_id: str, about: About, wish: ManualWish, now: datetime) -> Acknowledgement:
    kind, to = MessageKind.MANUAL, wish.contact_id
    return Acknowledgement(fact_id, kind, about.currency, about.item_ids, now, contact_id=to)


def _taken(draft: _Draft, fact_id: str, author: str, now: datetime) -> ManualMessage:
    owed = _owed(fact_id, draft.about, draft.wish, now)
    return ManualMessage(
        draft.wish,
        draft.account.account_id,
        written_key(owed, draft.account).message_id,
        draft.about.currency,
        draft.contact.contact_id,
        author,
        now,
        draft.warnings,
    )


def _written(draft: _Draft, taken: ManualMessage, fact_id: str) -> Change:
    """The fact, what is owed because of it, and the words in a row of their own (R24)."""
    account, now = draft.account, taken.recorded_at
    owed = _owed(fact_id, draft.about, draft.wish, now)
    figures: dict[str, str | int | None] = {
        "message_id": taken.sent_as,
        "contact_id": taken.contact_id,
        "warnings": " ".join(warned.code for warned in taken.warnings) or None,
    }
    ids = tuple(dict.fromkeys(item_id.invoice_id for item_id in draft.about.item_ids))
    kind, author = FactKind.MESSAGE_WRITTEN, taken.author
    fact = Fact(fact_id, kind, now, draft.today, ids, author, figures)
    words = manual_rows.words_write(
        account.tenant_id, account.account_id, fact_id, _document(taken)
    )
    return Change(replace(account, owed=(*account.owed, owed)), fact, also=(words,))


def _document(taken: ManualMessage) -> dict[str, Any]:
    return {
        **asdict(taken.wish),
        "currency": taken.currency,
        "to": taken.contact_id,
        "author": taken.author,
        "recorded_at": taken.recorded_at.isoformat(),
        "sent_as": taken.sent_as,
        "warnings": [asdict(warned) for warned in taken.warnings],
    }


def _known(account: Account, wish: ManualWish, kept: Mapping[str, Any]) -> ManualMessage:
    """The message that was taken under this id; raises Conflict where it said something else."""
    names = account.tenant_id, account.account_id
    with reading(*names, f"written#manual-{wish.message_id}"):
        before = _read(account.account_id, kept)
    if before.wish != wish:
        raise Conflict("another message was taken under this id", "message_id")
    return replace(before, state=manual_rows.state_of(*names, before.sent_as))


def _read(account_id: str, kept: Mapping[str, Any]) -> ManualMessage:
    said = {one.name: kept[one.name] for one in fields(ManualWish)}
    warned = (
        Warned(ManualWarning(one["code"]), tuple(one["invoice_ids"])) for one in kept["warnings"]
    )
    return ManualMessage(
        ManualWish(**said | {"invoice_ids": tuple(said["invoice_ids"])}),
        account_id,
        kept["sent_as"],
        kept["currency"],
        kept["to"],
        kept["author"],
        datetime.fromisoformat(kept["recorded_at"]),
        tuple(warned),
    )


def _nudge(tenant_id: str, taken: ManualMessage) -> None:
    """Has it sent at once; without it the next tick finds it (R13)."""
    order = Order(tenant_id, taken.customer_id, taken.sent_as, clock.now())
    queues.nudge(config.messages_queue_url(), tenant_id, order.body())


def _log(tenant_id: str, taken: ManualMessage) -> None:
    codes = [warned.code.value for warned in taken.warnings]
    logger.info("written by hand", tenant=tenant_id, message_id=taken.sent_as, warnings=codes)
