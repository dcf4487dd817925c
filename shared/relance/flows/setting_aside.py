"""What cannot be read or decided is set aside: once, and told to people (R46)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from relance.data import runs, set_aside
from relance.data.stored import GONE_WRONG
from relance.domain.errors import Cause, Unreadable
from relance.domain.run.set_aside import SetAside
from relance.telemetry import count, logger

_OUTSIDE_OF_US = (OSError, MemoryError)  # over in a moment, as no row is


@contextmanager
def deciding(tenant_id: str, place: str) -> Iterator[None]:
    """Raises Unreadable where what is decided inside fails on what its rows say together."""
    try:
        yield
    except _OUTSIDE_OF_US:
        raise
    except (*GONE_WRONG, RecursionError) as error:
        logger.exception("cannot be decided", tenant=tenant_id, place=place)
        raise Unreadable(tenant_id, place, "all of it", cause=Cause.UNDECIDED) from error


def note(error: Unreadable, now: datetime) -> SetAside:
    """Notes what was met; people hear of it when it is the first time."""
    told, is_new = set_aside.note(error, now)
    if is_new:
        logger.error(
            "set aside",
            tenant=error.tenant_id,
            row=error.row,
            attribute=error.attribute,
            cause=told.cause,
            place=error.place_name,
        )
        count("ProblemsSetAside")
        if error.of_account:
            set_aside.ask(error.tenant_id, error.place, now)
    return told


def put_account_aside(error: Unreadable, seen_at: datetime, now: datetime) -> None:
    """Notes it, and reviews the account again when it may be mended, not at every tick."""
    told = note(error, now)
    runs.put_off(error.tenant_id, error.place, seen_at, told.again_at)


def keep_message(error: Unreadable, queue: str, body: str, now: datetime) -> None:
    """Keeps a message about an account that cannot be read, until it can."""
    note(error, now)
    set_aside.keep_message(error.tenant_id, error.place, queue, body)


def malformed(queue: str, body: str, now: datetime) -> None:
    """Keeps a message that nobody can read, once, and rings."""
    if set_aside.note_malformed(queue, body, now):
        logger.error("set aside", queue=queue, cause=Cause.MALFORMED, characters=len(body))
        count("ProblemsSetAside")
