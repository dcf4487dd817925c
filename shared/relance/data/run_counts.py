"""How many accounts each day promised and enqueued: what cap and breaker go by (R13, R29)."""

from dataclasses import dataclass
from datetime import date, datetime

from relance.data.account_rows import stamp
from relance.data.tenants import TenantRow, update


@dataclass(frozen=True, slots=True)
class RunCount:
    """How many accounts of a tenant one day promised, and how many were enqueued.

    `counted` of them by the tick of `counted_at`, the last one: when it comes again, it finds
    its own accounts and must not take them for others.
    """

    promised: int | None = None
    enqueued: int = 0
    counted_at: datetime | None = None
    counted: int = 0
    tripped: bool = False
    capped: bool = False
    why: str | None = None  # it tripped

    def by(self, tick_at: datetime) -> int:
        """How many of those enqueued were enqueued by this very tick."""
        return self.counted if self.counted_at == tick_at else 0


def load(wanted: list[tuple[str, date]]) -> dict[tuple[str, date], RunCount]:
    """The counts of the days asked for; absent where no run touched them."""
    keys = [(tenant_id, f"run#{on.isoformat()}") for tenant_id, on in wanted]
    return {
        (row.pk, date.fromisoformat(row.sk.partition("#")[2])): _count(row)
        for row in TenantRow.batch_get(keys, consistent_read=True)
    }


def _count(row: TenantRow) -> RunCount:
    return RunCount(
        None if row.promised is None else int(row.promised),
        int(row.enqueued or 0),
        datetime.fromisoformat(row.counted_at) if row.counted_at else None,
        int(row.counted or 0),
        bool(row.tripped),
        bool(row.capped),
        row.why or None,
    )


def record(
    tenant_id: str,
    on: date,
    seen: RunCount,
    at: datetime,
    *,
    enqueued: int,
    why: str | None,
    capped: bool,
) -> None:
    """Adds what a tick enqueued to its day, and says whether breaker or cap held some back.

    Nothing where another tick counted since `seen` was read: a tick that is doubled, or repeated
    after its answer was lost, counts once.
    """
    counted = max(seen.by(at), enqueued)
    actions = [
        TenantRow.enqueued.set(seen.enqueued - seen.by(at) + counted),
        TenantRow.counted.set(counted),
        TenantRow.counted_at.set(stamp(at)),
        TenantRow.tripped.set(why is not None),
        TenantRow.why.set(why or ""),
        TenantRow.capped.set(capped),
    ]
    unchanged = (
        TenantRow.counted_at == stamp(seen.counted_at)
        if seen.counted_at
        else TenantRow.counted_at.does_not_exist()
    )
    update(tenant_id, f"run#{on.isoformat()}", actions, unchanged)


def promise(tenant_id: str, on: date, promised: int) -> None:
    """Sets how many accounts the index promises for a day; the last word before it counts."""
    update(tenant_id, f"run#{on.isoformat()}", [TenantRow.promised.set(promised)], None)
