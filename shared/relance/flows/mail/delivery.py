"""What SES says of our mails: delivered, late, bounced, complained (R8, R16, D6).

Events come twice and in any order; each state has a rank and a later one never gives way. The
events of one message that arrive together are one write.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from relance.adapters import clock
from relance.adapters.mail_events import MailEvent
from relance.data import accounts, reservations, suppressions, tenants
from relance.data.transaction import Write, commit
from relance.domain.account.account import Account
from relance.domain.account.message import RANK, UNCOUNTED
from relance.domain.errors import MessageTaken, Refused
from relance.domain.fact import Fact
from relance.flows.mail.suppress import mark_stopped, without_address
from relance.flows.redoing import redo
from relance.telemetry import count, logger


def record_events(events: Sequence[MailEvent]) -> list[MailEvent]:
    """Records the events; those of messages whose record failed, to be delivered again."""
    grouped: dict[tuple[str, str, str, bool], list[MailEvent]] = defaultdict(list)
    for event in events:
        message = (event.tenant_id, event.account_id, event.message_id)
        grouped[*message, event.of_copy].append(event)
    failed: list[MailEvent] = []
    recorded: list[MailEvent] = []
    for group in grouped.values():
        try:
            _record(sorted(group, key=lambda event: RANK[event.state]))
        except Exception:
            logger.exception("event not recorded", message_id=group[0].message_id)
            failed += group
        else:
            recorded += group
    if recorded:
        _note(max(event.mailed_at for event in recorded).replace(microsecond=0))
    return failed


def _record(events: Sequence[MailEvent]) -> None:
    """Moves the message to the highest of the states, unless it got there before."""
    last = events[-1]
    if last.of_copy:
        _stop_copies(events)
    elif not _news(events):
        logger.info("event known already", message_id=last.message_id, state=last.state.value)
        return
    logger.info(last.state.value, tenant=last.tenant_id, message_id=last.message_id)
    count(f"Messages{last.state.value.title()}")


def _news(events: Sequence[MailEvent]) -> bool:
    """Whether the events told what was not known yet, which is recorded now."""
    last = events[-1]
    if last.state in UNCOUNTED:
        return redo(lambda: _failure_is_news(last))
    reached = reservations.reached(last.tenant_id, last.account_id, last.message_id, events)
    return _moved(last, reached)


def _moved(event: MailEvent, writes: Sequence[Write]) -> bool:
    """Whether the message moved on; not where it is as far already, which nothing can change."""
    try:
        commit(writes)
    except Refused as refused:
        if MessageTaken(event.message_id) not in refused.refusals:
            raise
        return False
    return True


def _stop_copies(events: Sequence[MailEvent]) -> None:
    """What becomes of a copy says nothing of the message; its address may be stopped (R8)."""
    now = clock.now()
    for event in events:
        for digest in event.stops:
            commit([suppressions.stop(event.tenant_id, digest, event.state.value, now)])
            mark_stopped(event.tenant_id, event.account_id, digest, now)


def _failure_is_news(event: MailEvent) -> bool:
    """Whether it is recorded now: no level counts, addresses stop, the account is due (R8)."""
    now = clock.now()
    account = accounts.load(event.tenant_id, event.account_id)
    if account is None:
        return True
    after = account
    for digest in event.stops:
        after = without_address(after, digest, event.state.value)
    reached = reservations.reached(
        event.tenant_id, event.account_id, event.message_id, (event,), bump=False
    )
    stops = [suppressions.stop(event.tenant_id, d, event.state.value, now) for d in event.stops]
    changes = accounts.changes(account, after, _fact(event, account, now))
    return _moved(event, [*changes, *reached, *stops])


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
