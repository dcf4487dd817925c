"""Send one message: read again, decide again, render, reserve, send, record (R14).

The commit of the reservation is the point of no return: a fact committed before it prevents the
mail, one that comes later crosses it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from relance.adapters import clock, mail
from relance.adapters.mail import MailAttempt, Outcome
from relance.adapters.mime import Mail
from relance.data import accounts, address_contacts, reservations, runs, tenants
from relance.data.address_contacts import AddressContacts
from relance.data.transaction import Write, commit
from relance.domain.account.account import Account
from relance.domain.account.message import GATHERED, Message, MessageState
from relance.domain.conversation.manual import too_old, unsent
from relance.domain.creditor.rules import Mode, Rules
from relance.domain.creditor.tenant import SenderRefusal, Tenant
from relance.domain.decide import decide
from relance.domain.decision import Send
from relance.domain.errors import (
    Refused,
    SenderRefused,
    SendingSuspended,
    SwitchedOff,
    Unavailable,
    Unreadable,
)
from relance.domain.run.silence import Silence
from relance.flows import circumstances, sending_as, setting_aside
from relance.flows.circumstances import Circumstances
from relance.flows.intake import Left
from relance.flows.mail import address_budget, envelope
from relance.flows.mail.address_budget import FREE, AddressBudget
from relance.flows.mail.reserving import reserve
from relance.flows.nudges import Order
from relance.flows.redoing import redo
from relance.flows.remembering import remembering
from relance.telemetry import count, logger

type OutOfTime = Callable[[], bool]

MOST_CHANGES = 3  # of a tenant while one message is sent; after them its account is due again


@cache
def silence() -> Silence:
    """What this process knows of SES's silence; a new one knows nothing."""
    return Silence()


@dataclass(frozen=True, slots=True)
class Reserved:
    """A message whose right to be sent is ours, as it will leave."""

    tenant: Tenant
    account: Account
    decision: Send
    message: Message
    letterhead: Mail


def send_all(orders: Sequence[Order], out_of_time: OutOfTime) -> Left[Order]:
    """Sends what still may go; the orders that must come back, because nothing was done.

    What SES does not take of one sender stops that tenant's orders, and nobody else's; only where
    it takes nothing at all, or does not answer, the batch ends. Throttled until its time is over,
    it gives back what it had reserved, and that order begins anew as those behind it do (R17).
    """
    if silence().holds(clock.now()):
        _suspended("no answer", orders)
        return Left()
    batch = _Batch(orders, out_of_time)
    failed: list[Order] = []
    for number, order in enumerate(orders):
        if out_of_time():
            return Left(failed, orders[number:])
        try:
            _send_readable(order, batch)
        except SendingSuspended as suspended:
            if suspended.throttled:
                return Left(failed, orders[number:])
            _suspended(suspended.reason, orders[number + 1 :])
            break
        except Exception:
            logger.exception("not sent", message_id=order.message_id)
            failed.append(order)
    return Left(failed)


def _suspended(reason: str, orders: Sequence[Order]) -> None:
    """Says aloud that SES takes nothing; what was not tried goes at the next tick."""
    logger.error("sending suspended", reason=reason)
    count("SendingSuspended")
    _postpone(orders)


class _Batch:
    """What the orders of one batch share: the circumstances, and whose mail SES does not take."""

    def __init__(self, orders: Sequence[Order], out_of_time: OutOfTime) -> None:
        self._tenant_ids, self.out_of_time = {order.tenant_id for order in orders}, out_of_time
        self.refused: set[str] = set()
        self.look_again()
        self._read = accounts.load_many((o.tenant_id, o.account_id) for o in orders)
        self._addresses = address_contacts.load_all(filter(None, map(self._address, orders)))

    def take(self, order: Order) -> Account | None:
        """The account as the batch read it, once: what comes after it reads anew."""
        return self._read.pop((order.tenant_id, order.account_id), None)

    def take_address(self, message: Message) -> AddressContacts | None:
        """What the batch read of the address of a message, once."""
        return self._addresses.pop((message.key.tenant_id, message.contact_digest), None)

    def _address(self, order: Order) -> tuple[str, str] | None:
        """The address of whom it was decided to write to, as far as the batch read him."""
        account = self._read.get((order.tenant_id, order.account_id))
        contacts = account.customer.contacts if account else ()
        named = (c.digest for c in contacts if c.contact_id == order.contact_id and c.email)
        return next(((order.tenant_id, digest) for digest in named), None)

    def look_again(self) -> None:
        """Reads the circumstances anew: a tenant, or the system, was changed meanwhile."""
        self.around = circumstances.read(self._tenant_ids, clock.now())


