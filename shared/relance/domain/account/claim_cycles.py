"""The place of each claim in its cycle: so many hold, and money gives new ones (R7, R35)."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from relance.domain.account.contacted import NO_RUNG, Chased
from relance.domain.account.history import Trace
from relance.domain.account.on_file import Claim
from relance.domain.ledger.invoices import Invoice, money_up_to
from relance.domain.ledger.item_id import ItemId

# When money had come for all of an item that is open no more; None where none came.
type PaidUp = Callable[[ItemId], datetime | None]


SAID_AGAIN = timedelta(days=5)  # later the same words are said of money that did not come

# In which cycle, after how many contacts, and of which money it was said.
type _Said = tuple[int, int, tuple[date, str, str | None]]


@dataclass(frozen=True, slots=True)
class ClaimPlace:
    """How many claims of its cycle came before a claim, and since when it has been said.

    `since` is the claim itself, or an earlier one that said the same before anybody answered:
    by another link, or by a colleague. It is one claim then, and holds no longer.
    """

    rank: int
    since: Claim


def places(
    claims: Iterable[Claim], contacts: Sequence[Chased], paid_up: PaidUp
) -> Mapping[str, ClaimPlace]:
    """The place of each claim by its id; `contacts` are the oldest first.

    A cycle that ended without money hands its claims on to the next one; one whose leader was
    paid starts the count anew.
    """
    ordered = sorted(claims, key=lambda claim: (claim.recorded_at, claim.claim_id))
    found: dict[str, ClaimPlace] = {}
    for currency in {claim.currency for claim in ordered}:
        spoken = [c for c in contacts if c.currency == currency and c.level != NO_RUNG]
        said = [claim for claim in ordered if claim.currency == currency]
        found |= _placed(said, [c.at for c in spoken], [*_money_ends(spoken, paid_up)])
    return found


def _placed(
    said: Sequence[Claim], spoken: Sequence[datetime], ends: Sequence[datetime]
) -> Mapping[str, ClaimPlace]:
    """The places of the claims of one currency, oldest first."""
    found: dict[str, ClaimPlace] = {}
    firsts: dict[_Said, ClaimPlace] = {}
    ranks: Counter[int] = Counter()
    for claim in said:
        cycle = bisect_right(ends, claim.recorded_at)
        money = claim.paid_on, claim.means, claim.account_last4
        same = cycle, bisect_right(spoken, claim.recorded_at), money
        first = firsts.get(same)
        if first is None or claim.said_on - first.since.said_on > SAID_AGAIN:
            firsts[same] = ClaimPlace(ranks[cycle], claim)
            ranks[cycle] += 1
        found[claim.claim_id] = firsts[same]
    return found


def _money_ends(spoken: Sequence[Chased], paid_up: PaidUp) -> Iterator[datetime]:
    """The instants at which who led the conversation was paid up."""
    for contact, later in pairwise([*spoken, None]):
        if contact is None or (later and later.leader == contact.leader):
            continue
        at = paid_up(ItemId(contact.leader))
        if at and contact.at < at and (later is None or at <= later.at):
            yield at


@dataclass(frozen=True, slots=True)
class Settled:
    """Since when items are paid up: a lookup, since an account has many."""

    open_ids: frozenset[ItemId]
    invoices: Mapping[str, Invoice]
    closed: Mapping[str, Trace]

    def paid_up_at(self, item_id: ItemId) -> datetime | None:
        """When money had come for all of an item that is open no more; None where none came."""
        if item_id in self.open_ids:
            return None
        if invoice := self.invoices.get(item_id.invoice_id):
            money = money_up_to(invoice, item_id.part_id)
            return money[-1].recorded_at if money else None
        trace = self.closed.get(item_id.invoice_id)
        return max((m.recorded_at for m in trace.money), default=None) if trace else None
