"""When to look at an account again: never later than the first moment something is due (R12)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from relance.domain.account import Account
from relance.domain.calendar import ONE_DAY, at_local_hour, local_date
from relance.domain.decision import Decision, Hold, Send, Skip, Task
from relance.domain.message import Message, MessageState
from relance.domain.rules import Rules

LONGEST = timedelta(days=31)
ONE_HOUR = timedelta(hours=1)


def next_review_at(
    account: Account, decisions: Sequence[Decision], rules: Rules, now: datetime
) -> datetime | None:
    """The next instant at which `decide` may answer otherwise without a new fact.

    None when nothing is open and nothing is awaited: the account leaves the index.
    """
    moments = [at for d in decisions if (at := _from_decision(d, rules, now))]
    moments += [at for m in account.messages if (at := _from_message(m, rules, now))]
    if not moments and not account.items:
        return None
    return min([*moments, now + LONGEST])


def _from_decision(decision: Decision, rules: Rules, now: datetime) -> datetime | None:
    match decision:
        case Send() as send if send.cause_id:
            return now + ONE_HOUR
        case Send():
            return sending_at(local_date(now, rules.debtor_zone) + ONE_DAY, rules, now)
        case Hold(until_at=at) if at is not None:
            return max(at, now + timedelta(minutes=1))
        case Hold(until_on=on) | Skip(next_on=on) if on is not None:
            return sending_at(on, rules, now)
        case Hold() | Skip() | Task():
            return None


def _from_message(message: Message, rules: Rules, now: datetime) -> datetime | None:
    """The next check of a message that is not final."""
    limits = rules.limits
    if message.state in (MessageState.RESERVED, MessageState.UNKNOWN):
        at = message.reserved_at + timedelta(hours=limits.unknown_settle_hours)
    elif message.state in (MessageState.SENT, MessageState.DELAYED):
        since_at = message.sent_at or message.reserved_at
        at = since_at + timedelta(hours=limits.unconfirmed_hours)
    else:
        return None
    return at if at > now else None


def sending_at(on: date, rules: Rules, now: datetime) -> datetime:
    """The sending hour of that day at the debtor's, or the next one if that has passed."""
    at = at_local_hour(on, rules.limits.sending_hour, rules.debtor_zone)
    while at <= now:
        on += ONE_DAY
        at = at_local_hour(on, rules.limits.sending_hour, rules.debtor_zone)
    return at
