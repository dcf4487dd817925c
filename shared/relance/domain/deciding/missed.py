"""What the days without a run would have said: they are walked with everything, as it was (R33).

Each of them is decided as a run would have done: on the account as it stood, under the mode and
the feed of then, with what the days before it would have said. What would have been silent was
not missed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from relance.domain.account.account import Account
from relance.domain.account.earlier import earlier
from relance.domain.account.message import MessageState
from relance.domain.conversation.ladder import waiting_steps
from relance.domain.conversation.ladder_start import ladder_start_on
from relance.domain.conversation.outages import may_have_missed, missed_runs, spoken_at
from relance.domain.conversation.situation import Case, Missed, Place
from relance.domain.creditor.rules import Mode, Rules
from relance.domain.deciding.carry_out import reserved
from relance.domain.decision import Decision, Send, Variant
from relance.domain.policies.policy import Step

type Decide = Callable[[Account, Rules, datetime], tuple[Decision, ...]]


def asks_for_missed(places: Sequence[Place]) -> bool:
    """Whether the days without a run can matter for what is said now: they seldom do."""
    return any(may_have_missed(*_waiting(place)) for place in places if place.position.leader)


def missed_in(
    places: Sequence[Place], account: Account, rules: Rules, now: datetime, decide: Decide
) -> tuple[Missed, ...]:
    """The reminders of the days without a run, and that of today which follows from them."""
    waits_for_turn = rules.capped and account.decided_at is None
    if waits_for_turn or not asks_for_missed(places):
        return ()
    leading = [Case(p, p.position.leader) for p in places if p.position.leader]
    since_at = min(map(spoken_at, leading))
    runs = [at for at in missed_days(account, rules, now) if at > since_at]
    return tuple(_walked(account, rules, (*runs, now), decide))


def _waiting(place: Place) -> tuple[list[Step], Case, tuple[datetime, ...]]:
    assert place.position.leader is not None
    case = Case(place, place.position.leader)
    return waiting_steps(case), case, missed_days(place.account, place.rules, place.now)


def missed_days(account: Account, rules: Rules, now: datetime) -> tuple[datetime, ...]:
    """The sending hours of open days without a run since something overdue could be spoken of."""
    if not rules.outages or not account.items:
        return ()
    since_on = min(map(ladder_start_on, account.items)) - timedelta(days=rules.limits.gap_days)
    runs = missed_runs(rules, since_on, now)
    return tuple(at for at in runs if rules.open_days.is_open(rules.run_day(at)))


def _walked(
    account: Account, rules: Rules, runs: Sequence[datetime], decide: Decide
) -> Iterator[Missed]:
    """Run for run, with what was said before; a mail of which nobody knows proves no step (R5)."""
    said: list[tuple[Send, datetime]] = []
    for at in runs:
        file = account if at == runs[-1] else earlier(account, at, rules.zone)
        by = rules if at == runs[-1] else rules.then(at)
        file = _having_said(file, said, rules)
        for decision in decide(file, by, at):
            if isinstance(decision, Send) and by.mode == Mode.LIVE:
                said.append((decision, at))
                if _of_ladder(decision):
                    key = decision.key
                    yield Missed(at, key.leader, key.kind, key.level)


def _of_ladder(send: Send) -> bool:
    return send.cause_id is None and send.variant != Variant.CLAIM_UNSEEN


def _having_said(account: Account, said: Sequence[tuple[Send, datetime]], rules: Rules) -> Account:
    """The account as if these mails had gone, and none of them had been reported delivered."""
    answered = {fact for send, _ in said for fact in (send.cause_id, *send.merged_ids)}
    known = {message.message_id for message in account.messages}
    sent = tuple(
        replace(reserved(account, send, rules, at), state=MessageState.SENT, sent_at=at)
        for send, at in said
        if send.key.message_id not in known
    )
    owed = tuple(fact for fact in account.owed if fact.fact_id not in answered)
    return replace(account, messages=(*account.messages, *sent), owed=owed)
