"""Mail to an address stops: for this account at once, for the tenant's others when they send."""

from dataclasses import replace
from datetime import datetime

from relance.data import accounts
from relance.data.transaction import commit
from relance.domain.account.account import Account
from relance.domain.fact import Fact, FactKind
from relance.flows.redoing import redo


def mark_stopped(tenant_id: str, account_id: str, digest: str, now: datetime) -> None:
    """Marks the contacts whose address is on the tenant's own list, since it stopped for another.

    What the list says of why stays as it is. Raises StaleVersion when others kept writing.
    """

    def attempt() -> None:
        account = accounts.load(tenant_id, account_id)
        if account is None or not writes_to(account, digest):
            return
        after = without_address(account, digest, "suppressed")
        fact = Fact(
            f"suppressed-{digest[:20]}-{account.version}", FactKind.SUPPRESSED, now, now.date()
        )
        commit(accounts.changes(account, after, fact))

    redo(attempt)


def without_address(account: Account, digest: str, why: str) -> Account:
    """The account in which nobody is written to at that address any more."""
    contacts = tuple(
        replace(contact, suppressed=why) if contact.email and contact.digest == digest else contact
        for contact in account.customer.contacts
    )
    return replace(account, customer=replace(account.customer, contacts=contacts))


def writes_to(account: Account, digest: str) -> bool:
    """Whether a contact of the account has that address, and mail to it has not stopped."""
    contacts = (c for c in account.customer.contacts if c.email and not c.suppressed)
    return any(contact.digest == digest for contact in contacts)
