"""Connections to DynamoDB whose calls end before their function does (R15)."""

from functools import cache
from typing import Any

from pynamodb.connection import Connection
from pynamodb.connection.table import TableConnection
from pynamodb.models import Model

from relance import config
from relance.time_limits import CallLimits, call_limits, keep_time


def _limits() -> CallLimits:
    return call_limits(config.time_limit_seconds())


class TimedRow(Model):
    """A row that is read and written within the time of the function."""

    @classmethod
    def _get_connection(cls) -> TableConnection:
        if cls._connection is None:
            limits = _limits()
            meta: Any = cls.Meta  # typed for whole seconds; botocore takes parts of one
            meta.connect_timeout_seconds = limits.connect_seconds
            meta.read_timeout_seconds = limits.read_seconds
            meta.max_retry_attempts = limits.attempts - 1
            made = super()._get_connection()
            keep_time(made.connection.client, limits)
        return super()._get_connection()


@cache
def connection() -> Connection:
    """The connection for what is no row of one table: transactions."""
    limits = _limits()
    made = Connection(
        connect_timeout_seconds=limits.connect_seconds,
        read_timeout_seconds=limits.read_seconds,
        max_retry_attempts=limits.attempts - 1,
    )
    keep_time(made.client, limits)
    return made
