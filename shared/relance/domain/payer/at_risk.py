"""The money at risk, by which the worklist ranks accounts: another figure than the behaviour.

Facts to act on come above the ranking (practice 3, 7).
"""

from datetime import date
from fractions import Fraction

from relance.domain.account.account import Account
from relance.domain.answers.disputes import contested
from relance.domain.creditor.rules import Rules
from relance.domain.ledger.invoices import Item, PartReason
from relance.domain.payer.profile import UNKNOWN, Profile

_UNKNOWN = Fraction(1, 2)
_OLDEST = Fraction(3)
# Up to how many days late money weighs how much.
_WEIGHTS = ((30, Fraction(1)), (60, Fraction(3, 2)), (90, Fraction(2)))


def at_risk_minor(account: Account, currency: str, known: Profile, rules: Rules, on: date) -> int:
    """What is overdue, undisputed and net of credit, weighed by the payer and by its age.

    Credit is taken off the oldest debt first. What is net no more than a small balance is none.
    """
    credit_minor = account.credit_minor(currency)
    weighed, net_minor = Fraction(0), 0
    for item in _overdue(account, currency, on):
        taken_minor = min(credit_minor, item.open_minor)
        credit_minor -= taken_minor
        net_minor += item.open_minor - taken_minor
        weighed += (item.open_minor - taken_minor) * _weight((on - item.due_on).days)
    if net_minor <= rules.limits.small_minor(currency):
        return 0
    return round(weighed * _chance(known))


def _overdue(account: Account, currency: str, on: date) -> list[Item]:
    return [
        item
        for item in account.items
        if item.currency == currency
        and item.overdue(on)
        and item.part.reason is not PartReason.RETENTION
        and not item.invoice.assigned_to
        and not contested(item, account)
    ]


def _weight(days_late: int) -> Fraction:
    return next((weight for most, weight in _WEIGHTS if days_late <= most), _OLDEST)


def _chance(known: Profile) -> Fraction:
    """How likely it is that the money does not come, as the worklist reckons."""
    return _UNKNOWN if known.name == UNKNOWN else 1 - known.score / 100
