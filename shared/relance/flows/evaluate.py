"""Decide for the accounts of a batch, nudge the sender, store what was decided (R9 to R12).

The nudge comes before the write: a crash between them repeats the decision, which is harmless;
the other way round a reminder would wait for a day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from relance import config
from relance.adapters import clock, queues
from relance.data import accounts, runs
from relance.data.transaction import MOST_WRITES, Write, commit
from relance.domain.account import Account
from relance.domain.carry_out import in_window
from relance.domain.decide import decide
from relance.domain.decision import Decision, Send
from relance.domain.errors import Refused
from relance.domain.review import next_review_at
from relance.domain.rules import Rules
from relance.flows import circumstances
from relance.flows.nudges import Order, Review
from relance.telemetry import logger

STALE_AFTER = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was decided about one account, not yet written."""

    account: Account
    rules: Rules
    at: datetime
    decisions: tuple[Decision, ...]

    @property
    def orders(self) -> tuple[Order, ...]:
        """The messages to nudge the sender for; none in shadow (R29)."""
        if self.rules.mode != "live":
            return ()
        return tuple(
            Order(self.account.tenant_id, self.account.account_id, d.key.message_id, self.at)
            for d in self.decisions
            if isinstance(d, Send)
        )

    @property
    def writes(self) -> list[Write]:
        """Head, decision and tasks, conditional on the version that was read."""
        review_at = next_review_at(self.account, self.decisions, self.rules, self.at)
        decided = in_window(self.rules, self.at)
        return runs.outcome(
            self.account, self.decisions, self.at, review_at, decided, self.rules.mode
        )


def evaluate_all(reviews: Sequence[Review]) -> list[Review]:
    """Evaluates a batch; the reviews that failed, so that one bad account harms no other."""
    try:
        evaluate(reviews)
    except Exception:
        if len(reviews) == 1:
            logger.exception("not evaluated", account=reviews[0].account_id)
            return [*reviews]
        return [failed for review in reviews for failed in evaluate_all([review])]
    return []


def evaluate(reviews: Sequence[Review]) -> None:
    """Evaluates every account that is still due; raises before anything is lost."""
    now = clock.now()
    fresh = [review for review in reviews if now - review.at < STALE_AFTER]
    if not fresh:
        return
    around = circumstances.read({review.tenant_id for review in fresh}, now)
    evaluations = [e for review in _once_each(fresh) if (e := _evaluate_one(review, around))]

    orders = [order.body() for e in evaluations for order in e.orders]
    queues.send(config.messages_queue_url(), orders)

    _store(evaluations)
    for evaluation in evaluations:
        _log(evaluation)


def _once_each(reviews: Sequence[Review]) -> Sequence[Review]:
    """The youngest nudge of each account: two in one batch are one review."""
    youngest = sorted(reviews, key=lambda review: review.at)
    return list({(r.tenant_id, r.account_id): r for r in youngest}.values())


def _evaluate_one(review: Review, around: circumstances.Circumstances) -> Evaluation | None:
    account = accounts.load(review.tenant_id, review.account_id)
    if account is None or review.tenant_id not in around.tenants:
        return None
    if account.review_at is None or account.review_at > review.at:
        return None  # another nudge of the same tick was faster
    rules = around.rules(account, review.at)
    return Evaluation(account, rules, review.at, decide(account, rules, review.at))


def _store(evaluations: Sequence[Evaluation]) -> None:
    """One transaction for the batch; an account that was written meanwhile is left out.

    Who wrote it asked for a review in the same transaction, so nothing is lost (R12).
    """
    waiting: list[list[Write]] = [evaluation.writes for evaluation in evaluations]
    while waiting:
        chunk: list[list[Write]] = []
        while waiting and sum(map(len, chunk)) + len(waiting[0]) <= MOST_WRITES:
            chunk.append(waiting.pop(0))
        try:
            commit(list(chain.from_iterable(chunk)))
        except Refused as refused:
            waiting = [w for w in chunk if w[0].name not in refused.rows] + waiting


def _log(evaluation: Evaluation) -> None:
    kinds = [f"{type(d).__name__.lower()}:{getattr(d, 'reason', '')}" for d in evaluation.decisions]
    logger.info(
        "decided",
        tenant=evaluation.account.tenant_id,
        account=evaluation.account.account_id,
        decisions=kinds,
        mode=evaluation.rules.mode,
    )
