"""R32: what a person posts or hands over is not asked for on the eve of a closed day either."""

from dataclasses import replace

import pytest

from relance.domain.decision import Hold
from relance.domain.policies.policy import Channel, Step
from tests.builders import PLAIN, account, asks, at, message, rules, waits

# Due on Tuesday 2 June: the final's seventeenth day is Friday 19.
SPOKEN = account(messages=(message("first", "2026-06-05"), message("second", "2026-06-11")))
FRIDAY, MONDAY = "2026-06-19 10:00", "2026-06-22 10:00"


def by(kind: str, channel: Channel) -> Step:
    """The final step as a person carries it out."""
    return Step(kind, 3, 17, channel, needs="second")


@pytest.mark.parametrize(
    ("kind", "channel", "asked_for"),
    [
        ("final", Channel.LETTER, "letter"),
        ("final", Channel.REGISTERED, "registered"),
        ("handover", Channel.TASK, "handover"),
    ],
)
def test_a_letter_or_a_dossier_waits_for_an_open_day_before_an_open_one(
    kind: str, channel: Channel, asked_for: str
) -> None:
    steps = (*(s for s in PLAIN.steps if s.level < 3), by(kind, channel), PLAIN.steps[-1])
    rules_ = rules(policy=replace(PLAIN, steps=steps))
    answer = waits(SPOKEN, FRIDAY, rules_)

    assert isinstance(answer, Hold)
    assert (answer.reason, answer.until_at) == ("eve_of_closed_day", at(MONDAY))
    assert asks(SPOKEN, FRIDAY, rules_) == []
    assert [task.kind for task in asks(SPOKEN, MONDAY, rules_)] == [asked_for]
