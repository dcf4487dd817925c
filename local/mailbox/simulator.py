"""What becomes of a mail: SES's simulator addresses, and domains for the demo's story."""

from email.utils import parseaddr
from enum import StrEnum


class Fate(StrEnum):
    """The end of a mail for one recipient."""

    DELIVERED = "delivered"
    BOUNCED = "bounced"
    AWAY = "away"  # delivered, and a server answers that the reader is away
    FULL = "full"
    DOUBTFUL = "doubtful"  # it came back, and the other server did not say for how long
    SUPPRESSED = "suppressed"
    COMPLAINED = "complained"
    UNTOLD = "untold"  # it left, and nothing more is heard


# https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html (mailbox simulator)
_SIMULATOR = "simulator.amazonses.com"
_MAILBOXES = {
    "success": Fate.DELIVERED,
    "ooto": Fate.AWAY,
    "bounce": Fate.BOUNCED,
    "suppressionlist": Fate.SUPPRESSED,
    "complaint": Fate.COMPLAINED,
}
_DOMAINS = {
    "bounces.example": Fate.BOUNCED,
    "complains.example": Fate.COMPLAINED,
    "away.example": Fate.AWAY,
    "full.example": Fate.FULL,
    "doubtful.example": Fate.DOUBTFUL,
    "silent.example": Fate.UNTOLD,
}


def fate_of(recipient: str) -> Fate:
    """The fate of a mail to `recipient`; whoever is not known receives it and says nothing."""
    local, _, domain = parseaddr(recipient)[1].lower().rpartition("@")
    if domain == _SIMULATOR:
        mailbox = local.partition("+")[0]
        return _MAILBOXES.get(mailbox, Fate.BOUNCED)
    return _DOMAINS.get(domain, Fate.DELIVERED)
