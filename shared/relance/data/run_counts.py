"""How many accounts each day promised and enqueued: what cap and breaker go by (R13, R29)."""

from datetime import date, datetime

from relance.data.account_rows import stamp
from relance.data.codec import instant
from relance.data.stored import reading
from relance.data.tenants import TenantRow, update
from relance.data.transaction import Required, Write
from relance.data.transaction import update as changed
from relance.domain.errors import BacklogCounted, Unreadable
from relance.domain.run.run_count import RunCount


def load(wanted: list[tuple[str, date]]) -> dict[tuple[str, date], RunCount]:
    """The counts of the days asked for; absent where no run touched them. Raises Unreadable."""
    found, unread = load_readable(wanted)
    if unread:
        raise next(iter(unread.values()))
    return found


def load_readable(
    wanted: list[tuple[str, date]],
) -> tuple[dict[tuple[str, date], RunCount], dict[str, Unreadable]]:
    """The same, and by tenant what of it cannot be read: one tenant's row stops no other (R46)."""
    keys = [(tenant_id, f"run#{on.isoformat()}") for tenant_id, on in wanted]
    found: dict[tuple[str, date], RunCount] = {}
    unread: dict[str, Unreadable] = {}
    for row in TenantRow.batch_get(keys, consistent_read=True):
        on = date.fromisoformat(row.sk.partition("#")[2])
        try:
            with reading(row.pk, "#runs", row.sk):
                found[row.pk, on] = _count(row)
        except Unreadable as error:
            unread[row.pk] = error
    return found, unread


def _count(row: TenantRow) -> RunCount:
    return RunCount(
        None if row.promised is None else int(row.promised),
        int(row.enqueued or 0),
        instant(row.counted_at) if row.counted_at else None,
        int(row.counted or 0),
        bool(row.tripped),
        bool(row.capped),
        row.why or None,
        bool(row.feed_told),
        int(row.returned or 0),
        int(row.spoken or 0),
        int(row.statements or 0),
        bool(row.held_back),
        int(row.brought or 0),
        instant(row.admitted_at) if row.admitted_at else None,
        instant(row.promised_at) if row.promised_at else None,
    )


def record(tenant_id: str, on: date, seen: RunCount, after: RunCount) -> None:
    """Keeps what a tick made of the counts of a day.

    Nothing where another tick counted since `seen` was read: a tick that is doubled, or repeated
    after its answer was lost, counts once.
    """
    assert after.counted_at is not None
    actions = [
        TenantRow.enqueued.set(after.enqueued),
        TenantRow.counted.set(after.counted),
        TenantRow.counted_at.set(stamp(after.counted_at)),
        TenantRow.tripped.set(after.tripped),
        TenantRow.why.set(after.why or ""),
        TenantRow.capped.set(after.capped),
        TenantRow.held_back.set(after.held_back),
    ]
    if after.admitted_at:
        actions.append(TenantRow.admitted_at.set(stamp(after.admitted_at)))
    unchanged = (
        TenantRow.counted_at == stamp(seen.counted_at)
        if seen.counted_at
        else TenantRow.counted_at.does_not_exist()
    )
    update(tenant_id, f"run#{on.isoformat()}", actions, unchanged)


def turns(tenant_id: str, on: date, spoken: int, returned: int) -> Write:
    """Counts whose turn came under the cap of a fresh start, with the decisions about them."""
    row = TenantRow(tenant_id, f"run#{on.isoformat()}")
    return changed(row, TenantRow.spoken.add(spoken), TenantRow.returned.add(returned))


def statements(tenant_id: str, on: date, begun: int, most: int) -> Write:
    """Counts those of a later backlog that are begun with; refused where the day is full."""
    row = TenantRow(tenant_id, f"run#{on.isoformat()}")
    room = TenantRow.statements.does_not_exist() | (TenantRow.statements <= most - begun)
    required = Required(room, BacklogCounted(tenant_id))
    return changed(row, TenantRow.statements.add(begun), required=required)


def promise(tenant_id: str, on: date, promised: int, at: datetime) -> None:
    """Sets how many accounts the index promises for a day; the word of the latest tick counts."""
    actions = [TenantRow.promised.set(promised), TenantRow.promised_at.set(stamp(at))]
    newer = TenantRow.promised_at.does_not_exist() | (TenantRow.promised_at <= stamp(at))
    update(tenant_id, f"run#{on.isoformat()}", actions, newer)


def stand_in(tenant_id: str, on: date, promised: int) -> None:
    """Sets what stands in for a promise that no tick made before the day (R13)."""
    nobody = TenantRow.promised.does_not_exist()
    update(tenant_id, f"run#{on.isoformat()}", [TenantRow.promised.set(promised)], nobody)


def brought(tenant_id: str, on: date, moved: int) -> None:
    """Counts accounts that somebody let go on during the day, beside what it was promised."""
    update(tenant_id, f"run#{on.isoformat()}", [TenantRow.brought.add(moved)], None)


def brought_with(tenant_id: str, on: date, moved: int) -> Write:
    """The same, in the transaction that moves their reviews."""
    return changed(TenantRow(tenant_id, f"run#{on.isoformat()}"), TenantRow.brought.add(moved))


def place_returned(tenant_id: str, on: date) -> None:
    """Gives back the place of one who was let through and cannot be decided about (R37)."""
    update(tenant_id, f"run#{on.isoformat()}", [TenantRow.returned.add(1)], None)


def feed_told(tenant_id: str, on: date) -> None:
    """Notes that people were told on that day that the feed stops all mail."""
    update(tenant_id, f"run#{on.isoformat()}", [TenantRow.feed_told.set(True)], None)
