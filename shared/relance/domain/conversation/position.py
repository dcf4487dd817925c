"""Where one currency of an account stands on a day: overdue, paused, credit, leader (R2)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from relance.domain.account.account import Account
from relance.domain.calendar import ONE_DAY
from relance.domain.conversation.pauses import Pause, pause_of
from relance.domain.creditor.rules import Rules
from relance.domain.ledger.invoices import BILLS, RECEIVED_LATE_DAYS, Item
from relance.domain.money import minor


@dataclass(frozen=True, slots=True)
class Position:
    """One currency of one account on one creditor's day."""

    currency: str
    today: date
    overdue: tuple[Item, ...]  # significant, not paused, oldest ladder first
    coming: tuple[Item, ...]  # not yet overdue, not paused, significant
    paused: tuple[tuple[Item, Pause], ...]
    credit_minor: int
    small_minor: int

    @property
    def leader(self) -> Item | None:
        """The overdue item whose ladder is the conversation (R2)."""
        return self.overdue[0] if self.overdue else None

    @property
    def overdue_minor(self) -> int:
        """What is overdue and demanded, before credit."""
        return sum(item.open_minor for item in self.overdue)

    @property
    def net_minor(self) -> int:
        """What is demanded after unallocated cash and free credit."""
        return max(self.overdue_minor - self.credit_minor, 0)

    def announced_apart(self) -> tuple["Position", "Position"]:
        """The same, with what comes due by a bill of exchange apart: its words are others."""
        bills = tuple(i for i in self.coming if i.invoice.payment_method in BILLS)
        others = tuple(i for i in self.coming if i.invoice.payment_method not in BILLS)
        return replace(self, coming=others), replace(self, coming=bills)

    def coming_by(self, until_on: date) -> tuple[Item, ...]:
        """What falls due by a day and may be announced."""
        return tuple(item for item in self.coming if item.due_on <= until_on)

    @property
    def pause_ends_on(self) -> date | None:
        """The first day on which a paused item may be back."""
        ends = [pause.until_on for _, pause in self.paused if pause.until_on]
        return min(ends, default=None)

    @property
    def changes_on(self) -> date | None:
        """The first later day on which what is overdue changes by itself."""
        days = [item.due_on + ONE_DAY for item in self.coming]
        return min([*days, *([self.pause_ends_on] if self.pause_ends_on else [])], default=None)


def ladder_start_on(item: Item) -> date:
    """From where the steps count: due date, receipt + 10 days or a new start, the latest (R7)."""
    received_on, from_on = item.invoice.received_on, item.invoice.ladder_from_on
    days = [item.due_on, from_on or item.due_on]
    if received_on:
        days.append(received_on + timedelta(days=RECEIVED_LATE_DAYS))
    return max(days)


def short_payment(item: Item, rules: Rules) -> bool:
    """Whether only a residue is left of what was paid, such as the charges of a bank (practice 1).

    At most one percent of the invoice and ten units, twenty-five from abroad: closed for dunning.
    """
    limits, total_minor = rules.limits, item.invoice.total_minor
    units = limits.residue_abroad_units if rules.abroad else limits.residue_units
    most_minor = min(minor(units, item.currency), total_minor * limits.residue_percent // 100)
    return item.open_minor <= most_minor and item.invoice.paid_minor > 0


def position(account: Account, currency: str, rules: Rules, today: date) -> Position:
    """Sorts the open items of one currency into overdue, coming and paused."""
    small_minor = minor(rules.limits.small_balance_units, currency)
    overdue: list[Item] = []
    coming: list[Item] = []
    paused: list[tuple[Item, Pause]] = []
    for item in account.items:
        if item.currency != currency:
            continue
        if pause := pause_of(item, account, rules, today):
            paused.append((item, pause))
        elif item.open_minor > small_minor and not short_payment(item, rules):
            (overdue if item.overdue(today) else coming).append(item)
    return Position(
        currency,
        today,
        tuple(sorted(overdue, key=lambda item: (ladder_start_on(item), item.item_id))),
        tuple(coming),
        tuple(paused),
        account.credit_minor(currency),
        small_minor,
    )
