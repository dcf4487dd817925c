"""One reminder as it would leave: key, contact, two blocks, deadline (R3, R6, R8)."""

from dataclasses import replace
from datetime import date, timedelta

from relance.domain.account.account import Account
from relance.domain.account.contacts import failed_attempts, reachable
from relance.domain.account.message import Message, MessageKey, MessageKind
from relance.domain.conversation.rungs import delivered
from relance.domain.conversation.situation import Candidate, Situation
from relance.domain.creditor.rules import Rules
from relance.domain.decision import Decision, Hold, Send, Skip, Task, Variant, told
from relance.domain.guards.approvals import forewarn_on, forewarning
from relance.domain.guards.guards import first_guard, guarded
from relance.domain.ledger.invoices import Item
from relance.domain.ledger.item_id import ItemId
from relance.domain.money import minor
from relance.domain.policies.policy import Step
from relance.domain.questions.order_hold import measure_of
from relance.domain.reasons import Reason, step_due
from relance.domain.task_kinds import TaskKind, TaskReason
from relance.domain.tasks.asking import Question, ask, of_step
from relance.domain.trace import Family, Finding, Trace, Verdict


def remind(
    situation: Situation, listed: tuple[Item, ...], again_on: date | None
) -> tuple[Decision, ...]:
    """The Send, unless a guard delays it or nobody can be written to.

    `again_on` is when another item may lead, for a delay that nothing else ends.
    """
    account = situation.account
    failed = _failed(situation)
    situation = to_next_contact(situation)
    key = _key(account, situation.candidate, situation.lead)
    forewarned = forewarning(situation)
    situation = replace(situation, asked=(*situation.asked, *guarded(situation)))
    if delay := first_guard(situation.asked):
        return delayed(situation, delay, again_on), *forewarned
    contacts = reachable(account, failed, situation.today)
    if not contacts:
        return *_call(situation, listed, again_on), *forewarned
    return _mail(situation, listed, key, contacts[0].contact_id), *on_paper(situation)


def to_next_contact(situation: Situation) -> Situation:
    """The situation with the occasion of the message that would go, after bounces too (R6)."""
    failed = _failed(situation)
    if not failed:
        return situation
    occasion = situation.candidate.occasion.after_failures(len(failed))
    return replace(situation, candidate=replace(situation.candidate, occasion=occasion))


def _failed(situation: Situation) -> tuple[Message, ...]:
    key = _key(situation.account, situation.candidate, situation.lead)
    return failed_attempts(situation.account, key)


def delayed(situation: Situation, delay: Finding, again_on: date | None) -> Hold | Skip:
    """Why nothing goes now; it is looked at again when a person has to be forewarned."""
    held = told(_held_back(situation, delay, again_on), situation.asked, delay)
    ask_on = forewarn_on(situation)
    if ask_on is None or ask_on <= situation.today:
        return held
    if isinstance(held, Skip):
        return replace(held, next_on=min(held.next_on or ask_on, ask_on))
    return replace(held, until_on=min(held.until_on or ask_on, ask_on))


def _mail(situation: Situation, listed: tuple[Item, ...], key: MessageKey, contact_id: str) -> Send:
    candidate, step = situation.candidate, situation.candidate.step
    concerned, others = _blocks(situation, listed)
    profile = situation.case.profile
    reason = step_due(key.kind) if candidate.variant == Variant.ORDINARY else candidate.variant
    # What asks for the proof of a payment names no day and announces nothing.
    announces = candidate.variant != Variant.CLAIM_UNSEEN
    send = Send(
        key,
        contact_id,
        concerned,
        reason,
        situation.figures,
        candidate.variant,
        others,
        skipped=candidate.skipped,
        deadline_on=deadline_of(step, situation.rules, situation.today) if announces else None,
        text=step.text,
        tone=step.tones.get(profile, step.tone),
        profile=profile,
        consequence=measure_of(step, situation.account) if announces else None,
        copy_ids=_copies(situation, contact_id),
        called_on=_called_on(situation),
    )
    return told(send, *_going(situation, reason))


def _going(situation: Situation, reason: str) -> tuple[Trace, Finding]:
    """The rules that were asked, and the step that nothing is against in place of the step."""
    goes = situation.step_found(reason)
    asked = (goes if f.family is Family.STEP else f for f in situation.asked)
    return tuple(asked), goes


