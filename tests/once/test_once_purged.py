"""R13, R30: what every queue holds is gone, at any moment."""

from tests.once.accidents import Intrusion
from tests.once.invariants import check, said
from tests.once.telling import Telling, uncrossed

# What goes out only where other news came in time: of a bounce, and of a reminder before money.
ANSWERS = {
    ("C-5", "first", "0+1", "C-5@client.example"),
    ("C-2", "receipt", "0", "C-2@client.example"),
}


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
