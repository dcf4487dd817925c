"""A debtor's mail as it comes in: from a file, or made of its parts."""

from email.message import EmailMessage
from email.utils import format_datetime

from local.replay.business import Business
from local.replay.debtor_facts import Mail


def source(fact: Mail, business: Business) -> str:
    """The whole source of the mail."""
    if fact.file:
        return (business.calendar.folder / fact.file).read_text(encoding="utf-8", newline="")
    mail = EmailMessage()
    mail["From"] = fact.sender or f"{business.customer(fact.customer)}@client.example"
    mail["To"] = str(business.settings["reply_to"])
    mail["Subject"] = fact.subject
    mail["Date"] = format_datetime(business.instant(fact.at))
    own = {name.lower() for name in fact.headers}
    if "message-id" not in own:
        mail["Message-ID"] = f"<{fact.at:%Y%m%d%H%M}@client.example>"
    for name, said in fact.headers.items():
        mail[name] = said
    mail.set_content(fact.text)
    return mail.as_string()
