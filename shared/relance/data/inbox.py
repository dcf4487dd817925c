"""The table `inbox`: money announced, recorded, and not yet matched (R22).

    <tenant>#payment#<payment_id>  payment                    the one identity of a payment
    <tenant>#waiting               <received_at>#<event_id>   verified, not yet recorded
    <tenant>#waiting               0#<payment_id>             under way, over many invoices
    <tenant>#waiting               open#<report_id>           told of nothing of ours (data/reports)
    <tenant>#waiting               share#<invoice>#<payment>#<customer>   waits for its invoice
    <tenant>#waiting               shut#<report_id>           a report that is well again
    <tenant>#moving                <move>                     reviews to be moved (data/moving)

What may hold a tenant's mail lies in one partition, in this order, and is read by one Query.

The row of a payment carries a version: whoever changes the payment, or what of it waits, writes
that row on the condition that the version is the one he read.

Index `waiting` (sparse): what a tick must nudge again; eventually consistent.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pynamodb.attributes import BooleanAttribute, JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import UpdateError
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from relance import config
from relance.data.account_rows import stamp
from relance.data.codec import decode, encode
from relance.data.stored import GONE_WRONG, StoredRow, reading
from relance.data.transaction import CONDITION_FAILED, Required, Write, code_of, delete, put
from relance.domain.errors import PaymentMoved, Unreadable
from relance.domain.ledger.payments import (
    MoneyEvent,
    Payment,
    Unmatched,
    tried_again_at,
    unmatched_of,
)
from relance.domain.run.money_waits import BACKLOG_AFTER

_UNMATCHED = "share"
OPEN_REPORT, SHUT_REPORT = "open", "shut"  # before what is unmatched, and behind all


def is_pending(sk: str) -> bool:
    """Whether what lies there in the waiting partition is announced and not yet recorded."""
    return sk < OPEN_REPORT


class WaitingIndex(GlobalSecondaryIndex["InboxRow"]):
    """Pending and unmatched money by the instant of its next nudge."""

    class Meta:
        index_name = "waiting"
        projection = KeysOnlyProjection()

    waiting = UnicodeAttribute(hash_key=True)
    retry_at = UnicodeAttribute(range_key=True)


class InboxRow(StoredRow):
    """Any row of the table."""

    class Meta:
        table_name = config.inbox_table()

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    doc = JSONAttribute(null=True)
    version = NumberAttribute(null=True)
    waiting = UnicodeAttribute(null=True)
    retry_at = UnicodeAttribute(null=True)
    ttl = NumberAttribute(null=True)  # the second at which it ends: of closed reports alone
    aside = BooleanAttribute(null=True)
    wish = UnicodeAttribute(null=True)  # of walks over the accounts of a tenant (data/moving)
    asked_at = UnicodeAttribute(null=True)
    after = UnicodeAttribute(null=True)
    moved = NumberAttribute(null=True)

    waiting_index = WaitingIndex()


def pending_row(tenant_id: str, event: MoneyEvent, received_at: datetime) -> InboxRow:
    """The row of a verified event that is not recorded yet."""
    sk = f"{stamp(received_at)}#{event.event_id}"
    row = InboxRow(waiting(tenant_id), sk, doc=encode(event))
    row.waiting, row.retry_at = "pending", stamp(received_at)
    return row


PLACE = "#payments"  # where a row of this table is, to people
_LOOKED_AT = 50  # events that wait, of which one is looked whether it can be read


def waiting(tenant_id: str) -> str:
    """The partition of all that may hold a tenant's mail, and of what held it."""
    return f"{tenant_id}#waiting"


def name_of(row: InboxRow) -> str:
    """What a row is called to people, who mend it by that name."""
    if row.sk == "payment":
        return row.pk.partition("#")[2]
    kind = row.sk.partition("#")[0]
    return f"{_NAMES.get(kind, 'pending')} {row.sk}"


_NAMES = {_UNMATCHED: "unmatched", OPEN_REPORT: "reports", SHUT_REPORT: "reports"}


