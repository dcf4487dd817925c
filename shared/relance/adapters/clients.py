"""AWS clients, one per service and process, with timeouts that fit the functions.

They are botocore's own: boto3's resources and its S3 machinery are a quarter of a cold start, and
no function uses them.
"""

from functools import cache
from typing import Any

from botocore.config import Config

from relance import config
from relance.aws_session import session
from relance.time_limits import CallLimits, call_limits, keep_time, mail_limits


@cache
def client(service: str) -> Any:
    """The client of a service; where it gives no answer its calls raise NoAnswer."""
    limits = call_limits(config.time_limit_seconds())
    return keep_time(_made(service, limits), limits)


@cache
def mail_client() -> Any:
    """The client of SES that sends: it never tries again by itself.

    R15: SES has no idempotency token, and a second attempt may be a second mail. What an attempt
    proves is told by who makes it.
    """
    limits = mail_limits(config.time_limit_seconds())
    return keep_time(_made("sesv2", limits), limits, tells=False)


def _made(service: str, limits: CallLimits) -> Any:
    return session().create_client(service, config=settings_of(limits))


def settings_of(limits: CallLimits) -> Config:
    """The limits of a call as botocore has them."""
    return Config(
        connect_timeout=limits.connect_seconds,
        read_timeout=limits.read_seconds,
        retries={"mode": "standard", "total_max_attempts": limits.attempts},
    )
