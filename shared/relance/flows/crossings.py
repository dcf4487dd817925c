"""What crossed the messages of an account: read from its journal, told and never stored (R14)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from relance.data import filing
from relance.data.journal import Recorded
from relance.domain.account.account import Account
from relance.domain.account.as_of import as_of
from relance.domain.account.crossing import (
    Crossing,
    Departure,
    may_be_paid_across,
    paid_across,
    said_across,
)
from relance.domain.account.journal import Journal
from relance.domain.account.message import Message
from relance.domain.fact import Fact
from relance.domain.ledger.invoices import Invoice


@dataclass(frozen=True)
class Crossings:
    """What crossed the messages of an account, with what was recorded of it."""

    account: Account
    recorded: Sequence[Recorded]
    zone: str
    _filed: dict[str, Invoice | None] = field(default_factory=dict)

    def of(self, message: Message, about: Collection[str] = ()) -> tuple[Crossing, ...]:
        """What crossed a message as far as it demanded these invoices, in the order of recording.

        About none: all that it demanded.
        """
        listed = (i for i in message.item_ids if i not in message.other_ids)
        mine = {i for i in listed if not about or i.invoice_id in about}
        if not mine or not message.contact or not message.counts:
            return ()
        left = Departure.of(message)
        stand = self._as_they_stand({i.invoice_id for i in mine})
        said = said_across(self._facts, stand, left)
        # An account of long ago is dear to put together, and seldom needed.
        if not said and not any(may_be_paid_across(one, left) for one in stand.values()):
            return ()
        then = as_of(self.account, self._journal, left.moment, self.zone)
        opened = {i.invoice.invoice_id for i in then.items if i.item_id in mine}
        if not opened:
            return ()  # it was settled, and the message demanded nothing of it
        paid = paid_across(then, mine, stand, left).values()
        said = said_across(self._facts, opened, left)
        found = dict.fromkeys((*chain.from_iterable(paid), *said))
        return tuple(sorted(found, key=lambda one: one.recorded_at))

    @cached_property
    def _facts(self) -> Sequence[tuple[Fact, int]]:
        return [(one.fact, one.former.version) for one in self.recorded]

    @cached_property
    def _journal(self) -> Journal:
        return Journal([one.former for one in self.recorded])

    @cached_property
    def _open(self) -> Mapping[str, Invoice]:
        return {one.invoice_id: one for one in self.account.invoices}

    def _as_they_stand(self, invoice_ids: Collection[str]) -> Mapping[str, Invoice]:
        """The invoices as they are on file, or filed away."""
        names = self.account.tenant_id, self.account.account_id
        for invoice_id in invoice_ids:
            if invoice_id not in self._open and invoice_id not in self._filed:
                self._filed[invoice_id] = filing.archived(*names, invoice_id)
        found = {i: self._open.get(i) or self._filed.get(i) for i in invoice_ids}
        return {invoice_id: one for invoice_id, one in found.items() if one}
