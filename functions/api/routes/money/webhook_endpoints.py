"""Webhook endpoints: the secrets by which a payment provider signs (R22)."""

from typing import Annotated, Literal

from pydantic import Field

from relance.flows.money.webhooks import register_endpoint

from ..caller import caller, new_router
from ..fields import Answer, Body

router = new_router()


class SecretsBody(Body):
    """The provider's signing secrets: both during a rotation, then the new one alone."""

    secrets: Annotated[
        tuple[Annotated[str, Field(min_length=8, max_length=200)], ...],
        Field(min_length=1, max_length=5),
    ]


class EndpointAnswer(Answer):
    """Where the provider is to send its events, below the address of this API."""

    provider: str
    endpoint_id: str
    path: str


@router.put("/v1/webhook-endpoints/<provider>", summary="Set the secrets of a payment provider")
def put(provider: Literal["stripe", "standard"], body: SecretsBody) -> EndpointAnswer:
    """Keep the secrets; the endpoint stays the same."""
    who = caller(router, "admin")
    endpoint_id = register_endpoint(who.tenant_id, provider, body.secrets)
    path = f"/v1/webhooks/{provider}/{endpoint_id}"
    return EndpointAnswer(provider=provider, endpoint_id=endpoint_id, path=path)
