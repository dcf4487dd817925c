"""What becomes of an account when its decisions are carried out: shared by run and forecast (B14).

One place, so that what is foretold cannot drift from what is done.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from relance.domain.account.account import Account
from relance.domain.account.customer import Contact
from relance.domain.account.message import Message, MessageState
from relance.domain.account.on_file import OpenTask
from relance.domain.calendar import local_date
from relance.domain.creditor.rules import Mode, Rules
from relance.domain.decision import Decision, Send, Task
from relance.domain.tasks.asking import moot


def contact_of(account: Account, contact_id: str) -> Contact:
    """The contact that a decision chose."""
    return next(c for c in account.customer.contacts if c.contact_id == contact_id)


def reserved(account: Account, send: Send, rules: Rules, at: datetime) -> Message:
    """The message of a Send as it is reserved; who reserves it, and when, is the sender's."""
    contact = contact_of(account, send.contact_id)
    return Message(
        message_id=send.key.message_id,
        key=send.key,
        item_ids=send.item_ids + send.other_ids,
        state=MessageState.RESERVED,
        on=local_date(at, rules.zone),
        reserved_at=at,
        reserved_by="",
        contact_id=contact.contact_id,
        attempt=send.attempt,
        contact_digest=contact.digest,
        other_ids=send.other_ids,
        deadline_on=send.deadline_on,
        consequence=send.consequence,
        profile=send.profile,
    )


def asked_of(task: Task, at: datetime) -> OpenTask:
    """The task as it waits for a person."""
    return OpenTask(
        task.task_id,
        task.kind,
        at,
        task.currency,
        task.item_ids,
        asked_on=task.asked_on,
        due_on=task.due_on,
        owner=task.owner,
        step=task.step,
        level=task.level,
        leader=task.leader,
        occasion=task.occasion,
        profile=task.profile,
        reason=task.reason,
        urgent=task.urgent,
        overdue_minor=task.figures.overdue_minor,
        net_minor=task.figures.net_minor,
    )


def waits_for_a_person(rules: Rules) -> bool:
    """Whether a task is put before people: in shadow it is decided and recorded only (R29)."""
    return rules.mode != Mode.SHADOW


def of_the_day(rules: Rules, at: datetime) -> bool:
    """Whether a decision at an instant is that of its day: within the sending hours (R11).

    A pause decides nothing: once it is over the day is still to be decided (R36).
    """
    return rules.mode != Mode.PAUSED and at < rules.closes_at(rules.run_day(at))


def carried_out(
    account: Account, decisions: Sequence[Decision], rules: Rules, at: datetime
) -> Account:
    """The account after a run whose mails were delivered within the hour and whose tasks wait."""
    for decision in decisions:
        match decision:
            case Send() if rules.mode == Mode.LIVE:
                account = delivered(account, decision, rules, at)
            case Task() if waits_for_a_person(rules):
                account = _with_task(account, asked_of(decision, at))
            case _:
                pass
    for task in moot(account, at, rules.unplaced):
        account = _with_task(account, task)
    return replace(account, decided_at=at) if of_the_day(rules, at) else account


def delivered(account: Account, send: Send, rules: Rules, at: datetime) -> Account:
    """The account after a message was sent and SES reported its delivery."""
    message = replace(
        reserved(account, send, rules, at),
        state=MessageState.DELIVERED,
        sent_at=at,
        delivered_at=at,
    )
    others = tuple(m for m in account.messages if m.message_id != message.message_id)
    answered = {send.cause_id, *send.merged_ids}
    owed = tuple(fact for fact in account.owed if fact.fact_id not in answered)
    return replace(account, messages=(*others, message), owed=owed)


def _with_task(account: Account, task: OpenTask) -> Account:
    others = tuple(known for known in account.tasks if known.task_id != task.task_id)
    return replace(account, tasks=(*others, task))
