"""What happens by itself between the runs of a forecast: ticks, mails that arrive, answers."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from relance.domain.account.account import Account
from relance.domain.account.message import ON_ITS_WAY, Message, MessageState
from relance.domain.creditor.rules import Rules
from relance.domain.deciding.unknown_fate import confirmed_by


def with_mail_arrived(account: Account, rules: Rules, at: datetime) -> Account:
    """The account after the mails of the last hours arrived, of which SES has yet to tell."""

    def arrived(message: Message) -> Message:
        if message.state in ON_ITS_WAY and at < confirmed_by(message, rules):
            return replace(message, state=MessageState.DELIVERED, delivered_at=at)
        return message

    return replace(account, messages=tuple(map(arrived, account.messages)))


def answered(account: Account, at: datetime, outcomes: Mapping[str, str]) -> Account:
    """The account after the people did at once what is assumed of them, by kind of task."""
    tasks = tuple(
        replace(task, closed_at=at, outcome=outcomes[task.kind])
        if task.kind in outcomes and not task.closed_at
        else task
        for task in account.tasks
    )
    return replace(account, tasks=tasks)
