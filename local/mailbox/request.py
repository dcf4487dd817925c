"""Reads a SendEmail request as SES v2 does, Simple or Raw, into a mail."""

import base64
import re
import uuid
from collections.abc import Mapping
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from email.policy import SMTP, default
from email.utils import format_datetime, getaddresses, parseaddr
from functools import lru_cache
from typing import Any

from local.mailbox.errors import Refused
from local.mailbox.mail import Attachment, Mail

_TAG = re.compile(r"[A-Za-z0-9_-]{1,256}")
_MAX_RECIPIENTS = 50
_ADDED = ("Message-ID", "Date")  # by SES, in place of what was there
_LONGEST_ADDRESS = 320


class _ReadOnce(HeaderRegistry):
    """Headers as `email` reads them, each text once; a message does so whenever it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self._read = lru_cache(maxsize=2_048)(super().__call__)

    def __call__(self, name: str, value: str) -> BaseHeader:
        return self._read(name, value)


_POLICY = default.clone(header_factory=_ReadOnce())


def read_request(request: Mapping[str, Any], at: datetime) -> Mail:
    """The mail that `request` asks for, with the id and time that SES would give it."""
    to, cc, bcc = _destination(request)
    _check_sender(str(request.get("FromEmailAddress") or ""))
    message = _message(request, to, cc)
    if not to + cc + bcc:
        to, cc = _addresses(message, "To"), _addresses(message, "Cc")
    _check_recipients(to + cc + bcc)
    id_ = _stamp(message, at)
    return Mail(
        id=id_,
        sent_at=at.isoformat(),
        sender=str(request.get("FromEmailAddress") or message["From"] or ""),
        to=to,
        cc=cc,
        bcc=bcc,
        reply_to=tuple(request.get("ReplyToAddresses") or _addresses(message, "Reply-To")),
        subject=str(message["Subject"] or ""),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        headers=_headers(message),
        tags=_tags(request.get("EmailTags") or ()),
        configuration_set=request.get("ConfigurationSetName"),
        attachments=_attachments(message),
        raw=base64.b64encode(_whole(request, message)).decode(),
    )


def _whole(request: Mapping[str, Any], message: EmailMessage) -> bytes:
    """The mail as it arrives: of one that came as MIME no byte is another, below what SES adds."""
    raw = base64.b64decode(request["Content"].get("Raw", {}).get("Data") or b"")
    headers = BytesHeaderParser(policy=_POLICY).parsebytes(raw)
    if not raw or any(name in headers for name in _ADDED):
        return message.as_bytes(policy=SMTP)
    added = "".join(f"{name}: {message[name]}\r\n" for name in _ADDED)
    return added.encode() + raw


def _destination(request: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    given = request.get("Destination") or {}
    return tuple(tuple(given.get(f"{kind}Addresses", ())) for kind in ("To", "Cc", "Bcc"))


def _message(request: Mapping[str, Any], to: tuple[str, ...], cc: tuple[str, ...]) -> EmailMessage:
    match request.get("Content"):
        case {"Simple": dict() as simple}:
            return _from_simple(request, simple, to, cc)
        case {"Raw": {"Data": str() as data}}:
            return _parse(base64.b64decode(data))
    raise Refused("BadRequestException", "Content must be Simple or Raw.")


def _from_simple(
    request: Mapping[str, Any], simple: Mapping[str, Any], to: tuple[str, ...], cc: tuple[str, ...]
) -> EmailMessage:
    message = EmailMessage(policy=_POLICY)
    message["From"] = _readable(str(request.get("FromEmailAddress", "")))
    for name, values in (("To", to), ("Cc", cc), ("Reply-To", request.get("ReplyToAddresses"))):
        if values:
            message[name] = ", ".join(_readable(value) for value in values)
    message["Subject"] = str(simple["Subject"]["Data"])
    for header in simple.get("Headers") or ():
        message[header["Name"]] = header["Value"]
    body = simple.get("Body") or {}
    text, html = (str((body.get(kind) or {}).get("Data", "")) for kind in ("Text", "Html"))
    if text or not html:
        message.set_content(text)
    if html and text:
        message.add_alternative(html, subtype="html")
    elif html:
        message.set_content(html, subtype="html")
    for attachment in simple.get("Attachments") or ():
        _attach(message, attachment)
    return message


def _attach(message: EmailMessage, attachment: Mapping[str, Any]) -> None:
    kind = str(attachment.get("ContentType") or "application/octet-stream")
    main, _, sub = kind.partition("/")
    message.add_attachment(
        base64.b64decode(attachment["RawContent"]),
        maintype=main,
        subtype=sub,
        filename=attachment["FileName"],
    )


def _readable(address: str) -> str:
    """The address with its display name decoded, so that it is encoded once and not twice."""
    parsed = _parse(f"From: {address}\r\n\r\n".encode())["From"].addresses
    return ", ".join(str(Address(one.display_name, addr_spec=one.addr_spec)) for one in parsed)


def _parse(data: bytes) -> EmailMessage:
    return BytesParser(policy=_POLICY).parsebytes(data)


def _stamp(message: EmailMessage, at: datetime) -> str:
    """The id that the message gets, as its own headers name it."""
    id_ = f"0109{int(at.timestamp() * 1000):012x}-{uuid.uuid4()}-000000"
    for name in _ADDED:
        del message[name]
    message["Message-ID"] = f"<{id_}@eu-west-3.amazonses.com>"
    message["Date"] = format_datetime(at)
    return id_


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part is not None else ""


def _attachments(message: EmailMessage) -> tuple[Attachment, ...]:
    return tuple(
        Attachment(
            part.get_filename() or "",
            part.get_content_type(),
            base64.b64encode(part.get_payload(decode=True) or b"").decode(),  # type: ignore[arg-type]
        )
        for part in message.iter_attachments()
    )


def _headers(message: EmailMessage) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(value)) for name, value in message.items())


def _addresses(message: EmailMessage, name: str) -> tuple[str, ...]:
    found = getaddresses([str(value) for value in message.get_all(name, [])])
    return tuple(address for _, address in found)


def _tags(given: Any) -> dict[str, str]:
    for tag in given:
        for part in (tag["Name"], tag["Value"]):
            if not _TAG.fullmatch(part):
                raise Refused("BadRequestException", f"Invalid tag character: {part}")
    return {tag["Name"]: tag["Value"] for tag in given}


def _check_sender(address: str) -> None:
    """SES takes a sender of one line that is no longer than an address may be."""
    if not address.isprintable() or len(address) > _LONGEST_ADDRESS:
        raise Refused("BadRequestException", "Missing or invalid sender address.")


def _check_recipients(addresses: tuple[str, ...]) -> None:
    if not addresses or len(addresses) > _MAX_RECIPIENTS:
        raise Refused("MessageRejected", f"Recipient count must be 1 to {_MAX_RECIPIENTS}.")
    for address in addresses:
        local, _, domain = parseaddr(address)[1].rpartition("@")
        if not local or not domain or not local.isascii():
            raise Refused("BadRequestException", "Local address contains control or whitespace")
