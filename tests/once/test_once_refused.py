"""R8, R16, R17, R47: what SES says no to, what it says nothing to, and what never reached it."""

import logging
from collections import Counter

import pytest
from botocore.exceptions import EndpointConnectionError

from tests.builders import at
from tests.harness.cloud import Outcome, Proceed, Request
from tests.once.invariants import check, said, states, tasks
from tests.once.moment import Moment
from tests.once.telling import Telling

SUSPENDED = (
    ("LimitExceededException", "sending suspended"),
    ("AccountSuspendedException", "sending suspended"),
    ("SendingPausedException", "sending suspended"),
    ("MailFromDomainNotVerifiedException", "sender refused"),
)


class AnswersOf:
    """A tap: SES answers some mails so."""

    def __init__(self, telling: Telling, to: str, when: str, code: str | None, times: int) -> None:
        self._mailbox, self._to = telling.stage.cloud.mailbox, to
        self._when, self._code, self.left = when, code, times

    def __call__(self, request: Request, proceed: Proceed) -> Outcome:
        """Lets everything else pass."""
        if request.service == "sesv2" and self.left and self._to in str(request.parameters):
            self.left -= 1
            self._mailbox.fail_next("before" if self._when == "before" else "after", self._code)
        return proceed()


def _tell(
    telling: Telling, to: str, when: str, code: str | None, times: int = 1, act: int | None = None
) -> Moment:
    """The end of the story in which SES answers mails to an address so on the first morning."""
    sends, *_ = telling.acts_of("send")
    answers = AnswersOf(telling, to, when, code, times)
    end = telling.tell_from(sends if act is None else act, answers)
    if end is not telling.end:
        check(telling.stage)
    return end


def test_a_mail_that_ses_refuses_does_not_count_and_the_next_contact_gets_it(
    telling: Telling,
) -> None:
    end = _tell(telling, "dead@bounces.example", "before", "MessageRejected")

    assert sorted(states(end, "C-5").values()) == ["delivered", "refused"]
    refused = ("C-5", "first", "0", "dead@bounces.example")
    assert said(telling.end) - said(end) == Counter([refused])
    assert said(end) <= said(telling.end)


def test_a_mail_that_ses_refuses_and_nobody_else_to_write_to_is_a_call(telling: Telling) -> None:
    end = _tell(telling, "C-1@client.example", "before", "MessageRejected")

    assert [*states(end, "C-1").values()] == ["refused"]
    assert "call" in tasks(end, "C-1")


def test_a_throttled_mail_goes_in_the_same_batch(telling: Telling) -> None:
    end = _tell(telling, "@", "before", "TooManyRequestsException", times=3)

    assert said(end) == said(telling.end)
    assert {mail.sent_at[:13] for mail in end.mails} == {
        mail.sent_at[:13] for mail in telling.end.mails
    }


@pytest.mark.parametrize(("code", "line"), SUSPENDED)
def test_while_ses_takes_nothing_mails_wait_for_the_next_tick_of_the_day(
    telling: Telling,
    code: str,
    line: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(logging.getLogger("relance"), "disabled", False)
    sends, *_ = telling.acts_of("send")
    answers = AnswersOf(telling, "@", "before", code, times=100)
    with caplog.at_level(logging.ERROR, "relance"):
        telling.tell_from(sends, answers, until=sends + 1)

    stage = telling.stage
    assert [r.getMessage() for r in caplog.records] == [line]
    assert stage.cloud.mailbox.messages() == []
    assert not any(states(stage.moment(), c) for c in ("C-1", "C-2", "C-3", "C-5"))

    stage.tick(at("2026-06-09 11:00"))
    stage.work()
    told = sorted(mail.to[0] for mail in stage.cloud.mailbox.messages())
    assert told == [f"C-{n}@client.example" for n in (1, 2, 3)] + ["dead@bounces.example"]
    check(stage)


def test_an_identity_that_is_not_verified_any_more_lets_its_mail_wait(telling: Telling) -> None:
    stage, mailbox = telling.stage, telling.stage.cloud.mailbox
    sends, *_ = telling.acts_of("send")
    stage.set_back(telling.moments[sends])
    mailbox.identities.remove("relance.example")
    telling.story.acts[sends]()
    assert mailbox.messages() == []
    mailbox.verify("relance.example")

    stage.tick(at("2026-06-09 11:00"))
    stage.work()
    assert len(mailbox.messages()) == 4
    check(stage)


def test_an_answer_that_was_suspended_is_still_owed(telling: Telling) -> None:
    answers = telling.acts_of("send", first=telling.acts_of("links")[0])
    end = _tell(telling, "C-3@", "before", "LimitExceededException", act=answers[0])

    assert said(end) == said(telling.end)


@pytest.mark.parametrize("code", [None, "InternalServiceErrorException", "ServiceUnavailable"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_an_outcome_that_nobody_knows_is_settled_by_events(
    telling: Telling, code: str | None, when: str
) -> None:
    end = _tell(telling, "C-1@client.example", when, code)

    assert said(end) == said(telling.end)
    attempts = {
        mail.tags["relance_attempt"] for mail in end.mails if mail.to == ("C-1@client.example",)
    }
    assert attempts == ({"1", "2"} if when == "before" else {"1"})


def test_a_second_attempt_that_is_suspended_gives_the_first_one_back(telling: Telling) -> None:
    stage = telling.stage
    sends, *_ = telling.acts_of("send")
    lost = AnswersOf(telling, "C-1@client.example", "before", None, 1)
    telling.tell_from(sends, lost, until=telling.the_night + 1)
    morning, *_ = telling.acts_of("send", first=telling.the_night)
    again = AnswersOf(telling, "C-1@client.example", "before", "LimitExceededException", 1)
    stage.cloud.wire.taps.append(again)
    for act in range(telling.the_night + 1, morning + 1):
        telling.story.acts[act]()
    stage.cloud.wire.taps.remove(again)

    assert again.left == 0
    assert [*states(stage.moment(), "C-1").values()] == ["unknown"]
    telling.go_on(morning + 1)
    check(stage)
    assert said(stage.moment()) == said(telling.end)


def test_while_ses_cannot_be_reached_nothing_is_unknown_and_one_mail_is_tried(
    telling: Telling,
) -> None:
    stage = telling.stage
    sends, *_ = telling.acts_of("send")
    tried: list[str] = []

    def no_way(request: Request, proceed: Proceed) -> Outcome:
        if request.service == "sesv2":
            tried.append(str(request.parameters))
            raise EndpointConnectionError(endpoint_url="https://email.eu-west-3.amazonaws.com")
        return proceed()

    telling.tell_from(sends, no_way, until=sends + 1)
    assert len(tried) == 1
    assert not any(states(stage.moment(), c) for c in ("C-1", "C-2", "C-3", "C-5"))

    stage.tick(at("2026-06-09 11:00"))
    stage.work()
    assert len(stage.cloud.mailbox.messages()) == 4
    check(stage)
