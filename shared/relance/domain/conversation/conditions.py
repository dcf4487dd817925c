"""Whether a step is for this debtor and this debt: one function per condition (B1).

A step whose condition does not hold does not exist for the debt: the ladder goes on without it, so
that a small debt, too, ends with a person.
"""

from collections.abc import Callable
from datetime import timedelta

from relance.domain.answers.silence import answered_since
from relance.domain.conversation.situation import Case
from relance.domain.creditor.rules import Limits
from relance.domain.money import minor
from relance.domain.policies.policy import Channel, Step

type Condition = Callable[[Step, Case], bool]


def enough(step: Step, case: Case) -> bool:
    """The net amount due reaches the step's minimum for this payer."""
    if step.mail_instead:
        return True  # below the amount for a call, the mail goes
    least_units = step.minimum_units or _usual_minimum(step, case.rules.limits)
    least_units = step.minimum_by_profile.get(case.profile, least_units)
    return case.position.net_minor >= minor(least_units, case.position.currency)


def _usual_minimum(step: Step, limits: Limits) -> int:
    """What a step that names no amount is worth, by its cost (practice 2)."""
    if step.kind == "handover":
        return limits.handover_minimum_units
    match step.channel:
        case Channel.CALL:
            return limits.call_minimum_units
        case Channel.LETTER:
            return limits.letter_minimum_units
        case Channel.REGISTERED:
            return limits.registered_minimum_units
        case _:
            return 0


def below(step: Step, case: Case) -> bool:
    """The net amount due stays below what another step is for."""
    if step.below_units is None:
        return True
    return case.position.net_minor < minor(step.below_units, case.position.currency)


def profile(step: Step, case: Case) -> bool:
    """The payer is one of those it is for."""
    return not step.profiles or case.profile in step.profiles


def category(step: Step, case: Case) -> bool:
    """The customer is one of those it is for."""
    return not step.categories or case.account.customer.category in step.categories


def method(step: Step, case: Case) -> bool:
    """The invoice is to be paid in one of its ways."""
    return not step.methods or case.lead.invoice.payment_method.value in step.methods


def first_invoice(step: Step, case: Case) -> bool:
    """Nothing was invoiced before, where the step greets a new customer."""
    if not step.first_invoice_only:
        return True
    known = {invoice.invoice_id for invoice in case.account.invoices}
    return known == {case.lead.invoice.invoice_id}


def contact_long_ago(step: Step, case: Case) -> bool:
    """The last contact lies far enough back, where the step asks for that."""
    chased = case.account.chased
    if not step.contacted_before_days or not chased:
        return True
    return chased[-1].on <= case.today - timedelta(days=step.contacted_before_days)


def unanswered(step: Step, case: Case) -> bool:
    """Nobody has answered what was said before, where the step asks for an answer."""
    if not step.unanswered_only or step.courtesy:
        return True
    before = [c for c in case.account.chased_about(case.lead.item_id) if c.level < step.level]
    before = before or list(case.account.chased_about(case.lead.item_id))
    return not before or not answered_since(case.account, case.lead, before[0].at)


def number_known(step: Step, case: Case) -> bool:
    """There is somebody to call, where nothing could be written instead."""
    if step.channel is not Channel.CALL or step.mail_instead:
        return True
    return any(contact.phone for contact in case.account.customer.contacts)


CONDITIONS: tuple[Condition, ...] = (
    enough,
    below,
    profile,
    category,
    method,
    first_invoice,
    contact_long_ago,
    unanswered,
    number_known,
)
# Before anything is due, what is announced decides about the amount (see `courtesy`).
COURTESY_CONDITIONS = tuple(c for c in CONDITIONS if c not in (enough, below))


def applies(step: Step, case: Case, conditions: tuple[Condition, ...] = CONDITIONS) -> bool:
    """Whether the step is for this case at all."""
    return all(condition(step, case) for condition in conditions)
