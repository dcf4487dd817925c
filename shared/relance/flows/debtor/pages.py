"""The debtor opens a link: a page shows where things stand, and nothing changes (C2, R26).

Mail scanners open every link of every message, as GET and as HEAD: nothing here writes.
"""

from dataclasses import dataclass

from relance.domain.account.contacts import reachable
from relance.domain.answers.claims_and_promises import About
from relance.domain.answers.promise_limits import latest_on, may_promise
from relance.domain.errors import NotFound
from relance.flows.debtor import links as debtor_links
from relance.flows.debtor.links import DebtorLink
from relance.flows.debtor.situation import (
    DEFAULT_LANGUAGE,
    bank_account,
    language_of,
    page_links,
    payment_link,
    situation,
)
from relance.render.forms import Form
from relance.render.language import LOCALES
from relance.render.page_view import (
    CopyFormPage,
    ExpiredPage,
    NothingDuePage,
    OverviewPage,
    PageView,
    PaidFormPage,
    PayPage,
    ProblemFormPage,
    PromiseFormPage,
)
from relance.render.situation import DebtorSituation
from relance.telemetry import logger

MOST_REFERENCE = 140  # of the remittance information of a SEPA transfer


@dataclass(frozen=True, slots=True)
class Shown:
    """A page, and the HTTP status it goes with."""

    page: PageView
    status: int = 200


@dataclass(frozen=True, slots=True)
class Redirected:
    """The debtor goes on to the invoice's payment link."""

    location: str


def show(token: str, action: str | None) -> Shown | Redirected:
    """The page of a link; raises NotFound or Gone where there is none."""
    link = debtor_links.find(token)
    about = link.read()
    shown = _page(link, about, action)
    tenant_id, message_id = link.tenant.tenant_id, link.message_id
    logger.info("page shown", tenant=tenant_id, message_id=message_id, page=action or "overview")
    return shown


def _page(link: DebtorLink, about: About, action: str | None) -> Shown | Redirected:
    if debtor_links.expired(about):
        return Shown(expired_page(link, about), 410)
    match action:
        case "problem" | "copy":
            return Shown(form_page(link, about, action))
        case None | "pay" | "paid" | "promise" if not about.items:
            return Shown(nothing_due(link, about))
        case None:
            closed = [i for i in about.message.item_ids if i not in about.item_ids]
            return Shown(OverviewPage(situation(link, about, about.items, closed)))
        case "pay":
            return _pay(link, about)
        case "paid" | "promise":
            return Shown(form_page(link, about, action))
    raise NotFound("page", action or "")


def language_asked(accept_language: str) -> str:
    """The reader's language by the browser: of a link that is not ours nothing else is known."""
    codes = (each.strip()[:2].lower() for each in accept_language.split(","))
    return next((code for code in codes if code in LOCALES), DEFAULT_LANGUAGE)


def nothing_due(link: DebtorLink, about: About) -> NothingDuePage:
    """The page of a message of which nothing is open any more."""
    return NothingDuePage(situation(link, about, (), about.message.item_ids))


def form_page(link: DebtorLink, about: About, action: str, form: Form | None = None) -> PageView:
    """The form of an action, with what was entered and what was wrong with it."""
    closed = () if about.items else about.message.item_ids
    now, form = situation(link, about, about.items, closed), form or Form()
    match action:
        case "paid":
            return PaidFormPage(now, form)
        case "promise":
            return promise_page(link, about, form)
        case "problem":
            return ProblemFormPage(now, form)
        case _:
            return CopyFormPage(now, address_hint(about))


def promise_page(link: DebtorLink, about: About, form: Form) -> PromiseFormPage:
    """The form for a date; without one where only a person can agree (practice 2)."""
    items = about.demanded
    open_to_link = may_promise(items, about.account, about.rules, about.today)
    last_on = latest_on(items, about.rules, about.today) if open_to_link else None
    return PromiseFormPage(situation(link, about, items or about.items), last_on, form)


def expired_page(link: DebtorLink, about: About) -> ExpiredPage:
    """What an old link still does: say how to pay, and offer a fresh one."""
    language = language_of(about.account, link.tenant)
    now = situation(link, about, ())
    copy_url = page_links(link.token).copy
    return ExpiredPage(language, now.creditor, bank_account(link, about), copy_url)


def address_hint(about: About) -> str | None:
    """The address on file, for whoever knows it: c•••@firm.fr."""
    contacts = reachable(about.account)
    if not contacts or not contacts[0].email:
        return None
    local, _, domain = contacts[0].email.rpartition("@")
    return f"{local[:1]}•••@{domain}"


def _pay(link: DebtorLink, about: About) -> Shown | Redirected:
    """On to the one payment link there is, else how to pay what is not in question."""
    invoices = {item.invoice.invoice_id: item.invoice for item in about.items}
    if len(invoices) == 1 and (url := payment_link(about.items[0].invoice)):
        return Redirected(url)
    demanded = about.demanded or about.items
    now = situation(link, about, demanded)
    account = bank_account(link, about)
    return Shown(PayPage(now, account, _reference(now)))


def _reference(now: DebtorSituation) -> str:
    """The numbers to quote, as many as a transfer carries whole."""
    reference = ""
    for number in dict.fromkeys(listed.line.number for listed in now.listed):
        longer = f"{reference} {number}".strip()
        if len(longer) > MOST_REFERENCE:
            break
        reference = longer
    return reference
