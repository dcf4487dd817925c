"""Days on which a person is asked by the passing of time alone: each is also a day to wake up."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from relance.domain.account.account import Account
from relance.domain.account.on_file import Claim, Dispute, Reply, ReplyKind
from relance.domain.answers.disputes import awaits_credit
from relance.domain.answers.refunds import refund_of
from relance.domain.answers.retentions import asked_on as release_asked_on
from relance.domain.answers.retentions import cause_of, oppositions_over
from relance.domain.calendar import ONE_DAY, local_date
from relance.domain.conversation.due_dates import unexplained
from relance.domain.creditor.rules import Rules
from relance.domain.decision import Task
from relance.domain.ledger.invoices import Item, PartReason
from relance.domain.money import minor
from relance.domain.payer.behaviour import profile_of
from relance.domain.payer.profile import LATE
from relance.domain.task_kinds import TaskKind, TaskReason
from relance.domain.tasks.asking import Question, ask, covered, move_cause


def clocks(account: Account, rules: Rules) -> Iterator[Question]:
    """What is asked by its day about what is open, past and to come."""
    yield from _of_claims(account, rules)
    yield from _of_promises(account, rules)
    items: dict[str, list[Item]] = defaultdict(list)
    for item in account.items:
        items[item.invoice.invoice_id].append(item)
    for dispute in account.disputes:
        if dispute.invoice_id in items:
            yield from _of_dispute(dispute, tuple(items[dispute.invoice_id]), account, rules)
    for parts in items.values():
        yield from _of_refund(tuple(parts), account, rules)
    yield from _of_replies(account, rules)
    yield from _of_hardship(account)
    yield from _of_retentions(account, rules)
    yield from _of_due_dates(account, rules)


def rung(account: Account, rules: Rules, today: date) -> Iterator[Task]:
    """The tasks whose day has come and that nobody was asked for.

    Of what debtors say again and again one open task of a kind is enough; of what has the same
    cause there is one, since a run cannot store it twice.
    """
    new: list[Task] = []
    for question in clocks(account, rules):
        if question.asked_on > today:
            continue
        if question.single and covered(account, new, question):
            continue
        known = {task.task_id for task in new}
        asked = ask(account, replace(question, asked_on=today))
        asked = tuple(task for task in asked if task.task_id not in known)
        new += asked
        yield from asked


def _of_claims(account: Account, rules: Rules) -> Iterator[Question]:
    """Money said to be on its way is looked for on the day itself (practice 2).

    Money that went to a stranger, and a third claim without money, are urgent (practice 4, R7).
    """
    open_ids = {item.item_id for item in account.items}
    for claim in account.claims:
        if not open_ids.intersection(claim.item_ids):
            continue
        kind, reason = TaskKind.SEARCH_PAYMENT, TaskReason.THE_DEBTOR_SAYS_IT_IS_PAID
        asked_on = claim.said_on
        if claim.diverted:
            kind, reason = TaskKind.PAYMENT_DIVERTED, TaskReason.THE_ACCOUNT_PAID_IS_NOT_OURS
            # In the small hours the day has yet to begin for everything else.
            asked_on = min(asked_on, rules.today(claim.recorded_at))
        elif _beyond(claim, account, rules):
            reason = TaskReason.CLAIMED_AGAIN_WITHOUT_MONEY
        yield Question(
            kind,
            claim.claim_id,
            reason,
            asked_on,
            currency=claim.currency,
            item_ids=claim.item_ids,
            urgent=reason is not TaskReason.THE_DEBTOR_SAYS_IT_IS_PAID,
            single=True,
            said_at=claim.recorded_at,
        )


def _beyond(claim: Claim, account: Account, rules: Rules) -> bool:
    """Whether the claim is one too many to hold in its cycle."""
    return account.claim_places[claim.claim_id].rank >= rules.limits.claims_that_hold


def _of_promises(account: Account, rules: Rules) -> Iterator[Question]:
    """A large promise, and that of a late payer, hold and are seen the same day (practice 2)."""
    open_ids = {item.item_id for item in account.items}
    name_on = cache(lambda on: profile_of(account, rules, on).name)
    for promise in account.promises:
        above_minor = minor(rules.limits.promise_shown_above_units, promise.currency)
        if not open_ids.intersection(promise.item_ids):
            continue
        large = promise.amount_minor > above_minor
        if large or name_on(promise.said_on) == LATE:
            yield Question(
                TaskKind.LARGE_PROMISE,
                promise.promise_id,
                TaskReason.A_PERSON_SEES_IT,
                promise.said_on,
                currency=promise.currency,
                item_ids=promise.item_ids,
                single=True,
                said_at=promise.recorded_at,
            )


def _of_dispute(
    dispute: Dispute, items: tuple[Item, ...], account: Account, rules: Rules
) -> Iterator[Question]:
    """What waits for us rings: with the owner first, with the manager later (practice 2)."""
    limits, owner, cause = rules.limits, account.customer.account_owner, dispute.dispute_id
    ids = tuple(item.item_id for item in items if dispute.covers(item.item_id))
    about: dict[str, Any] = {"currency": dispute.currency, "item_ids": ids}
    if dispute.outcome is None:
        since_on = dispute.opened_on
        waits = TaskKind.DISPUTE_WAITS, TaskKind.DISPUTE_OVERDUE
        reason = TaskReason.THE_DISPUTE_WAITS_FOR_US
        about |= {"single": True, "said_at": dispute.recorded_at}
    elif awaits_credit(dispute) and dispute.resolved_on:
        since_on = dispute.resolved_on
        waits = TaskKind.CREDIT_NOTE_WAITS, TaskKind.CREDIT_NOTE_OVERDUE
        reason = TaskReason.THE_CREDIT_IS_LATE
        yield Question(TaskKind.ISSUE_CREDIT_NOTE, cause, reason, since_on, owner=owner, **about)
    else:
        return
    first_on = rules.open_days.add_open_days(since_on, limits.dispute_owner_days)
    last_on = rules.open_days.add_open_days(since_on, limits.dispute_manager_days)
    yield Question(waits[0], cause, reason, first_on, owner=owner, **about)
    yield Question(waits[1], cause, reason, last_on, urgent=True, **about)


def _of_refund(items: tuple[Item, ...], account: Account, rules: Rules) -> Iterator[Question]:
    """Whether a credit note follows a refund; who does not say is asked with an alarm (R40).

    Once it is said to follow, it is a credit note of ours that may be late.
    """
    refund = refund_of(items[0].invoice, account)
    if refund is None or refund.owed_again:
        return
    limits, owner = rules.limits, account.customer.account_owner
    on, ids = local_date(refund.refunded_at, rules.zone), tuple(item.item_id for item in items)
    about: dict[str, Any] = {"currency": items[0].currency, "item_ids": ids}
    if refund.answer is None:
        reason = TaskReason.THE_MONEY_WAS_REFUNDED
        yield Question(TaskKind.REFUNDED, refund.cause, reason, on, owner=owner, **about)
        alarm_on = rules.bank_days.add_open_days(on, limits.refund_alarm_bank_days)
        yield Question(
            TaskKind.REFUND_OVERDUE, refund.cause, reason, alarm_on, urgent=True, **about
        )
        return
    assert refund.answer.closed_at is not None
    since_on, reason = (
        local_date(refund.answer.closed_at, rules.zone),
        TaskReason.THE_CREDIT_IS_LATE,
    )
    first_on = rules.open_days.add_open_days(since_on, limits.dispute_owner_days)
    last_on = rules.open_days.add_open_days(since_on, limits.dispute_manager_days)
    yield Question(TaskKind.CREDIT_NOTE_WAITS, refund.cause, reason, first_on, owner=owner, **about)
    yield Question(
        TaskKind.CREDIT_NOTE_OVERDUE, refund.cause, reason, last_on, urgent=True, **about
    )


_WAITS: dict[str, TaskReason] = {
    ReplyKind.PERSON: TaskReason.A_REPLY_WAITS_TO_BE_READ,
    ReplyKind.UNREADABLE: TaskReason.THE_REPLY_CANNOT_BE_READ,
}


def _of_replies(account: Account, rules: Rules) -> Iterator[Question]:
    """A reply that nobody reads rings, with the owner first; a substitute is proposed (C6)."""
    ids = tuple(item.item_id for item in account.items)
    about: dict[str, Any] = {"item_ids": ids, "owner": account.customer.account_owner}
    about["single"] = True
    for reply in account.replies:
        on, cause = reply.received_on, reply.reply_id
        if reply.read_at:
            continue
        if reply.waits:
            yield from _of_waiting(reply, rules, about)
        elif reply.kind == ReplyKind.SUSPECT:
            yield Question(TaskKind.REPLY_SUSPECT, cause, TaskReason.TAKEN_FOR_SPAM, on, **about)
        if reply.kind == ReplyKind.LEFT or reply.reader_in_doubt:
            left = TaskReason.THE_READER_HAS_LEFT
            reason = TaskReason.THE_READER_MAY_HAVE_LEFT if reply.reader_in_doubt else left
            yield Question(TaskKind.CONTACT_LEFT, cause, reason, on, **about)
        if reply.substitute_contact_id:
            reason = TaskReason.A_SUBSTITUTE_WAS_NAMED
            yield Question(TaskKind.PROPOSE_CONTACT, cause, reason, on, **about)


def _of_waiting(reply: Reply, rules: Rules, about: dict[str, Any]) -> Iterator[Question]:
    """A person's own mailbox has what a person wrote: of anything else he hears at once (R42)."""
    on, cause = reply.received_on, reply.reply_id
    reason = _WAITS.get(reply.kind, TaskReason.THE_ANSWER_OUTWEIGHS_THE_MARK)
    first_on = rules.open_days.add_open_days(on, rules.limits.reply_owner_days)
    last_on = rules.open_days.add_open_days(on, rules.limits.reply_manager_days)
    asked_on = first_on if reply.kind == ReplyKind.PERSON else on
    yield Question(TaskKind.REPLY_UNREAD, cause, reason, asked_on, **about)
    late = about | {"owner": None, "urgent": True}
    yield Question(TaskKind.REPLY_OVERDUE, cause, reason, last_on, **late)


