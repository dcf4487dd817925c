"""The errors that Relance raises itself, each with its evidence as attributes.

RelanceError
├── Invalid           the caller's data cannot be accepted (names the field)
├── Flawed            a policy that cannot be accepted (names every place)
├── NotFound          what the caller names does not exist for this tenant
├── Conflict          what is stored contradicts the request
├── Forbidden         the key that asks lacks a scope
├── Unreadable        a stored row that this version cannot read (names account and row)
├── Gone              a link has expired or was revoked
├── Refused           a transaction relied on what did not hold any more; nothing was changed
├── NoAnswer          an outside service gave no answer; what was asked may have been done
└── Unavailable       an outside service cannot be used now; nothing was changed
    ├── OutOfTime         the function would end before an answer could come
    ├── StaleVersion      others kept writing what this was decided on
    ├── SendingSuspended  SES accepts nothing now: throttled, over quota, paused
    ├── SenderRefused     SES takes nothing of this sender now, and mail of others
    └── SwitchedOff       the tenant was changed after its message was reserved
"""

from dataclasses import dataclass
from enum import StrEnum


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


class Cause(StrEnum):
    """Why a stored object is of no use: people are told, and it is set aside (R46)."""

    UNREADABLE = "unreadable"  # a stored row does not say what it should
    UNDECIDED = "undecided"  # each row can be read, and what they say together stops deciding
    MALFORMED = "malformed"  # a message of a queue is none that was ever sent there


class Placed:
    """What knows where a row stands: at an account, or at what of the tenant `place` says."""

    __slots__ = ()
    place: str

    @property
    def of_account(self) -> bool:
        """Whether it is an account's: what is of its tenant has a sign that no id has."""
        return "#" not in self.place

    @property
    def place_name(self) -> str:
        """The place as people are told of it."""
        return self.place.strip("#").replace("#", " ")


@dataclass(eq=False)
class Unreadable(Placed, RelanceError):
    """A stored row that cannot be read: nothing is decided without it (R46)."""

    tenant_id: str
    place: str  # the account, or what of the tenant
    row: str
    attribute: str = ""  # of the row, where that is known; never what it says
    cause: Cause = Cause.UNREADABLE


@dataclass(eq=False)
class Gone(RelanceError):
    """A link that was valid once."""

    reason: str


@dataclass(eq=False)
class NoAnswer(RelanceError):
    """An outside service gave no answer, or failed: what was asked may have been done or not."""

    reason: str


class Unavailable(RelanceError):
    """An outside service cannot be used now; nothing was changed."""


class OutOfTime(Unavailable):
    """The function would end before an answer could come: nothing was asked."""


@dataclass(eq=False)
class SendingSuspended(Unavailable):
    """SES accepts no mail for now: throttled, quota reached, paused or suspended."""

    reason: str
    throttled: bool = False


@dataclass(eq=False)
class SenderRefused(Unavailable):
    """SES takes no mail of this sender: its identity is not verified, or its tenant is paused."""

    reason: str


@dataclass(eq=False)
class SwitchedOff(Unavailable):
    """A tenant was paused, or changed in another way, since its message was decided (R14)."""

    tenant_id: str


@dataclass(frozen=True, slots=True)
class AccountMoved:
    """Somebody wrote the account since it was read: its head has another version."""

    tenant_id: str
    account_id: str


@dataclass(frozen=True, slots=True)
class InvoiceFiled:
    """The invoice was filed meanwhile; it was unknown when it was looked for (R20)."""

    invoice_id: str


@dataclass(frozen=True, slots=True)
class PaymentMoved:
    """Somebody wrote the payment since it was read (R22)."""

    payment_id: str


@dataclass(frozen=True, slots=True)
class ReportMoved:
    """Somebody wrote what a provider reported since it was read (R40)."""

    report_id: str


@dataclass(frozen=True, slots=True)
class MessageTaken:
    """The message is another's: reserved by somebody else, or as far already, or not there."""

    message_id: str


@dataclass(frozen=True, slots=True)
class AddressStopped:
    """Mail to the address, of the message or of a copy, has stopped for this tenant (D6)."""

    digest: str


@dataclass(frozen=True, slots=True)
class AddressContacted:
    """Another message to the address was noted meanwhile: it may be over its budget (B5)."""

    digest: str


@dataclass(frozen=True, slots=True)
class CallsCounted:
    """Somebody asked for calls since those of the tenant's day were counted (D8)."""

    tenant_id: str


@dataclass(frozen=True, slots=True)
class BacklogCounted:
    """As many old debts without history as a day may begin with were begun with (R37)."""

    tenant_id: str


@dataclass(frozen=True, slots=True)
class ReviewedSooner:
    """The account is reviewed as early already, or there is none (R12)."""

    account_id: str


@dataclass(frozen=True, slots=True)
class TenantMoved:
    """Somebody wrote the settings, or the policies, of the tenant since they were read."""

    tenant_id: str


@dataclass(frozen=True, slots=True)
class SenderTaken:
    """A sender identity, or a name above it, is another tenant's (R49)."""

    name: str


type Refusal = (
    AccountMoved
    | InvoiceFiled
    | PaymentMoved
    | ReportMoved
    | MessageTaken
    | AddressStopped
    | AddressContacted
    | CallsCounted
    | BacklogCounted
    | ReviewedSooner
    | TenantMoved
    | SenderTaken
)


@dataclass(eq=False)
class Refused(RelanceError):
    """A transaction changed nothing, since what it relied on did not hold: `refusals` says what."""

    refusals: frozenset[Refusal]


@dataclass(eq=False)
class StaleVersion(Unavailable):
    """Others kept writing what was read, try after try: whoever asked is to ask again.

    A queue delivers again, the API says so (503): it is never a reason to take a thing for done.
    """

    refusals: frozenset[Refusal]
