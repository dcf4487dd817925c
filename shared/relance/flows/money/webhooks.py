"""A provider calls: verify, keep, nudge, answer; recording is another function's work (R22)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from relance import config
from relance.adapters import (
    endpoint_ids,
    queues,
    signatures,
    standard_events,
    stripe_events,
)
from relance.adapters.signatures import Verify
from relance.data import endpoint_rows, inbox
from relance.domain.creditor.endpoint import Endpoint
from relance.domain.errors import Invalid, NotFound
from relance.domain.ledger.payments import MoneyEvent
from relance.flows.money import endpoints
from relance.flows.money.reports import keep_report
from relance.telemetry import logger

MOST_SECRETS = 5


@dataclass(frozen=True, slots=True)
class Provider:
    """How one provider signs, and how it tells of money."""

    verify: Verify
    read: Callable[[bytes], MoneyEvent | None]


PROVIDERS = {
    "stripe": Provider(signatures.verify_stripe, stripe_events.read),
    "standard": Provider(signatures.verify_standard, standard_events.read),
}


def receive(
    provider: str, endpoint_id: str, headers: Mapping[str, str], body: bytes, now: datetime
) -> bool:
    """Whether the event is about money, which is then kept to be recorded, or shown to people.

    Raises NotFound for an endpoint that is not this provider's, and Invalid for what is unsigned,
    stale or malformed: nothing is left behind then.
    """
    name, endpoint = _endpoint(provider, endpoint_id)
    endpoint = _verified(endpoint, name, headers, body, now)
    event = PROVIDERS[provider].read(body)
    if event is None:
        logger.info("event ignored", tenant=endpoint.tenant_id, provider=provider)
        return False
    if event.kind == "reports":  # of no account: it holds nobody's mail, and no queue waits for it
        keep_report(endpoint.tenant_id, event, now)
        return True
    sk = inbox.keep(endpoint.tenant_id, event, now)
    nudge = {"tenant": endpoint.tenant_id, "sk": sk}
    queues.nudge(config.payments_queue_url(), endpoint.tenant_id, nudge)
    logger.info("event kept", tenant=endpoint.tenant_id, provider=provider, kind=event.kind)
    return True


def _endpoint(provider: str, endpoint_id: str) -> tuple[str, Endpoint]:
    name = endpoints.known_name(endpoint_id)
    known = endpoints.endpoint(name) if name else None
    if name is None or known is None or known.provider != provider:
        raise NotFound("webhook_endpoint", endpoint_id)
    return name, known


def _verified(
    endpoint: Endpoint,
    name: str,
    headers: Mapping[str, str],
    body: bytes,
    now: datetime,
) -> Endpoint:
    """The endpoint whose secrets signed the body: as cached, else as it is now (rotation)."""
    verify = PROVIDERS[endpoint.provider].verify
    try:
        verify(headers, body, endpoint.secrets, now)
    except Invalid:
        fresh = endpoints.fresh_endpoint(name)
        if fresh is None or fresh == endpoint:
            raise
        verify(headers, body, fresh.secrets, now)
        return fresh
    return endpoint


def register_endpoint(tenant_id: str, provider: str, secrets: tuple[str, ...]) -> str:
    """An id of the tenant's endpoint for a provider; keeps its secrets.

    The same as long as the keys are that sign it; one that was given before holds as well. During
    a rotation both secrets are given, then the new one alone. Raises NotFound for another provider,
    Invalid for a secret that the provider does not issue.
    """
    if provider not in PROVIDERS:
        raise NotFound("provider", provider)
    if not 1 <= len(secrets) <= MOST_SECRETS:
        raise Invalid("secrets", f"one to {MOST_SECRETS} secrets are needed")
    for index, secret in enumerate(secrets):
        if not signatures.usable(provider, secret):
            raise Invalid(f"secrets.{index}", "is not a signing secret of this provider")
    name = endpoints.name_of(tenant_id, provider)
    endpoint_rows.keep(name, Endpoint(tenant_id, provider, secrets))
    logger.info("endpoint kept", tenant=tenant_id, provider=provider, secrets=len(secrets))
    return endpoint_ids.signed(name)
