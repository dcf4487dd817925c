"""Whose turn it is at a tick: the tenants that a shard of the review index shows (R13).

No list of tenants is kept: the first row of each says whether it has anything to do, and one step
behind its last row stands the next. Who has nothing to do for two days is not nudged.
"""

from collections.abc import Iterator
from itertools import batched

from relance import config
from relance.adapters import queues
from relance.data import review_index, reviews, runs
from relance.data.runs import Shown
from relance.flows.nudges import Shard, Turn
from relance.flows.run.tick_time import AHEAD, MOST_MENDED, Time
from relance.telemetry import logger

_AT_ONCE = 10  # nudges in one request


def turns(shard: Shard) -> Iterator[Turn]:
    """The tenants that have something to do at that tick."""
    after, mended = shard.after or review_index.START, 0
    while shown := runs.next_shown(shard.number, after):
        if shown.astray:
            if mended < MOST_MENDED:
                _mend(shown, shard)
            mended += 1
        elif shown.turn <= review_index.until(shown.tenant_id, shard.at + AHEAD):
            yield Turn(shown.tenant_id, shard.at, shard.last_at, shown.aside)
        after = _behind(shown, after, mended <= MOST_MENDED)


def _behind(shown: Shown, after: str, looks_at_each: bool) -> str:
    """Where the next one stands: behind the tenant, but for what of it stands where none can."""
    if not shown.astray:
        return review_index.behind(shown.tenant_id)
    end = after if looks_at_each else review_index.behind_all(shown.turn.partition("#")[0])
    return max(shown.turn, end)


def _mend(shown: Shown, shard: Shard) -> None:
    """Has a head looked at that no tick would ever hear of again; one that fails stops no other."""
    if not shown.account_id:
        return
    try:
        reviews.mend(shown.tenant_id, shown.account_id, shown.turn, shard.at)
    except Exception:
        logger.exception("not looked at", tenant=shown.tenant_id)


def nudge_turns(shard: Shard, time: Time) -> None:
    """Has each of them run by a message of its own."""
    told = 0
    for some in batched(_while(turns(shard), time), _AT_ONCE, strict=False):
        queues.send(config.runs_queue_url(), [turn.body() for turn in some])
        told += len(some)
    logger.info("shard", shard=shard.number, tenants=told)


def _while(found: Iterator[Turn], time: Time) -> Iterator[Turn]:
    for turn in found:
        if time.is_over():
            logger.warning("shard continues at the next tick")
            return
        yield turn