def _send_readable(order: Order, batch: _Batch) -> None:
    """Sends it; where a row that it needs cannot be read nothing goes, until a later tick (R46).

    Neither does it where SES took nothing of this sender in this batch already.
    """
    if order.tenant_id in batch.refused:
        _postpone([order])
        return
    try:
        with setting_aside.deciding(order.tenant_id, order.account_id):
            send(order, batch)
    except Unreadable as error:
        _set_aside(error, order)
    except SenderRefused as refused:
        logger.error("sender refused", tenant=order.tenant_id, reason=refused.reason)
        count("SenderRefused")
        batch.refused.add(order.tenant_id)
        _keep_refusal(batch.around.tenant(order.tenant_id), refused)


def _keep_refusal(tenant: Tenant, refused: SenderRefused) -> None:
    """People of the tenant hear of it, until SES takes a mail of theirs again."""
    refusal = tenant.refusal or SenderRefusal(clock.now(), tenant.from_email or "", refused.reason)
    if refusal.from_email != tenant.from_email:
        refusal = SenderRefusal(clock.now(), tenant.from_email or "", refused.reason)
    if refusal != tenant.refusal:
        tenants.record_refusal(tenant.tenant_id, refusal)


def _set_aside(error: Unreadable, order: Order) -> None:
    """Silences whom it is about; who only needs what is of the tenant waits for the next tick."""
    now = clock.now()
    if error.of_account and error.place == order.account_id:
        setting_aside.put_account_aside(error, now, now)
    else:
        setting_aside.note(error, now)
        _postpone([order])


def _postpone(orders: Sequence[Order]) -> None:
    """Makes accounts due at the next tick: a redelivery would find SES as it is now (R17)."""
    for order in orders:
        decided_at = order.at if order.reminds else None
        place = order.tenant_id, order.account_id
        commit([reservations.due_again(*place, clock.now(), decided_at)])


