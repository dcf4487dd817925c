"""R33: days without a run: silence that would have been kept is no missed step, and one step goes.

Two lives of the same account: one with a run every day, one in which some days had none.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, assume, given, note
from hypothesis import strategies as st

from relance.domain.account.account import Account
from relance.domain.account.journal import Former, Journal, Reached, Told
from relance.domain.account.replaced import former_of
from relance.domain.creditor.rules import Rules
from relance.domain.decide import decide
from relance.domain.decision import Decision, Send, SkipReason, Task
from relance.domain.policies.policy import FINAL_KINDS
from tests.builders import account as account_of
from tests.builders import asked, at, contact, customer, invoice, message, rules, sent
from tests.harness.examples import examples
from tests.unit.domain.lives import Happening, happenings
from tests.unit.domain.strategies import START, rarely
from tests.unit.domain.test_properties import silenced

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
DAYS = 30


@dataclass
class Story:
    """What was said on which day, while the account went on, with its journal."""

    account: Account
    formers: list[Former] = field(default_factory=list)
    said: list[tuple[date, Send]] = field(default_factory=list)
    tasks: int = 0

    @property
    def reminders(self) -> list[tuple[date, Send]]:
        """What was said of our own accord."""
        return [(on, send) for on, send in self.said if send.cause_id is None]

    @property
    def spoken(self) -> list[tuple[date, str, str, str]]:
        """Each message by day, kind, leader and currency."""
        return [(on, s.key.kind, s.key.leader, s.currency) for on, s in self.said]

    def happens(self, what: Happening) -> None:
        """A fact of the afternoon, written down with what it replaced."""
        before, when = self.account, at(f"{what.on} 15:00")
        after = what.change(before)
        if after != before:
            self.formers.append(former_of(replace(before, version=len(self.formers)), after, when))
        self.account = after

    def runs(self, by: Rules, now: datetime, on: date) -> None:
        """The run of a day, and what comes of it: every mail arrives."""
        told = [
            Told(m, (Reached(m.reserved_at, m.state, m.attempt),)) for m in self.account.messages
        ]
        known = replace(self.account, journal=Journal(self.formers, told))
        for decision in decide(known, by, now):
            self._carry_out(decision, by, now, on)
        self.account = replace(self.account, decided_at=now)

    def _carry_out(self, decision: Decision, by: Rules, now: datetime, on: date) -> None:
        match decision:
            case Send():
                self.said.append((on, decision))
                self.account = sent(self.account, decision, now)
            case Task():
                self.tasks += 1
                self.account = asked(self.account, decision, now)
            case _:
                pass


def live(file: Account, what: Sequence[Happening], dark: frozenset[date]) -> Story:
    """The account for thirty days, of which some have no run; outages are as ticks tell them."""
    story, by, last_at = Story(file), rules(), at(f"{START - timedelta(days=1)} 23:00")
    for number in range(DAYS):
        on = START + timedelta(days=number)
        now = by.opens_at(on)
        if on not in dark:
            if now - last_at > timedelta(hours=24):
                by = replace(by, outages=(*by.outages, (last_at, now - timedelta(hours=1))))
            story.runs(by, now, on)
            last_at = at(f"{on} 23:00")
        for happening in what:
            if happening.on == on:
                story.happens(happening)
    return story


@st.composite
def accounts(draw: st.DrawFn) -> Account:
    """A debtor who was told of what he owes, of one or two invoices and maybe two currencies."""
    made = []
    for number in range(draw(st.integers(1, 2))):
        due_on = START + timedelta(days=draw(st.integers(-2, 12)))
        amount = draw(st.sampled_from((45_00, 300_00, 700_00)))
        currency = "USD" if number and rarely(draw, 4) else "EUR"
        made.append(
            invoice(
                f"F-{number + 1}",
                due_on=due_on,
                total_minor=amount,
                currency=currency,
                issued_on=START - timedelta(days=20),
            )
        )
    told = message("courtesy", START - timedelta(days=6), [f"{i.invoice_id}/1" for i in made])
    people = (contact(), contact("boss", role="escalation"))
    return account_of(*made, customer=customer(contacts=people), messages=(told,))


def doings() -> st.SearchStrategy[list[Happening]]:
    """What the debtor and our people do meanwhile."""
    some = happenings(("F-1", "F-2"))
    return st.lists(some, max_size=3, unique_by=lambda one: (one.on, one.name))


def missed() -> st.SearchStrategy[frozenset[date]]:
    """Up to two spans without runs."""

    def of(span: tuple[int, int]) -> frozenset[date]:
        return frozenset(START + timedelta(days=span[0] + n) for n in range(span[1]))

    spans = st.lists(st.tuples(st.integers(1, DAYS - 8), st.integers(1, 9)), min_size=1, max_size=2)
    return spans.map(lambda found: frozenset().union(*map(of, found)))


@pytest.mark.long
@examples(150, suppress_health_check=SLOW)
@given(accounts(), doings(), st.sets(st.integers(1, DAYS - 2), min_size=1, max_size=15))
def test_an_outage_over_days_that_said_nothing_changes_nothing(
    file: Account, what: list[Happening], wanted: set[int]
) -> None:
    whole = live(file, what, frozenset())
    loud = {on for on, _ in whole.said}
    dark = frozenset(START + timedelta(days=n) for n in wanted) - loud
    assume(dark)
    note(repr((sorted(dark), [(str(h.on), h.name) for h in what])))
    assert live(file, what, dark).spoken == whole.spoken


@pytest.mark.long
@examples(150, suppress_health_check=SLOW)
@given(accounts(), doings(), missed())
def test_after_an_outage_one_step_goes_and_never_more_than_without_it(
    file: Account, what: list[Happening], dark: frozenset[date]
) -> None:
    whole, story = live(file, what, frozenset()), live(file, what, dark)
    note(repr((sorted(dark), [(str(h.on), h.name) for h in what])))
    note(repr((whole.spoken, story.spoken)))
    assert len(story.reminders) <= len(whole.reminders)
    days = [on for on, _ in story.reminders]
    assert len(days) == len(set(days))
    assert not dark.intersection(days)
    for on, send in story.reminders:
        _tells_what_it_skips(send, whole, on)


def _tells_what_it_skips(send: Send, whole: Story, on: date) -> None:
    """Lower steps alone are skipped, since days had no run; no final rests on one of them."""
    levels = {step.kind: step.level for step in rules().policy.steps}
    for step in send.skipped:
        assert step.reason == SkipReason.MISSED_RUN
        assert levels[step.kind] < send.key.level
    if send.skipped:
        assert send.key.kind not in FINAL_KINDS


@pytest.mark.long
@examples(150, suppress_health_check=SLOW)
@given(accounts(), doings(), missed())
def test_nothing_goes_after_an_outage_that_what_is_on_file_forbids(
    file: Account, what: list[Happening], dark: frozenset[date]
) -> None:
    for on, send in live(file, what, dark).reminders:
        before = [one for one in what if one.on < on]
        known = file
        for happening in sorted(before, key=lambda one: one.on):
            known = happening.change(known)
        open_items = {item.item_id: item for item in known.items}
        for name in (*send.item_ids, *send.other_ids):
            assert name in open_items, (on, name)
            assert not silenced(open_items[name], known, on), (on, name)
