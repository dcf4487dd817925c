"""What providers report and nobody is known to own: kept once, shown, settled, closed (R40)."""

from collections.abc import Iterator
from datetime import datetime

from relance.data import reports
from relance.data.reports import Kept
from relance.data.transaction import Write, commit
from relance.domain.errors import NotFound
from relance.domain.ledger.payments import MoneyEvent
from relance.domain.ledger.reports import (
    Report,
    closed_report,
    report_id,
    reported,
    restated,
    settled_by_payment,
    told_of,
)
from relance.flows.redoing import redo
from relance.telemetry import logger


def keep_report(tenant_id: str, event: MoneyEvent, now: datetime) -> bool:
    """Whether the event said something new; a repeat, or an older one, changes nothing."""

    def attempt() -> bool:
        writes = [*report_writes(tenant_id, event, now)]
        if writes:
            commit(writes)
        return bool(writes)

    return redo(attempt)


def report_writes(tenant_id: str, event: MoneyEvent, now: datetime) -> Iterator[Write]:
    """The writes that keep what an event of nobody known reports."""
    told = reported(event, now)
    known = reports.find(tenant_id, told.report_id)
    yield from _written(tenant_id, known, told_of(known.report if known else None, told))


def restated_writes(tenant_id: str, event: MoneyEvent, now: datetime) -> Iterator[Write]:
    """The same for an event that says all that was ever told of its payment."""
    told = reported(event, now)
    known = reports.find(tenant_id, told.report_id)
    yield from _written(tenant_id, known, restated(known.report if known else None, told))


def settled_writes(tenant_id: str, payment_id: str, now: datetime) -> Iterator[Write]:
    """The writes by which nobody is asked any more about a payment that has come after all."""
    known = reports.find(tenant_id, report_id(payment_id))
    if known:
        yield from _written(tenant_id, known, settled_by_payment(known.report, now))


def _written(tenant_id: str, known: Kept | None, after: Report) -> Iterator[Write]:
    writes = [*reports.changes(tenant_id, known, after)]
    if writes:
        kind, object_id = after.kind or "settled", after.object_id
        state = "open" if after.is_open else "past"
        logger.info("report", tenant=tenant_id, kind=kind, object=object_id, state=state)
    yield from writes


def close_report(
    tenant_id: str, task_id: str, outcome: str, author: str, note: str | None, now: datetime
) -> Report:
    """The report as a person closed it; the same outcome again is answered as the first time.

    Raises NotFound; Conflict where it ended otherwise.
    """

    def attempt() -> Report:
        known = reports.find(tenant_id, task_id)
        if known is None or known.report.kind is None:
            raise NotFound("task", task_id)
        after = closed_report(known.report, outcome, author, note, now)
        if after != known.report:
            commit([*reports.changes(tenant_id, known, after)])
            logger.info("report closed", tenant=tenant_id, outcome=outcome)
        return after

    return redo(attempt)
