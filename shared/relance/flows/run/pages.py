"""Nudges for the accounts that a run lets through, a large tenant's page by page (R13).

A page is a stretch of the index: who was decided about meanwhile stands there no more, and nobody
is enqueued who became due after the tick.
"""

from collections.abc import Iterable
from datetime import date, datetime

from relance import config
from relance.adapters import queues
from relance.data import review_index, runs, tenants
from relance.data.runs import Due
from relance.domain.creditor.tenant import Tenant
from relance.domain.errors import NotFound, Unreadable
from relance.flows.nudges import Page, Review
from relance.flows.run.speaking import Speaking
from relance.flows.run.tally import Tally, takes_a_place
from relance.flows.run.tick_time import Time
from relance.telemetry import logger

CHUNK = 500


def let_through(tenant: Tenant, tally: Tally, at: datetime, time: Time) -> list[Due]:
    """Enqueues all that may go; those of them who take a place under the cap of a fresh start."""
    begun = frozenset[Due]() if tally.oldest is None else frozenset(tally.oldest)
    if tally.fits_a_page:
        wanted = [due for due in tally.first_page if due in begun or not tally.takes_a_place(due)]
    else:
        wanted = [*begun]
    sent = _enqueue(wanted, begun, at, time)
    if not tally.fits_a_page and len(sent) == len(wanted):
        _send_pages(tenant.tenant_id, tally, at)
    return [due for due in sent if due in begun]


def _send_pages(tenant_id: str, tally: Tally, at: datetime) -> None:
    """Has each page enqueued by a message of its own, those beside the cap alone where it holds."""
    beside = tally.oldest is not None
    starts = [review_index.heads_of(tenant_id), *tally.page_ends]
    ends = [*tally.page_ends, review_index.until(tenant_id, at)]
    pairs = zip(starts, ends, strict=True)
    bodies = (Page(tenant_id, at, first, last, beside).body() for first, last in pairs)
    queues.send(config.pages_queue_url(), bodies)


def enqueue_page(page: Page, time: Time) -> None:
    """Enqueues the accounts of one page; twice is as once."""
    try:
        speaking = Speaking(tenants.load(page.tenant_id)) if page.beside else None
    except (Unreadable, NotFound):
        logger.warning("page of a silent tenant", tenant=page.tenant_id)
        return
    shown = runs.between(page.tenant_id, page.first, page.last)
    wanted = [due for due in shown if due.turn > page.first and due.review_at <= page.at]
    if speaking:
        wanted = [due for due in wanted if not takes_a_place(speaking, due, page.at)]
    sent = _enqueue(wanted, frozenset(), page.at, time)
    logger.info("page", tenant=page.tenant_id, enqueued=len(sent))


def _enqueue(wanted: Iterable[Due], counted: frozenset[Due], at: datetime, time: Time) -> list[Due]:
    """Those that were nudged before the time was over, the oldest debts first (R37)."""
    ordered, sent = sorted(wanted, key=_oldest_debt_first), list[Due]()
    for start in range(0, len(ordered), CHUNK):
        if time.is_over():
            break
        chunk = ordered[start : start + CHUNK]
        reviews = (Review(due.tenant_id, due.account_id, at, due in counted) for due in chunk)
        queues.send(config.reviews_queue_url(), [review.body() for review in reviews])
        sent += chunk
    return sent


def _oldest_debt_first(due: Due) -> date:
    """Where only some may be begun with, the oldest debts are (R37)."""
    return due.oldest_due_on or date.max
