"""R8, R16: what SES tells late, twice, or after it told the contrary."""

import copy
from typing import Any

import pytest

from tests.once.invariants import check, states, tasks
from tests.once.telling import Telling


def _event(telling: Telling, to: str, kind: str) -> dict[str, Any]:
    """An event of the first mail to an address, or one made after it."""
    mail = next(mail for mail in telling.end.mails if mail.to == (to,))
    known = {event["eventType"]: event for event in mail.events}
    if kind in known:
        return dict(known[kind])
    bounced = next(m for m in telling.end.mails if m.to == ("dead@bounces.example",))
    event = copy.deepcopy({**known["Send"], "eventType": kind})
    del event["send"]
    if kind == "Bounce":
        event["bounce"] = copy.deepcopy(bounced.events[-1]["bounce"])
        event["bounce"]["bouncedRecipients"][0]["emailAddress"] = to
    if kind == "Complaint":
        event["complaint"] = {
            "complainedRecipients": [{"emailAddress": to}],
            "timestamp": "2026-06-09T08:01:00.000Z",
            "complaintFeedbackType": "abuse",
        }
    return event


@pytest.mark.parametrize("late", ["Send", "Delivery"])
def test_late_and_repeated_events_never_downgrade_what_is_known(
    telling: Telling, late: str
) -> None:
    stage = telling.stage
    stage.set_back(telling.end)
    for _ in range(2):
        stage.publish(_event(telling, "C-6@client.example", late))
    stage.work()

    assert [*states(stage.moment(), "C-6").values()] == ["delivered"]
    assert stage.moment().like(telling.end)


@pytest.mark.parametrize(("kind", "state"), [("Bounce", "bounced"), ("Complaint", "complained")])
def test_a_bounce_or_complaint_after_the_delivery_uncounts_and_stops(
    telling: Telling, kind: str, state: str
) -> None:
    stage = telling.stage
    stage.set_back(telling.moments[telling.the_night])
    for _ in range(2):
        stage.publish(_event(telling, "C-1@client.example", kind))
        stage.publish(_event(telling, "C-1@client.example", "Delivery"))
    stage.work()
    telling.story.the_night()

    after = stage.moment()
    assert [*states(after, "C-1").values()] == [state]
    assert tasks(after, "C-1") == ["call"]
    stopped = [pk for pk, sk in after.rows["AccountsTable"] if sk == "suppression"]
    assert len(stopped) == 2  # C-5's dead address, and this one
    check(stage)
