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
from relance.domain.task_kinds import TaskKind
from relance.domain.trace import Family, Finding, Inputs, Verdict

# Whether the step is for the case, and what was looked at.
type Held = tuple[bool, Inputs]
type Condition = Callable[[Step, Case], Held]


def enough(step: Step, case: Case) -> Held:
    """The net amount due reaches the step's minimum for this payer."""
    least_units = _least_units(step, case)
    net_minor = case.position.net_minor
    inputs: Inputs = {
        "net_minor": net_minor,
        "minimum_units": least_units,
        "below_units": step.below_units,
    }
    # Below the amount for a call, the mail goes.
    reached = net_minor >= minor(least_units, case.position.currency)
    return bool(step.mail_instead) or reached, inputs


def _least_units(step: Step, case: Case) -> int:
    least_units = step.minimum_units or _usual_minimum(step, case.rules.limits)
    return step.minimum_by_profile.get(case.profile, least_units)


def _usual_minimum(step: Step, limits: Limits) -> int:
    """What a step that names no amount is worth, by its cost (practice 2)."""
    if step.kind == TaskKind.HANDOVER:
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


def below(step: Step, case: Case) -> Held:
    """The net amount due stays below what another step is for."""
    net_minor, units = case.position.net_minor, step.below_units
    inputs: Inputs = {
        "net_minor": net_minor,
        "minimum_units": _least_units(step, case),
        "below_units": units,
    }
    return units is None or net_minor < minor(units, case.position.currency), inputs


def profile(step: Step, case: Case) -> Held:
    """The payer is one of those it is for."""
    inputs: Inputs = {"profile": case.profile, "wanted": step.profiles}
    return not step.profiles or case.profile in step.profiles, inputs


def category(step: Step, case: Case) -> Held:
    """The customer is one of those it is for."""
    known = case.account.customer.category
    inputs: Inputs = {"category": known, "wanted": step.categories}
    return not step.categories or known in step.categories, inputs


def method(step: Step, case: Case) -> Held:
    """The invoice is to be paid in one of its ways."""
    known = case.lead.invoice.payment_method.value
    inputs: Inputs = {"method": known, "wanted": step.methods}
    return not step.methods or known in step.methods, inputs


def first_invoice(step: Step, case: Case) -> Held:
    """Nothing was invoiced before, where the step greets a new customer."""
    known = {invoice.invoice_id for invoice in case.account.invoices}
    first = known == {case.lead.invoice.invoice_id}
    return first or not step.first_invoice_only, {"invoices": len(known)}


def contact_long_ago(step: Step, case: Case) -> Held:
    """The last contact lies far enough back, where the step asks for that."""
    inputs, days = _last_contact(step, case), step.contacted_before_days
    chased = case.account.chased
    if not days or not chased:
        return True, inputs
    return chased[-1].on <= case.today - timedelta(days=days), inputs


def unanswered(step: Step, case: Case) -> Held:
    """Nobody has answered what was said before, where the step asks for an answer."""
    inputs = _last_contact(step, case)
    if not step.unanswered_only or step.courtesy:
        return True, inputs
    about = case.account.chased_about(case.lead.item_id)
    before = [contact for contact in about if contact.level < step.level] or [*about]
    return not before or not answered_since(case.lead, case.account, before[0].at), inputs


def _last_contact(step: Step, case: Case) -> Inputs:
    chased = case.account.chased
    return {"last_on": chased[-1].on if chased else None, "days": step.contacted_before_days}


def number_known(step: Step, case: Case) -> Held:
    """There is somebody to call, where nothing could be written instead."""
    phones = sum(1 for contact in case.account.customer.contacts if contact.phone)
    wanted = step.channel is Channel.CALL and not step.mail_instead
    return not wanted or phones > 0, {"phones": phones}


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


def left_out(
    step: Step, case: Case, conditions: tuple[Condition, ...] = CONDITIONS
) -> tuple[Finding, ...]:
    """The conditions that keep the step from this debt; none where it is for it."""
    found = []
    for condition in conditions:
        holds, inputs = condition(step, case)
        if not holds:
            said = Verdict(f"not_{condition.__name__}", inputs={"step": step.kind, **inputs})
            subject = f"{step.kind}/{step.level}"
            found.append(Finding(condition.__name__, Family.CONDITION, subject, said))
    return tuple(found)


def applies(step: Step, case: Case, conditions: tuple[Condition, ...] = CONDITIONS) -> bool:
    """Whether the step is for this case at all."""
    return not left_out(step, case, conditions)
