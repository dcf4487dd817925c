"""How long an answer of the debtor holds what it is about (practice 2)."""

from datetime import date

from relance.domain.account.account import Account
from relance.domain.account.on_file import Claim, Promise
from relance.domain.calendar import ONE_DAY
from relance.domain.creditor.rules import Rules
from relance.domain.ledger.invoices import Item
from relance.domain.task_kinds import TaskKind
from relance.domain.tasks.asking import closed


def claims_on(item: Item, account: Account) -> tuple[Claim, ...]:
    """What the debtor said to have paid of this item, first said first."""
    return account.about.claims(item.item_id)


def claims_that_held(item: Item, account: Account, rules: Rules) -> tuple[Claim, ...]:
    """The claims about an item that held it, or still do: so many of each cycle (R7, R35)."""
    most = rules.limits.claims_that_hold
    return tuple(
        claim
        for claim in claims_on(item, account)
        if account.claim_places[claim.claim_id].rank < most
    )


def claim_free_on(claim: Claim, account: Account, rules: Rules) -> date:
    """The first day a claim no longer holds, counted from the day after it (practice 2).

    Said again before it was answered, it counts from the day on which it was said first.
    """
    claim = account.claim_places[claim.claim_id].since
    days = rules.limits.claim_hold_days
    count = max(days.get(claim.means, days["other"]), days["abroad"] if rules.abroad else 0)
    return rules.debtor_days.add_open_days(claim.said_on, count) + ONE_DAY


def unseen_diversion(claims: tuple[Claim, ...], account: Account) -> Claim | None:
    """A claim of money sent to a stranger's account that no person has dealt with."""
    for claim in claims:
        if claim.diverted and not closed(account, TaskKind.PAYMENT_DIVERTED, claim.claim_id):
            return claim
    return None


def promise_free_on(promise: Promise, rules: Rules) -> date:
    """The first day a promise no longer holds: its date and bank days of grace (practice 2)."""
    grace = rules.limits.promise_grace_days
    days = max(grace.get(promise.means, grace["other"]), grace["abroad"] if rules.abroad else 0)
    return rules.bank_days_of(promise.currency).add_open_days(promise.promised_on, days) + ONE_DAY
