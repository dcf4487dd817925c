"""The profile of a payer for one cycle: taken at its first step and kept (practice 7).

Otherwise a forecast would move under whoever reads it. Meanwhile it can only get worse, and only
by a promise broken or a payment returned since; a person may decide otherwise at any time.
"""

from datetime import date

from relance.domain.account.account import Account
from relance.domain.conversation.step_days import nominal_on
from relance.domain.creditor.policy_of import override_of
from relance.domain.creditor.rules import Rules
from relance.domain.ledger.invoices import Item
from relance.domain.payer.behaviour import profile_of, with_conduct
from relance.domain.payer.profile import GOOD, LATE, UNKNOWN, USUAL, tolerance_days

_FROM_BEST = (GOOD, UNKNOWN, USUAL, LATE)


def cycle_profile(account: Account, leader: Item, rules: Rules, today: date) -> str:
    """The profile by which the leader is chased on that day: good, usual, late or unknown."""
    return kept_profile(account, leader, rules, today) or profile_of(account, rules, today).name


def kept_profile(account: Account, leader: Item, rules: Rules, today: date) -> str | None:
    """What a person decided, or what the cycle keeps; None before its first step."""
    if override := override_of("profile", account, today):
        return override.value
    taken = _taken(account, leader)
    return _worsened(taken[1], account, rules, taken[0], today) if taken else None


def _taken(account: Account, leader: Item) -> tuple[date, str] | None:
    """When the first step of the cycle went or was asked for, and the profile of then.

    Where the ladder began anew, so did the cycle (R7).
    """
    from_on = leader.anew_on or date.min
    steps = [
        (message.on, message.profile)
        for message in account.about.messages(leader.item_id)
        if message.profile and message.on >= from_on
    ]
    steps += [
        (task.asked_on, task.profile)
        for task in account.tasks_for(leader.item_id)
        if task.profile and task.asked_on and task.asked_on >= from_on
    ]
    return min(steps, default=None)


def _worsened(name: str, account: Account, rules: Rules, taken_on: date, today: date) -> str:
    """The profile, or a worse one by what was broken or came back since it was taken."""
    then = profile_of(account, rules, taken_on)
    now = with_conduct(then, account, rules, today)
    if now.broken <= then.broken and now.returned <= then.returned:
        return name
    return max(name, now.name, key=_FROM_BEST.index)


def tolerance_of(account: Account, leader: Item, rules: Rules) -> int:
    """The days that level 1 waits beyond its own for this payer (practice 7).

    Seen from the day on which level 1 falls, not from today, so that a day that passes does not
    move it; what is recorded does.
    """
    falls_on = nominal_on(rules.policy.ladder[0], leader, rules)
    known, override = (
        profile_of(account, rules, falls_on),
        override_of("profile", account, falls_on),
    )
    return tolerance_days(override.value if override else known.name, known.median_days)
