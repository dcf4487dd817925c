"""What a written answer changes: nothing more is chased until a person has read it (C6, R8, R42).

Automatic ones pause nothing, unless what they say contests the debt. Of one that says the reader
has left, the contact is no contact any more, as after a bounce; a substitute that it names is
proposed to a person, never written to.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from relance.domain.account.account import Account
from relance.domain.account.on_file import OpenTask, Reply, ReplyKind
from relance.domain.calendar import local_date
from relance.domain.task_kinds import TaskKind, TaskOutcome
from relance.domain.tasks.asking import task_id

LEFT = ReplyKind.LEFT
READING = frozenset({TaskKind.REPLY_UNREAD, TaskKind.REPLY_OVERDUE, TaskKind.REPLY_SUSPECT})
TASKS = READING | {TaskKind.CONTACT_LEFT, TaskKind.PROPOSE_CONTACT}
KEPT_DAYS = 730


def unread(account: Account) -> tuple[Reply, ...]:
    """The replies that hold the account, since nobody has read them."""
    return tuple(r for r in account.replies if r.waits and r.read_at is None)


def replied_on(account: Account, today: date) -> bool:
    """Whether somebody answered on that day, read or not: then nothing chases (practice 2)."""
    return any(r.waits and r.received_on == today for r in account.replies)


def crowded(account: Account, reply: Reply, most: int) -> bool:
    """Whether so many of that kind were recorded that day that one more would only fill the file.

    One that pauses is kept all the same where no other waits to be read (C6), whoever posts it.
    """
    day = reply.recorded_at.date()
    same = [r for r in account.replies if r.kind == reply.kind and r.recorded_at.date() == day]
    pauses = reply.waits and not unread(account)
    return len(same) >= most and not pauses


def read_on(account: Account, today: date, zone: str) -> bool:
    """Whether somebody read a reply on that day: who has read it has the day to act on it."""
    return any(
        r.waits and r.read_at and local_date(r.read_at, zone) == today for r in account.replies
    )


def known(account: Account, reply_id: str) -> Reply | None:
    """The reply of that id."""
    return next((reply for reply in account.replies if reply.reply_id == reply_id), None)


def with_reply(account: Account, reply: Reply) -> Account:
    """The account with the reply; old ones of which nothing is awaited are dropped."""
    since_at = reply.recorded_at - timedelta(days=KEPT_DAYS)
    waiting = unread(account)
    kept = (old for old in account.replies if old in waiting or old.recorded_at >= since_at)
    after = replace(account, replies=(*kept, reply))
    return _without_contact(after, reply) if reply.kind == LEFT else after


def _without_contact(account: Account, reply: Reply) -> Account:
    """The account in which the one who has left is written to no more (R8)."""
    contacts = tuple(
        replace(one, suppressed=one.suppressed or LEFT)
        if one.contact_id == reply.contact_id
        else one
        for one in account.customer.contacts
    )
    return replace(account, customer=replace(account.customer, contacts=contacts))


def asked_about(account: Account, task: OpenTask) -> Reply | None:
    """The reply that a task has somebody read; None for a task about anything else."""
    if task.kind not in READING:
        return None
    mine = (r for r in account.replies if task.task_id == task_id(task.kind, r.reply_id))
    return next(mine, None)


def read(account: Account, reply: Reply, now: datetime) -> Account:
    """The account after a person has read it: what was asked because of it is answered."""
    replies = tuple(
        replace(each, read_at=each.read_at or now) if each == reply else each
        for each in account.replies
    )
    mine = {task_id(kind, reply.reply_id) for kind in TASKS}
    tasks = tuple(
        replace(task, closed_at=now, outcome=TaskOutcome.READ)
        if task.task_id in mine and not task.closed_at
        else task
        for task in account.tasks
    )
    return replace(account, replies=replies, tasks=tasks)
