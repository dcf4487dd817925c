"""What holds for any debtor, under any policy, whatever he, the mails and our people do.

Each run looks at 2,500 accounts: 1,200 as they are found at an hour, 700 of them until their next
review, and 600 that live for fifty days, which makes some 35,000 accounts that are decided.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, note
from hypothesis import strategies as st

from relance.domain.account.account import Account
from relance.domain.calendar import ONE_DAY
from relance.domain.conversation.conditions import applies
from relance.domain.conversation.errands import given_up
from relance.domain.conversation.position import position
from relance.domain.conversation.situation import Place, Situation
from relance.domain.creditor.rules import Rules
from relance.domain.decide import decide
from relance.domain.deciding.chase import situation_of
from relance.domain.deciding.missed import missed_in
from relance.domain.deciding.review import next_review_at
from relance.domain.decision import Decision, Send, Skip, Task
from relance.domain.guards.approvals import approval_of
from relance.domain.ledger.invoices import Item, PaymentMethod
from relance.domain.ledger.item_id import ItemId
from relance.domain.policies.policy import FINAL_KINDS, Approval, Step
from relance.domain.tasks.asking import task_id
from tests.builders import asked, customer, paid
from tests.harness.examples import examples
from tests.unit.domain.lives import (
    FATES,
    LIFETIME_DAYS,
    MOODS,
    Life,
    Run,
    happenings,
    live,
    ruled,
)
from tests.unit.domain.strategies import START, files, hours_after, rulings, sampled

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


@st.composite
def lives(draw: st.DrawFn) -> tuple[Rules, Life]:
    """The rules, and the life of an account under them."""
    by, file = draw(rulings()), draw(files(history=draw(st.booleans())))
    what = draw(st.lists(happenings(), max_size=6, unique_by=lambda h: (h.on, h.name)))
    fates = draw(st.lists(sampled(FATES), min_size=1, max_size=7))
    moods = draw(st.lists(sampled(MOODS), min_size=1, max_size=7))
    note(repr((by.policy, fates, moods, [(str(h.on), h.name) for h in what])))
    return by, live(file, by, what, fates, moods)


def moments() -> st.SearchStrategy[datetime]:
    """An hourly tick of the first days of June."""
    midnight = datetime.fromisoformat("2026-06-01T00:00+00:00")
    return st.integers(0, 96).map(lambda hours: midnight + timedelta(hours=hours))


# --- One decision ------------------------------------------------------------------------------


def _spoken(decisions: tuple[Decision, ...]) -> Iterator[Send]:
    """The reminders: what no answer of the debtor has caused."""
    return (d for d in decisions if isinstance(d, Send) and d.cause_id is None)


def silenced(item: Item, file: Account, today: date) -> bool:
    """Whether nobody may say a word about the item, by the facts alone."""
    bill, name = item.invoice, item.invoice.invoice_id
    disputes = [d for d in file.disputes if d.invoice_id == name]
    came_back = any(entry.reversed_minor for entry in bill.allocations)
    held = [h for h in file.holds if h.invoice_id in (None, name)]
    return bool(
        bill.cancelled_on
        or bill.assigned_to
        or (bill.payment_method is not PaymentMethod.TRANSFER and not came_back)
        or any(d.outcome is None for d in disputes)
        or any(d.outcome == "upheld" and d.credited_on is None for d in disputes)
        or any(h.until_on is None or today <= h.until_on for h in held)
        or any(p.promised_on >= today for p in file.promises if item.item_id in p.item_ids)
        or any(r.kind == "person" and r.read_at is None for r in file.replies)
    )


def nothing_is_said_about_what_is_paid_disputed_held_factored_or_cancelled(
    decisions: tuple[Decision, ...], file: Account, by: Rules, now: datetime
) -> None:
    items = {item.item_id: item for item in file.items}
    spoken = [(s.item_ids + s.other_ids, s.currency) for s in _spoken(decisions)]
    calls = [d for d in decisions if isinstance(d, Task) and d.kind != "approval" and d.step]
    spoken += [(d.item_ids, d.currency or "") for d in calls if d.kind != "commitment"]
    for names, currency in spoken:
        assert names
        for name in names:
            assert not silenced(items[name], file, by.today(now))
            assert items[name].currency == currency


def each_currency_gets_one_answer_and_one_reminder_goes_at_most(
    decisions: tuple[Decision, ...], file: Account, by: Rules, now: datetime
) -> None:
    if file.owed:
        decisions = decide(replace(file, owed=()), by, now)
    mains = [d for d in decisions if not isinstance(d, Task) and not _of_a_fact(d)]
    tasks = [(d.task_id, d.kind, d.reason) for d in decisions if isinstance(d, Task)]

    assert sorted({d.currency for d in mains}) == [*file.currencies]
    assert len([*_spoken(decisions)]) <= 1
    assert len(tasks) == len(set(tasks)), tasks


def _of_a_fact(decision: Decision) -> bool:
    return isinstance(decision, Send) and decision.cause_id is not None


def nobody_is_asked_twice(
    decisions: tuple[Decision, ...], file: Account, by: Rules, now: datetime
) -> None:
    known = {task.task_id for task in file.tasks if task.outcome != "moot"}
    assert not known.intersection(d.task_id for d in decisions if isinstance(d, Task))


ALWAYS = (
    nothing_is_said_about_what_is_paid_disputed_held_factored_or_cancelled,
    each_currency_gets_one_answer_and_one_reminder_goes_at_most,
    nobody_is_asked_twice,
)


@pytest.mark.long
@examples(1200, suppress_health_check=SLOW)
@given(files(), rulings(), moments())
def test_what_is_decided_is_the_same_again_and_may_be_said(
    file: Account, by: Rules, now: datetime
) -> None:
    by = ruled(by, file, now)
    decisions = decide(file, by, now)

    assert decisions == decide(replace(file), by, now)
    for holds in ALWAYS:
        holds(decisions, file, by, now)


# --- A life ------------------------------------------------------------------------------------


def what_holds_for_each_decision_holds_for_all(life: Life) -> None:
    for run in life.runs:
        for holds in ALWAYS:
            holds(run.decisions, run.account, run.rules, run.at)


def two_contacts_are_never_inside_the_gap(life: Life) -> None:
    """Calls that reached somebody, or left a word, count as well."""
    for run, send in life.reminders:
        if send.attempt > 1:
            continue
        before = [c.on for c in run.account.chased]
        limits, today = run.rules.limits, run.rules.today(run.at)
        assert all(today - on >= timedelta(days=limits.gap_days) for on in before)
        for most, days in limits.caps:
            assert sum((today - on).days < days for on in before) < most


def no_reminder_goes_on_a_closed_day_nor_a_final_on_its_eve(life: Life) -> None:
    for run, send in life.reminders:
        by, run_on = run.rules, run.rules.run_day(run.at)
        assert by.open_days.is_open(run_on)
        assert by.opens_at(run_on) <= run.at < by.closes_at(run_on)
        if send.key.kind in FINAL_KINDS:
            assert by.open_days.is_open(run_on + ONE_DAY)


def levels_never_go_down_for_the_item_that_leads(life: Life) -> None:
    for run, send in life.reminders:
        anew = next(_of(run.account, send.key.leader)).invoice.ladder_from_on or date.min
        counted = [c for c in run.account.chased if c.leader == send.key.leader and c.on >= anew]
        assert send.key.level >= max((c.level for c in counted), default=0)


def _of(file: Account, name: str) -> Iterator[Item]:
    return (item for item in file.items if item.item_id == name)


def each_key_is_sent_once(life: Life) -> None:
    sends = [d for run in life.runs for d in run.decisions if isinstance(d, Send)]
    ids = [send.key.message_id for send in sends if send.attempt == 1]
    known = {message.message_id for message in life.runs[0].account.messages}

    assert len(ids) == len(set(ids))
    assert not known.intersection(ids)


def _step_of(send: Send, by: Rules) -> Step | None:
    return next(
        (s for s in by.policy.steps if (s.kind, s.level) == (send.key.kind, send.key.level)), None
    )


def a_step_is_never_sent_without_what_it_needs_delivered(life: Life) -> None:
    for run, send in life.reminders:
        step = _step_of(send, run.rules)
        if step is None or step.needs is None or send.key.occasion.startswith("claim-"):
            continue
        needed = run.rules.policy.step(step.needs)
        for name in send.item_ids:
            last_level = next(_of(run.account, name)).invoice.last_level
            arrived = [
                c.level
                for c in run.account.chased
                if c.delivered and name in c.item_ids and c.level >= needed.level
            ]
            assert arrived or (last_level is not None and last_level >= needed.level)


def a_delayed_step_is_never_jumped(life: Life) -> None:
    """Only an outage makes a step missed, and only a person's work can be given up."""
    for run, send in life.reminders:
        situation = _situation(run, send)
        if send.key.level == 0 or situation is None or send.reason == "claim_unseen":
            continue
        went = {c.level for c in run.account.chased_about(ItemId(send.key.leader))}
        last_level = situation.lead.invoice.last_level
        reached = max([*went, last_level or 0])
        missed = {one.kind for one in send.skipped}
        ladder = run.rules.policy.ladder
        for step in ladder[: _index(ladder, send)]:
            if step.level > reached and applies(step, situation.case):
                outage = run.rules.outages and step.kind in missed
                assert outage or given_up(step, situation.case), step