def send(order: Order, batch: _Batch) -> None:
    """One message, at most once; what was superseded meanwhile is recorded as such.

    Only what comes before SES is ever done again: also where the tenant was changed since it was
    read, as by a pause, until it is seen as it is.
    """

    def attempt() -> Reserved | None:
        try:
            return _reserved(order, batch)
        except Refused:
            batch.look_again()
            raise

    for _ in range(MOST_CHANGES):
        reserved = redo(attempt)
        if reserved is None:
            return
        try:
            _transmit(reserved, batch.out_of_time)
        except SwitchedOff:
            logger.info("tenant changed", tenant=order.tenant_id, message_id=order.message_id)
            batch.look_again()
        else:
            return


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What was decided on an account, with what decided it; no decision where it was to be none."""

    account: Account
    rules: Rules
    decision: Send | None


def _reserved(order: Order, batch: _Batch) -> Reserved | None:
    """The message with the right to send it; None where it is not to be sent any more.

    Raises Refused where something was written between reading and reserving.
    """
    wanted = _wanted(order, batch)
    if wanted is None:
        return None
    account, rules, decision = wanted.account, wanted.rules, wanted.decision
    if decision is None:
        _drop(order, account)
        return None
    tenant = batch.around.tenants[order.tenant_id]
    message = envelope.reservation(account, decision, rules, order.at)
    budget = address_budget.look(account, message, rules, batch.take_address(message))
    if budget.free_on:
        _drop(order, account, address_budget.REASON, budget)
        return None
    rendered = envelope.body(tenant, account, decision, rules, message, order.at)
    letterhead = envelope.mail_of(tenant, account, message, rendered, decision)
    reserve(account, decision, message, letterhead, rules, budget)
    return Reserved(tenant, account, decision, message, letterhead)


def _wanted(order: Order, batch: _Batch) -> _Wanted | None:
    """What is decided now; nothing where there is no account.

    The batch read some accounts a moment ago: a yes is held against their version, and a no is
    only said to who was read right now.
    """
    if read := batch.take(order):
        wanted = _decided(order, read, batch.around)
        if wanted.decision:
            return wanted
    account = accounts.load(order.tenant_id, order.account_id)
    return _decided(order, account, batch.around) if account else None


def _decided(order: Order, account: Account, around: Circumstances) -> _Wanted:
    rules = around.rules(account, order.at)
    account = remembering(account, rules, order.at)
    return _Wanted(account, rules, _still_wanted(order, account, rules))


def _still_wanted(order: Order, account: Account, rules: Rules) -> Send | None:
    """The same decision for the same instant, unless its hours are over meanwhile (D4, R11)."""
    if rules.mode != Mode.LIVE:
        return None
    decisions = decide(account, rules, order.at)
    found = (d for d in decisions if isinstance(d, Send) and d.key.message_id == order.message_id)
    decision = next(found, None)
    too_late = clock.now() >= rules.closes_at(rules.run_day(order.at))
    at_once = decision and decision.cause_id and decision.key.kind not in GATHERED
    if decision and _too_old(account, decision):
        return None
    return None if too_late and not at_once else decision


def _too_old(account: Account, decision: Send) -> bool:
    """Whether a person wrote it a day ago or more: an order that waited so long is not sent."""
    now = clock.now()
    return any(f.fact_id == decision.cause_id and too_old(f, now) for f in unsent(account))


def _drop(
    order: Order, account: Account, reason: str = "superseded", budget: AddressBudget = FREE
) -> None:
    """Notes why a queued message did not go, unless it went already."""
    if any(message.message_id == order.message_id for message in account.messages):
        return
    note = runs.superseded(account, order.message_id, order.at, reason, budget.free_on)
    commit([note, *budget.writes])
    logger.info(reason, tenant=order.tenant_id, message_id=order.message_id)


def _transmit(reserved: Reserved, out_of_time: OutOfTime) -> None:
    """Hands the mail to SES once and writes down what is known of it.

    Raises SendingSuspended also where that is nothing, more than once in a row: the next mail
    would fare no better.
    """
    account, decision, message = reserved.account, reserved.decision, reserved.message
    try:
        attempt = _patiently(reserved.tenant, reserved.letterhead, out_of_time)
    except Unavailable:
        commit(_released(account, message, decision))
        raise
    at = clock.now()
    match attempt.outcome:
        case Outcome.SENT:
            state = MessageState.SENT
            if reserved.tenant.refusal:
                tenants.record_refusal(account.tenant_id, None)
        case Outcome.UNKNOWN:
            state = MessageState.UNKNOWN
        case Outcome.REFUSED:
            commit(reservations.refuse(account, message, at, attempt.detail))
            state = MessageState.REFUSED
    if state is not MessageState.REFUSED:
        reservations.record(message, state, at, attempt.detail, only_by=message.reserved_by)
    logger.info(state.value, tenant=account.tenant_id, message_id=message.message_id)
    count(f"Messages{state.value.title()}")
    silence().note(answered=state is not MessageState.UNKNOWN, at=at)
    if silence().holds(at):
        raise SendingSuspended(attempt.detail)


def _patiently(tenant: Tenant, letterhead: Mail, out_of_time: OutOfTime) -> MailAttempt:
    """One attempt; a throttled one certainly took nothing and is made again while time is left.

    The tenant is looked at between each wait and SES: what was paused, or changed in any other
    way, since it was decided does not leave. Raises SwitchedOff then.
    """
    while True:
        try:
            mail.take_turn()
            _look_at(tenant)
            return mail.send(letterhead)
        except SendingSuspended as suspended:
            if not suspended.throttled or out_of_time():
                raise


def _look_at(tenant: Tenant) -> None:
    """Raises SwitchedOff where the tenant is not as decided; Unavailable where nobody can tell."""
    try:
        unchanged = sending_as.as_decided(tenant)
    except Exception as error:  # whatever it is, SES has not been asked
        raise Unavailable("the tenant cannot be looked at") from error
    if not unchanged:
        raise SwitchedOff(tenant.tenant_id)


def _released(account: Account, message: Message, decision: Send) -> list[Write]:
    """The reservation undone, and the answer owed again for each fact."""
    facts = (decision.cause_id, *decision.merged_ids)
    owed = [fact for fact in account.owed if fact.fact_id in facts]
    return reservations.release(account, message, clock.now(), owed)
