"""boto3 clients, one per service and process, with timeouts that fit the functions."""

from functools import cache
from typing import Any

import boto3
from botocore.config import Config

PATIENT = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard"})
# R15: one attempt, since SES has no idempotency token and a second one may be a second mail.
ONCE = Config(connect_timeout=2, read_timeout=20, retries={"total_max_attempts": 1})


@cache
def client(service: str) -> Any:
    """The client of a service; sesv2 never retries by itself."""
    return boto3.client(service, config=ONCE if service == "sesv2" else PATIENT)  # type: ignore[call-overload]
