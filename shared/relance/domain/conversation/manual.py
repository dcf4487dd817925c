"""What a person wrote to the debtor by hand, while it waits to go (R8).

It goes as soon as it can, and never later than a day after it was written: what a person meant
for today may be wrong tomorrow, and she hears that it did not go.
"""

from datetime import datetime

from relance.domain.account.account import Account
from relance.domain.account.contacts import reachable
from relance.domain.account.customer import Contact
from relance.domain.account.message import MessageKey, MessageKind
from relance.domain.account.on_file import Acknowledgement
from relance.domain.calendar import ONE_DAY
from relance.domain.task_kinds import TaskKind
from relance.domain.tasks.asking import asked

WAITS_FOR = ONE_DAY


def written_key(fact: Acknowledgement, account: Account) -> MessageKey:
    """The key of a message by hand: the fact that caused it carries its caller's id (R6)."""
    names = account.tenant_id, account.account_id, fact.currency
    return MessageKey(*names, MessageKind.MANUAL, fact.fact_id, 0)


def unsent(account: Account) -> tuple[Acknowledgement, ...]:
    """What was written and has not gone, oldest first; not what a person was told of."""
    known = {message.key for message in account.messages}
    written = (
        fact
        for fact in account.owed
        if fact.kind == MessageKind.MANUAL
        and written_key(fact, account) not in known
        and not asked(account, TaskKind.MESSAGE_FAILED, written_key(fact, account).message_id)
    )
    return tuple(sorted(written, key=lambda fact: (fact.recorded_at, fact.fact_id)))


def too_old(fact: Acknowledgement, now: datetime) -> bool:
    """Whether it may go no more, since it was written a day ago."""
    return now - fact.recorded_at >= WAITS_FOR


def reader(fact: Acknowledgement, account: Account) -> Contact | None:
    """Who gets it: the contact that was named, else the usual one; None if mail cannot go there."""
    able = reachable(account)
    return next((c for c in able if fact.contact_id in (None, c.contact_id)), None)


def about_to_go(account: Account, now: datetime) -> bool:
    """Whether a message by hand goes now: it is a contact already, as if it were reserved."""
    return any(not too_old(fact, now) and reader(fact, account) for fact in unsent(account))
