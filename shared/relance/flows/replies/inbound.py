"""Mails that debtors send to the address of a message: taken in, then passed on once (C6)."""

from collections.abc import Sequence

from relance.adapters import clock, inbound_mail, mail_store
from relance.adapters.inbound_events import InboundEvent
from relance.adapters.inbound_mail import InboundMail, unseen
from relance.adapters.passing_on import Passing, pass_on, too_large
from relance.adapters.reply_address import message_answered, sealed
from relance.data import links, reply_rows, tenants
from relance.data.links import LinkTarget
from relance.domain.errors import Unavailable, Unreadable
from relance.flows import sending_as, setting_aside
from relance.flows.intake import Left
from relance.flows.replies.replies import DEBTOR, Arrival, take_in
from relance.telemetry import logger

_TOO_LARGE = {
    "en": "[Relance] This mail of {megabytes} MB is too large to be passed on: its attachments"
    " are left out. The whole mail is kept for 60 days: {where}",
    "fr": "[Relance] Ce courriel de {megabytes} Mo est trop volumineux pour être transmis : ses"
    " pièces jointes manquent ici. Le courriel entier est conservé 60 jours : {where}",
}


def take_in_all(events: Sequence[InboundEvent]) -> Left[InboundEvent]:
    """Takes in each mail; those that failed, to be delivered again."""
    failed: list[InboundEvent] = []
    for event in events:
        try:
            _take_in(event)
        except Unreadable as error:
            setting_aside.keep_message(error, "replies", event.body, clock.now())
        except Exception:
            logger.exception("mail not taken in")
            failed.append(event)
    return Left(failed)


def _take_in(event: InboundEvent) -> None:
    """One mail; only the signed address of a message of ours lets it pause anything."""
    named = (message_answered(address) for address in event.recipients)
    message_id = next((one for one in named if one), None)
    target = links.target(message_id) if message_id else None
    if message_id is None or target is None or target.revoked:
        logger.info("mail to nobody")
        return
    raw = _source(event)
    mail = inbound_mail.parse(raw) if raw else unseen(event.provider_id)
    if sealed(mail.passed_on):
        logger.info("our own mail came back", tenant=target.tenant_id)
        return
    now = clock.now()
    received_at = min(event.received_at or now, now)
    arrival = Arrival(mail, received_at, DEBTOR, message_id, event.suspect)
    reply, _ = take_in(target.tenant_id, target.account_id, arrival, now)
    if reply and raw and not event.suspect:
        _pass_on(target, raw, mail, reply.reply_id, event.object_key)


def _source(event: InboundEvent) -> bytes:
    """The mail itself; empty where nobody can read it by machine."""
    return event.raw or (mail_store.stored(event.object_key) if event.object_key else None) or b""


def _pass_on(
    target: LinkTarget, raw: bytes, mail: InboundMail, reply_id: str, object_key: str
) -> None:
    """To the people's own mailbox, once: a mail that is lost is still listed, and rings.

    Where certainly nothing left it is somebody's turn again, with the next delivery of the queue.
    """
    tenant = tenants.load(target.tenant_id)
    if not tenant.reply_to or not tenant.from_email:
        return
    if sending_as.withdrawn([tenant]):
        logger.warning("not passed on: the sender is not the tenant's", tenant=target.tenant_id)
        return
    if not reply_rows.first_to_pass_on(target.tenant_id, target.account_id, reply_id):
        return
    instead = _instead(raw, mail, object_key, tenant.language) if too_large(raw) else ""
    passing = Passing(raw, mail.sender, tenant.from_email, tenant.reply_to, reply_id, instead)
    try:
        taken = pass_on(passing)
    except Unavailable:
        reply_rows.not_passed_on(target.tenant_id, target.account_id, reply_id)
        raise
    logger.info("passed on" if taken else "not passed on", tenant=target.tenant_id)


def _instead(raw: bytes, mail: InboundMail, object_key: str, language: str) -> str:
    """What people get of a mail that is too large: where the whole is, and what it says."""
    where = mail_store.place_of(object_key) if object_key else mail.sender
    megabytes = len(raw) // 1_000_000
    return f"{_TOO_LARGE[language].format(megabytes=megabytes, where=where)}\n\n{mail.text}\n"
