"""Money as it is announced from outside: one identity per payment (R22)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

RETRY_UNMATCHED = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Share:
    """The part of a payment that goes to one invoice, or to a customer's account."""

    amount_minor: int
    invoice_id: str | None = None
    customer_id: str | None = None


def merged(shares: Iterable[Share]) -> tuple[Share, ...]:
    """The shares with those of the same names joined: each is one entry of what waits."""
    amounts: dict[tuple[str | None, str | None], int] = defaultdict(int)
    for share in shares:
        amounts[share.invoice_id, share.customer_id] += share.amount_minor
    return tuple(Share(amount, *names) for names, amount in amounts.items())


@dataclass(frozen=True, slots=True)
class Placed:
    """Where money went when it found its place; without invoice it is unallocated cash."""

    account_id: str
    invoice_id: str | None
    amount_minor: int


class Way(StrEnum):
    """Who had money go out again: the payer or his bank, or the creditor (R40)."""

    RETURN = "return"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class Taken:
    """From where money went out, so that it can be put back there if that is undone."""

    way: Way
    amount_minor: int
    account_id: str | None = None  # None: it waited
    invoice_id: str | None = None
    customer_id: str | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One thing that took money out: a refund, a dispute, or the totals that a bank tells.

    Both amounts only grow, so that repeats and any order end in the same (R22).
    """

    thing_id: str
    way: Way
    out_minor: int
    back_minor: int = 0  # the refund failed, the dispute was won

    @property
    def gone_minor(self) -> int:
        """What is out of it now."""
        return max(self.out_minor - self.back_minor, 0)


TOLD = "told"  # the outgoing of which a bank, or a person, tells totals only
TOTAL_OF = "total:"  # before the name of what tells a total of the single outgoings beside it


def gone_minor(outgoings: Iterable[Outgoing], way: Way) -> int:
    """What is out by one way: the total that was told, or what was told singly, less what is back.

    A total and the single ones of it tell of the same money.
    """
    mine = [one for one in outgoings if one.way is way]
    totals = [one for one in mine if one.thing_id.startswith(TOTAL_OF)]
    singles = [one for one in mine if one not in totals]
    beyond_minor = max(
        sum(one.out_minor for one in totals) - sum(one.out_minor for one in singles), 0
    )
    back_minor = sum(one.back_minor for one in totals)
    return max(sum(one.gone_minor for one in singles) + beyond_minor - back_minor, 0)


def with_outgoing(outgoings: Iterable[Outgoing], told: Outgoing) -> tuple[Outgoing, ...]:
    """The outgoings after one was told, once more or with more of it; both amounts only grow."""
    known = {one.thing_id: one for one in outgoings}
    same = known.get(told.thing_id, told)
    known[told.thing_id] = Outgoing(
        told.thing_id,
        same.way,
        max(same.out_minor, told.out_minor),
        max(same.back_minor, told.back_minor),
    )
    return tuple(known.values())


@dataclass(frozen=True, slots=True)
class Plan:
    """What is under way with a payment over more invoices than one transaction can write.

    It is written before the first of them, and the tenant is silent until the last (R22): a crash
    between is found by the next tick, which goes on.
    """

    on: date
    reason: str = ""
    shares: tuple[Share, ...] = ()  # still to be placed
    rest_minor: int = 0  # of no share, placed last
    total_minor: int = 0  # of the return that is under way, by which its questions are known


@dataclass(frozen=True, slots=True)
class Payment:
    """Money received under one identity (bank reference, `stripe:<payment_intent>`).

    What the shares do not name belongs to their account if they have one in common, else to the
    tenant's pot. `waiting` is what has found no place yet; `placed` is where the rest went first
    (it may have moved since, within its account). A payment that has not `arrived` is known only
    from its refund, which came first.
    """

    payment_id: str
    amount_minor: int
    currency: str
    value_on: date
    recorded_at: datetime
    means: str = "transfer"
    shares: tuple[Share, ...] = ()
    source: str = "api"
    reversed_minor: int = 0  # what the payer or his bank took back
    arrived: bool = True
    placed: tuple[Placed, ...] = ()
    waiting: tuple[Share, ...] = ()
    refunded_minor: int = 0  # what the creditor gave back
    taken: tuple[Taken, ...] = ()  # from where both went out, the last one last
    outgoings: tuple[Outgoing, ...] = ()
    corrections: int = 0  # how often its allocation was corrected
    plan: Plan | None = None

    @property
    def gone(self) -> tuple[Outgoing, ...]:
        """What took money out; rows older than that only have the total."""
        if self.reversed_minor and not self.outgoings:
            return (Outgoing(TOLD, Way.RETURN, self.reversed_minor),)
        return self.outgoings

    def out_minor(self, way: Way) -> int:
        """What is to be out by one way; a payment cannot lose more than it was."""
        refunded_minor = min(gone_minor(self.gone, Way.REFUND), self.amount_minor)
        if way is Way.REFUND:
            return refunded_minor
        return min(gone_minor(self.gone, Way.RETURN), self.amount_minor - refunded_minor)

    def went_minor(self, way: Way) -> int:
        """What is booked as gone by one way."""
        return self.reversed_minor if way is Way.RETURN else self.refunded_minor

    @property
    def state(self) -> str:
        """One of recorded, unmatched (some waits), awaited (a refund came first), under_way."""
        if not self.arrived:
            return "awaited"
        if self.plan:
            return "under_way"
        return "unmatched" if self.waiting else "recorded"

    @property
    def account_ids(self) -> tuple[str, ...]:
        """The accounts that hold money of it, the first one first."""
        taken = (one.account_id for one in self.taken if one.account_id)
        return tuple(dict.fromkeys([*(place.account_id for place in self.placed), *taken]))

    def says_the_same(self, other: "Payment") -> bool:
        """Whether both announce the same money, however often and whenever they did (R22)."""
        return (
            self.amount_minor == other.amount_minor
            and self.currency == other.currency
            and self.value_on == other.value_on
            and self.means == other.means
            and sorted(self.shares, key=repr) == sorted(other.shares, key=repr)
        )


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Money that waits for its invoice or its customer; one entry per share."""

    payment_id: str
    amount_minor: int
    currency: str
    value_on: date
    recorded_at: datetime
    means: str
    source: str
    invoice_id: str | None = None
    customer_id: str | None = None


