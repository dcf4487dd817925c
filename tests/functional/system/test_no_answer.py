"""AWS takes a connection and never answers: each function says so before Lambda ends it."""

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from botocore.session import Session

from local.harness.functions import LambdaContext
from local.harness.template import REGION, ROOT, deployed
from relance import config
from relance.adapters import mail
from relance.adapters.clients import settings_of
from relance.adapters.mime import Mail
from relance.domain.errors import SendingSuspended
from relance.time_limits import keep_time, mail_limits, within_time
from tests.actors.replies import received

AT = "2026-06-02T10:00:00+00:00"
MESSAGE = "a" * 26
AUTHORIZED = {"tenant_id": "acme", "scopes": "ledger admin", "key_id": "k"}
HTTP = {"requestContext": {"http": {"method": "GET", "path": "/x"}, "requestId": "r"}}
SETTINGS = HTTP | {
    "version": "2.0",
    "routeKey": "GET /v1/settings",
    "rawPath": "/v1/settings",
    "headers": {},
    "requestContext": {
        "http": {"method": "GET", "path": "/v1/settings"},
        "stage": "$default",
        "requestId": "r",
        "authorizer": {"lambda": AUTHORIZED},
    },
}
ENDPOINT = {"provider": "stripe", "endpoint_id": "e" * 26}
WEBHOOK = HTTP | {"pathParameters": ENDPOINT, "headers": {}, "body": "{}"}
LINK = HTTP | {"pathParameters": {"token": f"{MESSAGE}.{'a' * 43}"}, "headers": {}}
KEY = {"headers": {"authorization": f"Bearer rl_{'a' * 13}_{'b' * 52}"}}


def _batch(*bodies: Any) -> dict[str, Any]:
    texts = [body if isinstance(body, str) else json.dumps(body) for body in bodies]
    return {"Records": [{"messageId": str(n), "body": text} for n, text in enumerate(texts)]}


def _reviews() -> Iterator[dict[str, Any]]:
    return ({"tenant": "acme", "account": f"C-{n}", "at": _now()} for n in range(10))


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _delivered(n: int) -> dict[str, Any]:
    from relance.adapters.mail import relance_key

    tags = {"relance_key": [relance_key("acme", f"C-{n}", MESSAGE)], "relance_attempt": ["1"]}
    mail = {"timestamp": AT, "tags": tags, "destination": ["ada@client.example"]}
    told = {"timestamp": AT, "recipients": ["ada@client.example"]}
    return {"eventType": "Delivery", "mail": mail, "delivery": told}


# The event of each function, and the time that it is given: what the template says, but for
# evaluate, which would walk its batch for twice as long.
ASKED: dict[str, tuple[Any, float]] = {
    "authorizer": (KEY, 8),
    "api": (SETTINGS, 30),
    "links": (LINK, 10),
    "webhooks": (WEBHOOK, 10),
    "dispatch": (_batch({"scheduled_at": _now()}), 300),  # one of long ago is dropped
    "shards": (_batch({"shard": 0, "at": _now()}), 180),
    "runs": (_batch({"tenant": "acme", "at": _now()}), 180),
    "moves": (_batch({"tenant": "acme"}), 60),
    "pages": (_batch({"tenant": "acme", "at": _now(), "first": "acme#0", "last": "acme#9"}), 60),
    "evaluate": (_batch(*_reviews()), 30),
    "send": (_batch({"tenant": "acme", "account": "C-1", "message": MESSAGE, "at": AT}), 60),
    "delivery": (_batch(*(_delivered(n) for n in range(10))), 30),
    "payments": (_batch(*({"tenant": "acme", "sk": f"{AT}#e{n}"} for n in range(10))), 30),
    "replies": (
        _batch(
            *(
                received(b"Subject: x\n\nHello", f"reply+{MESSAGE}.{'a' * 16}@in.example", at=AT)
                for _ in range(5)
            )
        ),
        30,
    ),
}


