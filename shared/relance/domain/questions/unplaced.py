"""Money that may be this debtor's, and credit beyond his debt: a person looks (practice 1, R31)."""

from collections.abc import Iterator
from datetime import date

from relance.domain.account.account import Account
from relance.domain.calendar import ONE_DAY, local_date
from relance.domain.conversation.situation import Place
from relance.domain.creditor.rules import Rules
from relance.domain.decision import Decision, Figures, Hold, Task, told
from relance.domain.ledger.invoices import DocumentType
from relance.domain.ledger.payments import Unmatched
from relance.domain.reasons import Reason
from relance.domain.task_kinds import TaskKind, TaskReason
from relance.domain.tasks.asking import Question, ask
from relance.domain.trace import Family, Finding, Inputs, Trace, Verdict


def unknown_payer(place: Place) -> Finding:
    """Whether money of nobody known is to the cent what is overdue here, for two business days."""
    where, rules = place.position, place.rules
    money, free_on = _fitting(place)
    inputs: Inputs = {"unplaced": len(rules.unplaced), "free_on": free_on}
    said = Verdict(Reason.MONEY_OF_UNKNOWN_PAYER if money else None, free_on, inputs=inputs)
    return Finding("unknown_payer", Family.BALANCE, where.currency, said)


def _fitting(place: Place) -> tuple[Unmatched | None, date | None]:
    """The money that may be for what is overdue, and until when it keeps it silent."""
    where, rules = place.position, place.rules
    wanted = {item.open_minor for item in where.overdue} | {where.overdue_minor, where.net_minor}
    for money in rules.unplaced:
        if money.currency != where.currency or money.amount_minor not in wanted:
            continue
        on = local_date(money.recorded_at, rules.zone)
        free_on = rules.open_days.add_open_days(on, rules.limits.unknown_payer_days) + ONE_DAY
        if where.today < free_on:
            return money, free_on
    return None, None


def match_unknown_money(place: Place, asked: Trace, unknown: Finding) -> tuple[Decision, ...]:
    """Nothing goes while the money may be this debtor's; the task to find out whose it is."""
    where, figures, (money, _) = place.position, place.figures, _fitting(place)
    assert money is not None
    reason = str(unknown.reason)
    hold = Hold(where.currency, reason, unknown.until_on, figures=figures)
    question = Question(
        TaskKind.MATCH_UNKNOWN_MONEY,
        money.payment_id,
        reason,
        where.today,
        currency=where.currency,
        item_ids=tuple(item.item_id for item in where.overdue),
        figures=figures,
    )
    return told(hold, asked, unknown), *ask(place.account, question)


def beyond_debt(account: Account, rules: Rules, today: date) -> Iterator[Task]:
    """Credit that exceeds all that is open: to be given back or allocated, never demanded."""
    for currency in _credited(account):
        open_minor = sum(i.open_minor for i in account.items if i.currency == currency)
        credit_minor = account.credit_minor(currency)
        if credit_minor - open_minor > rules.limits.small_minor(currency):
            question = Question(
                TaskKind.REFUND_OR_ALLOCATE,
                f"{currency}/{credit_minor}/{open_minor}",
                TaskReason.CREDIT_EXCEEDS_THE_DEBT,
                today,
                currency=currency,
                figures=Figures(credit_minor=credit_minor),
            )
            yield from ask(account, question)


def _credited(account: Account) -> tuple[str, ...]:
    """The currencies in which the account has money or credit notes, sorted."""
    notes = (i for i in account.invoices if i.document_type is DocumentType.CREDIT_NOTE)
    found = {receipt.currency for receipt in account.receipts}
    return tuple(sorted(found | {note.currency for note in notes}))
