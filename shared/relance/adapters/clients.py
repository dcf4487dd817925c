"""AWS clients, one per service and process, with timeouts that fit the functions.

They are botocore's own: boto3's resources and its S3 machinery are a quarter of a cold start, and
no function uses them.
"""

from functools import cache
from typing import Any

from botocore.config import Config
from botocore.session import Session

PATIENT = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard"})
# R15: one attempt, since SES has no idempotency token and a second one may be a second mail.
ONCE = Config(connect_timeout=2, read_timeout=20, retries={"total_max_attempts": 1})


@cache
def client(service: str) -> Any:
    """The client of a service; sesv2 never retries by itself."""
    return Session().create_client(service, config=ONCE if service == "sesv2" else PATIENT)
