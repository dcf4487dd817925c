"""What the debtor's pages show, as plain values: one class per page.

Pages speak of the invoices of one link as they stand at this moment, not as they stood in the
message. None of them changes anything when it is read; forms are sent by POST (C2, pains I).
"""

from dataclasses import dataclass, field
from datetime import date

from relance.render.forms import Form, ProblemReason
from relance.render.situation import BankAccount, DebtorSituation
from relance.render.view import Creditor


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """The invoices of the link and what the debtor can do."""

    now: DebtorSituation


@dataclass(frozen=True, slots=True)
class PayPage:
    """How to pay: the payment links there are, and the bank account on file."""

    now: DebtorSituation
    account: BankAccount | None
    reference: str


@dataclass(frozen=True, slots=True)
class PaidFormPage:
    """The form "I have paid"; fields: paid_on, means, reference, account_last4."""

    now: DebtorSituation
    form: Form = field(default_factory=Form)


@dataclass(frozen=True, slots=True)
class PromiseFormPage:
    """The form "I will pay on"; field: promise_on. No `latest_on`: a person must agree on it."""

    now: DebtorSituation
    latest_on: date | None
    form: Form = field(default_factory=Form)


@dataclass(frozen=True, slots=True)
class ProblemFormPage:
    """The form "there is a problem"; fields: reason (`ProblemReason`), text."""

    now: DebtorSituation
    form: Form = field(default_factory=Form)


@dataclass(frozen=True, slots=True)
class CopyFormPage:
    """The form "send me a copy": nothing to enter; `address_hint` is masked (c•••@firm.fr)."""

    now: DebtorSituation
    address_hint: str | None


@dataclass(frozen=True, slots=True)
class PaidDonePage:
    """What follows a claim. No `held_until_on`: it does not hold, a person looks into it (R7)."""

    now: DebtorSituation
    held_until_on: date | None
    diverted: bool = False  # the account named is not ours: a warning, at once (practice 4.4)


@dataclass(frozen=True, slots=True)
class PromiseDonePage:
    """What follows a promise; confirms a date and acknowledges nothing."""

    now: DebtorSituation
    promise_on: date


@dataclass(frozen=True, slots=True)
class TimeAskedPage:
    """What follows a request for more time than a link may give: a person answers."""

    now: DebtorSituation
    wanted_on: date


@dataclass(frozen=True, slots=True)
class ProblemDonePage:
    """What follows a problem, by its reason."""

    now: DebtorSituation
    reason: ProblemReason


@dataclass(frozen=True, slots=True)
class CopyDonePage:
    """What follows a request for a copy; `by_person` when no document is online."""

    now: DebtorSituation
    address_hint: str | None
    by_person: bool = False


@dataclass(frozen=True, slots=True)
class CrowdedPage:
    """One answer too many by this link today: what was said is known; how to reach a person."""

    now: DebtorSituation


@dataclass(frozen=True, slots=True)
class NothingDuePage:
    """Everything on the link is paid or cancelled."""

    now: DebtorSituation


@dataclass(frozen=True, slots=True)
class ExpiredPage:
    """An old link: still how to pay, and a fresh link to the address on file (R26)."""

    language: str
    creditor: Creditor
    account: BankAccount | None
    copy_url: str


@dataclass(frozen=True, slots=True)
class InvalidPage:
    """A link that was never ours, was altered or withdrawn; says nothing about whose it was."""

    language: str


@dataclass(frozen=True, slots=True)
class UnavailablePage:
    """Something outside cannot be reached; nothing was recorded."""

    language: str


type PageView = (
    OverviewPage
    | PayPage
    | PaidFormPage
    | PromiseFormPage
    | ProblemFormPage
    | CopyFormPage
    | PaidDonePage
    | PromiseDonePage
    | TimeAskedPage
    | ProblemDonePage
    | CopyDonePage
    | CrowdedPage
    | NothingDuePage
    | ExpiredPage
    | InvalidPage
    | UnavailablePage
)
