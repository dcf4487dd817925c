"""When money waited to be recorded, of each tenant: read only after an outage (R22, R33).

<tenant>   waits   the times in which money held all mail; `version` is an optimistic lock

Written before the money that waited is recorded: a crash in between tells a part of the time, and
whoever records it at last tells the rest.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from pynamodb.exceptions import UpdateError
from pynamodb.expressions.update import Action

from relance.data.codec import decode, encode
from relance.data.stored import GONE_WRONG
from relance.data.tenants import TenantRow
from relance.data.transaction import CONDITION_FAILED, code_of
from relance.domain.errors import Refused, TenantMoved
from relance.domain.run.money_waits import MoneyWaits
from relance.telemetry import logger

ROW = "waits"
# What is recorded at once after a long wait: so that not each of it has a word of its own.
_TOGETHER = timedelta(minutes=1)


def load(tenant_ids: Iterable[str]) -> dict[str, MoneyWaits | None]:
    """What is known of each tenant, strongly consistent; None where that cannot be read."""
    wanted = [*tenant_ids]
    keys = [(tenant_id, ROW) for tenant_id in wanted]
    found = {row.pk: _read(row) for row in TenantRow.batch_get(keys, consistent_read=True)}
    return {tenant_id: found.get(tenant_id, MoneyWaits()) for tenant_id in wanted}


def _read(row: TenantRow) -> MoneyWaits | None:
    try:
        return decode(MoneyWaits, row.doc)
    except GONE_WRONG:
        logger.error("row cannot be read", tenant=row.pk, row=ROW)
        return None


def note(tenant_id: str, from_at: datetime, now: datetime) -> None:
    """Notes that money has held all mail from an instant on; nothing where that is to come.

    Refused where somebody else noted something meanwhile. Money is recorded all the same where
    what is known cannot be read: the tenant stays silent until that is mended (R46).
    """
    if now <= from_at:
        return
    row = next(iter(TenantRow.batch_get([(tenant_id, ROW)], consistent_read=True)), None)
    known = _read(row) if row else MoneyWaits()
    if known is None or known.covers(from_at, now):
        return
    after = known.plus(from_at, now + _TOGETHER)
    version = int(row.version or 0) if row else 0
    unchanged = TenantRow.version == version if row else TenantRow.pk.does_not_exist()
    actions: list[Action] = [TenantRow.doc.set(encode(after)), TenantRow.version.set(version + 1)]
    try:
        TenantRow(tenant_id, ROW).update(actions=actions, condition=unchanged)
    except UpdateError as error:
        if code_of(error) != CONDITION_FAILED:
            raise
        raise Refused(frozenset({TenantMoved(tenant_id)})) from error
