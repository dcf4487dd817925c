"""Whose a debtor's link is, and whether it still answers (R26)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from relance.adapters import clock, tokens
from relance.data import accounts, links, tenants
from relance.domain.account.account import Account
from relance.domain.answers.claims_and_promises import About
from relance.domain.creditor.tenant import Tenant
from relance.domain.errors import Gone, NotFound
from relance.flows.rules_for import rules_for

VALID_FOR = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class DebtorLink:
    """A link of ours, at the instant at which it was opened."""

    token: str
    message_id: str
    account_id: str
    tenant: Tenant
    now: datetime

    def about(self, account: Account) -> About:
        """What the link is about, in the account as it was just read; raises NotFound."""
        found = (m for m in account.messages if m.message_id == self.message_id)
        message = next(found, None) or links.archived_message(
            account.tenant_id, account.account_id, self.message_id
        )
        if message is None:
            raise NotFound("message", self.message_id)
        rules = rules_for(self.tenant, account, self.now)
        return About(account, message, rules, self.now, self.tenant.iban)

    def read(self) -> About:
        """What the link is about now; raises NotFound or Gone."""
        account = accounts.load(self.tenant.tenant_id, self.account_id)
        if account is None:
            raise Gone("erased")
        return self.about(account)


def find(token: str) -> DebtorLink:
    """The link of a token; raises NotFound where it is not ours, Gone where it was withdrawn."""
    message_id = tokens.message_id(token)
    target = links.target(message_id) if message_id else None
    if message_id is None or target is None:
        raise NotFound("link", message_id or "unsigned")
    if target.revoked:
        raise Gone("revoked")
    try:
        tenant = tenants.load(target.tenant_id)
    except NotFound as error:
        raise Gone("tenant") from error
    return DebtorLink(token, message_id, target.account_id, tenant, clock.now())


def expired(about: About) -> bool:
    """Whether the link is too old to answer by; a fresh one can be sent to the address on file."""
    return about.now - about.message.reserved_at > VALID_FOR
