"""When a call is better than a mail: one function per reason, asked in one order (practice 2).

A call needs a telephone number, an amount that is worth it and a person with time; without them
the mail goes. A call that nobody made in time gives way to the mail, which does not mention it.
"""

from collections.abc import Callable
from datetime import timedelta

from relance.domain.answers.silence import answered_since
from relance.domain.conversation.errands import errand_of, is_over
from relance.domain.conversation.situation import Situation
from relance.domain.decision import Variant
from relance.domain.money import minor
from relance.domain.policies.policy import FINAL_KINDS, Channel
from relance.domain.reasons import Reason
from relance.domain.task_kinds import TaskReason

type CallRule = Callable[[Situation], bool]


def large(situation: Situation) -> bool:
    """The policy says from which amount this step is a call."""
    units = situation.candidate.step.call_from_units
    return units is not None and _net_at_least(situation, units)


def promise_broken(situation: Situation) -> bool:
    """A promise about enough money was broken: ask what has changed."""
    units = situation.rules.limits.broken_promise_call_units
    return situation.candidate.variant == Variant.PROMISE_BROKEN and _net_at_least(situation, units)


def payment_returned(situation: Situation) -> bool:
    """A payment came back: the same day, by telephone."""
    return situation.candidate.variant == Variant.PAYMENT_RETURNED


def never_answered(situation: Situation) -> bool:
    """Two written messages arrived and nobody said a word."""
    about = situation.account.chased_about(situation.lead.item_id)
    written = [c for c in about if c.delivered and c.level > 0 and not c.called]
    if len(written) < 2:
        return False
    return not answered_since(situation.lead, situation.account, written[0].at)


def before_final(situation: Situation) -> bool:
    """Before a final about a large amount somebody speaks with the debtor."""
    kind, units = situation.candidate.step.kind, situation.rules.limits.final_call_units
    return kind in FINAL_KINDS and _net_at_least(situation, units)


CALL_RULES: tuple[tuple[str, CallRule], ...] = (
    (Reason.PAYMENT_RETURNED, payment_returned),
    (Reason.PROMISE_BROKEN, promise_broken),
    (TaskReason.LARGE_AMOUNT, large),
    (TaskReason.BEFORE_FINAL, before_final),
    (TaskReason.NEVER_ANSWERED, never_answered),
)


def call_reason(situation: Situation) -> str | None:
    """Why a person calls instead of the mail, or while the call is still to be made; else None."""
    task = errand_of(situation.candidate.step, situation.lead, situation.account)
    if task:
        return None if is_over(task, situation.case) else task.kind
    if situation.candidate.variant in (Variant.CLAIM_UNSEEN, Variant.STATEMENT) or not can_call(
        situation
    ):
        return None
    return next((reason for reason, rule in CALL_RULES if rule(situation)), None)


def can_call(situation: Situation) -> bool:
    """Whether there is a number, an amount that is worth it, and a person with time today."""
    limits = situation.rules.limits
    number = any(contact.phone for contact in situation.account.customer.contacts)
    step = situation.candidate.step
    own = step.channel is Channel.CALL
    least_units = step.minimum_units if own else limits.call_minimum_units
    if not number or situation.rules.call_capacity_left < 1:
        return False
    if step.courtesy:
        return _coming_minor(situation) >= minor(least_units, situation.position.currency)
    return _net_at_least(situation, least_units)


def _coming_minor(situation: Situation) -> int:
    """What a courtesy call is about."""
    ahead = timedelta(days=situation.rules.policy.listing_days_ahead)
    coming = situation.position.coming_by(situation.today + ahead)
    return sum(item.open_minor for item in coming) - situation.position.credit_minor


def _net_at_least(situation: Situation, units: int) -> bool:
    where = situation.position
    return where.net_minor >= minor(units, where.currency)
