"""What is to come, for an invoice, a customer or all of them: read and walked ahead (B14)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from relance.data import accounts, filing
from relance.domain.account.account import Account
from relance.domain.ahead.forecast import AS_USUAL, Assumptions, ForecastLine, forecast
from relance.domain.decision import Send
from relance.domain.errors import NotFound, Unreadable
from relance.domain.ledger.item_id import ItemId
from relance.flows import circumstances, setting_aside
from relance.flows.circumstances import Circumstances
from relance.flows.listing import Page, list_customers
from relance.flows.remembering import remembering_ahead


@dataclass(frozen=True, slots=True)
class Horizon:
    """From when, how many days after today, and under which assumptions."""

    start_at: datetime
    days: int
    assumptions: Assumptions = AS_USUAL


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is to come for one customer."""

    customer_id: str
    customer_name: str
    lines: tuple[ForecastLine, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """How much of one kind falls on one day, in one currency."""

    day: date
    type: str  # message | task
    kind: str
    currency: str | None
    count: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Outlooks:
    """One page of customers; totals are those of the page."""

    page: Page[Outlook]  # without those of whom nothing is to come

    def totals(self, count: int) -> tuple[Total, ...]:
        """The totals of the first so many customers."""
        return totals(line for _, one in self.page.values[:count] for line in one.lines)


def of_customer(tenant_id: str, customer_id: str, span: Horizon) -> Outlook:
    """What is to come for a customer; raises NotFound."""
    account = accounts.load(tenant_id, customer_id)
    if account is None:
        raise NotFound("customer", customer_id)
    with setting_aside.deciding(tenant_id, customer_id):
        return _of_account(account, circumstances.read([tenant_id], span.start_at), span)


def of_invoice(tenant_id: str, invoice_id: str, span: Horizon) -> Outlook:
    """What is to come of an invoice's payer that names the invoice; raises NotFound."""
    filed = filing.find(tenant_id, invoice_id)
    if filed is None:
        raise NotFound("invoice", invoice_id)
    whole = of_customer(tenant_id, filed.account_id, span)
    lines = tuple(line for line in whole.lines if _names(line, invoice_id))
    return Outlook(whole.customer_id, whole.customer_name, lines)


def of_tenant(tenant_id: str, cursor: str | None, limit: int, span: Horizon) -> Outlooks:
    """What is to come for a page of customers, those without a future left out."""
    page = list_customers(tenant_id, cursor, limit)
    around = circumstances.read([tenant_id], span.start_at)
    walked: list[Outlook] = []
    left_out = [*page.left_out]
    for customer_id, _ in page.values:
        try:
            walked += _one_of_many(tenant_id, customer_id, around, span)
        except Unreadable as error:
            if not error.of_account:
                raise
            left_out.append((customer_id, error.row))
    spoken = tuple((one.customer_id, one) for one in walked if one.lines)
    places = tuple(id_ for id_, _ in spoken)
    return Outlooks(Page(page.of, spoken, places, page.cursor, tuple(left_out)))


def _one_of_many(
    tenant_id: str, customer_id: str, around: Circumstances, span: Horizon
) -> Iterator[Outlook]:
    """What is to come for one who is known; raises Unreadable where that cannot be decided."""
    with setting_aside.deciding(tenant_id, customer_id):
        if account := accounts.load(tenant_id, customer_id):
            yield _of_account(account, around, span)


def totals(lines: Iterable[ForecastLine]) -> tuple[Total, ...]:
    """Per day and kind: how many, and how much."""
    counts: Counter[tuple[date, str, str, str]] = Counter()
    sums: Counter[tuple[date, str, str, str]] = Counter()
    for line in lines:
        place = (line.day, line_type(line), line.kind, line.currency or "")
        counts[place] += 1
        sums[place] += line.amount_minor
    return tuple(
        Total(day, kind_of, kind, currency or None, counts[day, kind_of, kind, currency], amount)
        for (day, kind_of, kind, currency), amount in sorted(sums.items())
    )


def line_type(line: ForecastLine) -> str:
    """Whether the line is a message or a task."""
    return "message" if isinstance(line.decision, Send) else "task"


def _of_account(account: Account, around: Circumstances, span: Horizon) -> Outlook:
    account = remembering_ahead(account, around.rules(account, span.start_at), span.start_at)
    lines = forecast(account, around.rules, span.start_at, span.days, span.assumptions)
    return Outlook(account.account_id, account.customer.name, lines)


def _names(line: ForecastLine, invoice_id: str) -> bool:
    others: Sequence[ItemId] = ()
    if isinstance(line.decision, Send):
        others = line.decision.other_ids
    return any(item_id.invoice_id == invoice_id for item_id in (*line.item_ids, *others))
