"""What crossed the messages of an account: read from its journal, told and never stored (R14)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from relance.data import accounts, filing
from relance.data.journal import Recorded
from relance.domain.account.account import Account
from relance.domain.account.as_of import as_of
from relance.domain.account.crossing import Crossing, Departure, paid_across, said_across
from relance.domain.account.journal import Journal
from relance.domain.account.message import Message
from relance.domain.errors import NotFound
from relance.domain.ledger.invoices import Invoice


@dataclass(frozen=True)
class Crossings:
    """The crossings of one invoice, with what was recorded of its account."""

    account: Account
    invoice_id: str
    recorded: Sequence[Recorded]
    zone: str

    def of(self, message: Message) -> tuple[Crossing, ...]:
        """What crossed a message as far as it demanded this invoice, in the order of recording."""
        listed = (i for i in message.item_ids if i not in message.other_ids)
        mine = [i for i in listed if i.invoice_id == self.invoice_id]
        if not mine or not message.contact or not message.counts:
            return ()
        left = Departure.of(message)
        then = as_of(self.account, self._journal, left.moment, self.zone)
        if not any(item.item_id in mine for item in then.items):
            return ()  # it was settled, and the message demanded nothing of it
        paid = paid_across(then, mine, self._invoices, left).get(self.invoice_id, ())
        facts = [(one.fact, one.former.version) for one in self.recorded]
        found = (*paid, *said_across(facts, self.invoice_id, left))
        return tuple(sorted(found, key=lambda one: one.recorded_at))

    @cached_property
    def _journal(self) -> Journal:
        return Journal([one.former for one in self.recorded])

    @cached_property
    def _invoices(self) -> Mapping[str, Invoice]:
        """The invoice as it stands: on file, or filed away."""
        names = self.account.tenant_id, self.account.account_id, self.invoice_id
        opened = {one.invoice_id: one for one in self.account.invoices}
        found = opened.get(self.invoice_id) or filing.archived(*names)
        return {found.invoice_id: found} if found else {}


def crossings_of(
    tenant_id: str, account_id: str, invoice_id: str, recorded: Sequence[Recorded], zone: str
) -> Crossings:
    """The crossings of an invoice; raises NotFound where there is no such account."""
    account = accounts.load(tenant_id, account_id)
    if account is None:
        raise NotFound("customer", account_id)
    return Crossings(account, invoice_id, recorded, zone)
