"""Read, decide, write: all of it again where somebody else wrote in between (R12, R15)."""

from collections.abc import Callable

from relance.domain.errors import Refused, StaleVersion

MOST_TRIES = 8  # of a busy morning on one account: events of one batch meet each other


def redo[T](attempt: Callable[[], T]) -> T:
    """What the attempt answers once nobody was faster; each try reads everything anew.

    Raises StaleVersion when somebody was, at every try: nothing was changed, and nothing may be
    concluded from it; a queue is to deliver again. An attempt that knows what a refusal says of
    its own story answers, and does not let it through.
    """
    refused = Refused(frozenset())
    for _ in range(MOST_TRIES):
        try:
            return attempt()
        except Refused as overtaken:
            refused = overtaken
    raise StaleVersion(refused.refusals) from refused
