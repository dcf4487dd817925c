"""What was set aside is looked at again, and taken up when it is mended (R46)."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

from relance.adapters import queues
from relance.data import (
    accounts,
    cash,
    filing,
    inbox,
    journal,
    links,
    money_waits,
    policies,
    reports,
    reviews,
    run_counts,
    set_aside,
    tenants,
)
from relance.domain.calendar import ONE_DAY, local_date
from relance.domain.errors import Cause, NotFound, Unreadable
from relance.domain.run.set_aside import SetAside
from relance.flows.remembering import journal_of
from relance.telemetry import logger

# Of a tenant: without these nothing is decided about anybody.
_SILENCING = frozenset({"#settings", "#runs", inbox.PLACE})
_A_TICK = timedelta(minutes=90)


def look_again(tenant_id: str, now: datetime, queue_urls: Mapping[str, Callable[[], str]]) -> bool:
    """Takes up what was mended of a tenant; whether it is silent still."""
    silent = False
    for told in set_aside.due(tenant_id):
        try:
            if is_mended(tenant_id, told, now):
                _take_up(tenant_id, told, now, queue_urls)
                continue
            set_aside.looked_at(tenant_id, told, now)
        except Exception:  # one that fails here stops no other
            logger.exception("not looked at", tenant=tenant_id)
        silent = silent or told.place in _SILENCING
    return silent


def _take_up(
    tenant_id: str, told: SetAside, now: datetime, queue_urls: Mapping[str, Callable[[], str]]
) -> None:
    for sk, queue, body in set_aside.kept_messages(tenant_id, told.place):
        queues.send_as_it_was(queue_urls[queue](), body)
        set_aside.message_taken_up(tenant_id, told.place, sk)
    if told.of_account:
        if told.cause is not Cause.UNDECIDED:
            moved = reviews.bring_forward(tenant_id, [told.place], now)
            today = local_date(now, tenants.load(tenant_id).zone)
            run_counts.brought(tenant_id, today, moved)
        set_aside.end_task(tenant_id, told.place)
    set_aside.forget(tenant_id, told)
    logger.info("mended", tenant=tenant_id, row=told.row)


def is_mended(tenant_id: str, told: SetAside, now: datetime) -> bool:
    """Whether it can be read, or decided, again."""
    try:
        if told.of_account:
            return _account_is_mended(tenant_id, told, now)
        if told.cause is Cause.UNDECIDED:  # every tick tries: the last did not meet it
            return now - told.last_at > _A_TICK
        _read_all_of_tenant(tenant_id, told, now)
    except Unreadable:
        return False
    return True


def _account_is_mended(tenant_id: str, told: SetAside, now: datetime) -> bool:
    account = accounts.load(tenant_id, told.place)
    if account is None:
        return True
    if told.cause is Cause.UNDECIDED:  # a decision since then names another time
        at = account.review_at
        return at is None or (at > now and at != told.again_at)
    kind, _, row_id = told.row.partition("#")
    if kind == "invoice":
        filing.archived(tenant_id, told.place, row_id)
    elif kind in ("fact", "message", "owed"):
        journal_of(account)
    elif kind == "decision":
        [*journal.runs(tenant_id, told.place, now)]
    return True


def _read_all_of_tenant(tenant_id: str, told: SetAside, now: datetime) -> None:
    """Reads what it was about; raises Unreadable as long as that cannot be."""
    match told.place.split("#"):
        case ["", "invoice", invoice_id]:
            filing.find(tenant_id, invoice_id)
        case ["", "link", message_id]:
            links.target(message_id)
        case ["", "payments"]:
            _read_money(tenant_id, told.row)
        case ["", "policies"]:
            policies.current(tenant_id)
        case _:
            for error in trouble_of(tenant_id, now):
                raise error


def _read_money(tenant_id: str, row: str) -> None:
    kind, _, name = row.partition("#")
    if kind == "payment":
        inbox.payment(tenant_id, name)
    for error in _trouble_with_money(tenant_id):
        raise error


def trouble_of(tenant_id: str, now: datetime) -> Iterator[Unreadable]:
    """What of a tenant, beside its accounts, cannot be read now."""
    try:
        tenant = tenants.load(tenant_id)
    except Unreadable as error:
        yield error
        return
    except NotFound:
        yield Unreadable(tenant_id, "#settings", "settings")
        return
    today = local_date(now, tenant.zone)
    days = [(tenant_id, today + number * ONE_DAY) for number in (-1, 0, 1)]
    yield from run_counts.load_readable(days)[1].values()
    if money_waits.load([tenant_id])[tenant_id] is None:
        yield Unreadable(tenant_id, "#runs", money_waits.ROW)
    try:
        cash.load(tenant_id)
    except Unreadable as error:
        yield error
    yield from _trouble_with_money(tenant_id)


def _trouble_with_money(tenant_id: str) -> Iterator[Unreadable]:
    rows = [
        *inbox.unreadable_pending(tenant_id),
        *inbox.readable_unmatched(tenant_id)[1],
        *reports.readable_opened(tenant_id)[1],
    ]
    return (Unreadable(tenant_id, inbox.PLACE, row) for row in rows)


def still_aside(tenant_id: str, now: datetime) -> Iterator[SetAside]:
    """What is set aside of a tenant and cannot be read yet; the next tick ends the others."""
    for _, told in set_aside.all_of(tenant_id):
        if told and not is_mended(tenant_id, told, now):
            yield told
