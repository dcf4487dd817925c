"""Sender identities: asked for, then proven by a DNS record or said by the installation (R49)."""

import secrets
from base64 import b32encode
from dataclasses import dataclass, replace
from datetime import datetime

from relance.adapters import dns
from relance.data import sender_rows, tenants
from relance.domain.creditor.rules import Mode
from relance.domain.creditor.sender_identity import (
    BoundBy,
    SenderIdentity,
    canonical,
    require_owner,
)
from relance.domain.errors import Conflict, Invalid, NotFound, Refused
from relance.flows import moving, sending_as
from relance.flows.tenant.bound_sender import is_bound
from relance.flows.tenant.settings import rewrite
from relance.flows.tenant.switches import looks_again
from relance.telemetry import logger

MOST_IDENTITIES = 50  # of a tenant
_TOKEN_BYTES = 16
_HOST, _BEFORE_TOKEN = "_relance-sender", "relance-sender="


@dataclass(frozen=True, slots=True)
class DnsRecord:
    """The TXT record that proves an identity."""

    name: str
    text: str


def record_of(identity: SenderIdentity) -> DnsRecord:
    """What whoever owns the domain has to publish; the token is this tenant's alone."""
    domain = identity.name.rpartition("@")[2]
    return DnsRecord(f"{_HOST}.{domain}", f"{_BEFORE_TOKEN}{identity.token}")


def ask(tenant_id: str, text: str, now: datetime) -> SenderIdentity:
    """The identity with the token that proves it; the same again keeps its token.

    Raises Invalid for what nobody can own, Conflict where a tenant has asked for too many.
    """
    name = canonical(text)
    require_owner(name)
    known = sender_rows.of_tenant(tenant_id)
    if len(known) >= MOST_IDENTITIES and name not in {one.name for one in known}:
        raise Conflict(f"at most {MOST_IDENTITIES} sender identities, delete some", "name")
    return sender_rows.ask(SenderIdentity(tenant_id, name, _token(), now))


def verify(tenant_id: str, text: str, now: datetime) -> SenderIdentity:
    """The identity, bound: its DNS record was found. Repeating it changes nothing.

    Raises NotFound for what was not asked for, Conflict where the record is not there, or where
    the identity is another tenant's.
    """
    identity = _known(tenant_id, text)
    if identity.bound_at:
        return identity
    wanted = record_of(identity)
    if wanted.text not in dns.texts(wanted.name):
        raise Conflict(f"there is no TXT record {wanted.text} at {wanted.name}", "name")
    return _bind(replace(identity, bound_at=now, bound_by=BoundBy.DNS))


def bind(tenant_id: str, text: str, now: datetime) -> SenderIdentity:
    """The identity, bound because who runs the installation says so.

    Raises Invalid for what nobody can own, Conflict where it is another tenant's.
    """
    identity = ask(tenant_id, text, now)
    return _bind(replace(identity, bound_at=now, bound_by=BoundBy.INSTALLATION))


def _bind(identity: SenderIdentity) -> SenderIdentity:
    assert identity.bound_at
    tenant_id = identity.tenant_id
    asks = looks_again(tenants.load(tenant_id), identity.bound_at) if _is_silent(tenant_id) else ()
    try:
        sender_rows.bind(identity, asks)
    except Refused as refused:
        raise Conflict("it, or a domain above it, is another tenant's", "name") from refused
    logger.info("sender bound", tenant=identity.tenant_id, by=identity.bound_by)
    if asks:  # also where it is silent still: then they are looked at in vain
        moving.begin(tenant_id)
    return identity


def _is_silent(tenant_id: str) -> bool:
    """Whether the tenant would send, and its sender is not its own."""
    tenant = tenants.load(tenant_id)
    return tenant.mode == Mode.LIVE and bool(sending_as.withdrawn([tenant]))


def set_ses_tenant(tenant_id: str, name: str | None) -> None:
    """Lets the tenant's mail count for a tenant of SES that exists; None: for the account."""
    rewrite(tenant_id, lambda before: replace(before, ses_tenant=name))


def drop(tenant_id: str, text: str) -> None:
    """Forgets an identity; mail that needs it stops at once. Raises NotFound."""
    identity = _known(tenant_id, text)
    sender_rows.drop(tenant_id, identity.name)
    logger.warning("sender dropped", tenant=tenant_id)


def _known(tenant_id: str, text: str) -> SenderIdentity:
    try:
        identity = sender_rows.load(tenant_id, canonical(text))
    except Invalid:
        identity = None
    if identity is None:
        raise NotFound("sender_identity", text)
    return identity


@dataclass(frozen=True, slots=True)
class Senders:
    """What a tenant may send as, and whether its present address is among it."""

    identities: list[SenderIdentity]
    from_email: str | None
    usable: bool  # mail leaves from it
    bound: bool  # and nobody else can have it


def senders(tenant_id: str) -> Senders:
    """All that the tenant asked for, and how its present address stands."""
    tenant = tenants.load(tenant_id)
    identities = sender_rows.of_tenant(tenant_id)
    bound = tenant.from_email is not None and is_bound(tenant_id, tenant.from_email)
    usable = tenant.from_email is not None and not sending_as.withdrawn([tenant])
    return Senders(identities, tenant.from_email, usable, bound)


def _token() -> str:
    return b32encode(secrets.token_bytes(_TOKEN_BYTES)).decode().lower().rstrip("=")
