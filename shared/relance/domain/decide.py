"""The heart: what to say to a debtor at an instant, and why (R9).

The daily run, the check before sending, the preview and the shadow mode are this one function.
"""

from datetime import date, datetime, timedelta
from itertools import chain

from relance.domain.account.account import Account
from relance.domain.answers.acknowledgements import acknowledgements
from relance.domain.conversation.position import Position, position
from relance.domain.creditor.rules import Rules
from relance.domain.deciding.chase import chase
from relance.domain.deciding.unknown_fate import settle
from relance.domain.decision import Decision, Hold, Send, Task
from relance.domain.questions.checks import checks
from relance.domain.questions.commitments import commitments
from relance.domain.questions.order_hold import proposals
from relance.domain.questions.questions import decision_pending, questions


def decide(account: Account, rules: Rules, now: datetime) -> tuple[Decision, ...]:
    """Everything to do for one account at `now`: one main decision per currency, and tasks.

    Pure: the same arguments give the same answer. A reminder of one currency uses up the contact
    budget of the day for the others (R9).
    """
    today = rules.today(now)
    decisions: list[Decision] = [
        *acknowledgements(account, rules, now),
        *settle(account, rules, now),
        *questions(account, rules, today),
        *checks(account, rules, today),
        *commitments(account, rules, today),
        *proposals(account, rules, today),
    ]
    places = _by_urgency(account, rules, today)
    answers = [chase(account, where, rules, now) for where in places]
    pending = any(decision_pending(account, where) for where in places)
    pending |= any(isinstance(d, Task) and d.kind == "decision" for d in chain(*answers))
    spoken = False
    for main, *tasks in answers:
        if isinstance(main, Send) and (pending or spoken):
            main = _instead(main, pending, today + timedelta(days=rules.limits.gap_days))
            tasks = [task for task in tasks if not _goes_with_mail(task)]
        spoken |= isinstance(main, Send)
        decisions += [main, *tasks]
    return tuple(decisions)


def _by_urgency(account: Account, rules: Rules, today: date) -> list[Position]:
    """The currencies, the one with the oldest leader first."""
    places = [position(account, currency, rules, today) for currency in account.currencies]
    return sorted(places, key=lambda p: (p.leader.due_on if p.leader else date.max, p.currency))


def _goes_with_mail(decision: Decision) -> bool:
    """Whether it is a letter that goes together with a mail."""
    return isinstance(decision, Task) and decision.kind == "letter"


def _instead(send: Send, pending: bool, free_on: date) -> Hold:
    """Why another currency of the account stays silent: a person decides, or one spoke (R5, R9)."""
    if pending:
        return Hold(send.currency, "decision_pending", figures=send.figures)
    return Hold(send.currency, "gap", free_on, figures=send.figures)
