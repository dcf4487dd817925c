"""What a message says, as plain values: the flows fill it in, the templates word it.

Amounts are minor units, dates are dates: language and typography belong to the templates. A view
that contradicts itself is refused here, so that no message can show a total that is not the sum
of its lines (pains D2, D3) or a link that is not a web address.
"""

import re
from dataclasses import dataclass
from datetime import date

from relance.domain.errors import Invalid
from relance.domain.printable import printable

_BLANK_LINES = re.compile(r"\n{2,}")


@dataclass(frozen=True, slots=True)
class Creditor:
    """Who is owed, and the person who writes.

    `signatory` is the named person who signs ("Claire Lefort"); `sender_name` is what the From
    field shows ("Comptabilité clients"); `phone` is also printed on the invoices.
    """

    legal_name: str
    siren: str | None
    sender_name: str
    phone: str
    reply_to: str
    iban_last4: str | None
    signatory: str


@dataclass(frozen=True, slots=True)
class Line:
    """One open part of an invoice. `customer_name` only when the debtor is not the reader."""

    invoice_id: str
    number: str
    part_label: str | None
    issued_on: date
    due_on: date
    currency: str
    open_minor: int
    total_minor: int
    purchase_order: str | None = None
    pdf_url: str | None = None
    customer_name: str | None = None

    def __post_init__(self) -> None:
        """Refuse a document address that a mail client could run as a script."""
        if self.pdf_url is not None and not self.pdf_url.startswith(("https://", "http://")):
            raise Invalid("pdf_url", "not a web address")


@dataclass(frozen=True, slots=True)
class Links:
    """The debtor's links, absolute; each opens a page and changes nothing by itself."""

    pay: str
    paid: str
    promise: str
    problem: str
    copy: str


@dataclass(frozen=True, slots=True)
class Received:
    """Money of one payment, by its value day."""

    on: date
    amount_minor: int
    means: str | None = None


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What a person wrote instead of a text of ours: one line, and paragraphs with their lines."""

    subject: str
    text: str

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """Its paragraphs, as blank lines part them; each keeps its own line breaks."""
        lines = [line.strip() for line in printable(self.text).split("\n")]
        parts = _BLANK_LINES.split("\n".join(lines).strip("\n"))
        return tuple(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class MessageView:
    """Everything one message says.

    `text` and `tone` choose the words (`render/texts.py`); `variant` names what happened before,
    whose own text opens the message, or is all of it (R7, R29): ordinary, claim_unseen,
    promise_broken, payment_returned, statement and their like. `consequence` is what somebody
    accepted to do on the deadline: nothing else is announced (B13). `orders_held_on` is since when
    the order system holds new orders. `called_on` is the day of a call that reached the debtor or
    left word; `terms_reference` the terms on file for all lines.
    `lines` are the items the message is about (for `final`: those that its deadline concerns; for
    a receipt or thanks: those the payment was applied to); `other_lines` are for information.
    `total_minor` is what is left on `lines` once `credit_minor` (credit notes and money received
    without an invoice) is taken off. `company` is the reader's. `reader_name` is as a greeting
    has it ("Mme Martin", "Ms Smith"). `payment_*` is the payment a message is about: received
    (receipt, thanks, promise_broken, claim_partly_seen), claimed (claim_unseen) or returned
    (payment_returned). Where a receipt answers several payments, `payments` has each and
    `payment_minor` is their sum. `claimed` are the numbers of the invoices said to be paid,
    `claimed_on` the day named where `payment_*` is what came of it (claim_partly_seen);
    `left_minor` is what is still open of what was claimed or promised.
    """

    text: str
    language: str
    creditor: Creditor
    reader_name: str | None
    company: str
    lines: tuple[Line, ...]
    currency: str
    total_minor: int
    today_on: date
    links: Links
    tone: str = "neutral"
    variant: str = "ordinary"
    other_lines: tuple[Line, ...] = ()
    credit_minor: int = 0
    is_business: bool = True  # interest and the fixed sum are never mentioned to a consumer
    cash_through_on: date | None = None
    deadline_on: date | None = None
    consequence: str | None = None
    takeover_name: str | None = None
    called_on: date | None = None
    orders_held_on: date | None = None
    terms_reference: str | None = None
    promise_on: date | None = None
    promise_minor: int | None = None
    payment_on: date | None = None
    payment_minor: int | None = None
    payment_means: str | None = None
    payments: tuple[Received, ...] = ()
    thanked_on: date | None = None  # for money that was not the reader's (our_error)
    in_error: tuple[str, ...] = ()  # the numbers of the invoices on which it had been put
    claimed: tuple[str, ...] = ()
    claimed_on: date | None = None
    left_minor: int | None = None
    withdrawn: tuple[Line, ...] = ()  # due later than when a day was announced for them (R34)
    accepted_on: date | None = None  # the works of which a retention is kept (R41)
    came_minor: int | None = None  # money of the day, where a reminder thanks for it (R39)
    own_words: OwnWords | None = None  # of a message by hand, which may list nothing (R8)

    def __post_init__(self) -> None:
        """Refuse a message whose figures do not add up or mix two currencies."""
        if not self.lines and self.own_words is None:
            raise Invalid("lines", "a message is about at least one invoice")
        if any(line.currency != self.currency for line in (*self.lines, *self.other_lines)):
            raise Invalid("currency", f"a line is not in {self.currency}")
        if self.total_minor != self.gross_minor - self.credit_minor:
            raise Invalid("total_minor", "not the sum of the lines less the credit")

    @property
    def gross_minor(self) -> int:
        """What is left on `lines` before any credit."""
        return sum(line.open_minor for line in self.lines)

    @property
    def other_minor(self) -> int:
        """What is left on the lines listed for information."""
        return sum(line.open_minor for line in self.other_lines)
