"""R47, R48: what is known of a mail after one attempt, and how far apart attempts are."""

from typing import Any

import pytest
from botocore import exceptions
from botocore.exceptions import ClientError

from relance import config
from relance.adapters import mail
from relance.adapters.mail import MailAttempt, Outcome
from relance.adapters.mime import Mail
from relance.domain.errors import SendingSuspended

URL = "https://email.eu-west-3.amazonaws.com"
READY = Mail("Atelier", "a@b.example", "c@d.example", "a@b.example", "s", "h", "t", "key", 1)


class Ses:
    """A client whose one call ends so."""

    def __init__(self, end: Exception | None) -> None:
        self.end, self.calls = end, 0

    def send_email(self, **_: Any) -> dict[str, str]:
        """Answers, or does not."""
        self.calls += 1
        if self.end:
            raise self.end
        return {"MessageId": "ses-1"}


@pytest.fixture(autouse=True)
def _settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "configuration_set", lambda: "set")
    paced(monkeypatch, 2, 100_000)


def paced(monkeypatch: pytest.MonkeyPatch, senders: int, rate: float) -> None:
    """So many senders share that rate."""
    monkeypatch.setattr(config, "sender_concurrency", lambda: senders)
    monkeypatch.setattr(config, "ses_send_rate", lambda: rate)


def attempt(monkeypatch: pytest.MonkeyPatch, end: Exception | None) -> MailAttempt:
    """What is known after an attempt that ended so."""
    ses = Ses(end)
    monkeypatch.setattr(mail, "mail_client", lambda: ses)
    try:
        mail.take_turn()
        return mail.send(READY)
    finally:
        assert ses.calls == 1


def answered(status: int, code: str) -> ClientError:
    """An answer of SES."""
    meta: Any = {"HTTPStatusCode": status}
    return ClientError({"Error": {"Code": code}, "ResponseMetadata": meta}, "SendEmail")


@pytest.mark.parametrize(
    "end",
    [
        exceptions.EndpointConnectionError(endpoint_url=URL),
        exceptions.EndpointConnectionError(endpoint_url=URL, error="Name or service not known"),
        exceptions.ConnectTimeoutError(endpoint_url=URL),
        exceptions.ProxyConnectionError(proxy_url=URL),
        exceptions.NoCredentialsError(),
        answered(403, "UnrecognizedClientException"),
        answered(403, "ExpiredTokenException"),
        answered(400, "SendingPausedException"),
    ],
)
def test_what_never_reached_ses_is_suspended_and_never_unknown(
    monkeypatch: pytest.MonkeyPatch, end: Exception
) -> None:
    with pytest.raises(SendingSuspended) as suspended:
        attempt(monkeypatch, end)
    assert not suspended.value.throttled


@pytest.mark.parametrize(
    "end",
    [
        exceptions.ReadTimeoutError(endpoint_url=URL),
        exceptions.ConnectionClosedError(endpoint_url=URL),
        exceptions.HTTPClientError(error="something else"),
        exceptions.SSLError(endpoint_url=URL, error=OSError("EOF occurred")),
        answered(500, "InternalFailure"),
        answered(503, "ServiceUnavailable"),
    ],
)
def test_what_ses_may_have_read_is_unknown(monkeypatch: pytest.MonkeyPatch, end: Exception) -> None:
    assert attempt(monkeypatch, end).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    "end",
    [
        answered(400, "MessageRejected"),
        answered(400, "BadRequestException"),
        exceptions.ParamValidationError(report="FromEmailAddress"),
    ],
)
def test_what_ses_says_no_to_is_refused(monkeypatch: pytest.MonkeyPatch, end: Exception) -> None:
    assert attempt(monkeypatch, end).outcome is Outcome.REFUSED


def test_what_ses_took_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    assert attempt(monkeypatch, None) == MailAttempt(Outcome.SENT, "ses-1")


class Time:
    """A clock that sleeps at once."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        """The seconds now."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Lets the seconds pass."""
        self.now += seconds
        self.slept.append(seconds)


@pytest.fixture(name="passing")
def _passing(monkeypatch: pytest.MonkeyPatch) -> Time:
    passing = Time()
    monkeypatch.setattr(mail, "time", passing)
    monkeypatch.setattr(mail, "_last_sent", [0.0])
    return passing


@pytest.mark.parametrize(("senders", "rate", "apart"), [(2, 10, 0.2), (8, 10, 0.8), (4, 2, 2.0)])
def test_each_sender_keeps_to_its_part_of_the_rate(
    monkeypatch: pytest.MonkeyPatch, passing: Time, senders: int, rate: float, apart: float
) -> None:
    paced(monkeypatch, senders, rate)
    for _ in range(3):
        assert attempt(monkeypatch, None).outcome is Outcome.SENT
    assert passing.slept == pytest.approx([apart, apart])


def test_a_sender_never_sleeps_longer_than_its_time_allows(
    monkeypatch: pytest.MonkeyPatch, passing: Time
) -> None:
    paced(monkeypatch, 50, 10)
    attempt(monkeypatch, None)
    ses = Ses(None)
    monkeypatch.setattr(mail, "mail_client", lambda: ses)
    for _ in range(2):
        with pytest.raises(SendingSuspended) as suspended:
            mail.take_turn()
        assert suspended.value.throttled
    assert (ses.calls, passing.slept) == (0, [2.0, 2.0])
    mail.take_turn()
    mail.send(READY)
    assert ses.calls == 1
    assert sum(passing.slept) == pytest.approx(5.0)
