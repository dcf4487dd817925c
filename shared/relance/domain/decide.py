"""The heart: what to say to a debtor at an instant, and why (R9).

The daily run, the check before sending, the preview and the shadow mode are this one function.
"""

from datetime import date, datetime, timedelta

from relance.domain.account import Account
from relance.domain.acknowledge import acknowledgements
from relance.domain.calendar import local_date
from relance.domain.contacts import failed_attempts, reachable
from relance.domain.courtesy import courtesy, next_courtesy_on
from relance.domain.decision import Decision, Figures, Hold, Send, Skip
from relance.domain.guards import Delay, Situation, delay_of
from relance.domain.ladder import Candidate, candidate, delivered, reminders
from relance.domain.ledger import Item
from relance.domain.message import MessageKey
from relance.domain.policy import Step
from relance.domain.position import Position, position
from relance.domain.questions import covered_by_cash, questions, reviewed_first
from relance.domain.rules import Rules
from relance.domain.settle import settle
from relance.domain.tasks import ask, asked


def decide(account: Account, rules: Rules, now: datetime) -> tuple[Decision, ...]:
    """Everything to do for one account at `now`: one main decision per currency, and tasks.

    Pure: the same arguments give the same answer. A reminder of one currency uses up the contact
    budget of the day for the others (R9).
    """
    today = local_date(now, rules.zone)
    decisions: list[Decision] = [*acknowledgements(account, rules, now)]
    unknown = settle(account, rules, now)
    decisions += unknown
    decisions += questions(account, rules, today)
    spoken = any(isinstance(d, Send) for d in unknown)
    for where in _by_urgency(account, rules, today):
        answer = _chase(account, rules, now, where)
        if spoken and isinstance(answer[0], Send):
            until_on = today + timedelta(days=rules.limits.gap_days)
            answer = (Hold(where.currency, "gap", until_on, figures=answer[0].figures),)
        spoken = spoken or isinstance(answer[0], Send)
        decisions += answer
    return tuple(decisions)


def _by_urgency(account: Account, rules: Rules, today: date) -> list[Position]:
    """The currencies, the one with the oldest leader first."""
    places = [position(account, currency, rules, today) for currency in account.currencies]
    return sorted(places, key=lambda p: (p.leader.due_on if p.leader else date.max, p.currency))


def _chase(account: Account, rules: Rules, now: datetime, where: Position) -> tuple[Decision, ...]:
    """The decision about one currency: the ladder once something is overdue, else courtesy."""
    if where.leader is None:
        return _announce(account, rules, now, where)
    figures = _figures(where, account)
    if where.net_minor <= where.small_minor:
        return covered_by_cash(account, where, figures)
    step = candidate(where.leader, account, rules, where.today)
    if step is None:
        return (Skip(where.currency, "ladder_ended", where.pause_ends_on, figures),)
    if step.variant == "statement":
        if review := reviewed_first(account, where, rules, figures):
            return review
    if step.step.channel == "task":
        return _hand_to_person(account, rules, now, where, step)
    return _send(account, rules, now, where, step, where.leader, where.overdue)


def _announce(
    account: Account, rules: Rules, now: datetime, where: Position
) -> tuple[Decision, ...]:
    """A courtesy step, or nothing until the next day that matters."""
    found = courtesy(where, account, rules)
    if found:
        step, item, listed = found
        return _send(account, rules, now, where, step, item, listed)
    days = [on for on in (next_courtesy_on(where, rules), where.pause_ends_on) if on]
    reason = where.paused[0][1].reason if where.paused and not where.coming else "nothing_due"
    return (Skip(where.currency, reason, min(days, default=None), _figures(where, account)),)