def unmatched_of(payment: Payment) -> tuple[Unmatched, ...]:
    """What of a payment waits, one entry per share."""
    return tuple(
        Unmatched(
            payment.payment_id,
            share.amount_minor,
            payment.currency,
            payment.value_on,
            payment.recorded_at,
            payment.means,
            payment.source,
            share.invoice_id,
            share.customer_id,
        )
        for share in payment.waiting
    )


def tried_again_at(at: datetime) -> datetime:
    """When waiting money that found no place at an instant is looked at again."""
    return at + RETRY_UNMATCHED


@dataclass(frozen=True, slots=True)
class MoneyEvent:
    """What a provider said, verified and put into our words.

    The amount of a return is cumulative. Without `value_on`, the day is the creditor's local day
    of `occurred_at`.
    """

    event_id: str
    # received | returned | asks: a person looks, since no amount follows from it
    # | reports: it names nothing that may be ours
    kind: str
    payment_id: str
    amount_minor: int
    currency: str
    occurred_at: datetime
    value_on: date | None = None
    invoice_id: str | None = None
    customer_id: str | None = None
    means: str = "card"
    source: str = "stripe"
    reason: str | None = None  # why it went back, as the bank says; what a person is to look at
    thing_id: str = TOLD  # returned: the refund, the dispute, or the total that tells of it
    way: Way = Way.RETURN
    back_minor: int = 0  # of that thing: what is here again
    grows: bool = False  # received: its amount is all that has come so far of one payment
    reports: str | None = None  # what people are told where it is of nobody known (ReportKind)
    settles: bool = False  # what was reported of its thing is well again
