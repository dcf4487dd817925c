"""Which money, or answer by link, keeps a day silent: not every euro, nor for ever (R39)."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from relance.domain.account.account import Account
from relance.domain.account.history import Money
from relance.domain.answers.acknowledgements import money_answered
from relance.domain.answers.promise_results import money_of
from relance.domain.calendar import ONE_DAY, local_date
from relance.domain.conversation.earliest import falls_on
from relance.domain.conversation.position import Position
from relance.domain.conversation.situation import Situation
from relance.domain.creditor.rules import Rules
from relance.domain.ledger.invoices import money_up_to
from relance.domain.money import minor

ENOUGH_PERCENT = 5  # of what would be demanded
ENOUGH_UNITS = 500  # of the currency
MOST_DAYS = 2  # that one step waits for money or answers, one after the other

type OfDay = Callable[[datetime], bool]


def silent_for_money(situation: Situation) -> bool:
    """Whether money came on the day, and enough of it that nothing is demanded on it."""
    account, today, rules, now = (
        situation.account,
        situation.today,
        situation.rules,
        situation.now,
    )
    answered = money_answered(account, rules, now)
    if account.paid_on != today and not answered:
        return False
    of_day = _of_day(rules, today, rules.run_day(now), seen=answered)
    came = any(of_day(m.recorded_at) for money in money_of(account).values() for m in money)
    return not came or _is_enough(account, situation.position, rules, of_day)


def waited_enough(situation: Situation) -> bool:
    """Whether the step was ready on the open days just before, and money or answers kept them."""
    account, rules = situation.account, situation.rules
    last_on = account.chased[-1].on if account.chased else date.min
    ready_on = max(falls_on(situation), last_on + ONE_DAY)
    on = rules.run_day(situation.now)
    for _ in range(MOST_DAYS):
        on = rules.open_days.previous_open(on)
        said = on in said_on_days(account)
        of_day = _of_day(rules, on, on, seen=True)
        kept = said or _is_enough(account, situation.position, rules, of_day)
        if on < ready_on or not kept:
            return False
    return True


def said_on_days(account: Account) -> frozenset[date]:
    """The days on which the debtor answered by link."""
    promised = {promise.said_on for promise in account.promises}
    return frozenset(promised | {claim.said_on for claim in account.claims})


def money_of_the_day(account: Account, currency: str, rules: Rules, now: datetime) -> int:
    """What came in a currency on the day, in minor units: a message of that day thanks for it."""
    of_day = _of_day(rules, rules.today(now), rules.run_day(now), seen=True)
    money = money_of(account).get(currency, ())
    return sum(m.amount_minor for m in money if m.recorded_at <= now and of_day(m.recorded_at))


def _of_day(rules: Rules, today: date, run_on: date, *, seen: bool) -> OfDay:
    """Whether something was recorded on the day, or is first seen by its run."""

    def of_day(at: datetime) -> bool:
        return local_date(at, rules.zone) == today or (seen and _seen_on(at, rules) == run_on)

    return of_day


def _seen_on(at: datetime, rules: Rules) -> date:
    """The day of the first run that knows what was recorded at an instant."""
    on = local_date(at, rules.debtor_zone)
    return rules.open_days.next_open(on + ONE_DAY if at > rules.opens_at(on) else on)


def _is_enough(account: Account, where: Position, rules: Rules, of_day: OfDay) -> bool:
    """Whether the money of a day settles an item, or is worth a day of silence."""
    for currency, money in money_of(account).items():
        come_minor = sum(m.amount_minor for m in money if of_day(m.recorded_at))
        if come_minor <= 0:
            continue
        demanded_minor = where.net_minor
        if currency != where.currency:
            demanded_minor = _overdue_minor(account, currency, where.today)
        share = 100 * come_minor >= ENOUGH_PERCENT * demanded_minor
        if share or come_minor >= minor(ENOUGH_UNITS, currency):
            return True
    return any(of_day(max(m.recorded_at for m in money)) for money in _settling(account, where))


def _overdue_minor(account: Account, currency: str, today: date) -> int:
    items = (item for item in account.items if item.currency == currency)
    return sum(item.open_minor for item in items if item.overdue(today))


def _settling(account: Account, where: Position) -> Iterator[tuple[Money, ...]]:
    """The money that settled each item that is paid; a residue that nobody asks for is none."""
    here = {invoice.invoice_id for invoice in account.invoices}
    for trace in account.history.closed:
        if trace.money and trace.invoice_id not in here:
            yield trace.money
    open_ids = {item.item_id for item in account.items}
    open_ids -= {item.item_id for item, _ in where.residues}
    for invoice in account.invoices:
        for part in invoice.parts:
            paid = f"{invoice.invoice_id}/{part.part_id}" not in open_ids
            if paid and (entries := money_up_to(invoice, part.part_id)):
                yield tuple(Money(e.value_on, e.net_minor, e.recorded_at) for e in entries)
