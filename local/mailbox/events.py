"""SES's sending events, in the shapes in which a configuration set publishes them.

https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from typing import Any

from local.aws import ACCOUNT
from local.mailbox.mail import Mail
from local.mailbox.simulator import Fate, fate_of
from local.settings import REGION

type Event = Mapping[str, Any]

_ARRIVES = frozenset({Fate.DELIVERED, Fate.COMPLAINED, Fate.AWAY})
_LISTED = "Amazon SES has suppressed sending to this address"
# What SES tells of a mail that came back: type, subtype, status, and what the other server said.
_BOUNCES = {
    Fate.BOUNCED: ("Permanent", "General", "5.1.1", "smtp; 550 5.1.1 user unknown"),
    Fate.SUPPRESSED: ("Permanent", "Suppressed", "5.1.1", _LISTED),
    Fate.AWAY: ("Transient", "General", "5.0.0", "smtp; the reader is away"),
    Fate.FULL: ("Transient", "MailboxFull", "5.2.2", "smtp; 552 5.2.2 mailbox full"),
    Fate.DOUBTFUL: ("Undetermined", "Undetermined", "5.0.0", "smtp; undetermined"),
}
_PROCESSING = timedelta(milliseconds=1025)
_BOUNCING = timedelta(seconds=2)
_COMPLAINING = timedelta(minutes=1)


def events_of(mail: Mail) -> tuple[Event, ...]:
    """Everything that SES will tell of `mail`, first news first."""
    fates = {recipient: fate_of(recipient) for recipient in mail.recipients}
    return tuple(_events(mail, fates))


def timestamp(at: datetime) -> str:
    """An instant as SES writes it: UTC, milliseconds, Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _events(mail: Mail, fates: Mapping[str, Fate]) -> Iterator[Event]:
    at = datetime.fromisoformat(mail.sent_at)
    about = _about(mail, at)
    yield {"eventType": "Send", "mail": about, "send": {}}
    arrived = [to for to, fate in fates.items() if fate in _ARRIVES]
    if arrived:
        yield {"eventType": "Delivery", "mail": about, "delivery": _delivery(arrived, at)}
    for fate in _BOUNCES:
        failed = [to for to, found in fates.items() if found is fate]
        if failed:
            bounce = _bounce(failed, at, fate)
            yield {"eventType": "Bounce", "mail": about, "bounce": bounce}
    angry = [to for to, fate in fates.items() if fate is Fate.COMPLAINED]
    if angry:
        yield {"eventType": "Complaint", "mail": about, "complaint": _complaint(angry, at)}


def _about(mail: Mail, at: datetime) -> dict[str, Any]:
    domain = parseaddr(mail.sender)[1].rpartition("@")[2]
    own = {
        "ses:configuration-set": [mail.configuration_set],
        "ses:source-ip": ["127.0.0.1"],
        "ses:from-domain": [domain],
        "ses:caller-identity": ["relance"],
    }
    return {
        "timestamp": timestamp(at),
        "source": mail.sender,
        "sourceArn": f"arn:aws:ses:{REGION}:{ACCOUNT}:identity/{domain}",
        "sendingAccountId": ACCOUNT,
        "messageId": mail.id,
        "destination": list(mail.recipients),
        "headersTruncated": False,
        "headers": [{"name": name, "value": value} for name, value in mail.headers],
        "commonHeaders": _common_headers(mail),
        "tags": own | {name: [value] for name, value in mail.tags.items()},
    }


def _common_headers(mail: Mail) -> dict[str, Any]:
    return {
        "from": [mail.sender],
        "replyTo": list(mail.reply_to),
        "to": list(mail.to),
        "messageId": mail.id,
        "subject": mail.subject,
    }


def _delivery(arrived: list[str], at: datetime) -> dict[str, Any]:
    return {
        "timestamp": timestamp(at + _PROCESSING),
        "processingTimeMillis": int(_PROCESSING.total_seconds() * 1000),
        "recipients": arrived,
        "smtpResponse": "250 2.0.0 OK",
        "reportingMTA": "a7-1.smtp-out.eu-west-3.amazonses.com",
    }


def _bounce(failed: list[str], at: datetime, fate: Fate) -> dict[str, Any]:
    kind, subtype, status, said = _BOUNCES[fate]
    return {
        "bounceType": kind,
        "bounceSubType": subtype,
        "bouncedRecipients": [
            {
                "emailAddress": parseaddr(address)[1],
                "action": "failed",
                "status": status,
                "diagnosticCode": said,
            }
            for address in failed
        ],
        "timestamp": timestamp(at + _BOUNCING),
        "feedbackId": f"{at.timestamp():.0f}-bounce",
        "reportingMTA": "dsn; a7-1.smtp-out.eu-west-3.amazonses.com",
    }


def _complaint(angry: list[str], at: datetime) -> dict[str, Any]:
    return {
        "complainedRecipients": [{"emailAddress": parseaddr(address)[1]} for address in angry],
        "timestamp": timestamp(at + _COMPLAINING),
        "feedbackId": f"{at.timestamp():.0f}-complaint",
        "complaintSubType": None,
        "complaintFeedbackType": "abuse",
        "userAgent": "relance-local-mailbox",
        "arrivalDate": timestamp(at + _PROCESSING),
    }
