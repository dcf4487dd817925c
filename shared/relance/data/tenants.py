"""The table `tenants`: settings of each creditor, its runs, and the state of the installation.

<tenant>   settings           what the tenant has set; `version` is an optimistic lock
<tenant>   policies           its own policies as they hold now; `version` is an optimistic lock
<tenant>   policy#<id>#<n>    a version as it was set (data/policies)
<tenant>   run#<date>         promised and enqueued reviews of that day (circuit breaker)
<tenant>   cash, cash#<n>     payments counted, what was overdue at the last runs (data/cash)
<tenant>   waits              when money waited to be recorded (data/money_waits)
<tenant>   fresh              whether the cap of a fresh start holds (R37)
<tenant>   refused            since when SES takes no mail of its sender (R17)
<tenant>   sender#<name>      what it asked to send as (data/sender_rows)
<tenant>   calls              call tasks made on one day, by owner (data/call_counts)
#system    state              last tick, outages, youngest mail of which an event came
#identity#<name>  binding     whose a sender identity is (data/sender_rows)
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pynamodb.attributes import (
    BooleanAttribute,
    JSONAttribute,
    NumberAttribute,
    UnicodeAttribute,
)
from pynamodb.exceptions import UpdateError

from relance import config
from relance.data.account_rows import stamp
from relance.data.codec import Misread, day, decode, encode, instant
from relance.data.stored import GONE_WRONG, StoredRow, reading
from relance.data.transaction import CONDITION_FAILED, UNFIT, Required, Write, code_of, commit, put
from relance.domain.creditor.call_counts import CallCounts
from relance.domain.creditor.rules import Mode
from relance.domain.creditor.tenant import SenderRefusal, SystemState, Tenant
from relance.domain.errors import NotFound, TenantMoved, Unreadable
from relance.domain.policies.policy import Policy
from relance.telemetry import logger

SYSTEM = "#system"
POLICIES, CALLS, FRESH, REFUSED = "policies", "calls", "fresh", "refused"
_BESIDE = (POLICIES, CALLS, FRESH, REFUSED)


class TenantRow(StoredRow):
    """Any row of the table."""

    class Meta:
        table_name = config.tenants_table()

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    doc = JSONAttribute(null=True)
    version = NumberAttribute(null=True)
    promised = NumberAttribute(null=True)
    brought = NumberAttribute(null=True)
    enqueued = NumberAttribute(null=True)
    counted_at = UnicodeAttribute(null=True)
    admitted_at = UnicodeAttribute(null=True)
    promised_at = UnicodeAttribute(null=True)
    counted = NumberAttribute(null=True)
    tripped = BooleanAttribute(null=True)
    capped = BooleanAttribute(null=True)
    feed_told = BooleanAttribute(null=True)
    capped_on = UnicodeAttribute(null=True)
    held_back = BooleanAttribute(null=True)
    returned = NumberAttribute(null=True)
    spoken = NumberAttribute(null=True)
    statements = NumberAttribute(null=True)
    why = UnicodeAttribute(null=True)
    recorded = NumberAttribute(null=True)
    last_tick_at = UnicodeAttribute(null=True)
    mail_event_at = UnicodeAttribute(null=True)
    holder = UnicodeAttribute(null=True)


def load(tenant_id: str) -> Tenant:
    """The tenant as set now, with its policies; raises NotFound, Unreadable."""
    found, unread = _by_tenant(TenantRow.batch_get(_keys(tenant_id), consistent_read=True))
    if unread:
        raise unread[0]
    if tenant_id not in found:
        raise NotFound("tenant", tenant_id)
    return found[tenant_id]


def _keys(tenant_id: str) -> list[tuple[str, str]]:
    return [(tenant_id, sk) for sk in ("settings", *_BESIDE)]


def _by_tenant(rows: Iterable[TenantRow]) -> tuple[dict[str, Tenant], list[Unreadable]]:
    """The tenants whose settings are among the rows, and those of which a row cannot be read."""
    found = {(row.pk, row.sk): row for row in rows}
    tenants: dict[str, Tenant] = {}
    unread: list[Unreadable] = []
    for (pk, sk), row in found.items():
        if sk == "settings":
            try:
                tenants[pk] = _whole(row, {name: found.get((pk, name)) for name in _BESIDE})
            except Unreadable as error:
                unread.append(error)
    known = {pk for pk, sk in found if sk == "settings"}
    gone = {pk for pk, _ in found} - known
    unread += [Unreadable(pk, "#settings", "settings") for pk in sorted(gone)]
    return tenants, unread


def _whole(row: TenantRow, others: Mapping[str, TenantRow | None]) -> Tenant:
    """A tenant with what stands in rows of its own; raises Unreadable with the row."""
    with reading(row.pk, "#settings", "settings"):
        tenant = _tenant(row)
    with reading(row.pk, "#settings", POLICIES):
        policies = others[POLICIES]
        tenant = replace(tenant, own_policies=policies_of(policies) if policies else ())
    with reading(row.pk, "#settings", "settings"):  # a policy that is not there is no other one
        if not {tenant.policy_id, *tenant.policies.values()} <= tenant.known_policies.keys():
            raise Misread("policies")
    with reading(row.pk, "#settings", CALLS):
        calls = others[CALLS]
        tenant = replace(tenant, calls=_calls(calls) if calls else CallCounts())
    with reading(row.pk, "#settings", REFUSED):
        tenant = replace(tenant, refusal=_refusal(others[REFUSED]))
    with reading(row.pk, "#settings", FRESH):
        return replace(tenant, **_cap(others[FRESH]))


def policies_of(row: TenantRow) -> tuple[Policy, ...]:
    """The policies that a row of them holds."""
    return tuple(decode(Policy, document) for document in row.doc)


def _tenant(row: TenantRow) -> Tenant:
    tenant = decode(Tenant, row.doc)
    if tenant.tenant_id != row.pk:
        raise Misread("tenant_id")
    if tenant.mode not in Mode or tenant.resume_mode not in Mode:
        raise Misread("mode")
    try:
        ZoneInfo(tenant.zone)
    except GONE_WRONG as error:
        raise Misread("zone") from error
    return replace(tenant, version=int(row.version or 0))


def _cap(fresh: TenantRow | None) -> dict[str, Any]:
    if fresh is None:
        return {}
    on = day(fresh.capped_on) if fresh.capped_on else None
    return {"capped": None if fresh.capped is None else bool(fresh.capped), "capped_on": on}


def _refusal(row: TenantRow | None) -> SenderRefusal | None:
    return decode(SenderRefusal, row.doc) if row and row.doc else None


def record_refusal(tenant_id: str, refusal: SenderRefusal | None) -> None:
    """Keeps that SES takes no mail of the tenant's sender; None: it took one again (R17)."""
    doc = TenantRow.doc.set(encode(refusal)) if refusal else TenantRow.doc.remove()
    TenantRow(tenant_id, REFUSED).update(actions=[doc])


