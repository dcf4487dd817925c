"""What holds for any debtor, any policy day and any fate of the mails."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, note, settings
from hypothesis import strategies as st

from relance.domain.account import Account
from relance.domain.calendar import ONE_DAY
from relance.domain.decide import decide
from relance.domain.decision import Decision, Send, Task
from relance.domain.ledger import PaymentMethod
from relance.domain.message import MessageState
from relance.domain.pauses import pause_of
from relance.domain.review import next_review_at
from relance.domain.rules import Rules
from tests.builders import asked, customer, paid, sent
from tests.unit.domain.strategies import START, Happening, files, happenings, hours_after, rulings

EXAMPLES = settings(max_examples=300, deadline=None)
FATES = ("delivered", "delivered", "delivered", "sent", "bounced", "failed")


@dataclass
class Life:
    """Two months of one account, decided every day at the sending hour."""

    account: Account
    sends: list[tuple[datetime, Account, Send]] = field(default_factory=list)


def live(
    file: Account, by: Rules, what: list[Happening], fates: list[str], count: int = 60
) -> Life:
    """The life of an account; what is sent has the next of the fates."""
    life = Life(file)
    for number in range(count):
        on = START + timedelta(days=number)
        for happening in what:
            if happening.on == on:
                life.account = happening.change(life.account)
        now = by.opens_at(on)
        for decision in decide(life.account, by, now):
            match decision:
                case Send():
                    life.sends.append((now, life.account, decision))
                    fate = fates[len(life.sends) % len(fates)]
                    life.account = sent(life.account, decision, now, fate)
                case Task():
                    life.account = asked(life.account, decision, now)
                case _:
                    pass
        life.account = replace(life.account, decided_at=now)
    return life


lives_with_rules = rulings().flatmap(
    lambda by: st.builds(
        live,
        files(history=False),
        st.just(by),
        st.lists(happenings(), max_size=5),
        st.lists(st.sampled_from(FATES), min_size=1, max_size=7),
    ).map(lambda life: (by, life))
)


def moments() -> st.SearchStrategy[datetime]:
    """An hourly tick of the first days of June."""
    midnight = datetime.fromisoformat("2026-06-01T00:00+00:00")
    return st.integers(0, 96).map(lambda hours: midnight + timedelta(hours=hours))


def reminders(life: Life) -> list[tuple[datetime, Account, Send]]:
    return [entry for entry in life.sends if entry[2].cause_id is None]


@EXAMPLES
@given(files(), rulings(), moments())
def test_the_same_arguments_give_the_same_answer(file: Account, by: Rules, now: datetime) -> None:
    assert decide(file, by, now) == decide(replace(file), by, now)


@EXAMPLES
@given(files(), rulings(), moments())
def test_a_reminder_names_only_what_is_open_and_not_paused(
    file: Account, by: Rules, now: datetime
) -> None:
    items = {item.item_id: item for item in file.items}
    for decision in decide(file, by, now):
        if isinstance(decision, Send) and decision.cause_id is None:
            for name in (*decision.item_ids, *decision.other_ids):
                item = items[name]
                assert pause_of(item, file, by, by.today(now)) is None
                assert item.currency == decision.currency
                assert not item.invoice.assigned_to
                assert item.invoice.payment_method is PaymentMethod.TRANSFER


@EXAMPLES
@given(files(), rulings(), moments())
def test_each_currency_gets_one_answer_and_one_reminder_goes_at_most(
    file: Account, by: Rules, now: datetime
) -> None:
    decisions = decide(replace(file, owed=()), by, now)
    mains = [d for d in decisions if not isinstance(d, Task) and not _of_a_fact(d)]
    spoken = [d for d in decisions if isinstance(d, Send) and d.cause_id is None]

    assert sorted({d.currency for d in mains}) == [*file.currencies]
    assert len(spoken) <= 1
    tasks = [d.task_id for d in decisions if isinstance(d, Task)]
    assert len(tasks) == len(set(tasks))


def _of_a_fact(decision: Decision) -> bool:
    return isinstance(decision, Send) and decision.cause_id is not None


def two_reminders_that_count_are_never_inside_the_gap(by: Rules, life: Life) -> None:
    counted = [m for m in life.account.messages if m.reminder and m.counts]
    days = sorted(message.on for message in counted)

    assert all(later - earlier >= timedelta(days=4) for earlier, later in pairwise(days))


def no_reminder_goes_on_a_day_closed_for_the_debtor(by: Rules, life: Life) -> None:
    assert all(by.open_days.is_open(by.run_day(now)) for now, _, _ in reminders(life))


def levels_never_go_down_for_the_item_that_leads(by: Rules, life: Life) -> None:
    levels: dict[str, int] = {}
    for _, _, send in reminders(life):
        if send.key.kind in ("courtesy", "due_today"):
            continue
        known = levels.get(send.key.leader, 0)
        arrived = _state(life, send) not in ("bounced", "failed")
        assert send.key.level >= known
        if arrived:
            levels[send.key.leader] = send.key.level


def _state(life: Life, send: Send) -> str:
    rows = {message.message_id: message.state.value for message in life.account.messages}
    return rows[send.key.message_id]


def each_key_is_sent_once(by: Rules, life: Life) -> None:
    ids = [send.key.message_id for _, _, send in life.sends if send.attempt == 1]

    assert len(ids) == len(set(ids))


def a_final_is_never_sent_without_a_second_that_arrived(by: Rules, life: Life) -> None:
    for _, file, send in reminders(life):
        if send.key.kind != "final":
            continue
        imported = {i.invoice_id for i in file.invoices if (i.last_level or 0) >= 2}
        seconds = {
            name
            for row in file.messages
            if row.key.level >= 2 and row.state is MessageState.DELIVERED
            for name in row.item_ids
        }
        for name in send.item_ids:
            repeated = send.key.occasion != "0"
            assert name in seconds or name.partition("/")[0] in imported or repeated


def paying_everything_ends_in_silence(by: Rules, life: Life) -> None:
    file = life.account
    for each in file.invoices:
        if each.document_type.value != "credit_note":
            file = paid(file, date(2026, 7, 30), each.invoice_id)
    later = live(file, by, [], ["delivered"], count=1)
    for number in range(61, 100):
        now = by.opens_at(START + number * ONE_DAY)
        assert [d for d in decide(file, by, now) if isinstance(d, Send) and not d.cause_id] == []
    assert reminders(later) == []


PROMISES = (
    two_reminders_that_count_are_never_inside_the_gap,
    no_reminder_goes_on_a_day_closed_for_the_debtor,
    levels_never_go_down_for_the_item_that_leads,
    each_key_is_sent_once,
    a_final_is_never_sent_without_a_second_that_arrived,
    paying_everything_ends_in_silence,
)


@EXAMPLES
@given(lives_with_rules)
def test_whatever_a_debtor_does_no_promise_of_ours_is_broken(pair: tuple[Rules, Life]) -> None:
    by, life = pair
    for holds in PROMISES:
        holds(by, life)


@EXAMPLES
@given(files(), rulings(), moments())
def test_no_review_comes_after_the_moment_it_is_for(
    file: Account, by: Rules, now: datetime
) -> None:
    decisions = decide(file, by, now)
    found = next_review_at(file, decisions, by, now)
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
        acts = [d for d in decide(file, by, later) if isinstance(d, Send | Task)]
        assert acts == [], (later, found)


def _interesting(now: datetime, until: datetime, by: Rules) -> list[datetime]:
    """Every hour of the first two days and of the last one, and three hours of each between."""
    ticks = [t for t in hours_after(now, 40 * 24) if t < until]
    opens = {by.opens_at(by.run_day(t)) for t in ticks}
    chosen = {t for t in ticks if t in opens or t - timedelta(hours=6) in opens}
    return sorted({*ticks[:48], *ticks[-24:], *chosen})