def _hand_to_person(
    account: Account, rules: Rules, now: datetime, where: Position, step: Candidate
) -> tuple[Decision, ...]:
    """The last step: a person decides, and until then nothing goes by itself (R5)."""
    assert where.leader is not None
    figures = _figures(where, account, step)
    delay = delay_of(Situation(account, rules, now, where, step))
    cause = where.leader.item_id
    if asked(account, "decision", cause):
        return (Hold(where.currency, "decision_pending", where.pause_ends_on, figures=figures),)
    if delay and delay.reason not in ("gap", "cap", "outside_window", "decided_today"):
        return (_hold(where, delay, figures),)
    hold = Hold(where.currency, "decision_pending", where.pause_ends_on, figures=figures)
    ids = tuple(item.item_id for item in where.overdue)
    return hold, *ask(
        account,
        "decision",
        cause,
        "the_ladder_has_ended",
        where.today,
        currency=where.currency,
        item_ids=ids,
        figures=figures,
    )


def _send(
    account: Account,
    rules: Rules,
    now: datetime,
    where: Position,
    step: Candidate,
    lead: Item,
    listed: tuple[Item, ...],
) -> tuple[Decision, ...]:
    """The reminder, unless a guard delays it or nobody can be written to."""
    figures = _figures(where, account, step)
    occasion = step.occasion
    failed = failed_attempts(account, step.step.kind, lead.item_id, step.step.level, occasion)
    if failed:
        step = Candidate(
            step.step, step.nominal_on, step.variant, f"{occasion}+{len(failed)}", step.skipped
        )
    if delay := delay_of(Situation(account, rules, now, where, step)):
        return (_hold(where, delay, figures),)
    contacts = reachable(account, frozenset(message.contact_id for message in failed))
    if not contacts:
        hold = Hold(where.currency, "no_deliverable_address", figures=figures)
        cause = f"{lead.item_id}/{step.step.kind}/{occasion}/{len(failed)}"
        return hold, *ask(
            account, "call", cause, hold.reason, where.today, currency=where.currency,
            item_ids=tuple(item.item_id for item in listed), figures=figures,
        )  # fmt: skip
    key = _key(account, step, lead)
    concerned, others = _blocks(step.step, listed, lead, account, rules)
    reason = f"{step.step.kind}_due" if step.variant == "ordinary" else step.variant
    return (
        Send(
            key, contacts[0].contact_id, concerned, reason, figures, step.variant, others,
            skipped=step.skipped, deadline_on=_deadline(step.step, rules, where.today),
        ),
    )  # fmt: skip


def _key(account: Account, step: Candidate, lead: Item) -> MessageKey:
    return MessageKey(
        account.tenant_id,
        account.account_id,
        lead.currency,
        step.step.kind,
        lead.item_id,
        step.step.level,
        step.occasion,
    )


def _blocks(
    step: Step, listed: tuple[Item, ...], lead: Item, account: Account, rules: Rules
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """From final up: those whose previous level was delivered, and the others (R3)."""
    needs = step.needs
    if needs is None:
        return tuple(item.item_id for item in listed), ()
    concerned = tuple(
        item.item_id for item in listed if item is lead or delivered(needs, item, account, rules)
    )
    others = tuple(item.item_id for item in listed if item.item_id not in concerned)
    return concerned, others


def _deadline(step: Step, rules: Rules, today: date) -> date | None:
    """The date that the message names: an open day (practice 6.1)."""
    if step.deadline_business_days:
        return rules.open_days.add_open_days(today, step.deadline_business_days)
    if step.deadline_days:
        return rules.open_days.next_open(today + timedelta(days=step.deadline_days))
    return None


def _hold(where: Position, delay: Delay, figures: Figures) -> Decision:
    if delay.reason == "not_yet":
        days = [on for on in (delay.until_on, where.pause_ends_on) if on]
        return Skip(where.currency, delay.reason, min(days, default=None), figures)
    return Hold(where.currency, delay.reason, delay.until_on, delay.until_at, figures)


def _figures(where: Position, account: Account, step: Candidate | None = None) -> Figures:
    sent = reminders(account)
    lead = where.leader
    return Figures(
        where.overdue_minor,
        where.credit_minor,
        where.net_minor,
        lead.item_id if lead else None,
        lead.due_on if lead else None,
        step.nominal_on if step else None,
        sent[-1].on if sent else None,
    )
