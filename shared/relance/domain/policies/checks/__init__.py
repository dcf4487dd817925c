"""Whether a policy can be accepted: one rule after the other, every place named (B1).

What these checks let pass, `decide` can climb from the first step to the last.
"""

from relance.domain.policies.checks import conditions, days, formal, order, words
from relance.domain.policies.checks.flaw import Check, Flaw, Setting
from relance.domain.policies.policy import Policy

__all__ = ["CHECKS", "Check", "Flaw", "Setting", "flaws_of"]

CHECKS: tuple[Check, ...] = (
    order.number_of_steps,
    order.levels_rise,
    order.identities_differ,
    order.days_follow,
    order.ends_with_a_person,
    order.writes_once,
    days.sign_fits_level,
    days.anchor_fits_level,
    days.calendar_day_is_named,
    days.numbers_make_sense,
    days.help_comes_in_time,
    days.float_is_for_reminders,
    days.stale_is_for_courtesy,
    days.spacing_fits_days,
    conditions.names_are_known,
    conditions.thresholds_agree,
    conditions.channel_fits_extras,
    conditions.needs_can_be_met,
    conditions.threats_were_warned_of,
    conditions.answers_can_come,
    words.kinds_are_free,
    words.texts_are_written,
    words.texts_have_their_facts,
    words.texts_fit_level,
    words.due_today_is_today,
    formal.measures_have_words,
    formal.measures_are_accepted,
    formal.measures_have_a_day,
    formal.deadlines_are_kept,
    formal.formal_is_approved,
    formal.pace_makes_sense,
)


def flaws_of(policy: Policy, setting: Setting) -> tuple[Flaw, ...]:
    """Everything for which the policy cannot be accepted; empty where it can."""
    return tuple(flaw for check in CHECKS for flaw in check(policy, setting))
