"""R13, R16, R30: nothing that SES tells arrives; and what every queue holds is gone."""

from collections import Counter

import pytest

from tests.cloud import Cloud
from tests.once.accidents import WAYS, Accident, Intrusion
from tests.once.invariants import check, said
from tests.once.stage import Stage
from tests.once.telling import Telling, uncrossed

# What goes out only where other news came in time: of a bounce, and of a reminder before money.
ANSWERS = {
    ("C-5", "first", "0+1", "C-5@client.example"),
    ("C-2", "receipt", "0", "C-2@client.example"),
}


@pytest.fixture
def dark_telling(durable_cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Telling:
    """The story with an event path that is dead from the beginning."""
    durable_cloud.events_lost = True
    return Telling(Stage(durable_cloud, monkeypatch))


@pytest.mark.parametrize("way", WAYS)
def test_with_a_dead_event_path_a_mail_goes_once_or_a_person_is_asked(
    dark_telling: Telling, way: str
) -> None:
    act, *_ = dark_telling.acts_of("send")
    morning = dark_telling.the_night + 1
    undisturbed = said(dark_telling.moments[morning])
    lost: list[tuple[str, ...]] = []
    for call in range(len(dark_telling.calls[act])):
        end = dark_telling.tell_from(act, Accident(call, way), until=morning)
        if end is dark_telling.end:
            continue
        check(dark_telling.stage)  # a reservation without an outcome has its task
        missing = undisturbed - uncrossed(said(end))
        assert missing.total() <= 2  # a message, and the answer to it that nobody gives then
        assert uncrossed(said(end)) <= undisturbed
        assert {mail.tags["relance_attempt"] for mail in end.mails} == {"1"}
        lost += missing
    print(f"\n{way}: {len(lost)} messages never left, each with its task")
    assert 0 < len(lost) < len(dark_telling.calls[act])


def test_a_dead_event_path_leaves_every_message_sent_and_none_doubled(
    dark_telling: Telling,
) -> None:
    check(dark_telling.stage)
    rows = dark_telling.end.rows["AccountsTable"].values()
    states = Counter(row["state"]["S"] for row in rows if row["sk"]["S"].startswith("message#"))
    assert states == {"sent": len(dark_telling.end.mails)}


def test_purging_every_queue_between_any_two_acts_only_delays(telling: Telling) -> None:
    for act in range(len(telling.story.acts)):
        telling.stage.set_back(telling.moments[act])
        telling.stage.cloud.purge()
        _as_told(telling, act)


def test_purging_every_queue_at_any_call_of_the_daily_run_only_delays(telling: Telling) -> None:
    for function in ("dispatch", "evaluate", "send", "payments"):
        act, *_ = telling.acts_of(function)
        for call in range(1, len(telling.calls[act]), 2):
            telling.stage.set_back(telling.moments[act])
            purge = Intrusion(call, telling.stage.cloud.purge)
            telling.stage.cloud.wire.taps.append(purge)
            telling.story.acts[act]()
            telling.stage.cloud.wire.taps.remove(purge)
            _as_told(telling, act + 1)


def _as_told(telling: Telling, act: int) -> None:
    """The rest of the story ends as ever, but for a bounce of which the news was in a queue.

    C-2 gets no receipt where he paid before the reminder that came a day late.
    """
    end = telling.go_on(act)
    if end is telling.end:
        return
    check(telling.stage)
    missing = uncrossed(said(telling.end)) - uncrossed(said(end))
    assert set(missing) <= ANSWERS, f"purged in act {act}"
    assert uncrossed(said(end)) <= uncrossed(said(telling.end))
