"""Two forecasts side by side: what goes otherwise, what is new, what is gone (B10)."""

from collections.abc import Callable
from dataclasses import replace

from relance.domain.ahead.forecast import ForecastLine, always, forecast
from relance.domain.ahead.policy_diff import LineChange, changes
from relance.domain.policies.policy import Policy, Step
from tests.builders import PLAIN, account, at, invoice, rules

START = at("2026-06-01 08:00")


def lines(policy: Policy) -> tuple[ForecastLine, ...]:
    """What is to come for the default invoice in five weeks."""
    return forecast(account(invoice()), always(rules(policy=policy)), START, 35)


def under(change: Callable[[Step], Step]) -> Policy:
    """The plain policy with each step changed."""
    return replace(PLAIN, steps=tuple(change(step) for step in PLAIN.steps))


def told(change: LineChange) -> str:
    """A change as "first 06-05 > 06-08"."""
    days = [f"{line.day:%m-%d}" if line else "-" for line in (change.before, change.after)]
    line = change.before or change.after
    assert line
    return f"{line.kind} {days[0]} > {days[1]}"


def test_the_same_policy_changes_nothing() -> None:
    assert changes(lines(PLAIN), lines(PLAIN)) == ()


def test_another_day_is_a_step_that_goes_otherwise() -> None:
    later = under(lambda s: replace(s, days_after_due=9) if s.kind == "second" else s)
    found = [told(change) for change in changes(lines(PLAIN), lines(later))]
    assert found[0] == "second 06-09 > 06-11"


def test_other_words_on_the_same_day_are_something_else() -> None:
    gentle = under(lambda s: replace(s, text="gentle_first") if s.kind == "first" else s)
    assert [told(c) for c in changes(lines(PLAIN), lines(gentle))] == ["first 06-05 > 06-05"]


def test_what_has_no_counterpart_is_new_or_gone() -> None:
    without = replace(PLAIN, steps=tuple(s for s in PLAIN.steps if s.kind != "final"))
    ends = changes(lines(PLAIN), lines(without))
    assert "final 06-18 > -" in [told(change) for change in ends]
    back = changes(lines(without), lines(PLAIN))
    assert "final - > 06-18" in [told(change) for change in back]
