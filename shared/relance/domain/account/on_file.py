"""What stands on an account besides documents and money: said, asked, held, owed."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from relance.domain.account.occasion import ORDINARY, Occasion
from relance.domain.ledger.item_id import ItemId


class StopReason(StrEnum):
    """Why reminders stop where the debtor said so; staff may give any other short code."""

    CASH_DIFFICULTY = "cash_difficulty"
    DISPUTE = "dispute"
    NOT_RECEIVED = "not_received"
    TIME_REQUESTED = "time_requested"


class Means(StrEnum):
    """How money comes, or is said to have come."""

    TRANSFER = "transfer"
    CARD = "card"
    CHEQUE = "cheque"
    DIRECT_DEBIT = "direct_debit"
    CASH = "cash"
    OTHER = "other"


class DisputeReason(StrEnum):
    """What is wrong with an invoice."""

    APPROVAL = "approval"
    ORDER_NUMBER = "order_number"
    WRONG_DETAILS = "wrong_details"
    PRICE = "price"
    DELIVERY = "delivery"
    QUALITY = "quality"
    CREDIT_NOTE = "credit_note"
    DUPLICATE = "duplicate"
    DUE_DATE = "due_date"
    PAID_ELSEWHERE = "paid_elsewhere"
    NOT_OURS = "not_ours"
    ALREADY_DISPUTED = "already_disputed"
    DEBIT_REFUSED = "debit_refused"
    RETENTION_OPPOSED = "retention_opposed"  # by registered letter, of one part (R41)
    OTHER = "other"


class DisputeOutcome(StrEnum):
    """How a dispute ended."""

    UPHELD = "upheld"
    REFUSED = "refused"
    PROMISED = "promised"
    PAID = "paid"


class ReplyKind(StrEnum):
    """Who wrote back."""

    PERSON = "person"
    AUTOMATIC = "automatic"
    LEFT = "left"  # automatic, and the reader is there no more
    SUSPECT = "suspect"  # the provider took it for spam or a virus
    UNREADABLE = "unreadable"  # nobody could read it by machine: a person looks


# A person wrote, or may have: the ladder waits until somebody has read it (R42).
BY_HAND = frozenset({ReplyKind.PERSON, ReplyKind.UNREADABLE})


class Contest(StrEnum):
    """What an answer says for which the ladder waits, whoever wrote it (R42)."""

    DISPUTED = "disputed"
    REJECTED = "rejected"
    ORDER_NUMBER = "order_number"  # missing on the invoice
    WRONG_COMPANY = "wrong_company"
    PAID = "paid"


class Chosen(StrEnum):
    """What a person may choose instead of the figures."""

    PROFILE = "profile"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Stop:
    """Stops reminders of the customer, or of one invoice, until lifted or until its end."""

    hold_id: str
    reason: str
    author: str
    recorded_at: datetime
    invoice_id: str | None = None
    until_on: date | None = None  # last day held; None holds until lifted
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class OrderHold:
    """The order system holds the customer's new orders: it says so, nobody here does it (B13)."""

    source: str  # erp: what the row is called by, since there is one at most
    since_on: date
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Claim:
    """The debtor says "I have paid" (C3)."""

    claim_id: str
    item_ids: tuple[ItemId, ...]
    currency: str
    said_on: date
    paid_on: date
    means: str  # a `Means`
    recorded_at: datetime
    account_last4: str | None = None
    diverted: bool = False  # the account paid is not ours (practice 4)


@dataclass(frozen=True, slots=True)
class Promise:
    """The debtor says "I will pay on" (C4)."""

    promise_id: str
    item_ids: tuple[ItemId, ...]
    currency: str
    said_on: date
    promised_on: date
    amount_minor: int
    recorded_at: datetime
    means: str = Means.TRANSFER


