"""Money that may be this debtor's, and credit beyond his debt: a person looks (practice 1, R31)."""

from collections.abc import Iterator
from datetime import date

from relance.domain.account.account import Account
from relance.domain.calendar import ONE_DAY, local_date
from relance.domain.conversation.position import Position
from relance.domain.creditor.rules import Rules
from relance.domain.decision import Decision, Figures, Hold, Task
from relance.domain.ledger.invoices import DocumentType
from relance.domain.money import minor
from relance.domain.task_kinds import TaskKind, TaskReason
from relance.domain.tasks.asking import Question, ask


def of_unknown_payer(
    account: Account, where: Position, rules: Rules, figures: Figures
) -> tuple[Decision, ...]:
    """Money of nobody known is to the cent what is overdue here: two business days, and a task."""
    wanted = {item.open_minor for item in where.overdue} | {where.overdue_minor, where.net_minor}
    for money in rules.unplaced:
        if money.currency != where.currency or money.amount_minor not in wanted:
            continue
        on = local_date(money.recorded_at, rules.zone)
        free_on = rules.open_days.add_open_days(on, rules.limits.unknown_payer_days) + ONE_DAY
        if where.today < free_on:
            hold = Hold(where.currency, "money_of_unknown_payer", free_on, figures=figures)
            question = Question(
                TaskKind.MATCH_UNKNOWN_MONEY,
                money.payment_id,
                hold.reason,
                where.today,
                currency=where.currency,
                item_ids=tuple(item.item_id for item in where.overdue),
                figures=figures,
            )
            return hold, *ask(account, question)
    return ()


def beyond_debt(account: Account, rules: Rules, today: date) -> Iterator[Task]:
    """Credit that exceeds all that is open: to be given back or allocated, never demanded."""
    for currency in _credited(account):
        open_minor = sum(i.open_minor for i in account.items if i.currency == currency)
        credit_minor = account.credit_minor(currency)
        if credit_minor - open_minor > minor(rules.limits.small_balance_units, currency):
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
