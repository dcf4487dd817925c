"""What debtors do with a message: open its link and send a form, or let it come back."""

from datetime import UTC, datetime
from typing import Any

from local.mailbox.events import timestamp
from local.mailbox.mail import Mail
from local.replay import facts
from local.replay.business import Business, Refusal, link_in
from local.replay.watch import Watch

type Said = facts.Claim | facts.Promise | facts.Problem | facts.CopyWanted


def answer(fact: Said, business: Business, watch: Watch) -> None:
    """The debtor opens the link of the last message and sends a form."""
    link = link_in(_last_mail(fact.customer, watch).text)
    action, form = _form(fact, str(business.settings.get("iban", "")))
    page = business.cloud.http("POST", f"{link}/{action}", form=form)
    if page.status != 200:
        raise Refusal(f"the page answered {page.status}: {page.text[:2000]}")


def _form(fact: Said, iban: str) -> tuple[str, dict[str, str]]:
    match fact:
        case facts.Claim():
            paid_on = fact.paid_on or fact.at.date()
            form = {"paid_on": paid_on.isoformat(), "means": fact.means}
            if fact.means == "transfer":
                form["account_last4"] = fact.account_last4 or iban[-4:]
            return "paid", form
        case facts.Promise():
            return "promise", {"promise_on": fact.pays_on.isoformat()}
        case facts.Problem():
            return "problem", {"reason": fact.reason, "text": fact.text}
        case facts.CopyWanted():
            return "copy", {}


def bounce(fact: facts.Bounce, watch: Watch) -> None:
    """The last message comes back although it was taken for delivered."""
    watch.cloud.publish(_bounce_of(_last_mail(fact.customer, watch)))


def _last_mail(customer: str | None, watch: Watch) -> Mail:
    """The last message to a customer, or to anybody; raises Refusal."""
    for mail in reversed(watch.cloud.mailbox.messages()):
        if customer in (None, watch.customer_of(mail)):
            return mail
    raise Refusal("there has been no message whose link could be opened")


def _bounce_of(mail: Mail) -> dict[str, Any]:
    """SES's news that a mail taken by the other server came back after all."""
    about = mail.events[0]["mail"]
    bounce = {
        "bounceType": "Permanent",
        "bounceSubType": "General",
        "bouncedRecipients": [{"emailAddress": to} for to in mail.to],
        "timestamp": timestamp(datetime.now(UTC)),
        "feedbackId": "late-bounce",
    }
    return {"eventType": "Bounce", "mail": about, "bounce": bounce}
