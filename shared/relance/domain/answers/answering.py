"""One answer by a link, taken in by its kind; how many a link takes in a day (C2 to C5).

Above the bound only a kind of answer that the link has not given that day is taken, and an alarm
that does not ring yet: whoever repeats himself changes nothing, and whoever has something new to
say is heard. The same words once more are the same fact at any time.
"""

from dataclasses import replace
from enum import StrEnum

from relance.domain.account.on_file import LinkAnswers
from relance.domain.answers.claims_and_promises import (
    About,
    Answer,
    Paid,
    Problem,
    Promised,
    Taken,
    claim,
    fact_id_of,
    promise,
)
from relance.domain.answers.problems import copy, problem
from relance.domain.answers.time_requests import asks_for_time, request_time
from relance.domain.task_kinds import TaskKind

MOST_A_DAY = 10  # answers of one link that are recorded, besides the first of each kind
_MOST_FORGOTTEN = 10  # rows of earlier days that one answer takes away with it


class Said(StrEnum):
    """What kind of answer it was; a problem is told apart by its reason as well."""

    PAID = "paid"
    PROMISE = "promise"
    TIME = "time"
    PROBLEM = "problem"
    COPY = "copy"


def take(about: About, answer: Answer) -> Taken:
    """The account after the answer; raises Invalid naming the field."""
    before = said_today(about)
    fact_id = fact_id_of(about, answer)
    if isinstance(answer, Problem | Promised) and fact_id in before:
        return Taken(fact_id, about.account)
    kind, taken = _taken(about, answer)
    if taken.fact is None:
        return taken
    if len(before) >= MOST_A_DAY and kind in before.values() and not _rings(about, taken):
        return Taken(fact_id, about.account, crowded=True)
    said = LinkAnswers(
        about.message.message_id, about.today, (*before.items(), (fact_id, str(kind)))
    )
    kept = _kept(about, said)
    return replace(taken, after=replace(taken.after, answered=(*kept, said)))


def said_today(about: About) -> dict[str, str]:
    """What the link was used to say today: the kind of each answer, by its fact."""
    mine = (
        dict(one.said)
        for one in about.account.answered
        if (one.message_id, one.on) == (about.message.message_id, about.today)
    )
    return next(mine, {})


def _taken(about: About, answer: Answer) -> tuple[str, Taken]:
    match answer:
        case Paid():
            return Said.PAID, claim(about, answer)
        case Promised() if asks_for_time(about, answer):
            return Said.TIME, request_time(about, answer)
        case Promised():
            return Said.PROMISE, promise(about, answer)
        case Problem(reason):
            return f"{Said.PROBLEM}/{reason}", problem(about, answer)
        case _:
            return Said.COPY, copy(about, answer)


def _rings(about: About, taken: Taken) -> bool:
    """Whether the answer rings an alarm that nobody has been given yet (practice 4)."""
    known = about.account.tasks_by_id
    return any(
        task.kind == TaskKind.PAYMENT_DIVERTED and task.task_id not in known
        for task in taken.after.tasks
    )


def _kept(about: About, said: LinkAnswers) -> tuple[LinkAnswers, ...]:
    """What other links said; a few of those of earlier days are forgotten."""
    others = [one for one in about.account.answered if one.message_id != said.message_id]
    old = [one for one in others if one.on < about.today][:_MOST_FORGOTTEN]
    return tuple(one for one in others if one not in old)
