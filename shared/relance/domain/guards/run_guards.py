"""What stops any reminder on a day or at an hour, whatever its step (R8, R11, R22, R23, R29)."""

from relance.domain.answers.acknowledgements import money_answered
from relance.domain.answers.replies import read_on, replied_on
from relance.domain.calendar import ONE_DAY
from relance.domain.conversation.situation import Delay, Situation
from relance.domain.policies.policy import FINAL_KINDS


def tenant_stopped(situation: Situation) -> Delay | None:
    """A paused tenant sends nothing (R29)."""
    if situation.rules.mode == "paused":
        return Delay("tenant_paused", situation.today + ONE_DAY)
    return None


def payments_waiting(situation: Situation) -> Delay | None:
    """Money that is announced but not recorded holds the whole tenant (R22)."""
    if situation.rules.payments_backlog:
        return Delay("payments_backlog", situation.today + ONE_DAY)
    return None


def feed_stale(situation: Situation) -> Delay | None:
    """Once declared, cash must be booked through the last bank day before today (R23)."""
    through_on = situation.rules.cash_through_on
    if through_on is None:
        return None
    if through_on < situation.rules.bank_days.previous_open(situation.today):
        return Delay("feed_stale", situation.today + ONE_DAY)
    return None


def closed_day(situation: Situation) -> Delay | None:
    """Nothing goes on a day that is closed for the debtor or the tenant; forward only (R4).

    The day is the debtor's own: Friday evening here may be Saturday morning there.
    """
    rules = situation.rules
    run_on = rules.run_day(situation.now)
    if rules.open_days.is_open(run_on):
        return None
    return Delay("closed_day", until_at=rules.opens_at(rules.open_days.next_open(run_on)))


def eve_of_closed_day(situation: Situation) -> Delay | None:
    """No final on a Friday or the eve of a holiday: nobody could answer it (practice 8, B7)."""
    rules, step = situation.rules, situation.candidate.step
    run_on = rules.run_day(situation.now)
    if step.kind not in FINAL_KINDS or rules.open_days.is_open(run_on + ONE_DAY):
        return None
    while not (rules.open_days.is_open(run_on) and rules.open_days.is_open(run_on + ONE_DAY)):
        run_on += ONE_DAY
    return Delay("eve_of_closed_day", until_at=rules.opens_at(run_on))


def answered_today(situation: Situation) -> Delay | None:
    """Never on the day of a receipt or of an answer: it looks as if nobody read it (R8)."""
    account, today = situation.account, situation.today
    answers = [promise.said_on for promise in account.promises]
    answers += [claim.said_on for claim in account.claims]
    money = account.paid_on == today or money_answered(account, situation.rules, situation.now)
    replied = replied_on(account, today) or read_on(account, today, situation.rules.zone)
    if money or today in answers or replied:
        return Delay("answered_today", today + ONE_DAY)
    return None


def outside_window(situation: Situation) -> Delay | None:
    """Between the tenant's hours in the debtor's zone (R11)."""
    rules, now = situation.rules, situation.now
    run_on = rules.run_day(now)
    if now < rules.closes_at(run_on):
        return None
    return Delay("outside_window", until_at=rules.opens_at(run_on + ONE_DAY))


def decided_today(situation: Situation) -> Delay | None:
    """Once per local day; only a bounce is answered on the same day (R8, R11).

    A decision before the sending hour was not about sending; the tick that decided, and the
    sender that decides again for it (R14), are not stopped by it.
    """
    rules, now = situation.rules, situation.now
    run_on, decided_at = rules.run_day(now), situation.account.decided_at
    if decided_at is None or situation.candidate.occasion.to_next_contact:
        return None
    if rules.opens_at(run_on) <= decided_at < now:
        return Delay("decided_today", until_at=rules.opens_at(run_on + ONE_DAY))
    return None
