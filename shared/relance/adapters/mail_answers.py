"""What an error of SES says: of this sender, of SES as a whole, of one mail (R17).

The lists together name every error that SES v2 declares for SendEmail, each once; a contract test
compares them with the service's own model. Where one code stands for several troubles, its text
tells which.
"""

import re
from dataclasses import dataclass
from enum import Enum

from relance.domain.creditor.sender_identity import names_over

THROTTLED = frozenset({"TooManyRequestsException", "ThrottlingException", "Throttling"})
# Nobody's mail goes: quota, review, credentials.
WHOLE = frozenset({"LimitExceededException", "AccountSuspendedException"})
# The domain of the envelope is not, or no longer, proven.
SENDER = frozenset({"MailFromDomainNotVerifiedException"})
# Of the account or a tenant; a configuration set or a tenant; an identity or a content.
BY_TEXT = frozenset({"SendingPausedException", "NotFoundException", "MessageRejected"})
MAIL = frozenset({"BadRequestException"})

_A_DAYS_QUOTA = re.compile(r"\bdaily\b|24.hour", re.IGNORECASE)
_OF_A_TENANT = re.compile(r"\btenants?\b", re.IGNORECASE)
_UNVERIFIED = re.compile(r"not verified", re.IGNORECASE)
# IAM's words where a policy of the identity, and not one of ours, says no.
_POLICY_OF_IDENTITY = re.compile(r"resource-based policy", re.IGNORECASE)


class Meaning(Enum):
    """Whom an error of SES is about."""

    THROTTLED = "throttled"  # everybody, for a moment
    WHOLE = "whole"  # everybody, for now
    SENDER = "sender"  # whoever sends as this identity, or as this tenant of SES
    MAIL = "mail"  # this one mail
    UNKNOWN = "unknown"  # SES may have taken it


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error of SES, as it came."""

    code: str
    status: int
    text: str


def meaning_of(refusal: Refusal, from_email: str) -> Meaning:
    """Whom the error is about; what is not known here is judged by its status."""
    code, text = refusal.code, refusal.text
    if code in THROTTLED or refusal.status == 429:
        return Meaning.WHOLE if _A_DAYS_QUOTA.search(text) else Meaning.THROTTLED
    if code in WHOLE:
        return Meaning.WHOLE
    if code in SENDER or _POLICY_OF_IDENTITY.search(text):
        return Meaning.SENDER
    if refusal.status == 403:
        return Meaning.WHOLE
    if refusal.status >= 500:
        return Meaning.UNKNOWN
    return _by_text(refusal, from_email)


def _by_text(refusal: Refusal, from_email: str) -> Meaning:
    """The meaning of a code that stands for several troubles."""
    if _OF_A_TENANT.search(refusal.text):
        return Meaning.SENDER
    if _UNVERIFIED.search(refusal.text):
        # In the sandbox it names the recipient instead: then nobody's debtors can be written to.
        return Meaning.SENDER if _names(refusal.text, from_email) else Meaning.WHOLE
    if refusal.code in BY_TEXT - {"MessageRejected"}:
        return Meaning.WHOLE
    return Meaning.MAIL


def _names(text: str, from_email: str) -> bool:
    """Whether a text names the address, its domain or a domain above it as an identity."""
    names = names_over(from_email.casefold())
    alone = r"(?<![\w.@-])%s(?![\w.@-])"
    return any(re.search(alone % re.escape(name), text.casefold()) for name in names)
