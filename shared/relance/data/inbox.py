"""The table `inbox`: money announced, recorded, and not yet matched (R22).

    <tenant>#pending               <received_at>#<event_id>   verified, not yet recorded
    <tenant>#payment#<payment_id>  payment                    the one identity of a payment
    <tenant>#unmatched             <payment_id>               waits for its invoice

Index `waiting` (sparse): what a tick must nudge again; eventually consistent.
"""

from collections.abc import Iterator
from datetime import datetime

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model

from relance import config
from relance.data.account_rows import stamp
from relance.data.codec import decode, encode
from relance.domain.money_event import MoneyEvent, Payment


class WaitingIndex(GlobalSecondaryIndex["InboxRow"]):
    """Pending and unmatched money by the instant of its next nudge."""

    class Meta:
        index_name = "waiting"
        projection = KeysOnlyProjection()

    waiting = UnicodeAttribute(hash_key=True)
    retry_at = UnicodeAttribute(range_key=True)


class InboxRow(Model):
    """Any row of the table."""

    class Meta:
        table_name = config.inbox_table()

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    doc = JSONAttribute(null=True)
    version = NumberAttribute(null=True)
    waiting = UnicodeAttribute(null=True)
    retry_at = UnicodeAttribute(null=True)

    waiting_index = WaitingIndex()


def pending_row(tenant_id: str, event: MoneyEvent, received_at: datetime) -> InboxRow:
    """The row of a verified event that is not recorded yet."""
    sk = f"{stamp(received_at)}#{event.event_id}"
    row = InboxRow(f"{tenant_id}#pending", sk, doc=encode(event))
    row.waiting, row.retry_at = "pending", stamp(received_at)
    return row


def keep(tenant_id: str, event: MoneyEvent, received_at: datetime) -> str:
    """Keeps a verified event until it is recorded; the sort key by which to find it again."""
    row = pending_row(tenant_id, event, received_at)
    row.save()
    return row.sk


def pending(tenant_id: str, sk: str) -> MoneyEvent | None:
    """A kept event, or None when it has been recorded."""
    try:
        row = InboxRow.get(f"{tenant_id}#pending", sk, consistent_read=True)
    except InboxRow.DoesNotExist:
        return None
    return decode(MoneyEvent, row.doc)


def waits_since(tenant_id: str, before_at: datetime) -> bool:
    """Whether an event kept before that instant is still unrecorded; strongly consistent."""
    rows = InboxRow.query(
        f"{tenant_id}#pending", InboxRow.sk < stamp(before_at), limit=1, consistent_read=True
    )
    return any(True for _ in rows)


def payment_row(tenant_id: str, payment_id: str) -> InboxRow:
    """The key of a payment's one identity."""
    return InboxRow(f"{tenant_id}#payment#{payment_id}", "payment")


def payment(tenant_id: str, payment_id: str) -> tuple[Payment, int] | None:
    """A payment as recorded and the version of its row, or None."""
    key = payment_row(tenant_id, payment_id)
    try:
        row = InboxRow.get(key.pk, key.sk, consistent_read=True)
    except InboxRow.DoesNotExist:
        return None
    return decode(Payment, row.doc), int(row.version or 0)


def unmatched(tenant_id: str) -> Iterator[Payment]:
    """Money that matches no invoice, in the order of its identities."""
    for row in InboxRow.query(f"{tenant_id}#unmatched", consistent_read=True):
        yield decode(Payment, row.doc)


def due_nudges(kind: str, now: datetime) -> Iterator[tuple[str, str]]:
    """Tenant and sort key of what waits since before `now`; `kind` is pending or unmatched."""
    for row in InboxRow.waiting_index.query(kind, WaitingIndex.retry_at <= stamp(now)):
        yield row.pk.partition("#")[0], row.sk