def _index(ladder: tuple[Step, ...], send: Send) -> int:
    """Where the step of the message stands."""
    return next(n for n, step in enumerate(ladder) if step.level == send.key.level)


def _situation(run: Run, send: Send) -> Situation | None:
    where = position(run.account, send.currency, run.rules, run.rules.today(run.at))
    if where.leader is None:
        return None
    place = Place(run.account, run.rules, run.at, where)
    missed = missed_in([place], run.account, run.rules, run.at, _without_outage)
    return situation_of(replace(place, missed=missed), where.leader)


def _without_outage(account: Account, by: Rules, at: datetime) -> tuple[Decision, ...]:
    return decide(account, replace(by, outages=()), at)


def nothing_goes_while_a_reply_is_unread(life: Life) -> None:
    for run, _ in life.reminders:
        assert all(r.read_at or r.kind != "person" for r in run.account.replies)


def _late(run: Run, send: Send) -> set[str]:
    """What a message demands that is late: the rest is announced only."""
    today = run.rules.today(run.at)
    return {i.item_id for i in run.account.items if i.item_id in send.item_ids and i.overdue(today)}


def nothing_goes_after_a_person_stopped_it(life: Life) -> None:
    for run, send in life.reminders:
        for task in run.account.tasks:
            if task.outcome == "stopped" and task.leader in _late(run, send):
                anew = next(_of(run.account, task.leader)).invoice.ladder_from_on
                assert (task.asked_on or date.max) < (anew or date.min)


