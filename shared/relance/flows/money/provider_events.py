"""What providers said, recorded: each event once, each payment once, whatever their order (R22)."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from relance.data import inbox, tenants
from relance.data.inbox import Known
from relance.data.transaction import Write, commit
from relance.domain.booking.levelling import Told
from relance.domain.calendar import local_date
from relance.domain.errors import Unreadable
from relance.domain.ledger.payments import (
    MoneyEvent,
    Outgoing,
    Payment,
    Share,
    Way,
    gone_minor,
    merged,
    tried_again_at,
    with_outgoing,
)
from relance.domain.ledger.return_reasons import ReturnReason
from relance.flows import setting_aside
from relance.flows.intake import Left
from relance.flows.money.payments import arrive, match_payment
from relance.flows.money.placements import place_waiting
from relance.flows.money.posting import read_for_placing
from relance.flows.money.provider_questions import ask_about
from relance.flows.money.reports import restated_writes
from relance.flows.money.returns import tell
from relance.flows.money.stages import note_waiting, ready
from relance.flows.redoing import redo
from relance.telemetry import logger


@dataclass(frozen=True, slots=True)
class Nudge:
    """Look at the inbox of this tenant under this key: an event kept, or money that waits."""

    tenant: str
    sk: str

    @classmethod
    def read(cls, text: str) -> "Nudge":
        """The nudge in the text of a message; raises ValueError, and its like, where it is none."""
        nudge = cls(**json.loads(text))
        if not all(isinstance(name, str) and name for name in (nudge.tenant, nudge.sk)):
            raise ValueError("no nudge")
        return nudge


def record_all(
    nudges: Sequence[Nudge], now: datetime, out_of_time: Callable[[], bool]
) -> Left[Nudge]:
    """Records what the nudges point at; those that failed, or for which no time was left."""
    failed: list[Nudge] = []
    waiting = [*dict.fromkeys(nudges)]
    for number, nudge in enumerate(waiting):
        if out_of_time():
            return Left(failed, waiting[number:])
        try:
            _look(nudge.tenant, nudge.sk, now)
        except Unreadable as error:
            _set_aside(nudge, error, now)
        except Exception:
            logger.exception("money not recorded", tenant=nudge.tenant)
            failed.append(nudge)
    return Left(failed)


def _set_aside(nudge: Nudge, error: Unreadable, now: datetime) -> None:
    """Shows people which row is to be mended; every tick tries again.

    Until then money of an account that is silent anyway waits in nobody's way; any other keeps
    its tenant silent (R22, R46).
    """
    setting_aside.note(error, now)
    if error.of_account:
        inbox.lay_aside(nudge.tenant, nudge.sk)


def _look(tenant_id: str, sk: str, now: datetime) -> None:
    if (under_way := inbox.payment_under_way(sk)) is not None:
        ready(tenant_id, under_way, now)
        return
    payment_id = inbox.unmatched_payment(sk)
    if payment_id is None:
        redo(lambda: _record(tenant_id, sk, now))
    elif not match_payment(tenant_id, payment_id, now):
        inbox.postpone(tenant_id, sk, tried_again_at(now))


def _record(tenant_id: str, sk: str, now: datetime) -> None:
    event = inbox.pending(tenant_id, sk)
    if event is None:
        return  # another nudge was faster
    note_waiting(tenant_id, sk, now)
    known = ready(tenant_id, event.payment_id, now)
    if event.kind == "asks" or _in_other_money(event, known):
        recorded = ask_about(tenant_id, sk, event, known, now)
    elif event.kind == "received":
        recorded = _receive(tenant_id, sk, event, known, now)
    else:
        recorded = _return(tenant_id, sk, event, known, now)
    if not recorded:
        inbox.forget(tenant_id, sk)
        logger.info("event adds nothing", tenant=tenant_id, payment=event.payment_id)


def _in_other_money(event: MoneyEvent, known: Known | None) -> bool:
    """Whether the payment is in another currency than what is told of it: never added (R31)."""
    return known is not None and known.payment.currency != event.currency


def _receive(
    tenant_id: str, sk: str, event: MoneyEvent, known: Known | None, now: datetime
) -> bool:
    also = (inbox.forgotten(tenant_id, sk),)
    if known is None or not known.payment.arrived:
        arrive(tenant_id, known, _payment_of(tenant_id, event, now), now, also)
        return True
    if event.grows and event.amount_minor > known.payment.amount_minor:
        return _more(tenant_id, known, event, now, also)
    if event.amount_minor != known.payment.amount_minor:
        logger.warning("amounts differ", tenant=tenant_id, payment=event.payment_id)
    named = _named(known.payment, event)
    if named == known.payment:
        return False
    place_waiting(read_for_placing(tenant_id, known, named), now, also)
    return True


def _more(
    tenant_id: str, known: Known, event: MoneyEvent, now: datetime, also: tuple[Write, ...]
) -> bool:
    """More of a payment came that is funded in parts: the difference finds its place (R40)."""
    named = _named(known.payment, event)
    more_minor = event.amount_minor - known.payment.amount_minor
    share = Share(more_minor, event.invoice_id, event.customer_id)
    grown = replace(named, amount_minor=event.amount_minor, waiting=merged((*named.waiting, share)))
    place_waiting(read_for_placing(tenant_id, known, grown), now, also)
    return True


def _payment_of(tenant_id: str, event: MoneyEvent, now: datetime) -> Payment:
    named = event.invoice_id or event.customer_id
    share = Share(event.amount_minor, event.invoice_id, event.customer_id)
    return Payment(
        event.payment_id,
        event.amount_minor,
        event.currency,
        event.value_on or local_date(event.occurred_at, tenants.load(tenant_id).zone),
        now,
        event.means,
        (share,) if named else (),
        event.source,
    )


def _named(payment: Payment, event: MoneyEvent) -> Payment:
    """The payment whose nameless rest belongs to what another event of it names.

    Stripe's checkout session carries the invoice, the payment intent need not; either comes first.
    """
    waiting = tuple(
        share
        if share.invoice_id or share.customer_id
        else Share(share.amount_minor, event.invoice_id, event.customer_id)
        for share in payment.waiting
    )
    return replace(payment, waiting=waiting)


def _return(tenant_id: str, sk: str, event: MoneyEvent, known: Known | None, now: datetime) -> bool:
    also = (inbox.forgotten(tenant_id, sk),)
    if known is None or not known.payment.arrived:
        return _await(tenant_id, sk, event, known, now)
    on = event.value_on or local_date(event.occurred_at, tenants.load(tenant_id).zone)
    told = Told(on, event.reason or ReturnReason.RETURNED)
    after = tell(tenant_id, known, _outgoing(event), told, now, also)
    return after != known.payment


def _outgoing(event: MoneyEvent) -> Outgoing:
    return Outgoing(event.thing_id, Way(event.way), event.amount_minor, event.back_minor)


def _await(tenant_id: str, sk: str, event: MoneyEvent, known: Known | None, now: datetime) -> bool:
    """Keeps what went out of a payment not heard of, and tells people; the largest total counts."""
    gone = known.payment.gone if known else ()
    outgoings = with_outgoing(gone, _outgoing(event))
    if outgoings == gone:
        return False
    awaited = Payment(
        event.payment_id,
        0,
        event.currency,
        local_date(now, "UTC"),
        now,
        event.means,
        source=event.source,
        arrived=False,
        outgoings=outgoings,
    )
    out_minor = sum(gone_minor(outgoings, way) for way in Way)
    told = replace(event, amount_minor=out_minor, settles=not out_minor)
    commit(
        [
            *inbox.payment_changes(tenant_id, known, awaited),
            *restated_writes(tenant_id, told, now),
            inbox.forgotten(tenant_id, sk),
        ]
    )
    return True
