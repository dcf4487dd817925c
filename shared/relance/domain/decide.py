"""The heart: what to say to a debtor at an instant, and why (R9).

The daily run, the check before sending, the preview and the shadow mode are this one function.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import chain

from relance.domain.account.account import Account
from relance.domain.answers.acknowledgements import acknowledgements
from relance.domain.conversation.position import position
from relance.domain.conversation.situation import Missed, Morning, Place
from relance.domain.creditor.rules import Rules
from relance.domain.deciding.chase import chase
from relance.domain.deciding.manual import manual_messages
from relance.domain.deciding.missed import asks_for_missed, missed_in
from relance.domain.deciding.morning import at_the_hour, morning_of, speaks, too_late
from relance.domain.deciding.unknown_fate import (
    as_attempt,
    settle,
    with_lost_given_up,
    without_unsent,
)
from relance.domain.decision import Decision, Hold, Send, Task, asked_beside, told
from relance.domain.questions.checks import checks
from relance.domain.questions.commitments import commitments
from relance.domain.questions.order_hold import proposals
from relance.domain.questions.questions import decision_pending, questions
from relance.domain.reasons import Reason
from relance.domain.task_kinds import TaskKind
from relance.domain.trace import Family, Finding, Inputs, Verdict


def decide(account: Account, rules: Rules, now: datetime) -> tuple[Decision, ...]:
    """Everything to do for one account at `now`: one main decision per currency, and tasks.

    Each with its trace: the rules that were asked, in their order, and the one that decided.
    Pure: the same arguments give the same answer. A reminder of one currency uses up the contact
    budget of the day for the others (R9). What the account let happen after the sending hour of
    the day waits for the next one (R36).
    """
    account = with_lost_given_up(account, rules, now)
    places = _by_urgency(account, rules, now)
    if missed := missed_in(places, account, rules, now, _as_found):
        places = [replace(place, missed=missed) for place in places]
    decisions = _of_places(account, rules, now, places)
    if not too_late(rules, now) or not any(map(speaks, decisions)):
        return decisions
    morning = _morning(account, rules, now, missed)
    return _of_places(account, rules, now, [replace(p, morning=morning) for p in places])


def asks_for_journal(account: Account, rules: Rules, now: datetime) -> bool:
    """Whether the answer depends on how the account stood before: it seldom does (R33, R36)."""
    account = with_lost_given_up(account, rules, now)
    if asks_for_missed(_by_urgency(account, rules, now)):
        return True
    return too_late(rules, now) and any(map(speaks, decide(account, rules, now)))


def _morning(account: Account, rules: Rules, now: datetime, missed: tuple[Missed, ...]) -> Morning:
    """What the tick that decides the day could have said under the rules of now."""
    at = rules.decides_at(rules.run_day(now))
    file = at_the_hour(account, rules, now)
    places = [replace(place, missed=missed) for place in _by_urgency(file, rules, at)]
    return morning_of(file, places, _of_places(file, rules, at, places))


def _as_found(account: Account, rules: Rules, now: datetime) -> tuple[Decision, ...]:
    """The decisions of one instant, whatever was before."""
    account = with_lost_given_up(account, rules, now)
    return _of_places(account, rules, now, _by_urgency(account, rules, now))


def _of_places(
    account: Account, rules: Rules, now: datetime, places: list[Place]
) -> tuple[Decision, ...]:
    answers = [chase(place) for place in places]
    pending = any(decision_pending(account, place.position) for place in places)
    pending |= any(isinstance(d, Task) and d.kind == TaskKind.DECISION for d in chain(*answers))
    decisions = [*_beside(account, rules, now, places)]
    speaker = None if pending else _longest_waiting(places, answers)
    for place, (main, *tasks) in zip(places, answers, strict=True):
        if isinstance(main, Send) and place is not speaker:
            main = _instead(main, pending, place)
            tasks = [task for task in tasks if not _goes_with_mail(task)]
        decisions += [
            as_attempt(main, account),
            *(asked_beside(task, main.trace) for task in tasks),
        ]
    return tuple(decisions)


def _beside(
    account: Account, rules: Rules, now: datetime, places: list[Place]
) -> Iterator[Decision]:
    """What is answered or asked whatever the ladders say."""
    today = rules.today(now)
    for decision in chain(
        acknowledgements(account, rules, now),
        manual_messages(account, rules, now),
        settle(account, rules, now),
        questions(account, rules, today, places),
        checks(account, rules, today),
        commitments(account, rules, today),
        proposals(account, rules, today, places),
    ):
        yield asked_beside(decision)


def _by_urgency(account: Account, rules: Rules, now: datetime) -> list[Place]:
    """The currencies, the one with the oldest leader first; what never left is in no one's way."""
    account, today = without_unsent(account, rules, now), rules.today(now)
    places = [position(account, currency, rules, today) for currency in account.currencies]
    places.sort(key=lambda p: (p.leader.due_on if p.leader else date.max, p.currency))
    return [Place(account, rules, now, where) for where in places]


def _longest_waiting(places: list[Place], answers: list[tuple[Decision, ...]]) -> Place | None:
    """The currency that speaks for the day: the one whose message has waited longest.

    It waits from its step's day, or from the last message in its currency: else the one with the
    oldest debt would be first in every run, and a third would wait for weeks.
    """
    ready = [
        (place, answer[0])
        for place, answer in zip(places, answers, strict=True)
        if isinstance(answer[0], Send)
    ]
    order = sorted(ready, key=lambda one: _waits_since(one[0], one[1]))
    return order[0][0] if order else None


def _waits_since(place: Place, send: Decision) -> date:
    said = [
        m.on
        for m in place.account.messages
        if m.contact and m.counts and m.key.currency == place.currency
    ]
    return max([*said, send.figures.nominal_on or date.min])


def _goes_with_mail(decision: Decision) -> bool:
    """Whether it is a letter that goes together with a mail."""
    return isinstance(decision, Task) and decision.kind == TaskKind.LETTER


def _instead(send: Send, pending: bool, place: Place) -> Hold:
    """Why another currency of the account stays silent: a person decides, or one spoke (R5, R9)."""
    gap_days = place.rules.limits.gap_days
    free_on = None if pending else place.today + timedelta(days=gap_days)
    reason = Reason.DECISION_PENDING if pending else Reason.GAP
    inputs: Inputs = {"last_on": place.today, "gap_days": gap_days, "counted": ()}
    said = Verdict(reason, free_on, inputs=inputs)
    other = Finding("other_currency", Family.GUARD, send.currency, said)
    asked = tuple(replace(finding, decisive=False) for finding in send.trace)
    return told(Hold(send.currency, reason, free_on, figures=send.figures), asked, other)