def what_needs_an_approval_never_goes_without(life: Life) -> None:
    for run, send in life.reminders:
        situation = _situation(run, send)
        if situation is None or send.variant == "claim_unseen":
            continue
        assert situation.candidate.step.level == send.key.level
        if approval_of(situation) is Approval.REQUIRED:
            occasion = send.key.occasion.partition("+")[0]
            step = situation.candidate.step
            said = f"{send.key.leader}/{step.kind}/{step.level}/{occasion}"
            cause = f"{run.rules.policy.policy_id}/{said}"
            causes = (cause, *(f"{cause}/again-{number}" for number in range(1, 40)))
            known = run.account.tasks_by_id
            outcomes = [
                known[name].outcome
                for name in (task_id("approval", each) for each in causes)
                if name in known
            ]
            assert outcomes[-1] == "approved"  # the last one: each that lapsed was asked anew


def nothing_goes_once_a_person_is_to_decide(life: Life) -> None:
    for run, send in life.reminders:
        asked_about = {t.task_id for t in run.account.tasks if not t.closed_at}
        assert not any(task_id("decision", name) in asked_about for name in _late(run, send))


def no_debt_is_forgotten(life: Life) -> None:
    """The ladder ends with a person's decision and not otherwise (R5)."""
    for run in life.runs:
        for decision in run.decisions:
            if isinstance(decision, Skip) and decision.reason == "ladder_ended":
                leader = next(_of(run.account, decision.figures.leader or ""))
                assert leader.invoice.last_level  # it had ended before it came to us


