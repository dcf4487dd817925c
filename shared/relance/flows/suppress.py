"""Mail to an address stops: for this account at once, for the tenant's others when they send."""

from dataclasses import replace
from datetime import datetime

from relance.data import accounts, suppressions
from relance.data.transaction import commit
from relance.domain.account import Account
from relance.domain.errors import Refused
from relance.domain.fact import Fact

MOST_TRIES = 5


def stop_mail(account: Account, digest: str, why: str, now: datetime) -> None:
    """Marks the contacts with this address, and keeps the address on the tenant's own list."""
    for _ in range(MOST_TRIES):
        after = without_address(account, digest, why)
        fact = Fact(f"suppressed-{digest[:20]}-{account.version}", "suppressed", now, now.date())
        writes = accounts.changes(account, after, fact)
        try:
            return commit([*writes, suppressions.stop(account.tenant_id, digest, why, now)])
        except Refused:
            fresh = accounts.load(account.tenant_id, account.account_id)
            assert fresh is not None
            account = fresh


def without_address(account: Account, digest: str, why: str) -> Account:
    """The account in which nobody is written to at that address any more."""
    contacts = tuple(
        replace(contact, suppressed=why) if contact.email and contact.digest == digest else contact
        for contact in account.customer.contacts
    )
    return replace(account, customer=replace(account.customer, contacts=contacts))
