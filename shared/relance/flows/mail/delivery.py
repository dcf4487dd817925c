"""What SES says of our mails: delivered, late, bounced, complained (R8, R16, R43, D6).

Events come twice and in any order; each state has a rank and a later one never gives way. The
events of one message that arrive together are one write.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from relance.adapters import clock
from relance.adapters.mail_events import MailEvent
from relance.data import accounts, reservations, suppressions, tenants
from relance.data.transaction import Write, commit
from relance.domain.account.account import Account
from relance.domain.account.message import RANK, SOFT, UNCOUNTED, MessageState
from relance.domain.calendar import ONE_HOUR
from relance.domain.errors import MessageTaken, Refused, Unreadable
from relance.domain.fact import Fact
from relance.flows import setting_aside
from relance.flows.intake import Left
from relance.flows.mail.suppress import mark_stopped, without_address, writes_to
from relance.flows.redoing import redo
from relance.telemetry import count, logger


def record_events(events: Sequence[MailEvent], out_of_time: Callable[[], bool]) -> Left[MailEvent]:
    """Records the events; those of messages whose record failed, or for which no time was left."""
    if out_of_time():
        return Left((), events)
    failed: list[MailEvent] = []
    untried: list[MailEvent] = []
    recorded, alone = _recorded_together(_by_message(events))
    for number, group in enumerate(alone):
        if number and out_of_time():  # the first is always tried
            untried += group
            continue
        try:
            _record(group)
        except Unreadable as error:  # it waits until the row is mended, and not in the queue (R46)
            for event in group:
                setting_aside.keep_message(error, "events", event.body, clock.now())
        except Exception:
            logger.exception("event not recorded", message_id=group[0].message_id)
            failed += group
        else:
            recorded += group
    if mailed := [event.mailed_at for event in recorded if event.mailed_at]:
        _note(max(mailed).replace(microsecond=0))
    return Left(failed, untried)


def _by_message(events: Sequence[MailEvent]) -> list[list[MailEvent]]:
    """The events of each message together, the lowest rank first; those of copies apart."""
    grouped: dict[tuple[str, str, str, bool], list[MailEvent]] = defaultdict(list)
    for event in events:
        message = (event.tenant_id, event.account_id, event.message_id)
        grouped[*message, event.of_copy].append(event)
    return [sorted(group, key=lambda event: RANK[event.state]) for group in grouped.values()]


type _Group = Sequence[MailEvent]  # of one message, lowest state first


def _recorded_together(groups: Sequence[_Group]) -> tuple[list[MailEvent], list[_Group]]:
    """The events that are recorded, and the groups that are to be recorded alone.

    Good news, one message of an account, is one transaction. Where something else is wrong than
    that it is known already, each finds out alone whether it is about him.
    """
    by_account: dict[tuple[str, str], _Group] = {}
    for group in groups:
        if not group[-1].of_copy and group[-1].state not in UNCOUNTED:
            by_account.setdefault((group[-1].tenant_id, group[-1].account_id), group)
    known = _known_to_have_left(by_account.values())
    waiting = [group for group in by_account.values() if group not in known]
    while waiting:
        try:
            commit([write for group in waiting for write in _good_news(group)])
        except Refused as refused:
            old = [g for g in waiting if MessageTaken(g[-1].message_id) in refused.refusals]
            known += old
            waiting = [group for group in waiting if group not in old] if old else []
        except Exception:
            waiting = []
        else:
            break
    for group in waiting:
        _tell(group[-1])
    for group in known:
        _pass_over(group[-1])
    done = [*waiting, *known]
    return [event for g in done for event in g], [g for g in groups if g not in done]


def _known_to_have_left(groups: Iterable[_Group]) -> list[_Group]:
    """Those that only say that SES took the mail, where that is known; one read for all.

    It nearly always is, by whoever sent it: to be refused a write would cost more.
    """
    sent = [group for group in groups if RANK[group[-1].state] <= RANK[MessageState.SENT]]
    named = {(g[-1].tenant_id, g[-1].account_id, g[-1].message_id): g for g in sent}
    unsettled = reservations.unsettled(named) if named else set()
    return [group for name, group in named.items() if name not in unsettled]


def _good_news(events: Sequence[MailEvent]) -> list[Write]:
    """The writes of a message that moves on; people hear of soft trouble and of late news."""
    last = events[-1]
    news, place = last.state in SOFT or _late(last), (last.tenant_id, last.account_id)
    reached = reservations.reached(*place, last.message_id, events, bump=not news)
    return [*reached, reservations.due_again(*place, clock.now())] if news else reached


def _tell(event: MailEvent) -> None:
    logger.info(event.state.value, tenant=event.tenant_id, message_id=event.message_id)
    count(f"Messages{event.state.value.title().replace('_', '')}")


def _pass_over(event: MailEvent) -> None:
    logger.info("event known already", message_id=event.message_id, state=event.state.value)


def _record(events: Sequence[MailEvent]) -> None:
    """Moves the message to the highest of the states, unless it got there before."""
    last = events[-1]
    if last.of_copy:
        _stop(events)
        _tell(last)
    elif not _news(events):
        _stop([event for event in events if _still_written_to(event)])
        _pass_over(last)
    else:
        _tell(last)


def _news(events: Sequence[MailEvent]) -> bool:
    """Whether the events told what was not known yet, which is recorded now."""
    last = events[-1]
    if last.state in UNCOUNTED:
        return redo(lambda: _failure_is_news(events))
    return _moved(last, _good_news(events))


def _late(event: MailEvent) -> bool:
    """Whether a person may have been asked about the mail meanwhile: the task is closed (R47)."""
    return event.mailed_at is None or clock.now() - event.mailed_at > ONE_HOUR


def _moved(event: MailEvent, writes: Sequence[Write]) -> bool:
    """Whether the message moved on; not where it is as far already, which nothing can change."""
    try:
        commit(writes)
    except Refused as refused:
        if MessageTaken(event.message_id) not in refused.refusals:
            raise
        return False
    return True


def _stop(events: Sequence[MailEvent]) -> None:
    """Mail to an address stops, whatever became of the message: of a copy, or filed away (R8)."""
    now = clock.now()
    for event in events:
        for digest in event.stops:
            commit(suppressions.stop(event.tenant_id, digest, event.state.value, now))
            mark_stopped(event.tenant_id, event.account_id, digest, now)


def _still_written_to(event: MailEvent) -> bool:
    """Whether an address that is to be stopped would be written to for this account."""
    account = accounts.load(event.tenant_id, event.account_id) if event.stops else None
    return account is not None and any(writes_to(account, digest) for digest in event.stops)


def _failure_is_news(events: Sequence[MailEvent]) -> bool:
    """Whether it is recorded now: no level counts, addresses stop, the account is due (R8)."""
    now, last = clock.now(), events[-1]
    account = accounts.load(last.tenant_id, last.account_id)
    if account is None:
        return False
    after = account
    stopped = {digest: event.state.value for event in events for digest in event.stops}
    for digest, why in stopped.items():
        after = without_address(after, digest, why)
    reached = reservations.reached(
        last.tenant_id, last.account_id, last.message_id, events, bump=False
    )
    stops = [
        write
        for digest, why in stopped.items()
        for write in suppressions.stop(last.tenant_id, digest, why, now)
    ]
    changes = accounts.changes(account, after, _fact(last, account, now))
    return _moved(last, [*changes, *reached, *stops])


def _fact(event: MailEvent, account: Account, now: datetime) -> Fact:
    messages = [m for m in account.messages if m.message_id == event.message_id]
    invoice_ids = {i.invoice_id for message in messages for i in message.item_ids}
    return Fact(
        fact_id=f"{event.state.value}-{event.message_id}-{event.attempt}",
        kind=event.state.value,
        recorded_at=now,
        effective_on=event.at.date(),
        invoice_ids=tuple(sorted(invoice_ids)),
        author="mail",
        figures={"message_id": event.message_id, "detail": event.detail},
    )


@lru_cache(maxsize=16)
def _note(second: datetime) -> None:
    """Remembers that events flow, once a second of sending and process (R16).

    Only what is recorded counts: an event that has yet to be recorded must not be the one that
    proves that its own mail never left.
    """
    tenants.record_mail_event(second)
