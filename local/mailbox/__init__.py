"""Our SES on this computer: takes mails as SES v2 does, keeps them, tells what became of them.

No local engine keeps tags, headers, attachments and the configuration set and also publishes
events; the story needs all of them, so this one endpoint is ours.
"""

from local.mailbox.box import Mailbox
from local.mailbox.mail import Mail

__all__ = ["Mail", "Mailbox"]
