"""What a provider reports that is about nothing of ours: people see it once, by its object (R40).

Events come twice and in any order, and an object may be well again. So a report keeps the instants
of its last trouble and of its last end; which of the two is later decides, not which came later.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from relance.domain.errors import Conflict
from relance.domain.ledger.payments import TOLD, TOTAL_OF, MoneyEvent, Unmatched


class ReportKind(StrEnum):
    """What happened to money at a provider, where it is of nobody known."""

    FUNDS_WAIT = "funds_wait"
    HELD_BACK = "held_back"
    MONEY_ARRIVED = "money_arrived"
    MONEY_TAKEN = "money_taken"
    OTHER = "other"
    PAYOUT_CANCELED = "payout_canceled"
    PAYOUT_FAILED = "payout_failed"
    TOPUP_FAILED = "topup_failed"
    TOPUP_REVERSED = "topup_reversed"
    TRANSFER_REVERSED = "transfer_reversed"
    UNKNOWN_DISPUTED = "unknown_disputed"
    UNKNOWN_REFUNDED = "unknown_refunded"


# Money that somebody paid to the creditor, and that may be a debtor's.
_PAID_TO_US = frozenset({ReportKind.FUNDS_WAIT, ReportKind.MONEY_ARRIVED})


@dataclass(frozen=True, slots=True)
class Report:
    """One object of a provider, the last trouble told of it, and what ended that.

    Without `kind` only its end was told so far.
    """

    report_id: str
    provider: str
    object_id: str
    event_type: str  # as the provider calls what happened
    recorded_at: datetime
    kind: ReportKind | None = None
    amount_minor: int | None = None
    currency: str | None = None
    occurred_at: datetime | None = None  # the last trouble
    settled_at: datetime | None = None  # the last event by which it is well again
    closed_at: datetime | None = None  # by a person
    outcome: str | None = None
    closed_by: str | None = None
    note: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether people still have to look at it."""
        if self.occurred_at is None or self.closed_at:
            return False
        return self.settled_at is None or self.settled_at < self.occurred_at

    @property
    def past_since_at(self) -> datetime:
        """Since when nobody has to look at it."""
        return self.closed_at or self.settled_at or self.recorded_at


def report_id(about: str) -> str:
    """The id of the report about one object, or one payment, as `stripe:po_1`."""
    return hashlib.sha256(f"report\x1f{about}".encode()).hexdigest()[:20]


def reported(event: MoneyEvent, now: datetime) -> Report:
    """What an event of nobody known reports."""
    object_id, about = _object_of(event)
    told = Report(report_id(about), event.source, object_id, event.reason or event.kind, now)
    if event.settles:
        return replace(told, settled_at=event.occurred_at)
    return replace(
        told,
        kind=ReportKind(event.reports or ReportKind.OTHER),
        amount_minor=event.amount_minor or None,
        currency=event.currency or None,
        occurred_at=event.occurred_at,
    )


def _object_of(event: MoneyEvent) -> tuple[str, str]:
    """What an event is about, and by what its report is known: the payment where it names one.

    Of a type that nobody knows yet all events of a day are one, or a morning would drown in them.
    """
    if event.reports == ReportKind.OTHER and not event.settles:
        object_id = f"{event.reason or event.kind} {event.occurred_at.date().isoformat()}"
        return object_id, f"{event.source}:{object_id}"
    thing = event.thing_id.removeprefix(TOTAL_OF)
    payment = event.payment_id.removeprefix(f"{event.source}:")
    object_id = payment if thing.startswith(TOLD) else thing
    about = f"{event.source}:{object_id}" if payment == "none" else event.payment_id
    return object_id, about


def told_of(known: Report | None, told: Report) -> Report:
    """The report after one more event of its object; the same where that says nothing new."""
    if known is None:
        return told
    if told.settled_at:
        return replace(known, settled_at=max(known.settled_at or told.settled_at, told.settled_at))
    if known.occurred_at and told.occurred_at and told.occurred_at <= known.occurred_at:
        return known
    if known.closed_at and not _is_news(known, told):
        return known
    recorded_at = known.recorded_at if known.is_open else told.recorded_at
    return replace(told, recorded_at=recorded_at, settled_at=known.settled_at)


def restated(known: Report | None, told: Report) -> Report:
    """The report after all that was ever told of a payment was added up, in whatever order."""
    if known is None:
        return told
    if told.settled_at:
        return replace(known, settled_at=max(told.settled_at, known.occurred_at or told.settled_at))
    same = (told.kind, told.amount_minor) == (known.kind, known.amount_minor)
    if same and known.settled_at is None:
        return known
    recorded_at = known.recorded_at if known.is_open else told.recorded_at
    return replace(told, recorded_at=recorded_at)


def _is_news(known: Report, told: Report) -> bool:
    """Whether a person who closed it has to look again.

    Waiting money is more of it each time; anything else is news where something else is said.
    """
    assert known.closed_at
    assert told.occurred_at
    if told.occurred_at <= known.closed_at:
        return False
    other = (told.kind, told.amount_minor) != (known.kind, known.amount_minor)
    return other or told.kind is ReportKind.FUNDS_WAIT


def settled_by_payment(known: Report, now: datetime) -> Report:
    """The report once the payment of which it spoke has come, whatever the clocks say."""
    return replace(known, settled_at=max(now, known.occurred_at or now))


def closed_report(
    known: Report, outcome: str, author: str, note: str | None, now: datetime
) -> Report:
    """The report as a person closed it; the same where the same is said again.

    Raises Conflict where another outcome stands.
    """
    if known.closed_at and known.outcome == outcome:
        return known
    if not known.is_open:
        raise Conflict(f"the task has ended: {known.outcome or 'settled'}", "outcome")
    return replace(known, closed_at=now, outcome=outcome, closed_by=author, note=note)


def may_be_paid(report: Report) -> Unmatched | None:
    """The money of a report that may be some debtor's, as money of nobody known (R31)."""
    if report.kind not in _PAID_TO_US or not (report.amount_minor and report.currency):
        return None
    return Unmatched(
        f"{report.provider}:{report.object_id}",
        report.amount_minor,
        report.currency,
        report.recorded_at.date(),
        report.recorded_at,
        "transfer",
        report.provider,
    )
