"""The right to send one message, taken in one transaction with all it depends on (R14, step 4)."""

from collections.abc import Sequence
from datetime import timedelta

from relance.adapters import clock
from relance.adapters.mime import Mail
from relance.data import reservations
from relance.data.transaction import Write, commit
from relance.domain.account.account import Account
from relance.domain.account.message import Message
from relance.domain.creditor.rules import Rules
from relance.domain.decision import Send
from relance.domain.errors import AddressStopped, Refused
from relance.flows.mail import envelope
from relance.flows.mail.address_budget import AddressBudget
from relance.flows.mail.suppress import mark_stopped


def reserve(
    account: Account,
    decision: Send,
    message: Message,
    letterhead: Mail,
    rules: Rules,
    budget: AddressBudget,
) -> None:
    """Takes the right; raises Refused where something was faster: all is to be read again.

    An address whose mail stopped for another account meanwhile is marked in this one, so that the
    next try turns to the next contact. That of a contact is refused by what the budget notes of
    it, any other (of copies, of answers, of second attempts) by the list of suppressions.
    """
    digests = [contact.digest for contact in envelope.copied(account, decision)]
    if not budget.guards_stop:
        digests = [message.contact_digest, *digests]
    try:
        writes = _writes(account, decision, message, letterhead, rules, digests)
        commit([*writes, *budget.writes])
    except Refused as refused:
        for refusal in refused.refusals:
            if isinstance(refusal, AddressStopped):
                mark_stopped(account.tenant_id, account.account_id, refusal.digest, clock.now())
        raise


def _writes(
    account: Account,
    decision: Send,
    message: Message,
    letterhead: Mail,
    rules: Rules,
    free_digests: Sequence[str],
) -> list[Write]:
    settles_at = message.reserved_at + timedelta(hours=rules.limits.unknown_settle_hours)
    # Only evaluate postpones: a review asked for by a fact stays asked for (R12).
    review_at = min(settles_at, account.review_at or settles_at)
    facts = (decision.cause_id, *decision.merged_ids) if decision.attempt == 1 else ()
    return reservations.reserve(
        account,
        message,
        envelope.kept(letterhead),
        envelope.digest_of(letterhead),
        review_at,
        free_digests,
        rules.limits.keep_bodies_days,
        [fact_id for fact_id in facts if decision.cause_id and fact_id],
    )