def whatever_is_done_was_to_be_looked_at_by_then(life: Life) -> None:
    """R12: with nothing new in between, no run finds anything to do before its review."""
    for run in life.runs:
        acts = [d for d in run.decisions if isinstance(d, Send | Task)]
        assert not acts or run.promised_at <= run.at, (run.at, run.promised_at, acts, run.why_then)


def paying_everything_ends_in_silence(life: Life) -> None:
    file, by = life.account, life.runs[-1].rules
    last_on = START + timedelta(days=LIFETIME_DAYS)
    for each in file.invoices:
        if each.document_type.value != "credit_note":
            file = paid(file, last_on, each.invoice_id)
    for number in range(0, 40, 3):
        now = by.opens_at(last_on + number * ONE_DAY)
        decisions = decide(file, by, now)
        assert [*_spoken(decisions)] == []
        assert [d for d in decisions if isinstance(d, Task) and d.step] == []


PROMISES = (
    what_holds_for_each_decision_holds_for_all,
    two_contacts_are_never_inside_the_gap,
    no_reminder_goes_on_a_closed_day_nor_a_final_on_its_eve,
    levels_never_go_down_for_the_item_that_leads,
    each_key_is_sent_once,
    a_step_is_never_sent_without_what_it_needs_delivered,
    a_delayed_step_is_never_jumped,
    nothing_goes_while_a_reply_is_unread,
    nothing_goes_after_a_person_stopped_it,
    what_needs_an_approval_never_goes_without,
    nothing_goes_once_a_person_is_to_decide,
    no_debt_is_forgotten,
    whatever_is_done_was_to_be_looked_at_by_then,
    paying_everything_ends_in_silence,
)


@pytest.mark.long
@examples(600, suppress_health_check=SLOW)
@given(lives())
def test_whatever_a_debtor_does_no_promise_of_ours_is_broken(pair: tuple[Rules, Life]) -> None:
    _, life = pair
    for holds in PROMISES:
        holds(life)


# --- When to look again ------------------------------------------------------------------------


@pytest.mark.long
@examples(700, suppress_health_check=SLOW)
@given(files(), rulings(), moments())
def test_no_review_comes_after_the_moment_it_is_for(
    file: Account, by: Rules, now: datetime
) -> None:
    rules = ruled(by, file, now)
    decisions = decide(file, rules, now)
    found = next_review_at(file, decisions, rules, now)
    note(repr((now, by.debtor_zone, by.open_days, by.bank_days, by.outages, by.mode)))
    note(repr([(d, type(d).__name__) for d in decisions]))
    note(repr(replace(file, customer=customer())))
    assert found is None or found > now
    if by.opens_at(by.run_day(now)) <= now < by.closes_at(by.run_day(now)):
        file = replace(file, decided_at=now)
    for decision in decisions:
        if isinstance(decision, Task):
            file = asked(file, decision, now)

    until = found or now + timedelta(days=40)
    for later in _interesting(now, until, by):
        answers = decide(file, ruled(by, file, later), later)
        acts = [d for d in answers if isinstance(d, Send | Task)]
        assert acts == [], (later, found)


def _interesting(now: datetime, until: datetime, by: Rules) -> list[datetime]:
    """The hours of the first day and of the last, and two of each day between."""
    ticks = [t for t in hours_after(now, 40 * 24) if t < until]
    opens = {by.opens_at(by.run_day(t)) for t in ticks}
    chosen = {t for t in ticks if t in opens or t - timedelta(hours=6) in opens}
    return sorted({*ticks[:20:2], *ticks[-6:], *chosen})
