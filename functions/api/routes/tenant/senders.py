"""Sender identities: ask for one, prove it by DNS, list, give up (R49)."""

from datetime import datetime
from typing import Annotated, Literal

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Path
from pydantic import Field

from relance.domain.creditor.sender_identity import SenderIdentity
from relance.flows.tenant.senders import ask, drop, record_of, senders, verify

from ..caller import caller, new_router
from ..fields import Answer, Body, ShortText

router = new_router()

IdentityName = Annotated[
    str, Path(pattern=r"^[^\s/]{3,320}$", description="A domain, or an address")
]


class IdentityBody(Body):
    """A domain, or one address, that the tenant wants to send as."""

    name: ShortText


class DnsRecordAnswer(Answer):
    """What whoever owns the domain publishes to prove it."""

    type: Literal["TXT"] = "TXT"
    name: str
    value: str


class IdentityAnswer(Answer):
    """An identity: asked for, or bound to this tenant and to no other."""

    name: str
    bound: bool
    bound_at: datetime | None
    bound_by: Literal["dns", "installation"] | None
    asked_at: datetime
    record: DnsRecordAnswer

    @classmethod
    def of(cls, identity: SenderIdentity) -> "IdentityAnswer":
        """The answer for one identity."""
        record = record_of(identity)
        return cls.model_validate(
            {
                "name": identity.name,
                "bound": identity.bound_at is not None,
                "bound_at": identity.bound_at,
                "bound_by": identity.bound_by,
                "asked_at": identity.asked_at,
                "record": DnsRecordAnswer(name=record.name, value=record.text),
            }
        )


class IdentityList(Answer):
    """All identities, and how the present `from_email` stands.

    `usable`: mail leaves from it. `bound`: nobody else can have it; an address that was set before
    there were bindings goes on unbound, until somebody proves it.
    """

    identities: Annotated[list[IdentityAnswer], Field(max_length=50)]
    from_email: str | None
    usable: bool
    bound: bool


@router.get("/v1/sender-identities", summary="List what the tenant may send as")
def get() -> IdentityList:
    """Answer the identities that were asked for, bound or not."""
    found = senders(caller(router).tenant_id)
    return IdentityList(
        identities=[IdentityAnswer.of(one) for one in found.identities],
        from_email=found.from_email,
        usable=found.usable,
        bound=found.bound,
    )


@router.post("/v1/sender-identities", summary="Ask for a sender identity")
def post(body: IdentityBody) -> tuple[IdentityAnswer, int]:
    """Answer the DNS record that proves it; the same again has the same record."""
    who = caller(router, "admin")
    return IdentityAnswer.of(ask(who.tenant_id, body.name, who.now)), 201


@router.post("/v1/sender-identities/<name>/verify", summary="Prove a sender identity")
def post_verify(name: IdentityName) -> IdentityAnswer:
    """Look for the DNS record now: bound where it is there, a 409 where not."""
    who = caller(router, "admin")
    return IdentityAnswer.of(verify(who.tenant_id, name, who.now))


@router.delete("/v1/sender-identities/<name>", summary="Give a sender identity up")
def delete(name: IdentityName) -> Response[str]:
    """Forget it at once; mail that is sent as it stops."""
    who = caller(router, "admin")
    drop(who.tenant_id, name)
    return Response(204, body="")
