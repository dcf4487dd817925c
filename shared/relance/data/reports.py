"""Rows of `inbox` about what providers report and nobody is known to own (R40).

    <tenant>#waiting   open#<report_id>   people are to look at it
    <tenant>#waiting   shut#<report_id>   it is well again, or a person closed it

One row for each object, in one of the two places; whoever changes it writes it on the condition
that it is as he read it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from relance.data.codec import decode, encode
from relance.data.expiry import ends_at
from relance.data.inbox import OPEN_REPORT, PLACE, SHUT_REPORT, InboxRow, waiting
from relance.data.stored import GONE_WRONG, reading
from relance.data.transaction import Required, Write, check, delete, put
from relance.domain.errors import ReportMoved
from relance.domain.ledger.reports import Report

KEPT_DAYS = (
    3_653  # ten years, as what belongs to the books; where webhooks arrive no tenant is read
)
MOSTOPEN_REPORT = 1000  # that one list shows; what is closed makes room


@dataclass(frozen=True, slots=True)
class Kept:
    """A report as kept, and the version of its row."""

    report: Report
    version: int


def find(tenant_id: str, report_id: str) -> Kept | None:
    """What is kept of one object, open or past; strongly consistent."""
    for place in (OPEN_REPORT, SHUT_REPORT):
        try:
            key = _row(tenant_id, place, report_id)
            row = InboxRow.get(key.pk, key.sk, consistent_read=True)
        except InboxRow.DoesNotExist:
            continue
        with reading(tenant_id, PLACE, f"reports {row.sk}"):
            return Kept(decode(Report, row.doc), int(row.version or 0))
    return None


def report_in(tenant_id: str, row: InboxRow) -> Report:
    """The report by its row; raises Unreadable."""
    with reading(tenant_id, PLACE, f"reports {row.sk}"):
        return decode(Report, row.doc)


def readable_opened(tenant_id: str) -> tuple[list[Report], list[str]]:
    """What people are to look at, and the rows that cannot be read; strongly consistent."""
    found, left_out = [], []
    for row in _open_rows(tenant_id):
        try:
            found.append(decode(Report, row.doc))
        except GONE_WRONG:
            left_out.append(f"reports {row.sk}")
    return found, left_out


def _open_rows(tenant_id: str) -> Iterator[InboxRow]:
    starts = InboxRow.sk.startswith(f"{OPEN_REPORT}#")
    partition = waiting(tenant_id)
    return InboxRow.query(partition, starts, limit=MOSTOPEN_REPORT, consistent_read=True)


def changes(tenant_id: str, known: Kept | None, after: Report) -> Iterator[Write]:
    """The writes that keep a report, none where it is as it was.

    A commit of them is refused with ReportMoved when somebody else wrote it since it was read.
    """
    if known and known.report == after:
        return
    moved = ReportMoved(after.report_id)
    place = OPEN_REPORT if after.is_open else SHUT_REPORT
    row, other = (
        _row(tenant_id, name, after.report_id)
        for name in (place, SHUT_REPORT if place == OPEN_REPORT else OPEN_REPORT)
    )
    version = known.version if known else 0
    row.doc, row.version = encode(after), version + 1
    if not after.is_open:
        row.ttl = ends_at(after.past_since_at, KEPT_DAYS)
    unchanged = Required(InboxRow.version == version, moved)
    absent = Required(InboxRow.pk.does_not_exist(), moved)
    stays = known is not None and known.report.is_open == after.is_open
    yield put(row, unchanged if stays else absent)
    yield delete(other, unchanged) if known and not stays else check(other, absent)


def _row(tenant_id: str, place: str, report_id: str) -> InboxRow:
    return InboxRow(waiting(tenant_id), f"{place}#{report_id}")
