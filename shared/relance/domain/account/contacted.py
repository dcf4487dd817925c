"""What spoke to the debtor, or was meant to: reminders, calls and letters, as one (R8)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from relance.domain.account.message import Message, MessageKind, MessageState
from relance.domain.account.occasion import Occasion
from relance.domain.account.on_file import OpenTask
from relance.domain.ledger.item_id import ItemId
from relance.domain.task_kinds import TaskKind, TaskOutcome

# How a task ended that reached the debtor: it counts as its level delivered (practice 6).
REACHED = frozenset(
    {TaskOutcome.REACHED, TaskOutcome.RECEIVED, TaskOutcome.REFUSED, TaskOutcome.UNCLAIMED}
)
# A voice message and a letter on its way are contacts, though nobody has answered.
SPOKEN = REACHED | {TaskOutcome.VOICEMAIL, TaskOutcome.SENT}
_ON_PAPER = frozenset({TaskKind.LETTER, TaskKind.REGISTERED})
# A message on a machine, a call of no step, or what a person wrote climbs no rung.
NO_RUNG = -1


@dataclass(frozen=True, slots=True)
class Chased:
    """One counted contact: for the gap and the cap, and for the rungs of what it lists."""

    kind: str
    level: int
    leader: str
    currency: str
    occasion: Occasion
    item_ids: tuple[ItemId, ...]
    other_ids: tuple[ItemId, ...]  # of those, what is there for information only (R3)
    on: date
    at: datetime
    delivered: bool
    reached_at: datetime  # when it was delivered, or at least sent
    worded_at: datetime  # by when it was written: what was recorded later, it did not know
    called: bool = False
    profile: str | None = None

    @property
    def manual(self) -> bool:
        """Whether a person wrote it: a contact, of which the ladder knows nothing (R8)."""
        return self.kind == MessageKind.MANUAL


def chased_of(messages: Iterable[Message], tasks: Iterable[OpenTask]) -> Iterator[Chased]:
    """The counted contacts of an account, in no order."""
    for message in messages:
        if message.contact and message.counts:
            yield _message(message)
    for task in tasks:
        spoken = task.step or task.kind == TaskKind.CALL
        if spoken and task.outcome in SPOKEN and task.closed_at:
            yield _task(task, task.closed_at)


def _message(message: Message) -> Chased:
    key = message.key
    return Chased(
        key.kind,
        key.level if message.reminder else NO_RUNG,
        key.leader,
        key.currency,
        key.occasion.base,
        message.item_ids,
        message.other_ids,
        message.on,
        message.reserved_at,
        message.state is MessageState.DELIVERED,
        message.delivered_at or message.sent_at or message.reserved_at,
        message.reserved_at,
        profile=message.profile,
    )


def worded_at(task: OpenTask, closed_at: datetime) -> datetime:
    """By when what a person said or posted was worded: a letter knows what its script knew.

    It is on its way for days, and that it was received is told long after it was written.
    """
    return task.recorded_at if task.kind in _ON_PAPER else closed_at


def _task(task: OpenTask, closed_at: datetime) -> Chased:
    on = task.attempts[-1].on if task.attempts else closed_at.date()
    rung = task.level if task.outcome != TaskOutcome.VOICEMAIL else None
    return Chased(
        task.step or task.kind,
        NO_RUNG if rung is None else rung,
        task.leader or "",
        task.currency or "",
        task.occasion,
        task.item_ids,
        (),
        on,
        closed_at,
        task.outcome in REACHED,
        closed_at,
        worded_at(task, closed_at),
        called=task.kind == TaskKind.CALL,
        profile=task.profile,
    )
