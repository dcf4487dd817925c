"""The debtor's file, frozen: the argument of `decide` (architecture, *The heart*)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from relance.domain.account.claim_cycles import ClaimPlace, Settled, places
from relance.domain.account.contacted import Chased, chased_of
from relance.domain.account.customer import Customer
from relance.domain.account.history import History
from relance.domain.account.journal import Journal
from relance.domain.account.lookups import ByItem
from relance.domain.account.message import Message
from relance.domain.account.on_file import (
    Acknowledgement,
    Claim,
    Dispute,
    LinkAnswers,
    OpenTask,
    OrderHold,
    Override,
    Promise,
    Reply,
    Stop,
)
from relance.domain.ledger.invoices import (
    CHASEABLE,
    DocumentType,
    Invoice,
    Item,
    Receipt,
    open_minor,
    open_parts,
)
from relance.domain.ledger.item_id import ItemId


@dataclass(frozen=True)
class Account:
    """Everything that decides about one customer, as one strongly consistent read gave it."""

    tenant_id: str
    account_id: str
    version: int
    customer: Customer
    invoices: tuple[Invoice, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    holds: tuple[Stop, ...] = ()
    claims: tuple[Claim, ...] = ()
    promises: tuple[Promise, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    replies: tuple[Reply, ...] = ()
    answered: tuple[LinkAnswers, ...] = ()  # by link, of the last day on which it was used
    overrides: tuple[Override, ...] = ()
    order_holds: tuple[OrderHold, ...] = ()  # one at most
    owed: tuple[Acknowledgement, ...] = ()
    messages: tuple[Message, ...] = ()
    tasks: tuple[OpenTask, ...] = ()
    history: History = field(default_factory=History)  # of what is settled
    decided_at: datetime | None = None  # the tick that last decided about sending (R11)
    review_at: datetime | None = None
    paid_on: date | None = None  # the day the last money was recorded
    # What was written down of it, read where a rule asks how it stood before (R33, R36).
    journal: Journal | None = field(default=None, compare=False, repr=False)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The open parts of every document that is a debt, oldest due first."""
        credited: dict[tuple[str | None, str], int] = defaultdict(int)
        for note in self._credit_notes:
            credited[note.corrects, note.currency] += note.total_minor - note.paid_minor
        items = [
            item
            for invoice in self.invoices
            if invoice.document_type in CHASEABLE and not invoice.cancelled_on
            for item in open_parts(invoice, credited[invoice.invoice_id, invoice.currency])
        ]
        return tuple(sorted(items, key=lambda item: (item.due_on, item.item_id)))

    @property
    def _credit_notes(self) -> tuple[Invoice, ...]:
        return tuple(
            invoice
            for invoice in self.invoices
            if invoice.document_type is DocumentType.CREDIT_NOTE and not invoice.cancelled_on
        )

    @property
    def order_hold(self) -> OrderHold | None:
        """What the order system says about new orders, if it holds them."""
        return next(iter(self.order_holds), None)

    def credit_minor(self, currency: str) -> int:
        """Unallocated cash and what credit notes leave to other debts, in one currency (R31).

        A note is free where it corrects nothing that is open; of one that corrects an open
        invoice, only what exceeds it is.
        """
        lowered = {i.invoice_id: i for i in self.invoices if i.document_type in CHASEABLE}
        free: dict[str | None, int] = defaultdict(int)
        for note in self._credit_notes:
            if note.currency == currency:
                free[note.corrects if note.corrects in lowered else None] += (
                    note.total_minor - note.paid_minor
                )
        cash = sum(r.unallocated_minor for r in self.receipts if r.currency == currency)
        return cash + sum(
            amount_minor - (_absorbed(lowered[corrects], amount_minor) if corrects else 0)
            for corrects, amount_minor in free.items()
        )

    @cached_property
    def chased(self) -> tuple[Chased, ...]:
        """The counted contacts with the debtor, oldest first (R8)."""
        return tuple(sorted(chased_of(self.messages, self.tasks), key=lambda c: c.at))

    @cached_property
    def _chased_by_item(self) -> dict[str, tuple[Chased, ...]]:
        found: dict[str, list[Chased]] = defaultdict(list)
        for contact in self.chased:
            for item_id in () if contact.manual else contact.item_ids:
                found[item_id].append(contact)
        return {item_id: tuple(contacts) for item_id, contacts in found.items()}

    def chased_about(self, item_id: ItemId) -> tuple[Chased, ...]:
        """The counted contacts of the ladder that listed an item, oldest first."""
        return self._chased_by_item.get(item_id, ())

    @cached_property
    def claim_places(self) -> Mapping[str, ClaimPlace]:
        """The place of each claim in its cycle, by its id (R35)."""
        settled = Settled(
            frozenset(item.item_id for item in self.items),
            {invoice.invoice_id: invoice for invoice in self.invoices},
            {trace.invoice_id: trace for trace in self.history.closed},
        )
        return places(self.claims, self.chased, settled.paid_up_at)

    @cached_property
    def tasks_by_id(self) -> dict[str, OpenTask]:
        """The tasks, open or closed, by id."""
        return {task.task_id: task for task in self.tasks}

    @cached_property
    def about(self) -> ByItem:
        """What stands on the account, found by item, invoice or leader."""
        return ByItem(self.claims, self.promises, self.disputes, self.holds, self.messages)

    @cached_property
    def _tasks_by_leader(self) -> dict[str | None, tuple[OpenTask, ...]]:
        found: dict[str | None, list[OpenTask]] = defaultdict(list)
        for task in self.tasks:
            found[task.leader].append(task)
        return {leader: tuple(tasks) for leader, tasks in found.items()}

    def tasks_for(self, leader: str) -> tuple[OpenTask, ...]:
        """The tasks that carry out or approve steps of an item's ladder."""
        return self._tasks_by_leader.get(leader, ())

    @property
    def currencies(self) -> tuple[str, ...]:
        """The currencies in which something is open, sorted."""
        return tuple(sorted({item.currency for item in self.items}))


def _absorbed(invoice: Invoice, credited_minor: int) -> int:
    """What a linked credit note takes off its invoice; one of a cancelled invoice undoes it."""
    return credited_minor if invoice.cancelled_on else min(open_minor(invoice), credited_minor)
