"""Money that may be on its way to a stranger: what debtors say of it, and the alarm (practice 4).

A transfer can be called back for some hours only, so that the task is written with the answer that
speaks of it: no run, no hour, no pause delays it. A word too many only makes a person look.
"""

import re
from dataclasses import replace
from datetime import date, datetime

from relance.domain.account.account import Account
from relance.domain.account.on_file import OpenTask
from relance.domain.answers.folding import folded
from relance.domain.answers.quotations import own_words
from relance.domain.ledger.item_id import ItemId
from relance.domain.task_kinds import TaskKind, TaskReason
from relance.domain.tasks.asking import open_about, task_id

_DETAILS = (
    r"(?:bank(?:ing)? (?:details?|accounts?|data|information)|account (?:numbers?|details?)|ibans?|"
    r"ribs?|coordonnees bancaires|comptes? bancaires?|bankverbindung|kontonummer|bankdaten)"
)
_OTHER = (
    r"(?:new|changed?|changes|differ\w*|updated?|modified|another|other|wrong|nouve\w+|nouvel\w*|"
    r"change\w*|modifi\w+|autres?|differen\w+|faux|fausse\w*|neue\w*|geander\w*|andere\w*)"
)
_NEAR = r"[^|.;:!?]{0,60}?"
_SAID = re.compile(
    rf"\b{_OTHER}\b{_NEAR}\b{_DETAILS}\b|\b{_DETAILS}\b{_NEAR}\b{_OTHER}\b|"
    r"\b(?:fraud\w*|scam\w*|phishing|spoof\w*|arnaqu\w+|escroquer\w+|hameconn\w+|usurp\w+|"
    r"betrug\w*|betrueg\w*|betrug(?:er|s)\w*)\b"
)
_READ_CHARACTERS = 20_000


def speaks_of_diversion(text: str) -> bool:
    """Whether the writer's own words are about other bank details, or about fraud."""
    return _SAID.search(folded(own_words(text[:_READ_CHARACTERS]))) is not None


def with_alarm(
    account: Account,
    cause: str,
    now: datetime,
    on: date,
    reason: TaskReason,
    item_ids: tuple[ItemId, ...],
) -> Account:
    """The account with the urgent task of a payment that may be diverted, once for its cause.

    While such an alarm about these items is open, the same once more rings no other.
    """
    name = task_id(TaskKind.PAYMENT_DIVERTED, cause)
    rings = open_about(account, TaskKind.PAYMENT_DIVERTED, item_ids, reason)
    if rings or name in account.tasks_by_id:
        return account
    items = [item for item in account.items if item.item_id in item_ids]
    currencies = {item.currency for item in items}
    task = OpenTask(
        name,
        TaskKind.PAYMENT_DIVERTED,
        now,
        min(currencies) if len(currencies) == 1 else None,
        item_ids,
        asked_on=on,
        due_on=on,
        owner=account.customer.account_owner,
        reason=reason,
        urgent=True,
        overdue_minor=sum(i.open_minor for i in items) if len(currencies) == 1 else None,
    )
    return replace(account, tasks=(*account.tasks, task))
