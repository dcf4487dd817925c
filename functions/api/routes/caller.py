"""Who calls: taken from what the authorizer said, and from nothing that the caller sent (R25)."""

from dataclasses import dataclass
from datetime import date, datetime

from aws_lambda_powertools.event_handler.router import APIGatewayHttpRouter

from relance.adapters import clock
from relance.domain.calendar import local_date
from relance.domain.errors import Forbidden
from relance.flows.tenant.settings import get_settings


@dataclass(frozen=True, slots=True)
class Caller:
    """The tenant of the key, its scopes, and the instant of the request."""

    tenant_id: str
    scopes: frozenset[str]
    key_id: str
    now: datetime

    @property
    def author(self) -> str:
        """How the journal names the caller: by key, never by person."""
        return f"key:{self.key_id}"

    def today(self) -> date:
        """The tenant's local day."""
        return local_date(self.now, get_settings(self.tenant_id).zone)


def new_router() -> APIGatewayHttpRouter:
    """An empty set of routes."""
    return APIGatewayHttpRouter()  # type: ignore[no-untyped-call]


def caller(router: APIGatewayHttpRouter, scope: str = "ledger") -> Caller:
    """Who calls; raises Forbidden when the key lacks the scope."""
    said = router.current_event.request_context.authorizer.get_lambda or {}
    scopes = frozenset(said["scopes"].split())
    if scope not in scopes:
        raise Forbidden(scope, "this key may not do that")
    return Caller(said["tenant_id"], scopes, said["key_id"], clock.now())
