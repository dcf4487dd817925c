"""A final waits until whoever reads it is back, where an absence notice names the day (R42)."""

from collections.abc import Iterator
from datetime import date

from relance.domain.account.account import Account
from relance.domain.account.contacts import reachable
from relance.domain.account.on_file import Reply, ReplyKind
from relance.domain.conversation.earliest import falls_on
from relance.domain.conversation.situation import Situation
from relance.domain.policies.policy import FINAL_KINDS
from relance.domain.reasons import Reason
from relance.domain.trace import Inputs, Verdict

MOST_OPEN_DAYS = 10  # that a final waits for somebody, however far away his return is


def reader_absent(situation: Situation) -> Verdict:
    """Whoever would read the final is away until a day that a notice of his names (R42)."""
    notices = [*_notices(situation)]
    last = notices[-1] if notices else None
    inputs: Inputs = {
        "step": situation.candidate.step.kind,
        "returns_on": last.returns_on if last else None,
        "back_on": back_on(situation),
    }
    until_on = back_on(situation)
    if until_on is None or until_on <= situation.today:
        return Verdict(inputs=inputs)
    return Verdict(Reason.READER_ABSENT, until_on, inputs=inputs)


def back_on(situation: Situation) -> date | None:
    """The day until which the final waits: that of the return, or the last that is waited for."""
    notices = [*_notices(situation)]
    if not notices:
        return None
    since_on = max(falls_on(situation), notices[0].received_on)
    most_on = situation.rules.open_days.add_open_days(since_on, MOST_OPEN_DAYS)
    returns_on = notices[-1].returns_on
    assert returns_on is not None
    return min(returns_on, most_on)


def _notices(situation: Situation) -> Iterator[Reply]:
    """The notices, oldest first, by which the reader is away today; the last one counts.

    An answer of his ends it.
    """
    if situation.candidate.step.kind not in FINAL_KINDS:
        return
    account = situation.account
    wrote = [r for r in account.replies if r.contact_id in (None, _reader_id(account))]
    wrote.sort(key=lambda reply: (reply.received_on, reply.recorded_at))
    persons = [place for place, reply in enumerate(wrote) if reply.kind == ReplyKind.PERSON]
    named = [r for r in wrote[persons[-1] + 1 if persons else 0 :] if r.returns_on]
    if named and _away(named[-1], situation.today):
        yield from (reply for reply in named if _away(reply, situation.today))


def _away(reply: Reply, today: date) -> bool:
    return reply.returns_on is not None and reply.returns_on > today


def _reader_id(account: Account) -> str | None:
    readers = reachable(account)
    return readers[0].contact_id if readers else None
