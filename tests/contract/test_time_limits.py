"""Every call to AWS, with all its attempts, fits into the function that makes it."""

import ast
from typing import Any

import pytest

from local.harness.template import ROOT, deployed
from relance.adapters.clients import settings_of
from relance.time_limits import call_limits, mail_limits, room_seconds

TEMPLATE = deployed()
FUNCTIONS = TEMPLATE.functions()
NAMES = sorted(FUNCTIONS)
# The SDK's standard mode: 1 s at most before the second attempt, then 2 s.
# https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
PAUSES = {1: 0.0, 2: 1.0, 3: 3.0}


def _limit_seconds(function: str) -> float:
    return float(FUNCTIONS[function]["Timeout"])


@pytest.mark.parametrize("function", NAMES)
def test_a_function_knows_when_lambda_ends_it(function: str) -> None:
    assert float(TEMPLATE.environment(function)["TIME_LIMIT_SECONDS"]) == _limit_seconds(function)


@pytest.mark.parametrize("function", NAMES)
def test_a_call_with_all_its_attempts_leaves_time_to_answer(function: str) -> None:
    limit_seconds = _limit_seconds(function)
    for limits in (call_limits(limit_seconds), mail_limits(limit_seconds)):
        config: Any = settings_of(limits)
        attempts = config.retries["total_max_attempts"]
        each_seconds = config.connect_timeout + config.read_timeout
        worst_seconds = attempts * each_seconds + PAUSES[attempts]
        assert worst_seconds == pytest.approx(limits.worst_seconds)
        assert worst_seconds <= 0.8 * limit_seconds + 0.001
        assert config.connect_timeout >= 0.5  # a handshake of a small function that starts
        assert config.read_timeout >= 1  # a transaction of a hundred rows


def test_the_client_of_ses_tries_once() -> None:  # R15
    assert {mail_limits(_limit_seconds(one)).attempts for one in NAMES} == {1}


def test_a_sender_begins_with_a_message_only_if_it_can_finish() -> None:
    source = (ROOT / "functions/send/handler.py").read_text(encoding="utf-8")
    values = (n.value for n in ast.parse(source).body if isinstance(n, ast.Assign))
    (left,) = (n.value for n in values if isinstance(n, ast.Constant))
    assert isinstance(left, int)
    limit_seconds = _limit_seconds("send")
    needed_seconds = mail_limits(limit_seconds).worst_seconds + room_seconds(limit_seconds)
    assert needed_seconds + call_limits(limit_seconds).read_seconds < left / 1000 < limit_seconds


@pytest.mark.parametrize("function", NAMES)
def test_every_handler_keeps_the_time_of_its_function(function: str) -> None:
    source = (ROOT / "functions" / function / "handler.py").read_text(encoding="utf-8")
    (handler,) = (
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and node.name == "handler"
    )
    assert "within_time" in [ast.unparse(decorator) for decorator in handler.decorator_list]


def test_clients_are_made_where_they_are_given_limits() -> None:
    made = ("create_client", "TableConnection(", "Connection(", "(Model)", "import boto3")
    makers = {
        (path.name, sign)
        for path in (ROOT / "shared" / "relance").rglob("*.py")
        for sign in made
        if sign in path.read_text(encoding="utf-8")
    }
    assert makers == {
        ("clients.py", "create_client"),
        ("connections.py", "Connection("),
        ("connections.py", "(Model)"),
    }
