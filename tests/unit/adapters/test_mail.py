"""R47: what is known of a mail after one attempt, by how the attempt ended."""

from typing import Any

import pytest
from botocore import exceptions
from botocore.exceptions import ClientError

from relance.adapters import mail
from relance.adapters.mail import Mail, MailAttempt, Outcome
from relance.domain.errors import SendingSuspended

URL = "https://email.eu-west-3.amazonaws.com"
READY = Mail("Atelier", "a@b.example", "c@d.example", "a@b.example", "s", "h", "t", "key", 1)


def broken(said: str) -> exceptions.SSLError:
    """A failure of TLS, as the library underneath put it."""
    return exceptions.SSLError(endpoint_url=URL, error=OSError(said))


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
    monkeypatch.setenv("SES_SEND_RATE", "100000")
    monkeypatch.setenv("CONFIGURATION_SET", "set")


def attempt(monkeypatch: pytest.MonkeyPatch, end: Exception | None) -> MailAttempt:
    """What is known after an attempt that ended so."""
    ses = Ses(end)
    monkeypatch.setattr(mail, "client", lambda _: ses)
    try:
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
        broken("[SSL: CERTIFICATE_VERIFY_FAILED]"),
        broken("[SSL: SSLV3_ALERT_HANDSHAKE_FAILURE]"),
        broken("EOF occurred in violation of protocol"),
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
        broken("[SSL: DECRYPTION_FAILED_OR_BAD_RECORD_MAC]"),
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
