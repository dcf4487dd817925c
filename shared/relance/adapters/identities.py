"""Whether SES may send in the name of an address (practice 4.3: the tenant's own domain)."""

from relance.adapters.clients import client
from relance.domain.creditor.sender_identity import names_over


def may_send_as(address: str) -> bool:
    """Whether the address, its domain or a domain above it is verified for sending."""
    return any(_verified(name) for name in names_over(address))


def _verified(name: str) -> bool:
    ses = client("sesv2")
    try:
        answer = ses.get_email_identity(EmailIdentity=name)
    except ses.exceptions.NotFoundException:
        return False
    return bool(answer["VerifiedForSendingStatus"])
