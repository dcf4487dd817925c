"""Mails of debtors as SES laid them into the bucket: read whole, within bounds, never deleted.

They expire there; until then whoever has to look at one finds it.
"""

from typing import Any

from botocore.exceptions import BotoCoreError

from relance import config
from relance.adapters.clients import client
from relance.adapters.inbound_mail import MOST_BYTES
from relance.domain.errors import NoAnswer
from relance.telemetry import logger
from relance.time_limits import require_time_for

_AT_A_TIME = 1_048_576


def stored(key: str) -> bytes | None:
    """The source of a mail; None where it is gone, or larger than SES takes in."""
    s3 = client("s3")
    try:
        answer = s3.get_object(Bucket=config.inbound_bucket(), Key=key)
    except s3.exceptions.NoSuchKey:
        logger.error("mail is not stored")
        return None
    if int(answer["ContentLength"]) > MOST_BYTES:
        logger.error("mail too large", bytes=int(answer["ContentLength"]))
        return None
    return _read(answer["Body"])


def place_of(key: str) -> str:
    """Where a mail lies, as people can look it up."""
    return f"s3://{config.inbound_bucket()}/{key}"


def _read(body: Any) -> bytes:
    """The whole body, as long as there is time; raises NoAnswer where it breaks off."""
    read = bytearray()
    try:
        while some := body.read(_AT_A_TIME):
            read += some
            require_time_for(0)
    except BotoCoreError as error:
        raise NoAnswer(type(error).__name__) from error
    return bytes(read)