def unreadable_pending(tenant_id: str) -> Iterator[str]:
    """The events that wait and cannot be read, the oldest first."""
    pending = InboxRow.sk < OPEN_REPORT
    rows = InboxRow.query(waiting(tenant_id), pending, limit=_LOOKED_AT, consistent_read=True)
    for row in rows:
        try:
            if payment_under_way(row.sk) is None:
                decode(MoneyEvent, row.doc)
        except GONE_WRONG:
            yield name_of(row)


def keep(tenant_id: str, event: MoneyEvent, received_at: datetime) -> str:
    """Keeps a verified event until it is recorded; the sort key by which to find it again."""
    row = pending_row(tenant_id, event, received_at)
    row.save()
    return row.sk


def pending(tenant_id: str, sk: str) -> MoneyEvent | None:
    """A kept event, or None when it has been recorded."""
    try:
        row = InboxRow.get(waiting(tenant_id), sk, consistent_read=True)
    except InboxRow.DoesNotExist:
        return None
    with reading(tenant_id, PLACE, name_of(row)):
        return decode(MoneyEvent, row.doc)


def holds_from(tenant_id: str, sk: str) -> datetime | None:
    """From when on what waits under that sort key holds all mail; None where nothing does."""
    if payment_under_way(sk) is None:
        return datetime.fromisoformat(sk.partition("#")[0]) + BACKLOG_AFTER
    try:
        row = InboxRow.get(waiting(tenant_id), sk, consistent_read=True)
    except InboxRow.DoesNotExist:
        return None
    return datetime.fromisoformat(row.retry_at) if row.retry_at else None


def lay_aside(tenant_id: str, sk: str) -> None:
    """Has a kept event hold no mail: the account that it is about is silent by itself (R46).

    Nothing for what is under way with a payment, which may be about many accounts.
    """
    if payment_under_way(sk) is not None:
        return
    try:
        InboxRow(waiting(tenant_id), sk).update(
            actions=[InboxRow.aside.set(True)], condition=InboxRow.pk.exists()
        )
    except UpdateError as error:
        if code_of(error) != CONDITION_FAILED:
            raise


_UNDER_WAY = "0"  # before every instant: the tenant is silent from the first moment


def under_way(tenant_id: str, payment_id: str, now: datetime) -> Write:
    """The write that has every tick go on with what is under way with a payment."""
    row = InboxRow(waiting(tenant_id), under_way_key(payment_id))
    row.waiting, row.retry_at = "pending", stamp(now)
    return put(row)


def under_way_key(payment_id: str) -> str:
    """The sort key of what is under way with a payment."""
    return f"{_UNDER_WAY}#{payment_id}"


def payment_under_way(sk: str) -> str | None:
    """The payment that is under way under that sort key; None for the key of an event."""
    kind, _, payment_id = sk.partition("#")
    return payment_id if kind == _UNDER_WAY else None


def forgotten(tenant_id: str, sk: str) -> Write:
    """The write that ends the waiting of a kept event, in the transaction that records it."""
    return delete(InboxRow(waiting(tenant_id), sk))


def forget(tenant_id: str, sk: str) -> None:
    """Ends the waiting of a kept event of which nothing is to be recorded."""
    InboxRow(waiting(tenant_id), sk).delete()


@dataclass(frozen=True, slots=True)
class Known:
    """A payment as recorded, and the version of its row."""

    payment: Payment
    version: int


def payment(tenant_id: str, payment_id: str) -> Known | None:
    """The one identity of a payment, or None; strongly consistent."""
    key = _payment_row(tenant_id, payment_id)
    try:
        row = InboxRow.get(key.pk, key.sk, consistent_read=True)
    except InboxRow.DoesNotExist:
        return None
    with reading(tenant_id, PLACE, name_of(row)):
        return Known(decode(Payment, row.doc), int(row.version or 0))


def _payment_row(tenant_id: str, payment_id: str) -> InboxRow:
    return InboxRow(f"{tenant_id}#payment#{payment_id}", "payment")


