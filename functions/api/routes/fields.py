"""The kinds of field that requests are made of; each refuses what could not be kept or sent."""

import re
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from aws_lambda_powertools.event_handler.openapi.params import Path, Query
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
)

from relance.domain.era import day_of, instant_of
from relance.domain.money import CURRENCIES, MOST_MINOR
from relance.domain.printable import STEERING

from .bank_details import bic_of, iban_of, siren_of

# R19: safe in a path after decoding; never "." or "..".
_SIGN = "[A-Za-z0-9._~-]"
ID_PATTERN = (
    rf"^([A-Za-z0-9_~-]{_SIGN}{{0,63}}|\.[A-Za-z0-9_~-]{_SIGN}{{0,62}}|\.\.{_SIGN}{{1,62}})$"
)
PAYMENT_ID_PATTERN = r"^[A-Za-z0-9_~:-][A-Za-z0-9._~:-]{0,127}$"
CODE_PATTERN = r"^[a-z][a-z0-9_]{0,39}$"

# Letters that look like nothing: Hangul fillers, the empty Braille cell; and joiners and the like.
_BLANK = re.compile("[\u115f\u1160\u3164\uffa0\u2800\u180e\u00ad\u034f\u17b4\u17b5]")
_SEEN = re.compile(r"[^\W_]|[!-/:-@\[-`{-~\u00a1-\u00ff\u2010-\u2027\u20a0-\u2bff]")
# Files of the zone database that are no zones, or that say another thing on each machine.
_NO_ZONES = frozenset({"localtime", "Factory", "posixrules", "leapseconds", "tzdata.zi"})
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
# What SES accepts: an ASCII local part, a domain of two labels or more (RFC 5321, 4.5.3.1).
_EMAIL = re.compile(
    rf"[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{{|}}~-]+)*"
    rf"@(?:{_LABEL}\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]"
)


class Body(BaseModel):
    """A request body: unknown fields are refused, nothing is changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Answer(BaseModel):
    """A response body."""

    model_config = ConfigDict(from_attributes=True, defer_build=True)


class LeftOut(Answer):
    """A stored row that a list leaves out since it cannot be read, and whose it is."""

    customer_id: str | None
    row: str


def left_out(rows: Iterable[tuple[str, str]]) -> list[LeftOut]:
    """The answers for rows that cannot be read, each with its account or none."""
    return [LeftOut(customer_id=account_id or None, row=row) for account_id, row in rows]


def _printable(text: str) -> str:
    text = text.strip()
    if not text:
        raise ValueError("must not be empty")
    if STEERING.search(text):
        raise ValueError("must not contain line breaks or control characters")
    return _legible(text)


def _multiline(text: str) -> str:
    if STEERING.search(text.replace("\n", "").replace("\r", "").replace("\t", "")):
        raise ValueError("must not contain control characters")
    return text


def _legible(text: str) -> str:
    text = text.strip()
    if not _SEEN.search(_BLANK.sub("", text)):
        raise ValueError("must have something that can be seen")
    return text


def _currency(code: str) -> str:
    if code not in CURRENCIES:
        raise ValueError("not a currency of ISO 4217, as EUR")
    return code


@cache
def _countries() -> frozenset[str]:
    """The codes of ISO 3166, as the zone database keeps them, and Kosovo's, which banks use."""
    table = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text(encoding="utf-8")
    codes = (line[:2] for line in table.splitlines() if not line.startswith("#"))
    return frozenset(codes) | {"XK"}


def _country(code: str) -> str:
    if code not in _countries():
        raise ValueError("not a country of ISO 3166, as FR")
    return code


def _email(text: str) -> str:
    if len(text) > 254 or len(text.partition("@")[0]) > 64 or not _EMAIL.fullmatch(text):
        raise ValueError("not an e-mail address that mail can be sent to")
    return text


def _https(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme != "https" or not parts.hostname or parts.username or " " in text:
        raise ValueError("must be an address that begins with https://")
    return text


def _zone(name: str) -> str:
    try:
        if name in _NO_ZONES or name.startswith(("right/", "posix/")):
            raise LookupError
        ZoneInfo(name)
    except (OSError, ValueError, LookupError):
        raise ValueError("not a time zone of the IANA database, as Europe/Paris") from None
    return name


Id = Annotated[str, Field(pattern=ID_PATTERN)]
CustomerId = Annotated[str, Path(pattern=ID_PATTERN, description="Id in the invoicing tool")]
InvoiceId = Annotated[str, Path(pattern=ID_PATTERN, description="Id in the invoicing tool")]
Cursor = Annotated[str | None, Query(max_length=500, description="From the page before")]
Limit = Annotated[int, Query(ge=1, le=200)]
LongLimit = Annotated[int, Query(ge=1, le=1000)]
PaymentId = Annotated[str, Field(pattern=PAYMENT_ID_PATTERN)]
Code = Annotated[str, Field(pattern=CODE_PATTERN)]
ShortText = Annotated[str, Field(max_length=200), AfterValidator(_printable)]
LongText = Annotated[str, Field(min_length=1, max_length=4000), AfterValidator(_multiline)]
OwnText = Annotated[
    str, Field(max_length=8000), AfterValidator(_multiline), AfterValidator(_legible)
]
Url = Annotated[str, Field(max_length=2000), AfterValidator(_printable), AfterValidator(_https)]
Email = Annotated[str, AfterValidator(_email)]
Phone = Annotated[str, Field(pattern=r"^\+?[0-9 ().\-]{4,30}$")]
Day = Annotated[date, BeforeValidator(day_of)]
Instant = Annotated[AwareDatetime, BeforeValidator(instant_of)]
Currency = Annotated[str, AfterValidator(_currency)]
Country = Annotated[str, Field(pattern="^[A-Z]{2}$"), AfterValidator(_country)]
Zone = Annotated[str, AfterValidator(_zone)]
Siren = Annotated[str, AfterValidator(siren_of)]
Iban = Annotated[str, AfterValidator(iban_of)]
Bic = Annotated[str, AfterValidator(bic_of)]
# Strict: true, "12" and 12.0 are no amounts.
AmountMinor = Annotated[int, Field(strict=True, ge=0, le=MOST_MINOR)]
PositiveMinor = Annotated[int, Field(strict=True, ge=1, le=MOST_MINOR)]
Version = Annotated[int, Field(strict=True, ge=0, le=2**53)]
