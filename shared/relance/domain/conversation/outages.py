"""Days on which no run happened: only they make steps missed (R4)."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from relance.domain.account.account import Account
from relance.domain.account.contacts import reachable
from relance.domain.account.on_file import Dispute
from relance.domain.calendar import ONE_DAY, local_date
from relance.domain.conversation.earliest import earliest_on
from relance.domain.conversation.pauses import pause_of
from relance.domain.conversation.rungs import delivered
from relance.domain.conversation.situation import Case
from relance.domain.conversation.step_days import nominal_on
from relance.domain.creditor.rules import Rules
from relance.domain.ledger.invoices import Item
from relance.domain.policies.policy import Approval, Step


def replay(waiting: Sequence[Step], case: Case) -> list[Step]:
    """The steps that the days without a run would have sent, and today's if its day has come."""
    leader, account, rules, now = case.lead, case.account, case.rules, case.now
    reached: list[Step] = []
    last_on = account.chased[-1].on if account.chased else None
    missed = _missed_runs(leader, nominal_on(waiting[0], leader, rules), rules, now)
    runs = iter((*missed, now))
    for step in waiting:
        if not _may_be_replayed(step, leader, account, rules):
            break
        apart = max(rules.limits.gap_days, step.spacing_days)
        free_on = last_on + timedelta(days=apart) if last_on else date.min
        from_on = max(free_on, earliest_on(step, leader, account, rules))
        run_at = next(
            (at for at in runs if _could_speak(at, from_on, leader, account, rules)), None
        )
        if run_at is None:
            break
        reached.append(step)
        if len(reached) == 1 and _had_its_chance(from_on, run_at, missed, leader, rules):
            break
        last_on = rules.today(run_at)
    return reached


def _could_speak(
    run_at: datetime, from_on: date, leader: Item, account: Account, rules: Rules
) -> bool:
    """Whether a run on that day would have reached the step: open, and nothing held the item."""
    on = rules.today(run_at)
    open_day = rules.open_days.is_open(rules.run_day(run_at))
    held = pause_of(leader, account, rules, on) or _held_then(run_at, leader, account)
    return on >= from_on and open_day and not held


def _held_then(run_at: datetime, leader: Item, account: Account) -> bool:
    """Whether something that may be over by now kept the leader silent at that instant."""
    spans = [
        *((d.recorded_at, d.resolved_at) for d in account.disputes if _about(leader, d)),
        *((r.recorded_at, r.read_at) for r in account.replies if r.kind == "person"),
        *((t.recorded_at, t.closed_at) for t in account.tasks if t.kind == "decision"),
    ]
    return any(since <= run_at and (until is None or run_at < until) for since, until in spans)


def _about(leader: Item, dispute: Dispute) -> bool:
    return dispute.invoice_id == leader.invoice.invoice_id


def _had_its_chance(
    from_on: date, run_at: datetime, missed: Sequence[datetime], leader: Item, rules: Rules
) -> bool:
    """Whether a run before could have sent the step and did not: it was delayed, not missed (R4).

    What held it then may be gone without a trace, so that nobody can say whether it would have
    held through the outage as well.
    """
    on = from_on
    while (opens_at := rules.opens_at(on)) < run_at:
        known = opens_at > leader.invoice.recorded_at
        if known and opens_at not in missed and rules.open_days.is_open(on):
            return True
        on += ONE_DAY
    return False


def _may_be_replayed(step: Step, leader: Item, account: Account, rules: Rules) -> bool:
    """Whether a run would have sent it by itself: no person, no prerequisite in the way (R5)."""
    unmet = step.needs and not delivered(step.needs, leader, account, rules)
    if not reachable(account):
        return False
    approved = rules.policy.approve_all or rules.approve_all or step.approval is not Approval.NONE
    return step.written and not approved and not unmet


def _missed_runs(leader: Item, since_on: date, rules: Rules, now: datetime) -> list[datetime]:
    """The sending hours since a day at which the item was on file and no run could decide."""
    known_at = leader.invoice.recorded_at
    missed: set[datetime] = set()
    for last_at, first_at in rules.outages:
        run_on = max(local_date(last_at, rules.debtor_zone), since_on - ONE_DAY)
        while rules.closes_at(run_on) <= min(first_at, now):
            opens_at = rules.opens_at(run_on)
            if opens_at > max(last_at, known_at):
                missed.add(opens_at)
            run_on += ONE_DAY
    return sorted(missed)