def payment_changes(tenant_id: str, known: Known | None, after: Payment) -> Iterator[Write]:
    """The writes that keep a payment and show what of it waits.

    A commit of them is refused with PaymentMoved when somebody else wrote it since it was read.
    """
    row = _payment_row(tenant_id, after.payment_id)
    version = known.version if known else 0
    row.doc, row.version = encode(after), version + 1
    unchanged = InboxRow.version == version if version else InboxRow.pk.does_not_exist()
    yield put(row, Required(unchanged, PaymentMoved(after.payment_id)))
    old = _waiting_rows(tenant_id, known.payment) if known else {}
    new = _waiting_rows(tenant_id, after)
    for sk, row in new.items():
        if sk not in old or old[sk].doc != row.doc:
            yield put(row)
    for sk in old.keys() - new.keys():
        yield delete(old[sk])


def _waiting_rows(tenant_id: str, payment: Payment) -> dict[str, InboxRow]:
    rows = {}
    for waits in unmatched_of(payment):
        sk = place_of(waits)
        row = InboxRow(waiting(tenant_id), sk)
        row.doc = encode(waits)
        row.waiting, row.retry_at = "unmatched", stamp(tried_again_at(waits.recorded_at))
        rows[sk] = row
    return rows


def place_of(waits: Unmatched) -> str:
    """The sort key of money that waits: its place among the rest."""
    names = (waits.invoice_id or "", waits.payment_id, waits.customer_id or "")
    return "#".join((_UNMATCHED, *names))


def unmatched(tenant_id: str, invoice_id: str | None = None) -> Iterator[Unmatched]:
    """Money that waits, or what of it waits for one invoice, "" for none; strongly consistent.

    Raises Unreadable at a row that cannot be read.
    """
    for row in _unmatched_rows(tenant_id, invoice_id):
        yield unmatched_in(tenant_id, row)


def readable_unmatched(tenant_id: str) -> tuple[list[Unmatched], list[str]]:
    """The money that waits, and the rows that cannot be read."""
    found, left_out = [], []
    for row in _unmatched_rows(tenant_id, None):
        try:
            found.append(unmatched_in(tenant_id, row))
        except Unreadable as unread:
            left_out.append(unread.row)
    return found, left_out


def _unmatched_rows(tenant_id: str, invoice_id: str | None) -> Iterator[InboxRow]:
    begins = f"{_UNMATCHED}#" if invoice_id is None else f"{_UNMATCHED}#{invoice_id}#"
    starts = InboxRow.sk.startswith(begins)
    return InboxRow.query(waiting(tenant_id), starts, consistent_read=True)


def unmatched_in(tenant_id: str, row: InboxRow) -> Unmatched:
    """The money that waits by its row; raises Unreadable."""
    with reading(tenant_id, PLACE, name_of(row)):
        return decode(Unmatched, row.doc)


def payments_waiting(tenant_id: str, invoice_id: str) -> Iterator[str]:
    """The payments of which something waits for an invoice, by their keys alone."""
    for row in _unmatched_rows(tenant_id, invoice_id):
        if payment_id := unmatched_payment(row.sk):
            yield payment_id


def unmatched_payment(sk: str) -> str | None:
    """The payment of which a share waits under that sort key; None for a kept event's key."""
    kind, *names = sk.split("#")
    return names[1] if kind == _UNMATCHED else None


def postpone(tenant_id: str, sk: str, until_at: datetime) -> None:
    """Tries waiting money again at that instant; nothing happens if it has found its place."""
    row = InboxRow(waiting(tenant_id), sk)
    try:
        row.update(
            actions=[InboxRow.retry_at.set(stamp(until_at))],
            condition=InboxRow.waiting.exists(),
        )
    except UpdateError as error:
        if code_of(error) != CONDITION_FAILED:
            raise


def due_nudges(kind: str, now: datetime) -> Iterator[tuple[str, str]]:
    """Tenant and sort key of what waits since before `now`: pending, unmatched or moving."""
    for row in InboxRow.waiting_index.query(kind, WaitingIndex.retry_at <= stamp(now)):
        yield row.pk.partition("#")[0], row.sk
