"""Read, decide, write: all of it again where somebody else wrote in between (R12, R15)."""

import random
import time
from collections.abc import Callable

from relance.domain.errors import Refused, StaleVersion

MOST_TRIES = 16  # of a busy morning on one account: events of one batch meet each other
LONGEST_SECONDS, IN_ALL_SECONDS = 0.3, 10.0  # a wait, and all of them: an API call has thirty


def redo[T](attempt: Callable[[], T]) -> T:
    """What the attempt answers once nobody was faster; each try reads everything anew.

    Raises StaleVersion when somebody was, at every try: nothing was changed, and nothing may be
    concluded from it; a queue is to deliver again. An attempt that knows what a refusal says of
    its own story answers, and does not let it through.
    """
    refused = Refused(frozenset())
    until = time.monotonic() + IN_ALL_SECONDS
    for number in range(MOST_TRIES):
        try:
            return attempt()
        except Refused as overtaken:
            refused = overtaken
        if time.monotonic() > until:
            break
        # Who met once would meet again: each waits for a time of his own.
        time.sleep(random.uniform(0, min(0.004 * 2**number, LONGEST_SECONDS)))  # noqa: S311
    raise StaleVersion(refused.refusals) from refused