def _of_hardship(account: Account) -> Iterator[Question]:
    """When the gentle months are over, a person looks at what was open in them (practice 2)."""
    for override in account.overrides:
        if (override.what, override.value) != ("policy", "gentle"):
            continue
        known = tuple(
            item.item_id for item in account.items if item.invoice.issued_on <= override.until_on
        )
        if known:
            cause = override.until_on.isoformat()
            on = override.until_on + ONE_DAY
            reason = TaskReason.THE_GENTLE_MONTHS_ARE_OVER
            yield Question(TaskKind.REVIEW_HARDSHIP, cause, reason, on, item_ids=known)


def _of_retentions(account: Account, rules: Rules) -> Iterator[Question]:
    """Its date has come: a person looks whether anything opposes the release (practice 1).

    Where a message may say that the works were accepted, he is asked after it. Once an opposition
    is over, the same is asked again.
    """
    for item in account.items:
        if item.part.reason is PartReason.RETENTION:
            due = TaskReason.THE_RETENTION_IS_DUE
            on = release_asked_on(item, account, rules)
            yield _of_retention(item, cause_of(item, account), due, on, account)
            for dispute in oppositions_over(item, account):
                assert dispute.resolved_on is not None
                cause = f"{item.item_id}/{dispute.dispute_id}"
                over = TaskReason.THE_OPPOSITION_IS_OVER
                on = max(dispute.credited_on or dispute.resolved_on, item.due_on)
                yield _of_retention(item, cause, over, on, account)


def _of_retention(
    item: Item, cause: str, reason: TaskReason, on: date, account: Account
) -> Question:
    return Question(
        TaskKind.RELEASE_RETENTION,
        cause,
        reason,
        on,
        currency=item.currency,
        item_ids=(item.item_id,),
        owner=account.customer.account_owner,
    )


def _of_due_dates(account: Account, rules: Rules) -> Iterator[Question]:
    """A due date moved and nobody said why: correction, extension, or it stays held (R34)."""
    for item in account.items:
        if move := unexplained(item, account, rules):
            yield Question(
                TaskKind.DUE_DATE_MOVED,
                move_cause(item.item_id, move),
                TaskReason.THE_DUE_DATE_MOVED,
                move.on,
                currency=item.currency,
                item_ids=(item.item_id,),
                owner=account.customer.account_owner,
            )
