"""One tick: whose turn it is, each shard of the review index and each tenant for itself (R13).

The tick runs the first few tenants itself, if they have little to do, and has all others run:
shard by shard and from there tenant by tenant, so that no message is long and no tenant waits for
another. Lost at any moment, the next tick finds the same.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import chain, islice

from relance import config
from relance.adapters import queues
from relance.data import inbox, review_index, tenants
from relance.domain.creditor.tenant import SystemState
from relance.domain.errors import Unreadable
from relance.domain.run.money_waits import BACKLOG_AFTER
from relance.flows import moving, setting_aside
from relance.flows.nudges import Shard, Turn
from relance.flows.run.tenant_run import run_tenant
from relance.flows.run.tick_time import Time, in_time
from relance.flows.run.turns import turns
from relance.telemetry import count, logger

FEW_TENANTS = 10
LITTLE = 1_000  # accounts of one tenant that the index shows


def dispatch(at: datetime, out_of_time: Callable[[], bool]) -> None:
    """Has whoever is due at `at` enqueued; a doubled or late tick finds the same."""
    if not in_time(at):
        return
    time = Time(out_of_time)
    system = tenants.load_system()
    _note_tick(system, at)
    failed = _have_run(at, system.tick_before(at), time)
    _nudge_money(at)
    moving.nudge_again(at)
    count("RunsCutShort" if time.was_over else "TicksFinished")
    if failed:
        raise failed[0]  # the tick comes again


def _note_tick(system: SystemState, at: datetime) -> None:
    """Keeps what is known of the ticks; a row that takes nothing in stops no tenant (R46)."""
    ticked = system.after_tick(at)
    if ticked == system:
        return
    try:
        tenants.record_tick(ticked, at)
    except Unreadable as error:
        setting_aside.note(error, at)


def _have_run(at: datetime, last_at: datetime | None, time: Time) -> list[Exception]:
    """Has every tenant run that has something to do, the first few here; what broke of these."""
    few: list[Turn] = []
    others: list[Shard] = []
    for number in range(review_index.SHARDS):
        shard = Shard(number, at, last_at)
        room = FEW_TENANTS - len(few)
        if room:
            found = [*islice(turns(shard), room)]
            few += found
            if len(found) < room:
                continue  # all of the shard
            shard = replace(shard, after=review_index.behind(found[-1].tenant_id))
        others.append(shard)
    queues.send(config.shards_queue_url(), [shard.body() for shard in others])
    return [*_failures(few, time)]


def _failures(few: list[Turn], time: Time) -> Iterator[Exception]:
    """Runs tenant by tenant; yields what broke, since one tenant's trouble stops no other's run."""
    large = []
    for turn in few:
        if time.is_over():
            logger.warning("run continues at the next tick", tenant=turn.tenant_id)
            break
        try:
            if not run_tenant(turn, time, LITTLE):
                large.append(turn.body())
        except Exception as error:
            yield error
    queues.send(config.runs_queue_url(), large)


def _nudge_money(at: datetime) -> None:
    """Money that waits is nudged again: a purged queue delays it, never loses it (R13, R22)."""
    pending = inbox.due_nudges("pending", at - BACKLOG_AFTER)
    unmatched = inbox.due_nudges("unmatched", at)
    bodies = ({"tenant": tenant_id, "sk": sk} for tenant_id, sk in chain(pending, unmatched))
    queues.send(config.payments_queue_url(), bodies)
