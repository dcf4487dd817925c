"""SES v2: one mail, one attempt, and an honest account of what is known afterwards (R15, R16)."""

import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from enum import Enum
from typing import Any

from botocore.exceptions import ClientError, ParamValidationError

from relance import config
from relance.adapters.clients import mail_client
from relance.adapters.mail_answers import Meaning, Refusal, meaning_of
from relance.adapters.mail_transport import never_left
from relance.adapters.mime import Mail, mime_of
from relance.adapters.sender_name import address
from relance.domain.errors import OutOfTime, SenderRefused, SendingSuspended
from relance.domain.identifiers import address_digest

LONGEST_TAG = 256  # of a value, as SES takes it
MOST_WAIT_SECONDS = 2.0  # asleep with a reservation in hand: the function must not end meanwhile


class Outcome(Enum):
    """What is known after an attempt."""

    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class MailAttempt:
    """The answer of SES: the provider's id, or why not."""

    outcome: Outcome
    detail: str = ""


def relance_key(tenant_id: str, account_id: str, message_id: str) -> str:
    """The tag by which an event finds its message: base64url of partition and id (R18)."""
    plain = f"{tenant_id}#{account_id}#{message_id}"
    return urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def parse_key(key: str) -> tuple[str, str, str] | None:
    """Tenant, account and message id of a tag, or None when it is not one of ours."""
    if len(key) > LONGEST_TAG:
        return None
    try:
        plain = urlsafe_b64decode(key + "=" * (-len(key) % 4)).decode()
        tenant_id, account_id, message_id = plain.split("#")
    except ValueError:
        return None
    return tenant_id, account_id, message_id


def send(mail: Mail) -> MailAttempt:
    """One attempt at SES.

    A 4xx is a refusal; a timeout, a 5xx or a lost connection is unknown, since SES has no
    idempotency token. Raises SendingSuspended when SES accepts nothing at all for now, and when
    it was not even reached: what never got a connection sent nothing (R47). Raises SenderRefused
    where it takes nothing of this sender, and mail of others goes.
    """
    request = _request(mail)
    try:
        message_id = mail_client().send_email(**request)["MessageId"]
    except OutOfTime as error:  # before anything left: whoever has time sends it
        raise SendingSuspended("out of time", throttled=True) from error
    except ClientError as error:
        return _judge(error, mail.from_email)
    except ParamValidationError as error:
        return MailAttempt(Outcome.REFUSED, type(error).__name__)
    except Exception as error:  # whatever it is: SES may have the mail
        if never_left(error):
            raise SendingSuspended(type(error).__name__) from error
        return MailAttempt(Outcome.UNKNOWN, type(error).__name__)
    return MailAttempt(Outcome.SENT, message_id)


def _request(mail: Mail) -> dict[str, Any]:
    """What SES is asked for; the envelope is said beside the mail, whatever its headers say."""
    return {
        "FromEmailAddress": address(mail.from_name, mail.from_email),
        "Destination": _destination(mail),
        "Content": {"Raw": {"Data": mime_of(mail)}},
        "ConfigurationSetName": config.configuration_set(),
        "EmailTags": [{"Name": name, "Value": value} for name, value in _tags(mail).items()],
        **_reputation(mail),
    }


def _reputation(mail: Mail) -> dict[str, str]:
    return {"TenantName": mail.ses_tenant} if mail.ses_tenant else {}


def _destination(mail: Mail) -> dict[str, list[str]]:
    copies = {"CcAddresses": [*mail.copy_emails]} if mail.copy_emails else {}
    return {"ToAddresses": [mail.to_email], **copies}


def _tags(mail: Mail) -> dict[str, str]:
    """What events bring back; with copies also whose copy is not: SES tells of each address."""
    tags = {"relance_key": mail.key, "relance_attempt": str(mail.attempt)}
    return tags | ({"relance_to": address_digest(mail.to_email)} if mail.copy_emails else {})


def _judge(error: ClientError, from_email: str) -> MailAttempt:
    """What an answer of SES means for this mail; raises where more than this mail is meant."""
    said = error.response["Error"]
    code, status = said["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]
    match meaning_of(Refusal(code, status, str(said.get("Message", ""))), from_email):
        case Meaning.THROTTLED:
            raise SendingSuspended(code, throttled=True) from error
        case Meaning.WHOLE:
            raise SendingSuspended(code) from error
        case Meaning.SENDER:
            raise SenderRefused(code) from error
        case Meaning.UNKNOWN:
            return MailAttempt(Outcome.UNKNOWN, code)
        case Meaning.MAIL:
            return MailAttempt(Outcome.REFUSED, code)


_last_sent = [0.0]


def take_turn() -> None:
    """Keeps this worker to its share of the rate that SES grants (R48).

    Raises SendingSuspended, as throttled, where its turn is further away than it may sleep: the
    sender looks at its time and comes again. It is taken before the last look at the tenant: who
    waits could oversleep a pause.
    """
    apart_seconds = config.sender_concurrency() / config.ses_send_rate()
    wait_seconds = _last_sent[0] + apart_seconds - time.monotonic()
    if wait_seconds > 0:
        time.sleep(min(wait_seconds, MOST_WAIT_SECONDS))
    if wait_seconds > MOST_WAIT_SECONDS:
        raise SendingSuspended("not its turn", throttled=True)
    _last_sent[0] = time.monotonic()
