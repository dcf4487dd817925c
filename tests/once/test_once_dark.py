"""R16, R30, R47: nothing arrives of what SES tells."""

from collections import Counter

import pytest

from tests.builders import at
from tests.once.accidents import WAYS, Accident
from tests.once.invariants import check, said
from tests.once.moment import Moment
from tests.once.telling import Telling, uncrossed

EVENTS_LOST = True


def noon(telling: Telling) -> Moment:
    """Noon of the second day: by then mails of its morning would have had their events."""
    for hour in telling.stage.hours(at("2026-06-10 12:00")):
        telling.stage.tick(hour)
        telling.stage.work()
    return telling.stage.moment()


@pytest.mark.parametrize("way", WAYS)
def test_with_a_dead_event_path_a_mail_goes_once_or_a_person_is_asked(
    telling: Telling, way: str
) -> None:
    act, *_ = telling.acts_of("send")
    morning = max(telling.aftermath)  # the second one is over: what is unknown was looked at
    undisturbed = said(telling.moments[morning])
    lost: list[tuple[str, ...]] = []
    for call in range(len(telling.calls[act])):
        end = telling.tell_from(act, Accident(call, way), until=morning)
        if end is telling.end:
            continue
        end = noon(telling)
        check(telling.stage)  # a reservation without an outcome has its task
        missing = undisturbed - uncrossed(said(end))
        assert missing.total() <= 2  # a message, and the answer to it that nobody gives then
        assert uncrossed(said(end)) <= undisturbed
        assert {mail.tags["relance_attempt"] for mail in end.mails} == {"1"}
        lost += missing
    print(f"\n{way}: {len(lost)} messages never left, each with its task")
    assert 0 < len(lost) < len(telling.calls[act])


def test_a_dead_event_path_leaves_every_message_sent_and_none_doubled(
    telling: Telling,
) -> None:
    check(telling.stage)
    rows = telling.end.rows["AccountsTable"].values()
    states = Counter(row["state"]["S"] for row in rows if row["sk"]["S"].startswith("message#"))
    assert states == {"sent": len(telling.end.mails)}
