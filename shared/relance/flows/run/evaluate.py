"""Decide for the accounts of a batch, nudge the sender, store what was decided (R9 to R12).

The nudge comes before the write: a crash between them repeats the decision, which is harmless;
the other way round a reminder would wait for a day.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date

from relance import config
from relance.adapters import clock, queues
from relance.data import accounts, run_counts
from relance.domain.account.account import Account
from relance.domain.decide import decide
from relance.domain.deciding.outcome import begins_backlog
from relance.domain.decision import Hold, Skip
from relance.domain.errors import Refused, Unreadable
from relance.domain.reasons import Reason
from relance.domain.run.run_count import RunCount
from relance.flows import circumstances, setting_aside
from relance.flows.intake import Left
from relance.flows.nudges import Review
from relance.flows.redoing import redo
from relance.flows.remembering import remembering
from relance.flows.run.storing import Evaluation, store
from relance.flows.run.tick_time import STALE_AFTER
from relance.telemetry import count, logger

type OutOfTime = Callable[[], bool]


def evaluate_all(reviews: Sequence[Review], out_of_time: OutOfTime) -> Left[Review]:
    """Evaluates a batch; the reviews that failed, so that one bad account harms no other.

    Those for which no time was left begin anew, and the first is always tried.
    """
    if len(reviews) > 1:
        with suppress(Exception):  # whose it is shows where each is evaluated alone
            return Left((), evaluate(reviews, out_of_time))
    failed: list[Review] = []
    for number, review in enumerate(reviews):
        if number and out_of_time():
            return Left(failed, reviews[number:])
        failed += _alone(review)
    return Left(failed)


def _alone(review: Review) -> list[Review]:
    """Evaluates one by itself: what is wrong with it, and not with AWS, is set aside (R46)."""
    try:
        try:
            with setting_aside.deciding(review.tenant_id, review.account_id):
                evaluate([review], _always_time)
        except Unreadable as error:
            _set_aside(error, review)
    except Exception:  # also where that could not be written: the others are not done again
        logger.exception("not evaluated", account=review.account_id)
        return [review]
    return []


def _always_time() -> bool:
    return False


def evaluate(reviews: Sequence[Review], out_of_time: OutOfTime) -> list[Review]:
    """Evaluates every account that is still due; those for which no time was left.

    Raises before anything is lost. Where others asked for calls meanwhile, or began with old
    debts, the accounts that do are evaluated again.
    """
    waiting = reviews
    untried: list[Review] = []

    def attempt() -> None:
        nonlocal waiting
        overtaken, late = _evaluate(waiting, out_of_time)
        untried.extend(late)
        waiting = [e.review for e in overtaken]
        if overtaken:
            raise Refused(frozenset(lock for e in overtaken for lock in e.shared_locks))

    redo(attempt)
    return untried


def _evaluate(
    reviews: Sequence[Review], out_of_time: OutOfTime
) -> tuple[Sequence[Evaluation], Sequence[Review]]:
    """Decides and stores; what must be made again, and for which no time was left."""
    now = clock.now()
    fresh = [review for review in reviews if now - review.at < STALE_AFTER]
    if not fresh:
        return [], []
    around = circumstances.read({review.tenant_id for review in fresh}, now)
    evaluations, untried = _decided(fresh, around, out_of_time)

    orders = [order.body() for e in evaluations for order in e.orders]
    queues.send(config.messages_queue_url(), orders)

    overtaken = store(evaluations, around)
    for evaluation in evaluations:
        _log(evaluation)
    _count_held(evaluations)
    return overtaken, untried


def _decided(
    reviews: Sequence[Review], around: circumstances.Circumstances, out_of_time: OutOfTime
) -> tuple[Sequence[Evaluation], Sequence[Review]]:
    """One after the other: each call that is asked for leaves less time for the next (D8).

    The second are those that were not begun with, since what is decided must be stored in time.
    """
    evaluations: list[Evaluation] = []
    begun: Counter[tuple[str, date]] = Counter()
    once = _once_each(reviews)
    read = accounts.load_many((r.tenant_id, r.account_id) for r in once)
    for number, review in enumerate(once):
        if number and out_of_time():
            return evaluations, once[number:]
        account = read.get((review.tenant_id, review.account_id))
        if evaluation := _readable_one(review, account, around, begun):
            evaluations.append(evaluation)
            if evaluation.calls:
                around = around.after_calls(evaluation.account, evaluation.calls, evaluation.at)
    return evaluations, []


def _readable_one(
    review: Review,
    account: Account | None,
    around: circumstances.Circumstances,
    begun: Counter[tuple[str, date]],
) -> Evaluation | None:
    """What is decided; nothing where a row that it needs cannot be read, as people see (R46)."""
    try:
        evaluation = _evaluate_one(review, account, around)
        return evaluation and _within_backlog_cap(evaluation, around, begun)
    except Unreadable as error:
        _set_aside(error, review)
        return None


def _set_aside(error: Unreadable, review: Review) -> None:
    """Silences whom it is about until it is mended; people are told once (R46)."""
    now = clock.now()
    if error.of_account and error.place == review.account_id:
        setting_aside.put_account_aside(error, review.at, now)
        if review.counted:
            run_counts.place_returned(review.tenant_id, review.at.date())
    else:
        setting_aside.note(error, now)


def _within_backlog_cap(
    evaluation: Evaluation, around: circumstances.Circumstances, begun: Counter[tuple[str, date]]
) -> Evaluation:
    """The same, or the decision to wait where the day has begun with enough old debts (R37)."""
    if not begins_backlog(evaluation.decisions, evaluation.rules):
        return evaluation
    place = evaluation.account.tenant_id, evaluation.on
    most = around.tenants[place[0]].daily_cap
    before = run_counts.load([place]).get(place, RunCount()).statements
    left = most - before - begun[place]
    if left > 0:
        begun[place] += 1
        return evaluation
    rules = replace(evaluation.rules, statements_left=0)
    decisions = decide(evaluation.account, rules, evaluation.at)
    return replace(evaluation, rules=rules, decisions=decisions)


def _once_each(reviews: Sequence[Review]) -> Sequence[Review]:
    """The youngest nudge of each account: two in one batch are one review."""
    youngest = sorted(reviews, key=lambda review: review.at)
    return list({(r.tenant_id, r.account_id): r for r in youngest}.values())


def _evaluate_one(
    review: Review, account: Account | None, around: circumstances.Circumstances
) -> Evaluation | None:
    """What is decided about the account as the batch read it, or as it is read by itself."""
    account = account or accounts.load(review.tenant_id, review.account_id)
    if account is None:
        return None
    if account.review_at is None or account.review_at > review.at:
        return None  # another nudge of the same tick was faster
    rules = around.rules(account, review.at)
    account = remembering(account, rules, review.at)
    decisions = decide(account, rules, review.at)
    return Evaluation(account, rules, review.at, decisions, review.counted)


def _count_held(evaluations: Sequence[Evaluation]) -> None:
    """How many were told nothing, by reason: the first look where little was sent.

    The codes of staff for a stop of theirs are many, and each would be a metric of its own.
    """
    silent = (d for e in evaluations for d in e.decisions if isinstance(d, Hold | Skip))
    reasons = (d.reason if d.reason in Reason else Reason.STOPPED for d in silent)
    for reason, times in Counter(reasons).items():
        if reason != Reason.NOTHING_DUE:
            count("AccountsHeld", times, reason=str(reason))


def _log(evaluation: Evaluation) -> None:
    kinds = [f"{type(d).__name__.lower()}:{getattr(d, 'reason', '')}" for d in evaluation.decisions]
    logger.info(
        "decided",
        tenant=evaluation.account.tenant_id,
        account=evaluation.account.account_id,
        decisions=kinds,
        mode=evaluation.rules.mode,
    )
