"""Passes every mail on to an SMTP server, for whoever wants to see it in a real mail program."""

import base64
import smtplib
from email.utils import parseaddr

from local.mailbox.mail import Mail


def relay(mail: Mail, server: tuple[str, int]) -> None:
    """Hands `mail` to `server` as it is, in its envelope."""
    with smtplib.SMTP(*server, timeout=10) as connection:
        connection.sendmail(
            parseaddr(mail.sender)[1],
            [parseaddr(recipient)[1] for recipient in mail.recipients],
            base64.b64decode(mail.raw),
        )
