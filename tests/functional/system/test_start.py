"""What a function makes while it starts, when Lambda gives it a whole processor."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
_STARTED = """
import handler
from relance.adapters.clients import mail_client
from relance.data.connections import connection
print(connection.cache_info().currsize, mail_client.cache_info().currsize)
"""
NAMES = ("ACCOUNTS_TABLE", "TENANTS_TABLE", "API_KEYS_TABLE", "INBOX_TABLE")


@pytest.mark.parametrize(("function", "made"), [("send", "1 1"), ("evaluate", "1 0")])
def test_clients_are_made_before_the_first_call(function: str, made: str) -> None:
    path = os.pathsep.join((str(ROOT / "shared"), str(ROOT / "functions" / function)))
    own = dict.fromkeys(NAMES, "x") | {"PYTHONPATH": path, "AWS_DEFAULT_REGION": "eu-west-3"}
    own |= {"AWS_LAMBDA_FUNCTION_NAME": function, "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
    done = subprocess.run(
        [sys.executable, "-c", _STARTED],
        env={"PATH": os.environ["PATH"], **own},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == made.split()
