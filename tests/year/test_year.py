"""A year of three hundred customers with missed and doubled runs: the same, up to catch-up (R4).

Both years are walked with the pure functions of the run (see `life`); with the real flows they
would take an hour. What "up to catch-up" means, exactly:

- an account for which the perfect run had nothing to say or ask on a day without a run has the
  same year, message for message and day for day; any other has it until the first such day;
- no message goes twice, on a closed day, without a run, or within the gap of the one before;
- where one thing is owed at a time, a message of the perfect year that the disturbed year lacks
  was skipped by name, was a courtesy whose day had passed, had its level said in other words (a
  claim came meanwhile), or was about something settled meanwhile; and what is open at the end
  stands on the same rung;
- where several are owed, another item may lead after a missed day; all the same, 19 of 20
  messages are those of the perfect year, and 19 of 20 open items end on the same rung.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from relance.domain.account.message import Message
from tests.year.disturbance import Disturbance
from tests.year.facts import Issued
from tests.year.life import Event, Life, live, reminders_of
from tests.year.people import Person, disturbance, people

COUNT, SEED = 300, 2026
PERFECT = Disturbance()


@dataclass(frozen=True)
class Year:
    """One customer's year, perfect and disturbed."""

    person: Person
    perfect: Life
    disturbed: Life
    touched_at: datetime | None  # the first thing of the perfect year that fell into the dark

    @property
    def alone(self) -> bool:
        """Whether the customer had but one debt in the year."""
        facts = (happening.fact for happening in self.person.happenings)
        return sum(len(fact.invoice.parts) for fact in facts if isinstance(fact, Issued)) == 1


@pytest.fixture(scope="module")
def years() -> list[Year]:
    """Every customer's two years."""
    disturbed = disturbance(SEED)
    return [_lived(person, disturbed) for person in people(COUNT, SEED)]


def _lived(person: Person, disturbed: Disturbance) -> Year:
    perfect, spans = live(person, PERFECT), disturbed.spans()
    dark = [e.at for e in perfect.events if any(last < e.at < first for last, first in spans)]
    return Year(person, perfect, live(person, disturbed), min(dark, default=None))


def _said(life: Life, until: datetime | None = None) -> list[tuple[str, datetime]]:
    return [(e.name, e.at) for e in life.events if until is None or e.at < until]


def test_the_year_is_one_in_which_much_happens(years: list[Year]) -> None:
    kinds = Counter(s.key.kind for y in years for _, s in reminders_of(y.disturbed).values())
    assert min(kinds[kind] for kind in ("courtesy", "due_today", "first", "second", "final")) > 40
    variants = {s.variant for y in years for _, s in reminders_of(y.disturbed).values()}
    assert variants >= {"ordinary", "claim_unseen", "promise_broken", "payment_returned"}
    assert 50 < sum(y.touched_at is None for y in years) < 250
    assert any(s.skipped for y in years for _, s in reminders_of(y.disturbed).values())


def test_whom_no_missed_day_touched_hears_the_same_on_the_same_days(years: list[Year]) -> None:
    untouched = [year for year in years if year.touched_at is None]
    assert [y for y in untouched if _said(y.perfect) != _said(y.disturbed)] == []


def test_until_the_first_missed_day_that_mattered_nothing_differs(years: list[Year]) -> None:
    touched = [year for year in years if year.touched_at]
    assert [
        year
        for year in touched
        if _said(year.perfect, year.touched_at) != _said(year.disturbed, year.touched_at)
    ] == []


def test_no_message_goes_twice_and_no_person_is_asked_twice(years: list[Year]) -> None:
    for year in years:
        for life in (year.perfect, year.disturbed):
            counted = Counter((e.name, getattr(e.decision, "attempt", 1)) for e in life.events)
            assert set(counted.values()) <= {1}, year.person.account.account_id


def test_no_reminder_goes_on_a_closed_day_or_without_a_run(years: list[Year]) -> None:
    spans = disturbance(SEED).spans()
    for event, send in (pair for y in years for pair in reminders_of(y.disturbed).values()):
        assert event.open_day, (event.at, send.key)
        assert not any(last < event.at < first for last, first in spans)


def test_no_two_reminders_go_within_the_gap(years: list[Year]) -> None:
    for year in years:
        gap = timedelta(days=year.person.policy.gap_days or 4)
        days = [
            event.on
            for event, send in reminders_of(year.disturbed).values()
            if not send.key.occasion.to_next_contact
        ]
        assert all(after - before >= gap for before, after in pairwise(days))


def test_a_message_that_a_missed_day_swallowed_is_accounted_for(years: list[Year]) -> None:
    alone = [year for year in years if year.alone]
    assert len(alone) > 80
    assert [lost for year in alone for lost in _unaccounted(year)] == []


def _unaccounted(year: Year) -> Iterator[tuple[str, str, Event]]:
    """What the perfect year said, the disturbed one did not, and nothing explains."""
    said = reminders_of(year.disturbed)
    skipped = {(one.item_id, one.kind) for _, send in said.values() for one in send.skipped}
    levels = {(send.key.leader, send.key.level) for _, send in said.values()}
    still = {item.item_id for item in year.disturbed.account.items}
    for name, (event, send) in reminders_of(year.perfect).items():
        key = send.key
        explained = (
            name in said
            or key.level == 0
            or (key.leader, key.kind) in skipped
            or (key.leader, key.level) in levels
            or key.leader not in still
        )
        if not explained:
            yield year.person.account.account_id, key.kind, event


def test_what_is_new_in_the_disturbed_year_came_after_the_missed_day(years: list[Year]) -> None:
    for year in years:
        known = reminders_of(year.perfect)
        for name, (event, _) in reminders_of(year.disturbed).items():
            if name not in known:
                assert year.touched_at is not None
                assert event.at > year.touched_at


def test_where_one_thing_is_owed_it_ends_on_the_same_rung(years: list[Year]) -> None:
    alone = [year for year in years if year.alone]
    assert [y for y in alone if _rungs(y.perfect) != _rungs(y.disturbed)] == []
    assert sum(bool(_rungs(year.perfect)) for year in alone) > 20


def test_where_several_are_owed_nineteen_of_twenty_end_the_same(years: list[Year]) -> None:
    pairs = [(_rungs(year.perfect), _rungs(year.disturbed)) for year in years]
    same = sum(ends[item] == other.get(item) for ends, other in pairs for item in ends)
    assert same >= 0.95 * sum(len(ends) for ends, _ in pairs)
    names = [(reminders_of(y.perfect).keys(), reminders_of(y.disturbed).keys()) for y in years]
    assert sum(len(b - a) for a, b in names) <= 0.05 * sum(len(b) for _, b in names)


def _rungs(life: Life) -> dict[str, tuple[int, bool]]:
    """Of each open item the highest level that listed it, and whether a person is to decide."""
    account = life.account
    return {
        item.item_id: (
            max((m.key.level for m in account.messages if _lists(m, item.item_id)), default=0),
            any(t.kind == "decision" and item.item_id in t.item_ids for t in account.tasks),
        )
        for item in account.items
    }


def _lists(message: Message, item_id: str) -> bool:
    return item_id in message.item_ids and message.counts
