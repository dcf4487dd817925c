"""Questions to a person, each asked once for the same cause."""

import hashlib
from datetime import date

from relance.domain.account import Account
from relance.domain.decision import Figures, Task
from relance.domain.standing import OpenTask


def task_id(kind: str, cause: str) -> str:
    """The id of the task that this cause makes; the same whenever it asks again."""
    return hashlib.sha256(f"{kind}\x1f{cause}".encode()).hexdigest()[:20]


def asked(account: Account, kind: str, cause: str) -> OpenTask | None:
    """The task already made for this cause, open or closed."""
    wanted = task_id(kind, cause)
    return next((task for task in account.tasks if task.task_id == wanted), None)


def closed(account: Account, kind: str, cause: str) -> bool:
    """Whether a person was asked and has answered."""
    task = asked(account, kind, cause)
    return task is not None and task.closed_at is not None


def ask(
    account: Account,
    kind: str,
    cause: str,
    reason: str,
    today: date,
    *,
    currency: str | None = None,
    item_ids: tuple[str, ...] = (),
    figures: Figures | None = None,
    urgent: bool = False,
) -> tuple[Task, ...]:
    """The task, unless the same cause has already asked."""
    if asked(account, kind, cause):
        return ()
    figures = figures or Figures()
    identity = task_id(kind, cause)
    return (Task(identity, kind, currency, reason, today, item_ids, figures, urgent),)