class Silence:
    """An address that at first hangs up at once, then takes connections and never answers."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0), backlog=500)
        self.address = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        self.holds = threading.Event()
        self.taken = 0
        self._held: list[socket.socket] = []
        threading.Thread(target=self._take, daemon=True).start()

    def _take(self) -> None:
        while True:
            try:
                taken = self._server.accept()[0]
            except OSError:
                return
            self.taken += 1
            if self.holds.is_set():
                self._held.append(taken)
            else:
                taken.close()

    def end(self) -> None:
        """Hangs up on everybody."""
        for one in (self._server, *self._held):
            one.close()


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What came of each function, all at the same time, once they are warm."""
    silence = Silence()
    environment = {
        "AWS_ENDPOINT_URL": silence.address,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_CONFIG_FILE": os.devnull,
        "RELANCE_TEMPLATES": str(ROOT / "templates"),
    }
    folder = tmp_path_factory.mktemp("logs")
    running = {function: _started(function, environment, folder) for function in ASKED}
    for process in running.values():
        assert process.stdout
        while process.stdout.readline() != b"ready\n":
            assert process.poll() is None
    silence.holds.set()
    written = {}
    for process in running.values():
        assert process.stdin
        process.stdin.write(b"go\n")
        process.stdin.flush()
    for function, process in running.items():
        written[function] = process.communicate(timeout=120)[0]
    silence.end()
    # Above the last line is the log.
    return {name: json.loads(text.splitlines()[-1]) for name, text in written.items()}


def _started(function: str, environment: dict[str, str], logs: Path) -> "subprocess.Popen[bytes]":
    event, limit_seconds = ASKED[function]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.harness.alone"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=(logs / function).open("wb"),
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": f"{ROOT / 'shared'}{os.pathsep}{ROOT}"},
    )
    asked = {"function": function, "event": event, "limit_seconds": limit_seconds}
    assert process.stdin
    process.stdin.write(json.dumps(asked | {"environment": environment}).encode() + b"\n")
    process.stdin.flush()
    return process


def test_every_function_is_asked() -> None:
    assert set(ASKED) == set(deployed().functions())


@pytest.mark.parametrize("function", sorted(ASKED))
def test_a_function_ends_before_lambda_ends_it(
    function: str, told: dict[str, dict[str, Any]]
) -> None:
    limit_seconds = ASKED[function][1]
    assert 1 < told[function]["seconds"] < limit_seconds


def test_the_api_says_that_it_does_not_know(told: dict[str, dict[str, Any]]) -> None:
    answer = told["api"]["answer"]
    assert answer["statusCode"] == 503
    assert "application/problem+json" in str(answer)
    assert "not known whether this was done" in answer["body"]


def test_a_key_that_cannot_be_looked_up_lets_nobody_in(told: dict[str, dict[str, Any]]) -> None:
    assert told["authorizer"]["answer"] == {"isAuthorized": False}  # R25


def test_a_debtor_gets_a_page(told: dict[str, dict[str, Any]]) -> None:
    answer = told["links"]["answer"]
    assert answer["statusCode"] == 503
    assert "<html" in answer["body"]


def test_a_provider_is_asked_to_deliver_again(told: dict[str, dict[str, Any]]) -> None:
    assert told["webhooks"]["answer"]["statusCode"] == 503


@pytest.mark.parametrize("function", ["evaluate", "delivery", "payments", "replies"])
def test_every_message_of_a_batch_comes_again(
    function: str, told: dict[str, dict[str, Any]]
) -> None:
    failed = told[function]["answer"]["batchItemFailures"]
    wanted = [str(n) for n in range(len(ASKED[function][0]["Records"]))]
    assert sorted(one["itemIdentifier"] for one in failed) == wanted


@pytest.mark.parametrize("function", ["dispatch", "send"])
def test_what_could_not_even_begin_comes_again_whole(
    function: str, told: dict[str, dict[str, Any]]
) -> None:
    assert told[function]["raised"] == "NoAnswer"


def _to_ses(silence: Silence, monkeypatch: pytest.MonkeyPatch) -> Mail:
    monkeypatch.setattr(config, "configuration_set", lambda: "events")
    made = Session().create_client(
        "sesv2",
        REGION,
        endpoint_url=silence.address,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
        config=settings_of(mail_limits(5)),
    )
    timed = keep_time(made, mail_limits(5), tells=False)
    monkeypatch.setattr(mail, "mail_client", lambda: timed)
    names = ("Acme", "billing@acme.example", "ada@client.example", "billing@acme.example")
    return Mail(*names, "Subject", "<p>Hello</p>", "Hello", key="key", attempt=1)


def test_a_mail_that_ses_took_and_never_answered_is_unknown_and_tried_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # R15, R16
    silence = Silence()
    silence.holds.set()
    attempt = mail.send(_to_ses(silence, monkeypatch))
    silence.end()
    assert (attempt.outcome, silence.taken) == (mail.Outcome.UNKNOWN, 1)


def test_a_mail_for_which_no_time_is_left_is_never_begun(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    silence = Silence()
    letter = _to_ses(silence, monkeypatch)
    context = LambdaContext("send", 512, 3, "id")
    with pytest.raises(SendingSuspended, match="out of time"):
        within_time(lambda event, context: mail.send(letter))({}, context)
    silence.end()
    assert silence.taken == 0
