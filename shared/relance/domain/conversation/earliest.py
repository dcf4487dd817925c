"""When a step may go at the earliest: its own day, and its distance from the one before (R4)."""

from datetime import date, timedelta

from relance.domain.account.account import Account
from relance.domain.calendar import local_date
from relance.domain.conversation.cycle_profile import tolerance_of
from relance.domain.conversation.named_days import last_named_on, seen_on
from relance.domain.conversation.situation import Situation
from relance.domain.conversation.step_days import nominal_on
from relance.domain.creditor.rules import Rules
from relance.domain.ledger.invoices import Item
from relance.domain.policies.policy import Step
from relance.domain.task_kinds import TaskKind


def earliest_on(step: Step, item: Item, account: Account, rules: Rules) -> date:
    """The step's own day; the first of a ladder waits for the usual delay of the payer as well."""
    on = nominal_on(step, item, rules)
    if step != rules.policy.ladder[0]:
        return on
    return on + timedelta(days=tolerance_of(account, item, rules))


def falls_on(situation: Situation) -> date:
    """The first day on which the step may go, as far as time and the days we named decide."""
    named_on, distant_on = last_named_on(situation), ladder_on(situation)
    if named_on is None:
        return distant_on
    return max(distant_on, seen_on(named_on, situation.rules, situation.today))


def ladder_on(situation: Situation) -> date:
    """The step's day with its distance from the delivery of the one before."""
    step, nominal_on = situation.candidate.step, situation.candidate.nominal_on
    before_on = _level_before_on(situation)
    if before_on is None or not step.spacing_days:
        return nominal_on
    return max(nominal_on, before_on + timedelta(days=step.spacing_days))


def _level_before_on(situation: Situation) -> date | None:
    """The day on which the leader's last lower level was delivered, or at least sent."""
    lead, step = situation.lead, situation.candidate.step
    for contact in reversed(situation.account.chased_about(lead.item_id)):
        if contact.level > 0 and (contact.level < step.level or step.kind == TaskKind.DECISION):
            return local_date(contact.reached_at, situation.rules.zone)
    return lead.invoice.last_contacted_on
