"""Where one currency of an account stands on a day: overdue, paused, credit, leader (R2)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from relance.domain.account.account import Account
from relance.domain.calendar import ONE_DAY
from relance.domain.conversation.ladder_start import ladder_start_on
from relance.domain.conversation.pauses import pause_of, pauses_of
from relance.domain.creditor.rules import Rules
from relance.domain.ledger.invoices import BILLS, Item
from relance.domain.money import minor
from relance.domain.reasons import Reason
from relance.domain.trace import Family, Finding, Inputs, Trace, Verdict


@dataclass(frozen=True, slots=True)
class Position:
    """One currency of one account on one creditor's day."""

    currency: str
    today: date
    overdue: tuple[Item, ...]  # significant, not paused, oldest ladder first
    coming: tuple[Item, ...]  # not yet overdue, not paused, significant
    paused: tuple[tuple[Item, Finding], ...]  # each with the rule that keeps it out
    residues: tuple[tuple[Item, Finding], ...]  # too little is left of them
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


def _residue(item: Item, small_minor: int, rules: Rules) -> Finding | None:
    """Why what is left of an item is not worth a word; None where it is."""
    small = small_balance(item, small_minor)
    if small.reason:
        return Finding("small_balance", Family.BALANCE, item.item_id, small)
    short = short_payment(item, rules)
    return Finding("short_payment", Family.BALANCE, item.item_id, short) if short.reason else None


def small_balance(item: Item, small_minor: int) -> Verdict:
    """Whether no more than a small balance is left of an item (R2)."""
    small = item.open_minor <= small_minor
    inputs: Inputs = {"open_minor": item.open_minor, "small_minor": small_minor}
    return Verdict(Reason.SMALL_BALANCE if small else None, inputs=inputs)


def short_payment(item: Item, rules: Rules) -> Verdict:
    """Whether only a residue is left of what was paid, such as the charges of a bank (practice 1).

    At most one percent of the invoice and ten units, twenty-five from abroad: closed for dunning.
    """
    limits, total_minor = rules.limits, item.invoice.total_minor
    units = limits.residue_abroad_units if rules.abroad else limits.residue_units
    most_minor = min(minor(units, item.currency), total_minor * limits.residue_percent // 100)
    short = item.open_minor <= most_minor and item.invoice.paid_minor > 0
    inputs: Inputs = {"open_minor": item.open_minor, "most_minor": most_minor}
    return Verdict(Reason.SHORT_PAYMENT if short else None, inputs=inputs)


def position(account: Account, currency: str, rules: Rules, today: date) -> Position:
    """Sorts the open items of one currency into overdue, coming and paused."""
    small_minor = rules.limits.small_minor(currency)
    paused: list[tuple[Item, Finding]] = []
    free: list[Item] = []
    for item in account.items:
        if item.currency != currency:
            continue
        if pause := pause_of(item, account, rules, today):
            paused.append((item, pause))
        else:
            free.append(item)
    residues = _unlisted(free, small_minor, rules, today)
    unlisted = {item.item_id for item, _ in residues}
    listed = [item for item in free if item.item_id not in unlisted]
    overdue = (item for item in listed if item.overdue(today))
    return Position(
        currency,
        today,
        tuple(sorted(overdue, key=lambda item: (ladder_start_on(item), item.item_id))),
        tuple(item for item in listed if not item.overdue(today)),
        tuple(paused),
        tuple(residues),
        account.credit_minor(currency),
        small_minor,
    )


def _unlisted(
    free: list[Item], small_minor: int, rules: Rules, today: date
) -> list[tuple[Item, Finding]]:
    """What is not worth a word: residues, and small items unless they exceed the limit together.

    What comes due is added to what is overdue of them, so that it is announced in time (R8).
    """
    found = [(i, left) for i in free if (left := _residue(i, small_minor, rules))]
    small = [item for item, left in found if left.rule == Reason.SMALL_BALANCE]
    late_minor = sum(item.open_minor for item in small if item.overdue(today))
    all_minor = sum(item.open_minor for item in small)
    return [
        (item, left)
        for item, left in found
        if left.rule != Reason.SMALL_BALANCE
        or (late_minor if item.overdue(today) else all_minor) <= small_minor
    ]


def asked_about_items(account: Account, where: Position, rules: Rules) -> Trace:
    """What was asked about the items of a currency, oldest due first.

    Of the item in question every pause; of the others the pause that keeps them out; of each
    that is not paused, whether what is left is worth a word.
    """
    paused, residues = dict(_by_id(where.paused)), dict(_by_id(where.residues))
    asked, found = _in_question(where), list[Finding]()
    for item in account.items:
        if item.currency != where.currency:
            continue
        out = paused.get(item.item_id)
        if item is asked:
            found += pauses_of(item, account, rules, where.today)
        elif out:
            found.append(out)
        if not out:
            found.append(residues.get(item.item_id) or _worth_a_word(item, where))
    return tuple(found)


def _by_id(pairs: tuple[tuple[Item, Finding], ...]) -> Iterator[tuple[str, Finding]]:
    return ((item.item_id, finding) for item, finding in pairs)


def _in_question(where: Position) -> Item | None:
    """The leader; before anything is overdue the first to come; else the first that is paused."""
    items = (where.leader, *where.coming, *(item for item, _ in where.paused))
    return next((item for item in items if item), None)


def _worth_a_word(item: Item, where: Position) -> Finding:
    """By itself, or together with the other small ones (R8)."""
    said = small_balance(item, where.small_minor)
    if said.reason:
        listed = (*where.overdue, *where.coming)
        small = (i.open_minor for i in listed if i.open_minor <= where.small_minor)
        inputs: Inputs = {"open_minor": sum(small), "small_minor": where.small_minor}
        said = Verdict(inputs=inputs)
    return Finding("small_balance", Family.BALANCE, item.item_id, said)
