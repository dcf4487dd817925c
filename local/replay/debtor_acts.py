"""What debtors do with a message: open its link and send a form."""

import re
from html import unescape

from local.replay import facts
from local.replay.business import Business, link_in
from local.replay.mail_events import last_mail
from local.replay.refusal import Refusal
from local.replay.watch import Watch

_MARKUP = re.compile(r"<style.*?</style>|<[^>]*>", re.DOTALL)

type Said = facts.Claim | facts.Promise | facts.Problem | facts.CopyWanted


def answer(fact: Said, business: Business, watch: Watch) -> None:
    """The debtor opens the link of the last message and sends a form."""
    link = link_in(last_mail(fact.customer, watch).text)
    action, form = _form(fact, str(business.settings.get("iban", "")))
    page = business.cloud.http("POST", f"{link}/{action}", form=form)
    if page.status != 200:
        raise Refusal(f"the page answered {page.status}: {_told(page.text)}", page.status)


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


def _told(page: str) -> str:
    """What a page says, without its markup."""
    body = page.partition("<main")[2] or page
    return " ".join(unescape(_MARKUP.sub(" ", f"<{body}")).split())[:600]
