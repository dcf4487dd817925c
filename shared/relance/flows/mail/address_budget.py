"""Whether an address may be written to again, over all accounts of its tenant (practice 2, B5).

`decide` knows one account and cannot see it: it is looked at right before the reservation, and
noted in its transaction, so that two mails to one clerk cannot both pass, and none where mail
stopped meanwhile.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from relance.adapters import clock
from relance.data import address_contacts
from relance.data.address_contacts import AddressContacts
from relance.data.transaction import Write
from relance.domain.account.account import Account
from relance.domain.account.address_contacts import (
    AddressContact,
    ahead,
    still_counts,
    waiting_too,
    with_message,
)
from relance.domain.account.message import Message
from relance.domain.creditor.rules import Rules
from relance.domain.errors import AddressStopped, Refused
from relance.domain.guards.budget import exhausted, remembered_days
from relance.flows.mail.suppress import mark_stopped

REASON = "address_gap"


@dataclass(frozen=True, slots=True)
class AddressBudget:
    """When the address may be free, if it is not now, and what is noted either way."""

    free_on: date | None = None
    writes: tuple[Write, ...] = ()

    @property
    def guards_stop(self) -> bool:
        """Whether what is noted is refused where mail to the address stopped since it was read."""
        return bool(self.writes)


FREE = AddressBudget()


def look(
    account: Account, message: Message, rules: Rules, read: AddressContacts | None = None
) -> AddressBudget:
    """The budget of a message's address today; answers to the debtor are not counted (R8).

    What a person wrote is counted and never delayed.

    A second attempt is the contact that was counted with the first. Of the accounts of an address
    the one that has waited longest goes first; whoever lets it go before looks again tomorrow.
    Raises Refused, with AddressStopped, where mail to the address stopped: that is marked in the
    account, so that the next try turns to the next contact. What was `read` of addresses a moment
    ago serves if it is of this one: what is noted is held against its version.
    """
    if not message.contact or message.attempt > 1:
        return FREE
    tenant_id, digest = account.tenant_id, message.contact_digest
    known = read is not None and (read.tenant_id, read.digest) == (tenant_id, digest)
    seen = read if read and known else address_contacts.load(tenant_id, digest)
    if seen.stopped:
        mark_stopped(tenant_id, account.account_id, digest, clock.now())
        raise Refused(frozenset({AddressStopped(digest)}))
    if not message.reminder:
        contacts = with_message(seen.contacts, message, remembered_days(rules.limits))
        return AddressBudget(writes=(address_contacts.noted(seen, contacts, seen.waiting),))
    others = [c for c in seen.contacts if c.message_id != message.message_id]
    if exhausted([c.on for c in others], rules.limits, message.on):
        # Some may have bounced or been released since: only then is it worth the reads.
        others = [c for c in others if _counts(c, tenant_id, message.on)]
    mine, today = account.account_id, message.on
    before = ahead(seen.waiting, mine, today)
    delay = exhausted([c.on for c in others], rules.limits, today)
    if delay or before:
        line = waiting_too(seen.waiting, mine, today, () if delay else before)
        free_on = delay[1] if delay else today + timedelta(days=1)
        return AddressBudget(free_on, (address_contacts.noted(seen, seen.contacts, line),))
    contacts = with_message(seen.contacts, message, remembered_days(rules.limits))
    line = tuple(wait for wait in seen.waiting if wait.account_id != mine)
    return AddressBudget(writes=(address_contacts.noted(seen, contacts, line),))


def for_others(account: Account, digest: str, rules: Rules, today: date) -> list[date]:
    """The days on which an address was written to for other accounts, as far as they matter."""
    seen = address_contacts.load(account.tenant_id, digest)
    others = [c for c in seen.contacts if c.account_id != account.account_id]
    if not exhausted([c.on for c in others], rules.limits, today):
        return []
    return [c.on for c in others if _counts(c, account.tenant_id, today)]


def _counts(contact: AddressContact, tenant_id: str, today: date) -> bool:
    """Whether an earlier message to the address is a contact still."""
    state = address_contacts.state_of(tenant_id, contact)
    return still_counts(state, contact.on >= today)
