"""Days on which a person is asked by the passing of time alone: each is also a day to wake up."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from relance.domain.account.account import Account
from relance.domain.account.on_file import Claim, Dispute
from relance.domain.answers.disputes import awaits_credit
from relance.domain.calendar import ONE_DAY
from relance.domain.creditor.rules import Rules
from relance.domain.decision import Task
from relance.domain.ledger.invoices import Item, PartReason
from relance.domain.money import minor
from relance.domain.payer.behaviour import profile_of
from relance.domain.payer.profile import LATE
from relance.domain.tasks.asking import ask


@dataclass(frozen=True, slots=True)
class Clock:
    """A task that is asked from a day on, once for its cause."""

    on: date
    kind: str
    cause: str
    reason: str
    item_ids: tuple[str, ...]
    currency: str | None = None
    urgent: bool = False
    owner: str | None = None


def clocks(account: Account, rules: Rules) -> Iterator[Clock]:
    """Every such day of what is open, past and to come."""
    yield from _of_claims(account, rules)
    yield from _of_promises(account, rules)
    items: dict[str, list[Item]] = defaultdict(list)
    for item in account.items:
        items[item.invoice.invoice_id].append(item)
    for dispute in account.disputes:
        if dispute.invoice_id in items:
            yield from _of_dispute(dispute, tuple(items[dispute.invoice_id]), account, rules)
    yield from _of_replies(account, rules)
    yield from _of_hardship(account)
    yield from _of_retentions(account)


def rung(account: Account, rules: Rules, today: date) -> Iterator[Task]:
    """The tasks whose day has come and that nobody was asked for."""
    for clock in clocks(account, rules):
        if clock.on <= today:
            asked = ask(
                account,
                clock.kind,
                clock.cause,
                clock.reason,
                today,
                currency=clock.currency,
                item_ids=clock.item_ids,
                urgent=clock.urgent,
            )
            yield from (replace(task, owner=clock.owner) for task in asked)


def _of_claims(account: Account, rules: Rules) -> Iterator[Clock]:
    """Money said to be on its way is looked for on the day itself (practice 2).

    Money that went to a stranger, and a third claim without money, are urgent (practice 4, R7).
    """
    open_ids = {item.item_id for item in account.items}
    for claim in account.claims:
        if not open_ids.intersection(claim.item_ids):
            continue
        kind, reason, urgent = "search_payment", "the_debtor_says_it_is_paid", False
        if claim.diverted:
            kind, reason, urgent = "payment_diverted", "the_account_paid_is_not_ours", True
        elif _beyond(claim, account, rules):
            reason, urgent = "claimed_again_without_money", True
        ids = claim.item_ids
        yield Clock(claim.said_on, kind, claim.claim_id, reason, ids, claim.currency, urgent)


def _beyond(claim: Claim, account: Account, rules: Rules) -> bool:
    """Whether the claim is one too many to hold, for one of its items."""
    most = rules.limits.claims_that_hold
    return any(claim in account.about.claims(item_id)[most:] for item_id in claim.item_ids)


def _of_promises(account: Account, rules: Rules) -> Iterator[Clock]:
    """A large promise, and that of a late payer, hold and are seen the same day (practice 2)."""
    open_ids = {item.item_id for item in account.items}
    name_on = cache(lambda on: profile_of(account, rules, on).name)
    for promise in account.promises:
        above_minor = minor(rules.limits.promise_shown_above_units, promise.currency)
        if not open_ids.intersection(promise.item_ids):
            continue
        large = promise.amount_minor > above_minor
        if large or name_on(promise.said_on) == LATE:
            yield Clock(
                promise.said_on,
                "large_promise",
                promise.promise_id,
                "a_person_sees_it",
                promise.item_ids,
                promise.currency,
            )


def _of_dispute(
    dispute: Dispute, items: tuple[Item, ...], account: Account, rules: Rules
) -> Iterator[Clock]:
    """What waits for us rings: with the owner first, with the manager later (practice 2)."""
    limits, ids = rules.limits, tuple(item.item_id for item in items)
    owner, cause, currency = account.customer.account_owner, dispute.dispute_id, dispute.currency
    if dispute.outcome is None:
        since_on, waits = dispute.opened_on, ("dispute_waits", "dispute_overdue")
        reason = "the_dispute_waits_for_us"
    elif awaits_credit(dispute) and dispute.resolved_on:
        since_on, waits = dispute.resolved_on, ("credit_note_waits", "credit_note_overdue")
        reason = "the_credit_is_late"
        yield Clock(since_on, "issue_credit_note", cause, reason, ids, currency, owner=owner)
    else:
        return
    first_on = rules.open_days.add_open_days(since_on, limits.dispute_owner_days)
    last_on = rules.open_days.add_open_days(since_on, limits.dispute_manager_days)
    yield Clock(first_on, waits[0], cause, reason, ids, currency, owner=owner)
    yield Clock(last_on, waits[1], cause, reason, ids, currency, urgent=True)


def _of_replies(account: Account, rules: Rules) -> Iterator[Clock]:
    """A reply that nobody reads rings, with the owner first; a substitute is proposed (C6)."""
    owner, limits = account.customer.account_owner, rules.limits
    ids = tuple(item.item_id for item in account.items)
    for reply in account.replies:
        on, cause = reply.received_on, reply.reply_id
        if reply.read_at:
            continue
        match reply.kind:
            case "person":
                first_on = rules.open_days.add_open_days(on, limits.reply_owner_days)
                last_on = rules.open_days.add_open_days(on, limits.reply_manager_days)
                reason = "a_reply_waits_to_be_read"
                yield Clock(first_on, "reply_unread", cause, reason, ids, owner=owner)
                yield Clock(last_on, "reply_overdue", cause, reason, ids, urgent=True)
            case "suspect":
                yield Clock(on, "reply_suspect", cause, "taken_for_spam", ids, owner=owner)
            case "left":
                yield Clock(on, "contact_left", cause, "the_reader_has_left", ids, owner=owner)
        if reply.substitute_contact_id:
            reason = "a_substitute_was_named"
            yield Clock(on, "propose_contact", cause, reason, ids, owner=owner)


def _of_hardship(account: Account) -> Iterator[Clock]:
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
            yield Clock(on, "review_hardship", cause, "the_gentle_months_are_over", known)


def _of_retentions(account: Account) -> Iterator[Clock]:
    """Its date has come: a person looks whether anything opposes the release (practice 1).

    A message would assert that the works were accepted, which the ledger does not know.
    """
    owner = account.customer.account_owner
    for item in account.items:
        if item.part.reason is PartReason.RETENTION:
            ids, reason = (item.item_id,), "the_retention_is_due"
            yield Clock(
                item.due_on,
                "release_retention",
                item.item_id,
                reason,
                ids,
                item.currency,
                owner=owner,
            )
