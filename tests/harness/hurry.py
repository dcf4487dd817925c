"""Functions that have little time: how much is left is what the test says, not the clock."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from local.harness.functions import LambdaContext

PLENTY_MILLISECONDS, LITTLE_MILLISECONDS = 60_000, 9_000


OF_BATCHES = ("Evaluate", "Send", "Delivery", "Payments")


@contextmanager
def hurried(tried: int) -> Iterator[None]:
    """Every batch ends by time when so many of its messages, at least, were tried.

    `dispatch` has the time that it has: what it leaves is due at the next tick.
    """
    asked: Counter[str] = Counter()

    def left(context: LambdaContext) -> int:
        if not context.function_name.endswith(tuple(f"{one}Function" for one in OF_BATCHES)):
            return PLENTY_MILLISECONDS
        # The first question is that of the handler itself, before any message.
        asked[context.aws_request_id] += 1
        soon = asked[context.aws_request_id] <= tried + 1
        return PLENTY_MILLISECONDS if soon else LITTLE_MILLISECONDS

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LambdaContext, "get_remaining_time_in_millis", left)
        yield
