"""Mails that debtors send to the address of a message: taken in, then passed on once (C6)."""

from collections.abc import Sequence

from relance.adapters import clock, inbound_mail
from relance.adapters.inbound_events import InboundEvent
from relance.adapters.inbound_mail import unseen
from relance.adapters.passing_on import pass_on
from relance.adapters.reply_address import message_answered, sealed
from relance.data import links, reply_rows, tenants
from relance.data.links import LinkTarget
from relance.flows import sending_as
from relance.flows.replies.replies import DEBTOR, Arrival, take_in
from relance.telemetry import logger


def take_in_all(events: Sequence[InboundEvent]) -> list[InboundEvent]:
    """Takes in each mail; those that failed, to be delivered again."""
    failed = []
    for event in events:
        try:
            _take_in(event)
        except Exception:
            logger.exception("mail not taken in")
            failed.append(event)
    return failed


def _take_in(event: InboundEvent) -> None:
    """One mail; only the signed address of a message of ours lets it pause anything."""
    named = (message_answered(address) for address in event.recipients)
    message_id = next((one for one in named if one), None)
    target = links.target(message_id) if message_id else None
    if message_id is None or target is None or target.revoked:
        logger.info("mail to nobody")
        return
    mail = inbound_mail.parse(event.raw) if event.raw else unseen(event.provider_id)
    if sealed(mail.passed_on):
        logger.info("our own mail came back", tenant=target.tenant_id)
        return
    now = clock.now()
    received_at = min(event.received_at or now, now)
    arrival = Arrival(mail, received_at, DEBTOR, message_id, event.suspect)
    reply, _ = take_in(target.tenant_id, target.account_id, arrival, now)
    if reply and event.raw and not event.suspect:
        _pass_on(target, event.raw, mail.sender, reply.reply_id)


def _pass_on(target: LinkTarget, raw: bytes, sender: str, reply_id: str) -> None:
    """To the people's own mailbox, once: a mail that is lost is still listed, and rings."""
    tenant = tenants.load(target.tenant_id)
    if not tenant.reply_to or not tenant.from_email:
        return
    if sending_as.withdrawn([tenant]):
        logger.warning("not passed on: the sender is not the tenant's", tenant=target.tenant_id)
        return
    if reply_rows.first_to_pass_on(target.tenant_id, target.account_id, reply_id):
        taken = pass_on(raw, sender, tenant.from_email, tenant.reply_to, reply_id)
        logger.info("passed on" if taken else "not passed on", tenant=target.tenant_id)
