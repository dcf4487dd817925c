"""Whether an address may be written to again, over all accounts of its tenant (practice 2, B5).

`decide` knows one account and cannot see it: it is looked at right before the reservation, and
noted in its transaction, so that two mails to one clerk cannot both pass.
"""

from dataclasses import dataclass
from datetime import date

from relance.data import address_contacts
from relance.data.transaction import Write
from relance.domain.account.account import Account
from relance.domain.account.address_contacts import AddressContact, still_counts, with_message
from relance.domain.account.message import Message
from relance.domain.creditor.rules import Rules
from relance.domain.guards.budget import exhausted, remembered_days

REASON = "address_gap"


@dataclass(frozen=True, slots=True)
class AddressBudget:
    """When the address is free again, if it is not; else what is noted with the reservation."""

    free_on: date | None = None
    writes: tuple[Write, ...] = ()


def look(account: Account, message: Message, rules: Rules) -> AddressBudget:
    """The budget of a reminder's address today; answers to the debtor are not counted (R8).

    A second attempt is the contact that was counted with the first.
    """
    if not message.reminder or message.attempt > 1:
        return AddressBudget()
    tenant_id, digest = account.tenant_id, message.contact_digest
    seen = address_contacts.load(tenant_id, digest)
    others = [c for c in seen.contacts if c.message_id != message.message_id]
    if exhausted([c.on for c in others], rules.limits, message.on):
        # Some may have bounced or been released since: only then is it worth the reads.
        others = [c for c in others if _counts(c, message)]
    if delay := exhausted([c.on for c in others], rules.limits, message.on):
        return AddressBudget(free_on=delay[1])
    contacts = with_message(seen.contacts, message, remembered_days(rules.limits))
    return AddressBudget(writes=(address_contacts.noted(seen, contacts),))


def _counts(contact: AddressContact, message: Message) -> bool:
    """Whether an earlier message to the address is a contact still."""
    state = address_contacts.state_of(message.key.tenant_id, contact)
    return still_counts(state, contact.on >= message.on)
