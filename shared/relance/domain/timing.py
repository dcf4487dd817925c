"""When a step may go at the earliest: its own day, and its distance from the one before (R4)."""

from datetime import date, timedelta

from relance.domain.calendar import local_date
from relance.domain.situation import Situation


def falls_on(situation: Situation) -> date:
    """The first day on which the step may go, as far as time decides."""
    step, nominal_on = situation.candidate.step, situation.candidate.nominal_on
    before_on = _level_before_on(situation)
    if before_on is None or not step.spacing_days:
        return nominal_on
    return max(nominal_on, before_on + timedelta(days=step.spacing_days))


def _level_before_on(situation: Situation) -> date | None:
    """The day on which the leader's last lower level was delivered, or at least sent."""
    lead, level = situation.lead, situation.candidate.step.level
    for contact in reversed(situation.account.chased_about(lead.item_id)):
        if 0 < contact.level < level:
            return local_date(contact.reached_at, situation.rules.zone)
    return lead.invoice.last_contacted_on
