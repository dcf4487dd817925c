"""The environment, read in one place; template.yaml sets every name here but four.

Lambda itself sets `AWS_LAMBDA_FUNCTION_NAME`.
`RELANCE_TEMPLATES`, `RELANCE_CLOCK_FILE` and `RELANCE_NAME_SERVER` exist only locally.
"""

import os
from pathlib import Path


def is_function() -> bool:
    """Whether this process is a function, which starts on a whole processor."""
    return "AWS_LAMBDA_FUNCTION_NAME" in os.environ


def accounts_table() -> str:
    """The name of the table of accounts."""
    return os.environ["ACCOUNTS_TABLE"]


def tenants_table() -> str:
    """The name of the table of tenants."""
    return os.environ["TENANTS_TABLE"]


def api_keys_table() -> str:
    """The name of the table of API keys."""
    return os.environ["API_KEYS_TABLE"]


def inbox_table() -> str:
    """The name of the table of money announced, recorded and unmatched."""
    return os.environ["INBOX_TABLE"]


def shards_queue_url() -> str:
    """The queue of shards of the review index, of which a tick asks whose turn it is."""
    return os.environ["SHARDS_QUEUE_URL"]


def runs_queue_url() -> str:
    """The queue of tenants to run."""
    return os.environ["RUNS_QUEUE_URL"]


def pages_queue_url() -> str:
    """The queue of pages of large tenants' accounts to enqueue."""
    return os.environ["PAGES_QUEUE_URL"]


def reviews_queue_url() -> str:
    """The queue of accounts to review."""
    return os.environ["REVIEWS_QUEUE_URL"]


def messages_queue_url() -> str:
    """The queue of messages to send."""
    return os.environ["MESSAGES_QUEUE_URL"]


def events_queue_url() -> str:
    """The queue of what SES tells about mails."""
    return os.environ["EVENTS_QUEUE_URL"]


def replies_queue_url() -> str:
    """The queue of mails that debtors wrote."""
    return os.environ["REPLIES_QUEUE_URL"]


def moves_queue_url() -> str:
    """The queue of tenants whose reviews are to be moved."""
    return os.environ["MOVES_QUEUE_URL"]


def payments_queue_url() -> str:
    """The queue of payment events to record."""
    return os.environ["PAYMENTS_QUEUE_URL"]


def configuration_set() -> str:
    """The SES configuration set that publishes sending events."""
    return os.environ["CONFIGURATION_SET"]


def link_keys_secret() -> str:
    """The id of the secret that holds the keys of the links."""
    return os.environ["LINK_KEYS_SECRET"]


def endpoint_keys_secret() -> str:
    """The id of the secret that holds the keys of the ids of webhook endpoints."""
    return os.environ["ENDPOINT_KEYS_SECRET"]


def inbound_domain() -> str:
    """The domain at which SES receives replies; empty where it receives none."""
    return os.environ["INBOUND_DOMAIN"]


def inbound_bucket() -> str:
    """The bucket in which SES lays the mails of debtors."""
    return os.environ["INBOUND_BUCKET"]


def webhook_parameters() -> str:
    """The SSM path below which webhook endpoints lay before they were rows."""
    return os.environ["WEBHOOK_PARAMETERS"]


def public_url() -> str:
    """The base of the links in messages, without a trailing slash."""
    return os.environ["PUBLIC_URL"].rstrip("/")


def ses_send_rate() -> float:
    """Messages a second that SES grants; the senders share it (R48)."""
    return float(os.environ.get("SES_SEND_RATE", "10"))


def sender_concurrency() -> int:
    """How many senders work at a time (R48)."""
    return int(os.environ.get("SENDER_CONCURRENCY", "2"))


def time_limit_seconds() -> float:
    """When Lambda ends the function; outside of one as in most."""
    return float(os.environ.get("TIME_LIMIT_SECONDS", "30"))


def templates_path() -> Path:
    """The folder of the templates; the layer mounts it at /opt."""
    return Path(os.environ.get("RELANCE_TEMPLATES", "/opt"))


def name_server() -> str | None:
    """The name server of the tests, as host and port; None on AWS: that of the system."""
    return os.environ.get("RELANCE_NAME_SERVER")


def clock_file() -> Path | None:
    """The movable clock of the local stack; None on AWS."""
    name = os.environ.get("RELANCE_CLOCK_FILE")
    return Path(name) if name else None
