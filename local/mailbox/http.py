"""The HTTP face of the mailbox: SES v2 for the functions, the outbox for people and tests."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from local.loopback import Answer, Request, Respond
from local.mailbox import pages
from local.mailbox.errors import Refused
from local.mailbox.failure import Failure
from local.mailbox.identities import Identities
from local.mailbox.mail import Mail
from local.mailbox.store import Outbox
from local.mailbox.tenants import SesTenants

_SES = "/v2/email/"
_JSON = ("Content-Type", "application/json")
_HTML = ("Content-Type", "text/html; charset=utf-8")
_VERIFIED = {"IdentityType": "DOMAIN", "VerifiedForSendingStatus": True}
_ACCOUNT = {
    "ProductionAccessEnabled": True,
    "SendingEnabled": True,
    "SendQuota": {"Max24HourSend": 50000.0, "MaxSendRate": 14.0, "SentLast24Hours": 0.0},
}


@dataclass(frozen=True, slots=True)
class Served:
    """What of a mailbox is to be had over HTTP."""

    outbox: Outbox
    identities: Identities
    tenants: SesTenants
    accept: Callable[[Mapping[str, Any]], Mail]
    next_failure: Callable[[], Failure | None]


def respond_for(box: Served) -> Respond:
    """What answers the requests to `box`."""

    def respond(request: Request) -> Answer | None:
        address = urlsplit(request.target)
        try:
            if address.path.startswith(_SES):
                return _ses(box, request, address.path.removeprefix(_SES))
            return _outbox(box, address.path, parse_qs(address.query))
        except Refused as refused:
            headers = (_JSON, ("x-amzn-ErrorType", refused.code))
            return Answer(refused.status, headers, _bytes({"message": refused.message}))

    return respond


def _send(box: Served, body: bytes) -> Answer | None:
    """The answer to SendEmail, or None when the connection must break."""
    failure = box.next_failure()
    if failure is None or failure.when == "after":
        mail = box.accept(json.loads(body))
    if failure is None:
        return _json({"MessageId": mail.id})
    if failure.code is None:
        return None
    raise Refused(failure.code, "Injected by a test.")


def _ses(box: Served, request: Request, path: str) -> Answer | None:
    kind, _, name = path.partition("/")
    name = unquote(name)
    match request.method, kind, name:
        case "POST", "outbound-emails", "":
            return _send(box, request.body)
        case "POST", "identities", "":
            box.identities.create(json.loads(request.body)["EmailIdentity"])
            return _json(_VERIFIED)
        case "GET", "identities", "":
            known = [{"IdentityName": one, "SendingEnabled": True} for one in box.identities.all()]
            return _json({"EmailIdentities": known})
        case "GET", "identities", _:
            box.identities.require(name)
            return _json(_VERIFIED | {"VerificationStatus": "SUCCESS"})
        case "DELETE", "identities", _:
            box.identities.remove(name)
            return _json({})
        case "POST", "tenants", _:
            return _json(box.tenants.act(name, json.loads(request.body)))
        case "GET", "account", "":
            return _json(_ACCOUNT)
    raise Refused("BadRequestException", f"The local mailbox does not know {path}.")


def _outbox(box: Served, path: str, query: dict[str, list[str]]) -> Answer:
    match path.strip("/").split("/"):
        case [""]:
            wanted = query.get("q", [""])[0]
            return _page(pages.listing(box.outbox.all(), wanted))
        case ["messages.json"]:
            return _json([mail.as_json() for mail in box.outbox.all()])
        case ["messages", name]:
            return _mail(box, name)
    return _absent()


def _mail(box: Served, name: str) -> Answer:
    id_, _, form = name.partition(".")
    mail = box.outbox.get(id_)
    match form, mail:
        case _, None:
            return _absent()
        case "", found:
            return _page(pages.message(found))
        case "html", found:
            return Answer(200, (_HTML, *pages.FRAME_HEADERS), pages.framed(found).encode())
        case "eml", found:
            raw = base64.b64decode(found.raw)
            return Answer(200, (("Content-Type", "message/rfc822"),), raw)
    return _absent()


def _absent() -> Answer:
    return Answer(404, (("Content-Type", "text/plain"),), b"Not in this outbox.\n")


def _page(html: str) -> Answer:
    return Answer(200, (_HTML, *pages.PAGE_HEADERS), html.encode())


def _json(value: Any) -> Answer:
    return Answer(200, (_JSON,), _bytes(value))


def _bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
