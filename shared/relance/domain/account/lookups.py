"""What stands on an account, looked up and never scanned: items and their history both grow.

A scan for each item would make a decision take the square of an account's size.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from relance.domain.account.message import Message
from relance.domain.account.on_file import Claim, Dispute, Promise, Stop
from relance.domain.ledger.item_id import ItemId

_WHOLE = ""  # of a hold on the whole account


@dataclass(frozen=True)
class ByItem:
    """Lookups over the parts of one account; each is made when it is first asked."""

    _claims: tuple[Claim, ...]
    _promises: tuple[Promise, ...]
    _disputes: tuple[Dispute, ...]
    _holds: tuple[Stop, ...]
    _messages: tuple[Message, ...]

    def claims(self, item_id: ItemId) -> tuple[Claim, ...]:
        """What the debtor said to have paid of an item, first said first."""
        return self._claims_by_item.get(item_id, ())

    def promises(self, item_id: ItemId) -> tuple[Promise, ...]:
        """What the debtor promised to pay of an item."""
        return self._promises_by_item.get(item_id, ())

    def disputes(self, invoice_id: str) -> tuple[Dispute, ...]:
        """The disputes about an invoice, open or not."""
        return self._disputes_by_invoice.get(invoice_id, ())

    def holds(self, invoice_id: str) -> tuple[Stop, ...]:
        """The holds on an invoice and on the whole account, in their order."""
        found = self._holds_by_invoice
        both = sorted((*found.get(_WHOLE, ()), *found.get(invoice_id, ())), key=lambda one: one[0])
        return tuple(hold for _, hold in both)

    def messages(self, leader: str) -> tuple[Message, ...]:
        """The messages of the conversation that an item leads."""
        return self._messages_by_leader.get(leader, ())

    @cached_property
    def _claims_by_item(self) -> dict[str, tuple[Claim, ...]]:
        ordered = sorted(self._claims, key=lambda claim: claim.recorded_at)
        return _grouped((claim.item_ids, claim) for claim in ordered)

    @cached_property
    def _promises_by_item(self) -> dict[str, tuple[Promise, ...]]:
        return _grouped((promise.item_ids, promise) for promise in self._promises)

    @cached_property
    def _disputes_by_invoice(self) -> dict[str, tuple[Dispute, ...]]:
        return _grouped(((dispute.invoice_id,), dispute) for dispute in self._disputes)

    @cached_property
    def _holds_by_invoice(self) -> dict[str, tuple[tuple[int, Stop], ...]]:
        numbered = enumerate(self._holds)
        return _grouped(((hold.invoice_id or _WHOLE,), (place, hold)) for place, hold in numbered)

    @cached_property
    def _messages_by_leader(self) -> dict[str, tuple[Message, ...]]:
        return _grouped(((message.key.leader,), message) for message in self._messages)


def _grouped[T](pairs: Iterable[tuple[Iterable[str], T]]) -> dict[str, tuple[T, ...]]:
    found: dict[str, list[T]] = defaultdict(list)
    for ids, value in pairs:
        for each in ids:
            found[each].append(value)
    return {each: tuple(values) for each, values in found.items()}
