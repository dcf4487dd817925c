"""Whose an address is: a domain, or one address, belongs to one tenant (R49).

What is more exact counts first: an address before its domain, a domain before the one above it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from relance.domain.creditor.tenant import Tenant
from relance.domain.errors import Invalid

MOST_LABELS = 10
_LONGEST_DOMAIN, _LONGEST_LOCAL = 253, 64
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
# Of what RFC 5322 allows, without the signs that end or part a path: it stands in one (R19).
_ATOMS = re.compile(r"[a-z0-9!$%&'*+=^_{|}~-]+(?:\.[a-z0-9!$%&'*+=^_{|}~-]+)*")
# Written in one way today and in another by older software: only punycode is one name.
_TWO_READINGS = frozenset("ßς\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}")
# Below these, strangers register names of their own, so that nobody owns what is above.
_REGISTRIES = frozenset(
    "ac asso co com edu gob gouv gov gv ltd me mil ne net nom or org plc prd tm".split()
)
# One domain of many people: an address there is somebody's, the domain is nobody's here.
_MAILBOXES = frozenset(
    "gmail googlemail outlook hotmail live msn yahoo ymail rocketmail icloud me mac aol gmx web "
    "proton protonmail pm mail email fastmail zoho yandex tutanota orange wanadoo free sfr neuf "
    "laposte bbox numericable t-online freenet bluewin telenet skynet libero virgilio tiscali "
    "alice btinternet talktalk eircom telefonica terra seznam onet wp interia ziggo kpnmail".split()
)


class BoundBy(StrEnum):
    """Who said that an identity is the tenant's."""

    DNS = "dns"  # a record with its token was found
    INSTALLATION = "installation"  # who runs the installation


@dataclass(frozen=True, slots=True)
class SenderIdentity:
    """What a tenant asked to send as: the token that proves it, and since when it is its own."""

    tenant_id: str
    name: str
    token: str
    asked_at: datetime
    bound_at: datetime | None = None
    bound_by: BoundBy | None = None


def canonical(text: str) -> str:
    """A domain or an address as it is compared: lower case, punycode, without a dot at its end.

    Raises Invalid for what is neither, or could be read as two names.
    """
    local, at, domain = text.strip().rpartition("@")
    name = _domain(domain)
    if not at:
        return name
    local = local.lower()
    if len(local) > _LONGEST_LOCAL or not _ATOMS.fullmatch(local):
        raise Invalid("name", "is neither a domain nor an address that mail can be sent from")
    return f"{local}@{name}"


def _domain(text: str) -> str:
    if _TWO_READINGS & set(text):
        raise Invalid("name", "can be read as two names: write the domain in punycode (xn--)")
    try:
        name = text.removesuffix(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise Invalid("name", "is not a domain") from None
    labels = name.split(".")
    proper = all(_LABEL.fullmatch(label) for label in labels) and not labels[-1].isdigit()
    if not proper or not 2 <= len(labels) <= MOST_LABELS or len(name) > _LONGEST_DOMAIN:
        raise Invalid("name", "is not a domain that somebody can own")
    return name


def require_owner(name: str) -> None:
    """Raises Invalid for a domain under which many have names or mailboxes of their own."""
    if "@" not in name and is_shared(name):
        raise Invalid("name", "is shared by many: only an address of it can be one tenant's")


def is_shared(domain: str) -> bool:
    """Whether many have names, or mailboxes, of their own directly below a domain."""
    first, _, rest = domain.partition(".")
    country = len(rest) == 2
    registry = country and first in _REGISTRIES
    mailboxes = first in _MAILBOXES and (rest in _MAILBOX_ENDS or country)
    return registry or mailboxes or (first in _MAILBOXES and _is_registry(rest))


_MAILBOX_ENDS = frozenset({"com", "net", "org", "eu", "online"})


def _is_registry(domain: str) -> bool:
    first, _, rest = domain.partition(".")
    return len(rest) == 2 and first in _REGISTRIES


def names_over(name: str) -> tuple[str, ...]:
    """The names that may hold an address or a domain, the most exact first."""
    labels = name.rpartition("@")[2].split(".")
    domains = [".".join(labels[start:]) for start in range(len(labels) - 1)]
    return (name, *domains) if "@" in name else tuple(domains)


def holder_of(name: str, holders: Mapping[str, str]) -> str | None:
    """The tenant whose a name is, of the tenants by what is bound to them."""
    return next((holders[one] for one in names_over(name) if one in holders), None)


def may_send(tenant: Tenant, holders: Mapping[str, str]) -> bool:
    """Whether the tenant's address is its own: bound to it, or from before there were bindings.

    What was set before goes on as long as nobody else has proven it; so nobody's mail ends with an
    upgrade, and no address that is new is taken on trust.
    """
    if tenant.from_email is None:
        return True
    holder = holder_of(tenant.from_email.lower(), holders)
    return holder == tenant.tenant_id or (holder is None and not tenant.from_email_bound)
