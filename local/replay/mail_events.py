"""What SES tells of a mail after it took it: bounces of each kind, complaints, late deliveries."""

from collections.abc import Sequence
from typing import Any

from local.mailbox.events import timestamp
from local.mailbox.mail import Mail
from local.replay import facts
from local.replay.refusal import Refusal
from local.replay.watch import Watch

type Told = facts.Bounce | facts.Complaint | facts.Delivered


def publish(fact: Told, watch: Watch) -> None:
    """SES tells it of the last message to the customer; raises Refusal."""
    mail = last_mail(fact.customer, watch, fact.message)
    if fact.address and fact.address not in mail.recipients:
        raise Refusal(f"that message went to {', '.join(mail.recipients)}")
    to = (fact.address,) if fact.address else mail.recipients
    at = timestamp(watch.cloud.clock.now())
    watch.cloud.publish({**_event(fact, to, at), "mail": mail.events[0]["mail"]})


def _event(fact: Told, to: Sequence[str], at: str) -> dict[str, Any]:
    readers = [{"emailAddress": one} for one in to]
    match fact:
        case facts.Bounce():
            kind = {"bounceType": fact.kind, "bounceSubType": fact.subkind}
            about = {"bouncedRecipients": readers, "timestamp": at, "feedbackId": f"bounce-{at}"}
            return {"eventType": "Bounce", "bounce": kind | about}
        case facts.Complaint():
            kind = {"complaintFeedbackType": fact.feedback} if fact.feedback else {}
            about = {"complainedRecipients": readers, "timestamp": at, "feedbackId": f"spam-{at}"}
            return {"eventType": "Complaint", "complaint": kind | about}
        case facts.Delivered():
            return {"eventType": "Delivery", "delivery": _delivery(to, at)}


def _delivery(to: Sequence[str], at: str) -> dict[str, Any]:
    return {
        "timestamp": at,
        "processingTimeMillis": 1025,
        "recipients": list(to),
        "smtpResponse": "250 2.0.0 OK",
        "reportingMTA": "a8-50.smtp-out.amazonses.com",
    }


def last_mail(customer: str | None, watch: Watch, kind: str | None = None) -> Mail:
    """The last message to a customer, or to anybody, of a kind if one is named; raises Refusal."""
    for mail in reversed(watch.cloud.mailbox.messages()):
        if customer in (None, watch.customer_of(mail)) and kind in (None, watch.kind_of(mail)):
            return mail
    raise Refusal(f"there has been no message {kind or 'whose link could be opened'}")
