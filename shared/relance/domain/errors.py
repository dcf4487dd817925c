"""The errors that Relance raises itself, each with its evidence as attributes.

RelanceError
├── Invalid           the caller's data cannot be accepted (names the field)
├── Flawed            a policy that cannot be accepted (names every place)
├── NotFound          what the caller names does not exist for this tenant
├── Conflict          what is stored contradicts the request
├── Forbidden         the key that asks lacks a scope
├── Gone              a link has expired or was revoked
├── Refused           a condition of a transaction did not hold; nothing was changed
└── Unavailable       an outside service cannot be used now; nothing was changed
    ├── StaleVersion      somebody else wrote the account since it was read
    └── SendingSuspended  SES accepts nothing now: throttled, over quota, paused
"""

from dataclasses import dataclass


class RelanceError(Exception):
    """Any error of Relance's own."""


@dataclass(eq=False)
class Invalid(RelanceError):
    """The data of the caller cannot be accepted; `field` is a dotted path."""

    field: str
    detail: str


@dataclass(eq=False)
class Flawed(RelanceError):
    """A policy that cannot be accepted: each place, and what is wrong there."""

    flaws: tuple[tuple[str, str], ...]


@dataclass(eq=False)
class NotFound(RelanceError):
    """Nothing of this kind and id exists for the tenant."""

    kind: str
    id: str


@dataclass(eq=False)
class Conflict(RelanceError):
    """What is stored contradicts the request."""

    detail: str
    field: str | None = None


@dataclass(eq=False)
class Forbidden(RelanceError):
    """The key that asks lacks a scope."""

    scope: str
    detail: str


@dataclass(eq=False)
class Gone(RelanceError):
    """A link that was valid once."""

    reason: str


class Unavailable(RelanceError):
    """An outside service cannot be used now; nothing was changed."""


@dataclass(eq=False)
class StaleVersion(Unavailable):
    """The account was written by somebody else since it was read (optimistic lock)."""

    account_id: str


@dataclass(eq=False)
class SendingSuspended(Unavailable):
    """SES accepts no mail for now: throttled, quota reached, paused or suspended."""

    reason: str
    throttled: bool = False


@dataclass(eq=False)
class Refused(RelanceError):
    """A transaction changed nothing, since what it relied on did not hold; `rows` names it."""

    rows: frozenset[str]
