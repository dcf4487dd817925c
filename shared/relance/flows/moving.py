"""Reviews of all open accounts of a tenant, asked for with a change and moved page by page (R12).

The wish is saved with the change, and the answer waits for nothing else: the first page is moved
at once, which is all of a small tenant, the others from a queue. Whatever dies on the way, a tick
goes on with it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from relance import config
from relance.adapters import clock, queues
from relance.data import inbox, moving, run_counts, tenants
from relance.data.moving import Move, Walk
from relance.data.transaction import Write
from relance.domain.calendar import ONE_DAY, at_local_hour, local_date, next_tick
from relance.domain.creditor.tenant import Tenant
from relance.domain.errors import Unreadable
from relance.flows import setting_aside
from relance.flows.intake import Left
from relance.flows.nudges import OfTenant
from relance.telemetry import logger

PAGE = 500  # open invoices that are read at once; their accounts are moved before the next are
_TICK_BEFORE_MIDNIGHT = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Moving:
    """How far the reviews are that were asked for last."""

    asked_at: datetime
    moved: int
    done: bool


def begin(tenant_id: str) -> None:
    """Moves the first page of what was asked for, and has the others moved from the queue.

    Never raises: what was saved is saved, and a tick goes on where nobody else does.
    """
    try:
        if _walked(tenant_id, lambda: True):
            return
    except Exception:
        logger.warning("reviews are moved later", tenant=tenant_id, exc_info=True)
    try:
        queues.nudge(config.moves_queue_url(), tenant_id, OfTenant(tenant_id).body())
    except KeyError:  # outside of the functions there is no queue: the next tick nudges
        logger.info("reviews are moved at the next tick", tenant=tenant_id)


def nudge_again(at: datetime) -> None:
    """Has every walk gone on with that did not end (R13)."""
    waiting = dict.fromkeys(pk for pk, _ in inbox.due_nudges(moving.WAITING, at))
    queues.send(config.moves_queue_url(), (OfTenant(tenant_id).body() for tenant_id in waiting))


def walk_all(asked: Sequence[OfTenant], out_of_time: Callable[[], bool]) -> Left[OfTenant]:
    """Walks for these tenants; those that failed, and those for which no time was left."""
    failed: list[OfTenant] = []
    untried: list[OfTenant] = []
    for one in asked:
        try:
            if not _walked(one.tenant_id, out_of_time):
                untried.append(one)
        except Unreadable as error:  # of the tenant: a tick nudges it when it is mended (R46)
            setting_aside.note(error, clock.now())
        except Exception:
            logger.exception("reviews not moved", tenant=one.tenant_id)
            failed.append(one)
    return Left(failed, untried)


def _walked(tenant_id: str, out_of_time: Callable[[], bool]) -> bool:
    """Whether everything that was asked for is done; a page of each is tried in any case."""
    tenant = tenants.load(tenant_id)
    ended = True
    for asked in moving.unfinished(tenant_id, clock.now()):
        walk: Walk | None = _step(asked, tenant)
        while walk and not out_of_time():
            walk = _step(walk, tenant)
        ended = ended and walk is None
    return ended


def _step(walk: Walk, tenant: Tenant) -> Walk | None:
    """The walk behind one page more; None where it ended, or somebody else goes on with it."""
    now = clock.now()
    account_ids, after = moving.page(walk, PAGE)
    at = next_calm_run_at(tenant, now) if walk.move is Move.NEXT_RUN else now
    found_on = local_date(next_tick(now), tenant.zone)  # where the breaker expects them (R13)

    def counts(moved: int) -> Sequence[Write]:
        if walk.move is not Move.AT_ONCE:
            return ()
        return (run_counts.brought_with(tenant.tenant_id, found_on, moved),)

    moved = sum(moving.move_reviews(walk, account_ids, at, counts))
    logger.info("reviews moved", tenant=tenant.tenant_id, move=walk.move, moved=moved)
    if not moving.went_on(walk, after) or after is None:
        return None
    return walk.behind(after)


def next_calm_run_at(tenant: Tenant, now: datetime) -> datetime:
    """The first run that can still be promised: the circuit breaker must expect it (R13)."""
    on = local_date(now + _TICK_BEFORE_MIDNIGHT, tenant.zone) + ONE_DAY
    return at_local_hour(on, tenant.limits.sending_hour, tenant.zone)


def how_far(tenant_id: str) -> Moving | None:
    """How far what was asked for last is; None where nothing ever was."""
    walks = moving.walks(tenant_id)
    if not walks:
        return None
    waiting = [walk for walk in walks if not walk.done]
    last = max(waiting or walks, key=lambda walk: walk.asked_at)
    moved = sum(walk.moved for walk in waiting) if waiting else last.moved
    return Moving(last.asked_at, moved, not waiting)