@dataclass(frozen=True, slots=True)
class Dispute:
    """There is a problem with an invoice; it never ends by itself, save by payment (C5)."""

    dispute_id: str
    invoice_id: str
    currency: str
    reason: str
    opened_on: date
    recorded_at: datetime
    author: str  # debtor, or who of the staff wrote it down
    amount_minor: int | None = None  # what is contested; None: all of it
    outcome: str | None = None  # a `DisputeOutcome`
    resolved_on: date | None = None
    resolved_at: datetime | None = None
    credited_on: date | None = None  # upheld: when the credit was in the ledger (R7)
    credited_by: str | None = None  # by which credit note, and where the ladder had begun before
    ladder_before_on: date | None = None
    item_id: ItemId | None = None  # the one part that it is about; None: the whole invoice
    letter_on: date | None = None  # a registered letter that opposes it, and its reference (R41)
    letter_reference: str | None = None

    def covers(self, item_id: ItemId) -> bool:
        """Whether this part is what it is about."""
        mine = ItemId(item_id).invoice_id == self.invoice_id
        return mine if self.item_id is None else self.item_id == item_id


@dataclass(frozen=True, slots=True)
class Reply:
    """The debtor wrote back; until somebody has read it, nothing more goes (C6)."""

    reply_id: str
    kind: str  # a `ReplyKind`
    received_on: date
    recorded_at: datetime
    message_id: str | None = None  # the message answered, if known
    contact_id: str | None = None
    read_at: datetime | None = None
    returns_on: date | None = None  # of an absence
    substitute_contact_id: str | None = None
    contests: str | None = None  # a `Contest`: it outweighs who wrote (R42)
    reader_in_doubt: bool = False  # nobody may read that address any more

    @property
    def waits(self) -> bool:
        """Whether the ladder waits until a person has read it: a person wrote, or may have."""
        return self.kind in BY_HAND or self.contests is not None


@dataclass(frozen=True, slots=True)
class Override:
    """A person decides instead of the figures: profile or policy, with a reason and an end."""

    what: str  # a `Chosen`
    value: str
    reason: str
    author: str
    recorded_at: datetime
    until_on: date  # last day


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """What is owed to the debtor for a fact: sent once, whatever the ladder does (R8).

    An answer, or what a person wrote by hand; the words of that lie apart (R24).
    """

    fact_id: str
    kind: str  # a `MessageKind`
    currency: str
    item_ids: tuple[ItemId, ...]
    recorded_at: datetime
    amount_minor: int | None = None
    on: date | None = None  # the day promised, or the value day of the payment
    means: str | None = None
    contact_id: str | None = None  # to whom, where a person said so; None: as usual


@dataclass(frozen=True, slots=True)
class LinkAnswers:
    """What was answered by the link of one message on one day, so that it has an end (C2)."""

    message_id: str
    on: date
    said: tuple[tuple[str, str], ...]  # id of the fact, and what kind of answer it was


@dataclass(frozen=True, slots=True)
class CallAttempt:
    """One try to carry out a task, such as a call."""

    on: date
    made_at: datetime
    outcome: str  # reached | voicemail | not_reached


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task a person has, or had, to do; a closed one is kept while it still decides."""

    task_id: str
    kind: str
    recorded_at: datetime
    currency: str | None = None
    item_ids: tuple[ItemId, ...] = ()
    closed_at: datetime | None = None
    asked_on: date | None = None
    due_on: date | None = None
    owner: str | None = None
    outcome: str | None = None  # done, reached, approved, stopped, carried_out, withdrawn, ...
    step: str | None = None  # the kind of the policy's step that it carries out or approves
    level: int | None = None
    leader: str | None = None
    occasion: Occasion = ORDINARY
    attempts: tuple[CallAttempt, ...] = ()
    profile: str | None = None  # of the payer when the step was taken (practice 7)
    reason: str | None = None
    urgent: bool = False
    overdue_minor: int | None = None  # on the day it was asked
    net_minor: int | None = None  # what would have been demanded then