def _calls(row: TenantRow) -> CallCounts:
    return replace(decode(CallCounts, row.doc), version=int(row.version or 0))


def save(tenant: Tenant, also: Sequence[Write] = ()) -> Tenant:
    """The tenant as written; refused with TenantMoved when somebody wrote it since it was read.

    `also` is written with it, or nothing is.
    """
    settings = encode(
        replace(
            tenant, own_policies=(), calls=CallCounts(), capped=None, capped_on=None, refusal=None
        )
    )
    row = TenantRow(tenant.tenant_id, "settings", doc=settings, version=tenant.version + 1)
    seen = TenantRow.version == tenant.version if tenant.version else TenantRow.pk.does_not_exist()
    commit([put(row, Required(seen, TenantMoved(tenant.tenant_id))), *also])
    return replace(tenant, version=tenant.version + 1)


def record_cap(tenant_id: str, capped: bool, on: date) -> None:
    """Says whether the cap of a fresh start holds, and on which day it was looked at (R37)."""
    row = TenantRow(tenant_id, FRESH)
    row.update(actions=[TenantRow.capped.set(capped), TenantRow.capped_on.set(on.isoformat())])


def load_with_system(tenant_ids: set[str]) -> tuple[dict[str, Tenant], SystemState]:
    """The tenants named and the state of the installation, strongly consistent, in one request.

    A tenant of which a row cannot be read is left out, and said so: it stays silent (R46).
    """
    tenants, system, _ = load_with_others(tenant_ids, ())
    return tenants, system


def load_with_others(
    tenant_ids: set[str], others: Iterable[tuple[str, str]]
) -> tuple[dict[str, Tenant], SystemState, list[TenantRow]]:
    """The same, and other rows of the table by their keys, in the same request."""
    keys = [key for tenant_id in sorted(tenant_ids) for key in _keys(tenant_id)]
    asked = {*keys, (SYSTEM, "state")}
    rows = [*TenantRow.batch_get({*asked, *others}, consistent_read=True)]
    state = next((row for row in rows if row.pk == SYSTEM), None)
    tenants, _ = _by_tenant(row for row in rows if (row.pk, row.sk) in {*keys})
    beside = [row for row in rows if (row.pk, row.sk) not in asked]
    return tenants, _system(state) if state else SystemState(), beside


def load_system() -> SystemState:
    """The state of the installation, strongly consistent."""
    try:
        return _system(TenantRow.get(SYSTEM, "state", consistent_read=True))
    except TenantRow.DoesNotExist:
        return SystemState()


def _system(row: TenantRow) -> SystemState:
    """The state of the installation; one that cannot be read is as new, and said so (R46).

    Then no mail of unknown fate is repeated, and no day is taken for missed.
    """
    try:
        return _state_in(row)
    except GONE_WRONG:
        logger.exception("row cannot be read", row="#system")
        return SystemState()


def _state_in(row: TenantRow) -> SystemState:
    return replace(
        decode(SystemState, row.doc or {}),
        last_tick_at=_instant(row.last_tick_at),
        mail_event_at=_instant(row.mail_event_at),
    )


def _instant(text: str | None) -> datetime | None:
    return instant(text) if text else None


def record_tick(system: SystemState, at: datetime) -> None:
    """Keeps the outages as they are known after a tick; nothing where a later one was noted."""
    actions = [
        TenantRow.last_tick_at.set(stamp(at)),
        TenantRow.doc.set(encode(SystemState(outages=system.outages))),
    ]
    newer = TenantRow.last_tick_at.does_not_exist() | (TenantRow.last_tick_at < stamp(at))
    update(SYSTEM, "state", actions, newer)


def record_mail_event(sent_at: datetime) -> None:
    """Notes that an event arrived for a mail of that instant: the event path is alive (R16)."""
    text = stamp(sent_at)
    newer = TenantRow.mail_event_at.does_not_exist() | (TenantRow.mail_event_at < text)
    update(SYSTEM, "state", [TenantRow.mail_event_at.set(text)], newer)


def update(pk: str, sk: str, actions: list, condition: object) -> None:  # type: ignore[type-arg]
    """Changes a row; nothing where the condition does not hold, as after a repeat."""
    try:
        TenantRow(pk, sk).update(actions=actions, condition=condition)
    except UpdateError as error:
        if code_of(error) == UNFIT:
            raise Unreadable(pk, "#runs", sk) from error
        if code_of(error) != CONDITION_FAILED:
            raise
