"""What a debtor's answer does to the account: a claim, a promise, a problem, a copy (C3 to C5, R7).

Pure: the answer goes in with the account, the account after it comes out with the fact. The same
answer given twice is the same fact, so that a form sent twice says the same thing again.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime

from relance.domain.account.account import Account
from relance.domain.account.message import Message
from relance.domain.account.on_file import Acknowledgement, Claim, Promise
from relance.domain.answers.disputes import contested
from relance.domain.answers.diversions import with_alarm
from relance.domain.answers.promise_limits import latest_on, may_promise
from relance.domain.calendar import local_date
from relance.domain.creditor.rules import Rules
from relance.domain.errors import Invalid
from relance.domain.fact import Fact, FactKind
from relance.domain.ledger.invoices import Item
from relance.domain.ledger.item_id import ItemId
from relance.domain.task_kinds import TaskReason

DISPUTE = "dispute"


@dataclass(frozen=True, slots=True)
class Paid:
    """The debtor says to have paid; the last four characters are of the account credited."""

    paid_on: date
    means: str
    account_last4: str | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Promised:
    """The debtor names a day."""

    promise_on: date


@dataclass(frozen=True, slots=True)
class Problem:
    """The debtor says why nothing is paid, by reason and in own words."""

    reason: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """The debtor asks for the invoices again or, from an old link, for a fresh one."""


type Answer = Paid | Promised | Problem | Copy


@dataclass(frozen=True, slots=True)
class About:
    """What an answer is about: the message it was given to, in the account as it is now."""

    account: Account
    message: Message
    rules: Rules
    now: datetime
    iban: str | None = None  # the creditor's

    @property
    def today(self) -> date:
        """The creditor's local day."""
        return local_date(self.now, self.rules.zone)

    @property
    def items(self) -> tuple[Item, ...]:
        """What is still open of what the message listed, oldest due first."""
        listed = frozenset(self.message.item_ids)
        return tuple(item for item in self.account.items if item.item_id in listed)

    @property
    def demanded(self) -> tuple[Item, ...]:
        """The open items that are not disputed: what a promise is about (R3)."""
        holds = self.account.holds  # of before disputes were kept as such
        held = {h.invoice_id for h in holds if h.reason == DISPUTE}
        return tuple(
            item
            for item in self.items
            if item.invoice.invoice_id not in held and not contested(item, self.account)
        )

    @property
    def item_ids(self) -> tuple[ItemId, ...]:
        """The ids of the open items; of all the message listed when none is open any more."""
        return tuple(item.item_id for item in self.items) or self.message.item_ids

    def fact(self, fact_id: str, kind: str, **figures: str | int | None) -> Fact:
        """The journal entry: ids, dates and amounts, none of the debtor's words (R24)."""
        about = tuple(dict.fromkeys(item_id.invoice_id for item_id in self.item_ids))
        shown = {"message_id": self.message.message_id, **figures}
        return Fact(fact_id, kind, self.now, self.today, about, "debtor", shown)


@dataclass(frozen=True, slots=True)
class Taken:
    """An answer as recorded. `fact` is None where it is recorded already, or changes nothing."""

    fact_id: str
    after: Account
    fact: Fact | None = None
    crowded: bool = False  # one of too many of that link and day: nothing more is recorded


def fact_id_of(about: About, answer: Answer) -> str:
    """The id of the fact: the same for the same words about the same message on the same day."""
    parts = (about.message.message_id, about.today.isoformat(), repr(answer))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:20]


def claim(about: About, answer: Paid) -> Taken:
    """The account with "I have paid" on every open item listed; whether it holds is R7's matter.

    Raises Invalid naming the field. Money that went to an account that is not the creditor's
    marks the claim as diverted: that stops the ladder and alarms a person (practice 4.4).
    """
    fact_id = fact_id_of(about, answer)
    if any(known.claim_id == fact_id for known in about.account.claims) or not about.items:
        return Taken(fact_id, about.account)
    _check_paid(about, answer)
    diverted = answer.means == "transfer" and is_diverted(answer.account_last4, about.iban)
    said = Claim(
        fact_id,
        about.item_ids,
        about.message.key.currency,
        about.today,
        answer.paid_on,
        answer.means,
        about.now,
        answer.account_last4,
        diverted,
    )
    after = replace(about.account, claims=(*about.account.claims, said))
    if diverted:
        reason = TaskReason.THE_ACCOUNT_PAID_IS_NOT_OURS
        after = with_alarm(after, fact_id, about.now, about.today, reason, about.item_ids)
    paid_on = answer.paid_on.isoformat()
    fact = about.fact(
        fact_id, FactKind.CLAIM, paid_on=paid_on, means=answer.means, diverted=int(diverted)
    )
    return Taken(fact_id, after, fact)


def is_diverted(account_last4: str | None, iban: str | None) -> bool:
    """Whether the account named is another than the creditor's; unknown is not another."""
    if not account_last4 or not iban:
        return False
    return account_last4.casefold() != iban[-4:].casefold()


def _check_paid(about: About, answer: Paid) -> None:
    if answer.paid_on > about.today:
        raise Invalid("paid_on", "in_future")
    if answer.paid_on < min(item.invoice.issued_on for item in about.items):
        raise Invalid("paid_on", "before_invoice")
    if answer.means == "transfer" and not answer.account_last4:
        raise Invalid("account_last4", "missing")
    if answer.account_last4 and not _is_four(answer.account_last4):
        raise Invalid("account_last4", "not_four")
    ours = about.iban[-4:] if about.iban else answer.account_last4
    if answer.account_last4 and ours and ours.isdigit() and not answer.account_last4.isdigit():
        raise Invalid("account_last4", "not_digits")


def _is_four(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isalnum()


def promise(about: About, answer: Promised) -> Taken:
    """The account with "I will pay on" on what is demanded, and its confirmation owed (C4).

    Raises Invalid naming the field. A promise that only a person can accept changes nothing.
    """
    fact_id = fact_id_of(about, answer)
    items = about.demanded
    known = any(known.promise_id == fact_id for known in about.account.promises)
    if known or not items or not may_promise(items, about.account, about.rules, about.today):
        return Taken(fact_id, about.account)
    last_on = latest_on(items, about.rules, about.today)
    if last_on is None:
        return Taken(fact_id, about.account)
    if answer.promise_on < about.today:
        raise Invalid("promise_on", "in_past")
    if answer.promise_on > last_on:
        raise Invalid("promise_on", "too_far")
    return Taken(fact_id, *_promised(about, answer, fact_id, items))


def _promised(
    about: About, answer: Promised, fact_id: str, items: tuple[Item, ...]
) -> tuple[Account, Fact]:
    currency, on = about.message.key.currency, answer.promise_on
    ids = tuple(item.item_id for item in items)
    amount_minor = sum(item.open_minor for item in items)
    said = Promise(fact_id, ids, currency, about.today, on, amount_minor, about.now)
    owed = Acknowledgement(fact_id, "confirmation", currency, ids, about.now, amount_minor, on)
    after = replace(
        about.account,
        promises=(*about.account.promises, said),
        owed=(*about.account.owed, owed),
    )
    promised_on = on.isoformat()
    fact = about.fact(
        fact_id,
        FactKind.PROMISE,
        promised_on=promised_on,
        amount_minor=amount_minor,
        currency=currency,
    )
    return after, fact
