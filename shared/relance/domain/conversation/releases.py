"""The one message about the release of a retention: when, and of what, it may speak (R41).

It says that works were accepted, so somebody must have said so; anything else is a person's.
"""

from datetime import date

from relance.domain.account.account import Account
from relance.domain.account.message import MessageKind
from relance.domain.answers.retentions import last_day_on, was_asked
from relance.domain.conversation.cycle_profile import cycle_profile
from relance.domain.conversation.pauses import pauses_of
from relance.domain.conversation.rungs import done
from relance.domain.conversation.situation import Candidate, Case, Place, Situation
from relance.domain.creditor.rules import Rules
from relance.domain.ledger.invoices import Item
from relance.domain.policies.policy import Step

# No policy has it: it is no step of a ladder, and asks for nothing but a word.
RELEASE = Step(MessageKind.RETENTION_RELEASE, 0, 0)


def release(place: Place) -> tuple[Situation, tuple[Item, ...]] | None:
    """The message that would go today, and the retentions of one acceptance that it lists."""
    due = [item for item in _speaking(place) if item.due_on <= place.today]
    if not due:
        return None
    lead = due[0]
    listed = tuple(item for item in due if item.part.accepted_on == lead.part.accepted_on)
    profile = cycle_profile(place.account, lead, place.rules, place.today)
    return Situation(Case(place, lead, profile), Candidate(RELEASE, lead.due_on)), listed


def next_release_on(place: Place) -> date | None:
    """The first later day on which such a message may go."""
    days = [item.due_on for item in _speaking(place) if item.due_on > place.today]
    return min(days, default=None)


def _speaking(place: Place) -> list[Item]:
    """The retentions of which it may speak, the earliest first; free money would be theirs."""
    account, rules, where = place.account, place.rules, place.position
    if where.credit_minor:
        return []
    items = [item for item, _ in where.paused if _may_speak(item, account, rules, place.today)]
    return sorted(items, key=lambda item: (item.due_on, item.item_id))


def _may_speak(item: Item, account: Account, rules: Rules, today: date) -> bool:
    """Whether the works were accepted without reserve, and nothing else is known or said."""
    small_minor = rules.limits.small_minor(item.currency)
    if not item.part.releasable or item.open_minor <= small_minor or was_asked(item, account):
        return False
    pauses = pauses_of(item, account, rules, today)
    alone = all(found.rule == "retained" or found.reason is None for found in pauses)
    in_time = today < last_day_on(item, rules)
    return alone and in_time and not done(RELEASE, item, account, rules)
