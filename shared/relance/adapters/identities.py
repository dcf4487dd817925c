"""Whether SES may send in the name of an address (practice 4.3: the tenant's own domain)."""

from collections.abc import Iterator

from relance.adapters.clients import client


def may_send_as(address: str) -> bool:
    """Whether the address, its domain or a domain above it is verified for sending."""
    return any(_verified(name) for name in _identities(address))


def _identities(address: str) -> Iterator[str]:
    yield address
    labels = address.rpartition("@")[2].split(".")
    for start in range(len(labels) - 1):
        yield ".".join(labels[start:])


def _verified(name: str) -> bool:
    ses = client("sesv2")
    try:
        answer = ses.get_email_identity(EmailIdentity=name)
    except ses.exceptions.NotFoundException:
        return False
    return bool(answer["VerifiedForSendingStatus"])