def _copies(situation: Situation, contact_id: str) -> tuple[str, ...]:
    """The escalation contacts, where the step goes to them as well."""
    if not situation.candidate.step.copy_to_escalation:
        return ()
    able = reachable(situation.account)
    return tuple(
        c.contact_id for c in able if c.role == "escalation" and c.contact_id != contact_id
    )


def _called_on(situation: Situation) -> date | None:
    """The day of the last call that reached somebody, or left a message, about the leader."""
    lead_id = situation.lead.item_id
    calls = (c for c in situation.account.chased_about(lead_id) if c.called)
    return max((call.on for call in calls if call.leader == lead_id), default=None)


def on_paper(situation: Situation) -> tuple[Task, ...]:
    """The letter that goes with the mail, from the amount at which the policy wants one."""
    step, where = situation.candidate.step, situation.position
    units = step.letter_from_units
    least_units = max(units or 0, situation.rules.limits.letter_minimum_units)
    if units is None or where.net_minor < minor(least_units, where.currency):
        return ()
    question = Question(
        TaskKind.LETTER,
        of_step(situation.lead.item_id, step, situation.candidate.occasion),
        TaskReason.LETTER_WITH_THE_MAIL,
        where.today,
        currency=where.currency,
        item_ids=tuple(item.item_id for item in where.overdue),
        figures=situation.figures,
        owner=situation.account.customer.account_owner,
    )
    return ask(situation.account, question)


def _key(account: Account, step: Candidate, lead: Item) -> MessageKey:
    return MessageKey(
        account.tenant_id,
        account.account_id,
        lead.currency,
        MessageKind.FIRST if step.step.kind == TaskKind.CALL else step.step.kind,
        lead.item_id,
        step.step.level,
        step.occasion,
    )


def _call(
    situation: Situation, listed: tuple[Item, ...], again_on: date | None
) -> tuple[Decision, ...]:
    """Nobody can be written to: a person calls (R8)."""
    where, step, figures = situation.position, situation.candidate, situation.figures
    hold = Hold(where.currency, Reason.NO_DELIVERABLE_ADDRESS, again_on, figures=figures)
    question = Question(
        TaskKind.CALL,
        f"{situation.lead.item_id}/{step.step.kind}/{step.occasion}",
        hold.reason,
        situation.today,
        currency=where.currency,
        item_ids=tuple(item.item_id for item in listed),
        figures=figures,
    )
    contacts = len(situation.account.customer.contacts)
    said = Verdict(hold.reason, again_on, inputs={"contacts": contacts})
    address = Finding("address", Family.GUARD, where.currency, said)
    return told(hold, situation.asked, address), *ask(situation.account, question)


def _blocks(
    situation: Situation, listed: tuple[Item, ...]
) -> tuple[tuple[ItemId, ...], tuple[ItemId, ...]]:
    """From final up: those whose previous level was delivered, and the others (R3)."""
    needs, ids = situation.candidate.step.needs, tuple(item.item_id for item in listed)
    if needs is None:
        return ids, ()
    concerned = tuple(
        item.item_id
        for item in listed
        if item is situation.lead or delivered(needs, item, situation.account, situation.rules)
    )
    known = frozenset(concerned)
    return concerned, tuple(item_id for item_id in ids if item_id not in known)


def deadline_of(step: Step, rules: Rules, today: date) -> date | None:
    """The date that the message names: an open day (practice 6.1)."""
    if step.deadline_business_days:
        return rules.open_days.add_open_days(today, step.deadline_business_days)
    if step.deadline_days:
        return rules.open_days.next_open(today + timedelta(days=step.deadline_days))
    return None


def _held_back(situation: Situation, delay: Finding, again_on: date | None) -> Hold | Skip:
    """Why nothing goes now, and when to look again."""
    where, figures, reason = situation.position, situation.figures, str(delay.reason)
    if reason == Reason.NOT_YET:
        days = [on for on in (delay.until_on, again_on) if on]
        return Skip(where.currency, reason, min(days, default=None), figures)
    # What becomes overdue meanwhile may lead, and a person may have to be asked about it.
    days = [on for on in (delay.until_on, where.changes_on) if on]
    until_on = min(days) if delay.until_on else again_on
    return Hold(where.currency, reason, until_on, delay.until_at, figures)
