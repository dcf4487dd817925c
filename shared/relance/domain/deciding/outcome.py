"""What one evaluation leaves behind: computed here, told to the rows (R10, R12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from relance.domain.account.account import Account
from relance.domain.account.message import Message
from relance.domain.account.on_file import OpenTask
from relance.domain.account.past import past_messages
from relance.domain.creditor.rules import Mode, Rules
from relance.domain.deciding.carry_out import asked_of, of_the_day, waits_for_a_person
from relance.domain.deciding.review import next_review_at
from relance.domain.decision import Decision, Send, Task, Variant
from relance.domain.tasks.asking import moot


@dataclass(frozen=True, slots=True)
class Outcome:
    """The decisions about an account at an instant, and what is to be written because of them."""

    account: Account
    rules: Rules
    at: datetime
    decisions: tuple[Decision, ...]
    review_at: datetime | None  # when to look again
    of_the_day: bool  # the account is decided for this day; under a cap, it had its turn
    tasks: tuple[OpenTask, ...] = ()  # asked for, or closed since nothing is left to do
    past: tuple[Message, ...] = ()  # what leaves the file for the archive


def had_its_turn(decisions: Sequence[Decision], rules: Rules, at: datetime) -> bool:
    """Whether the day is decided; a fresh start's cap counts who was written to alone (R37)."""
    return of_the_day(rules, at) and (not rules.capped or written_to(decisions))


def begins_backlog(decisions: Sequence[Decision], rules: Rules) -> bool:
    """Whether a debt that came without history is spoken of for the first time, live (R37).

    During a fresh start its cap counts such debts with all others.
    """
    live = rules.mode == Mode.LIVE and not rules.capped
    return live and any(isinstance(d, Send) and d.variant == Variant.STATEMENT for d in decisions)


def written_to(decisions: Sequence[Decision]) -> bool:
    """Whether a reminder goes."""
    return any(isinstance(each, Send) and each.cause_id is None for each in decisions)


def outcome_of(
    account: Account, decisions: Sequence[Decision], rules: Rules, at: datetime
) -> Outcome:
    """What becomes of the file; in shadow mode nobody is asked anything (R29)."""
    asked = [asked_of(d, at) for d in decisions if isinstance(d, Task)]
    return Outcome(
        account,
        rules,
        at,
        tuple(decisions),
        next_review_at(account, decisions, rules, at),
        had_its_turn(decisions, rules, at),
        (*(asked if waits_for_a_person(rules) else ()), *moot(account, at, rules.unplaced)),
        past_messages(account, at),
    )
