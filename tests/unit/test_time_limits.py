"""What calls to AWS may take, and what becomes of one that begins too late."""

from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from relance import config, time_limits
from relance.adapters.clients import settings_of
from relance.domain.errors import NoAnswer, OutOfTime
from relance.time_limits import call_limits, mail_limits, require_time_for, within_time

LIMITS = [3, 5, 8, 10, 12, 15, 20, 29, 30, 60, 120, 300, 900]


@pytest.mark.parametrize("limit_seconds", LIMITS)
def test_all_attempts_fit_into_any_function(limit_seconds: float) -> None:
    for limits in (call_limits(limit_seconds), mail_limits(limit_seconds)):
        assert limits.worst_seconds <= time_limits.USED_SHARE * limit_seconds + 0.001
        assert limits.read_seconds > 0
        assert limits.connect_seconds > 0


@pytest.mark.parametrize("limit_seconds", LIMITS)
def test_who_begins_an_attempt_late_still_ends_in_time(limit_seconds: float) -> None:
    """After the last attempt that may begin, and the pause behind it, something is left."""
    last_pause_seconds = {1: 0.0, 2: 1.0, 3: 2.0}[call_limits(limit_seconds).attempts]
    left_seconds = time_limits.room_seconds(limit_seconds) - last_pause_seconds
    assert left_seconds >= time_limits.LEAST_ROOM_SECONDS - 0.001


def test_nobody_waits_longer_because_he_has_more_time() -> None:
    assert call_limits(900) == call_limits(60) == call_limits(30)
    assert mail_limits(900).attempt_seconds == 22


def test_the_settings_of_a_client_are_those_limits() -> None:
    made: Any = settings_of(call_limits(10))
    assert (made.connect_timeout, made.read_timeout) == (1.0, 2.5)
    assert made.retries == {"mode": "standard", "total_max_attempts": 2}


@within_time
def _attempt(event: dict[str, Any], context: Any) -> str:
    require_time_for(event["attempt_seconds"])
    return "asked"


@pytest.fixture(autouse=True)
def _of_half_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "time_limit_seconds", lambda: 30.0)


def _left(seconds: float) -> Any:
    return SimpleNamespace(get_remaining_time_in_millis=lambda: int(seconds * 1000))


def test_an_attempt_begins_while_there_is_time_for_it_and_a_word() -> None:
    assert _attempt({"attempt_seconds": 4}, _left(30)) == "asked"
    assert _attempt({"attempt_seconds": 4}, _left(7.6)) == "asked"


@pytest.mark.parametrize("left_seconds", [7.4, 4, 1, 0])
def test_an_attempt_that_would_end_too_late_does_not_begin(left_seconds: float) -> None:
    with pytest.raises(OutOfTime):
        _attempt({"attempt_seconds": 4}, _left(left_seconds))


def test_outside_of_a_function_nothing_ends() -> None:
    _attempt({"attempt_seconds": 0}, _left(30))
    require_time_for(1_000_000)


class _Events:
    def __init__(self) -> None:
        self.of: dict[str, Any] = {}

    def register(self, name: str, handler: Any, unique_id: str) -> None:
        self.of[name] = handler

    register_first = register


def _client() -> Any:
    service = SimpleNamespace(service_id=SimpleNamespace(hyphenize=lambda: "sqs"))
    return SimpleNamespace(meta=SimpleNamespace(service_model=service, events=_Events()))


def test_no_answer_and_a_failure_of_the_service_are_told_as_such() -> None:
    on = time_limits.keep_time(_client(), call_limits(30)).meta.events.of
    with pytest.raises(NoAnswer, match="ReadTimeoutError"):
        on["after-call-error.sqs"](exception=ReadTimeoutError(endpoint_url="x"))
    for status, code in ((500, "InternalServerError"), (400, "ThrottlingException")):
        with pytest.raises(NoAnswer, match=code):
            on["after-call.sqs"](SimpleNamespace(status_code=status), {"Error": {"Code": code}})


def test_a_refusal_is_left_to_who_asked() -> None:
    on = time_limits.keep_time(_client(), call_limits(30)).meta.events.of
    on["after-call.sqs"](SimpleNamespace(status_code=200), {})
    refused = {"Error": {"Code": "ConditionalCheckFailedException"}}
    on["after-call.sqs"](SimpleNamespace(status_code=400), refused)
    on["after-call-error.sqs"](exception=ClientError({}, "SendMessage"))


@pytest.mark.parametrize(
    ("number", "error"),
    [(b"attempt=1; max=3", OutOfTime), (b"attempt=2; max=3", NoAnswer), ("attempt=3", NoAnswer)],
)
def test_what_was_asked_before_may_have_been_done(number: bytes | str, error: type) -> None:
    on = time_limits.keep_time(_client(), call_limits(30)).meta.events.of

    @within_time
    def asks(event: Any, context: Any) -> None:
        on["before-send.sqs"](request=SimpleNamespace(headers={"amz-sdk-request": number}))

    asks({}, _left(30))
    with pytest.raises(error):
        asks({}, _left(3))


def test_what_an_attempt_at_ses_proves_is_told_by_who_made_it() -> None:
    on = time_limits.keep_time(_client(), mail_limits(60), tells=False).meta.events.of
    assert [*on] == ["before-send.sqs"]
