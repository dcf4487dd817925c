"""How long a function may take, and so each of its calls to AWS.

A call that hangs must end while there is time to say so: Lambda kills who is late, and a queue, a
webhook or a person then hears nothing. Two things hold it. The limits of a client follow from the
limit of the function, so that all its attempts fit; and no attempt begins for which too little of
the time is left, so that several slow calls in a row end as well.
"""

import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any

from botocore.exceptions import ConnectionError, HTTPClientError

from relance import config
from relance.domain.errors import NoAnswer, OutOfTime

USED_SHARE = 0.8  # of a function's time, by one call with all its attempts
MOST_SECONDS = 15.0  # of one call: who waits longer waits for something that is broken
SHORT_SECONDS = 10.0  # a function with less time for a call tries it twice, others three times
CONNECT_SECONDS = 1.0
# What stays free at the end, behind the last pause, to write down or say what became of it.
ROOM_SHARE = 0.05
LEAST_ROOM_SECONDS = 0.3
MAIL_CONNECT_SECONDS, MAIL_READ_SECONDS = 2.0, 20.0  # an attempt at SES is never repeated (R15)
_THROTTLED = ("Throttl", "ProvisionedThroughputExceeded", "RequestLimitExceeded", "SlowDown")


@dataclass(frozen=True, slots=True)
class CallLimits:
    """What one call may take: each of its attempts, and how many there are."""

    connect_seconds: float
    read_seconds: float
    attempts: int

    @property
    def attempt_seconds(self) -> float:
        """The longest that one attempt takes."""
        return self.connect_seconds + self.read_seconds

    @property
    def last_pause_seconds(self) -> float:
        """The longest pause, which is the one before the last attempt; none before a first."""
        return float(2 ** (self.attempts - 2)) if self.attempts > 1 else 0.0

    @property
    def pause_seconds(self) -> float:
        """The longest that the SDK waits between attempts: 1 s, then 2 s (its standard mode)."""
        return float(2 ** (self.attempts - 1) - 1)

    @property
    def worst_seconds(self) -> float:
        """The longest that the call takes with all its attempts."""
        return self.attempts * self.attempt_seconds + self.pause_seconds


def call_limits(function_seconds: float) -> CallLimits:
    """What a call may take in a function that ends at `function_seconds`."""
    budget_seconds = min(USED_SHARE * function_seconds, MOST_SECONDS)
    attempts = 2 if budget_seconds < SHORT_SECONDS else 3
    pauses = CallLimits(0, 0, attempts).pause_seconds
    each_seconds = (budget_seconds - pauses) / attempts
    connect_seconds = min(CONNECT_SECONDS, each_seconds / 3)
    return CallLimits(connect_seconds, each_seconds - connect_seconds, attempts)


def mail_limits(function_seconds: float) -> CallLimits:
    """What the one attempt at SES may take in a function that ends at `function_seconds`."""
    most_seconds = USED_SHARE * function_seconds - MAIL_CONNECT_SECONDS
    return CallLimits(MAIL_CONNECT_SECONDS, min(MAIL_READ_SECONDS, most_seconds), 1)


def room_seconds(function_seconds: float) -> float:
    """What stays free at the end of a function, whichever call was the last."""
    pause_seconds = call_limits(function_seconds).last_pause_seconds
    return pause_seconds + max(LEAST_ROOM_SECONDS, ROOM_SHARE * function_seconds)


_ends_at: ContextVar[float | None] = ContextVar("ends_at", default=None)


def within_time[Answer](handler: Callable[..., Answer]) -> Callable[..., Answer]:
    """The handler of a function, during which every call to AWS knows when the function ends."""

    @wraps(handler)
    def timed(event: dict[str, Any], context: Any) -> Answer:
        left_seconds = context.get_remaining_time_in_millis() / 1000
        token = _ends_at.set(time.monotonic() + left_seconds)
        try:
            return handler(event, context)
        finally:
            _ends_at.reset(token)

    return timed


def too_little_left(context: Any, left_milliseconds: int) -> Callable[[], bool]:
    """Whether a function is to begin with nothing more, whenever it is asked."""

    def out_of_time() -> bool:
        return bool(context.get_remaining_time_in_millis() < left_milliseconds)

    return out_of_time


def require_time_for(attempt_seconds: float) -> None:
    """Raises OutOfTime where the function would end before an attempt of that length."""
    ends_at = _ends_at.get()
    if ends_at is None:  # not in a function
        return
    left_seconds = ends_at - time.monotonic()
    if left_seconds < attempt_seconds + room_seconds(config.time_limit_seconds()):
        raise OutOfTime


def keep_time(client: Any, limits: CallLimits, tells: bool = True) -> Any:
    """The client, of which no attempt begins that is too late.

    Where it `tells`, a call that stays without an answer raises NoAnswer; else what the SDK raises.
    """

    def before(request: Any, **_: Any) -> None:
        try:
            require_time_for(limits.attempt_seconds)
        except OutOfTime as late:
            if _is_repeated(request):  # what was asked before may have been done
                raise NoAnswer("OutOfTime") from late
            raise

    service = client.meta.service_model.service_id.hyphenize()
    events = client.meta.events
    events.register_first(f"before-send.{service}", before, unique_id=f"time-of-{service}")
    if tells:
        events.register(f"after-call-error.{service}", _unanswered, unique_id=f"lost-{service}")
        events.register(f"after-call.{service}", _failed, unique_id=f"failed-{service}")
    return client


def _is_repeated(request: Any) -> bool:
    """Whether the call was made before; the SDK numbers its attempts in a header."""
    number = request.headers.get("amz-sdk-request", b"")
    text = number.decode() if isinstance(number, bytes) else str(number)
    return bool(text) and not text.startswith("attempt=1")


def _unanswered(exception: Exception, **_: Any) -> None:
    if isinstance(exception, (HTTPClientError, ConnectionError)):
        raise NoAnswer(type(exception).__name__) from exception


def _failed(http_response: Any, parsed: dict[str, Any], **_: Any) -> None:
    code = str(parsed.get("Error", {}).get("Code", ""))
    if http_response.status_code >= 500 or code.startswith(_THROTTLED):
        raise NoAnswer(code)
