"""One reminder as it would leave: key, contact, two blocks, deadline (R3, R6, R8)."""

from dataclasses import replace
from datetime import date, timedelta

from relance.domain.account import Account
from relance.domain.contacts import failed_attempts, reachable
from relance.domain.decision import Decision, Figures, Hold, Send, Skip
from relance.domain.guards import delay_of
from relance.domain.ladder import Candidate
from relance.domain.ledger import Item
from relance.domain.message import NEXT_CONTACT, MessageKey
from relance.domain.policy import Step
from relance.domain.position import Position
from relance.domain.rules import Rules
from relance.domain.rungs import delivered, reminders
from relance.domain.situation import Delay, Situation
from relance.domain.tasks import ask


def remind(
    situation: Situation, listed: tuple[Item, ...], again_on: date | None
) -> tuple[Decision, ...]:
    """The Send, unless a guard delays it or nobody can be written to.

    `again_on` is when another item may lead, for a delay that nothing else ends.
    """
    account = situation.account
    key = _key(account, situation.candidate, situation.lead)
    failed = failed_attempts(account, key)
    if failed:
        key = replace(key, occasion=f"{key.occasion}{NEXT_CONTACT}{len(failed)}")
        step = replace(situation.candidate, occasion=key.occasion)
        situation = replace(situation, candidate=step)
    if delay := delay_of(situation):
        figures = figures_of(situation.position, account, situation.candidate)
        return (held_back(situation.position, delay, figures, again_on),)
    contacts = reachable(account, failed)
    if not contacts:
        return _call(situation, listed, again_on)
    return (_letter(situation, listed, key, contacts[0].contact_id),)


def _letter(
    situation: Situation, listed: tuple[Item, ...], key: MessageKey, contact_id: str
) -> Send:
    step = situation.candidate
    concerned, others = _blocks(situation, listed)
    return Send(
        key,
        contact_id,
        concerned,
        f"{step.step.kind}_due" if step.variant == "ordinary" else step.variant,
        figures_of(situation.position, situation.account, step),
        step.variant,
        others,
        skipped=step.skipped,
        deadline_on=deadline_of(step.step, situation.rules, situation.today),
    )


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


def _call(
    situation: Situation, listed: tuple[Item, ...], again_on: date | None
) -> tuple[Decision, ...]:
    """Nobody can be written to: a person calls (R8)."""
    where, step = situation.position, situation.candidate
    figures = figures_of(where, situation.account, step)
    hold = Hold(where.currency, "no_deliverable_address", again_on, figures=figures)
    return hold, *ask(
        situation.account,
        "call",
        f"{situation.lead.item_id}/{step.step.kind}/{step.occasion}",
        hold.reason,
        situation.today,
        currency=where.currency,
        item_ids=tuple(item.item_id for item in listed),
        figures=figures,
    )


def _blocks(
    situation: Situation, listed: tuple[Item, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """From final up: those whose previous level was delivered, and the others (R3)."""
    needs, ids = situation.candidate.step.needs, tuple(item.item_id for item in listed)
    if needs is None:
        return ids, ()
    concerned = tuple(
        item.item_id
        for item in listed
        if item is situation.lead or delivered(needs, item, situation.account, situation.rules)
    )
    return concerned, tuple(item_id for item_id in ids if item_id not in concerned)


def deadline_of(step: Step, rules: Rules, today: date) -> date | None:
    """The date that the message names: an open day (practice 6.1)."""
    if step.deadline_business_days:
        return rules.open_days.add_open_days(today, step.deadline_business_days)
    if step.deadline_days:
        return rules.open_days.next_open(today + timedelta(days=step.deadline_days))
    return None


def held_back(
    where: Position, delay: Delay, figures: Figures, again_on: date | None
) -> Hold | Skip:
    """Why nothing goes now, and when to look again."""
    if delay.reason == "not_yet":
        days = [on for on in (delay.until_on, again_on) if on]
        return Skip(where.currency, delay.reason, min(days, default=None), figures)
    until_on = delay.until_on if delay.until_on or delay.until_at else again_on
    return Hold(where.currency, delay.reason, until_on, delay.until_at, figures)


def figures_of(where: Position, account: Account, step: Candidate | None = None) -> Figures:
    """The figures that a decision about this currency rests on."""
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
