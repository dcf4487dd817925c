"""API keys: made and shown once, revoked (R25)."""

from datetime import datetime
from typing import Annotated, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path
from pydantic import Field

from relance.flows.tenant.keys import create_key, revoke_key

from ..caller import caller, new_router
from ..fields import Answer, Body, ShortText

router = new_router()

KeyId = Annotated[str, Path(pattern="^[a-z2-7]{13}$")]


class KeyBody(Body):
    """What the key may do, and a name to know it by."""

    scopes: Annotated[list[Literal["ledger", "admin"]], Field(min_length=1, max_length=2)]
    name: ShortText | None = None


class KeyAnswer(Answer):
    """A key; its text is shown here and never again."""

    key_id: str
    key: str
    scopes: list[str]
    name: str | None
    created_at: datetime


@router.post("/v1/api-keys", summary="Make an API key")
def post(body: KeyBody) -> tuple[KeyAnswer, int]:
    """Make a key; its text cannot be shown again."""
    who = caller(router, "admin")
    key, text = create_key(who.tenant_id, tuple(sorted(set(body.scopes))), body.name, who.now)
    answer = KeyAnswer(
        key_id=key.key_id,
        key=text,
        scopes=[*key.scopes],
        name=key.name,
        created_at=key.created_at,
    )
    return answer, 201


@router.delete("/v1/api-keys/<key_id>", summary="Revoke an API key")
def delete(key_id: KeyId) -> Response[str]:
    """End a key at once."""
    who = caller(router, "admin")
    revoke_key(who.tenant_id, key_id, who.now)
    return Response(204, body="")
