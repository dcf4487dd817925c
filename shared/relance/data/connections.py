"""The connection to DynamoDB, whose calls end before their function does (R15).

All tables and all transactions share one client: PynamoDB would make one for each.
"""

from contextlib import suppress
from functools import cache
from typing import Any, cast

from botocore.session import Session
from pynamodb.connection import Connection
from pynamodb.connection.table import TableConnection
from pynamodb.models import Model

from relance import config
from relance.aws_session import session
from relance.time_limits import call_limits, keep_time


class TimedRow(Model):
    """A row that is read and written over the one connection."""

    @classmethod
    def _get_connection(cls) -> TableConnection:
        if cls._connection is None:
            made = super()._get_connection()
            meta_table, shared = made.get_meta_table(), connection()
            with suppress(ValueError):  # it is known already
                shared.add_meta_table(meta_table)
            made.connection = shared
        return super()._get_connection()


class _Connection(Connection):
    """A connection by the session of the process; PynamoDB has one of its own for each."""

    @property
    def session(self) -> Session:
        return session()


@cache
def connection() -> Connection:
    """The connection for everything that is asked of DynamoDB, with its client."""
    limits = call_limits(config.time_limit_seconds())
    seconds = cast(Any, limits)  # typed for whole seconds; botocore takes parts of one
    made = _Connection(
        connect_timeout_seconds=seconds.connect_seconds,
        read_timeout_seconds=seconds.read_seconds,
        max_retry_attempts=limits.attempts - 1,
    )
    keep_time(made.client, limits)
    return made


if config.is_function():  # while it starts, and not inside the first call
    connection()
