"""The debtor and whom to write to there; facts refer to contacts by id (R24)."""

from dataclasses import dataclass

from relance.domain.identifiers import address_digest


@dataclass(frozen=True, slots=True)
class Contact:
    """A person or mailbox at the customer; facts refer to it by id (R24)."""

    contact_id: str
    role: str  # billing | approver | escalation
    email: str | None
    name: str | None = None
    phone: str | None = None
    suppressed: str | None = None  # why mail to this address stopped: bounce | complaint

    @property
    def digest(self) -> str:
        """What a message keeps of the address: enough to see that it has been changed (R24)."""
        return address_digest(self.email or "")


@dataclass(frozen=True, slots=True)
class Customer:
    """The debtor. `zone`, `country` and `language` fall back to the tenant's where absent."""

    customer_id: str
    name: str
    type: str = "business"  # business | public_body | consumer | sole_trader
    category: str | None = None
    language: str | None = None
    country: str | None = None
    region: str | None = None
    zone: str | None = None
    contacts: tuple[Contact, ...] = ()
    account_owner: str | None = None
    notes: str | None = None
    siren: str | None = None
    payment_run: tuple[str, ...] = ()  # "thursday", or days of the month
