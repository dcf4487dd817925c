"""The debtor answers: recorded once, and told what happens next (C3 to C5).

The same form sent twice is one fact. What the debtor wrote is kept apart from the journal, where
it can be erased (R24).
"""

from collections.abc import Mapping
from datetime import date

from relance import config
from relance.adapters import queues
from relance.data.journal import note_write
from relance.data.transaction import Write
from relance.domain.account.account import Account
from relance.domain.answers.answering import Said, said_today, take
from relance.domain.answers.claims_and_promises import (
    About,
    Answer,
    Copy,
    Paid,
    Problem,
    Promised,
    Taken,
)
from relance.domain.answers.diversions import speaks_of_diversion
from relance.domain.answers.holding import claim_free_on, claims_that_held
from relance.domain.answers.problems import by_person
from relance.domain.calendar import ONE_DAY
from relance.domain.errors import Gone, Invalid, NotFound
from relance.flows.debtor import links as debtor_links
from relance.flows.debtor.forms import ACTIONS, read_form, refused
from relance.flows.debtor.links import DebtorLink
from relance.flows.debtor.pages import (
    Shown,
    address_hint,
    expired_page,
    form_page,
    nothing_due,
    promise_page,
)
from relance.flows.debtor.situation import situation
from relance.flows.nudges import Review
from relance.flows.recording import Change, record
from relance.render.forms import Form, ProblemReason
from relance.render.page_view import (
    CopyDonePage,
    CrowdedPage,
    PageView,
    PaidDonePage,
    ProblemDonePage,
    PromiseDonePage,
    TimeAskedPage,
)
from relance.telemetry import count, logger


def answer(token: str, action: str, entered: Mapping[str, str]) -> Shown:
    """The page that says what happens next, or the form again; raises NotFound or Gone."""
    if action not in ACTIONS:
        raise NotFound("page", action)
    link = debtor_links.find(token)
    said = read_form(action, entered)
    if isinstance(said, Form):
        return _again(link, link.read(), action, said)
    try:
        taken, about = _record(link, said)
    except Invalid as wrong:
        return _again(link, link.read(), action, refused(entered, wrong.field, wrong.detail))
    if taken is None:
        return Shown(expired_page(link, about), 410)
    if taken.crowded:
        _log(link, action, "too many answers")
        return Shown(CrowdedPage(situation(link, about, about.items)), 429)
    if taken.fact:
        _nudge(link)
    _log(link, action, "recorded" if taken.fact else "unchanged")
    return Shown(_done(link, about, said, taken))


def _again(link: DebtorLink, about: About, action: str, form: Form) -> Shown:
    _log(link, action, "form not accepted")
    if debtor_links.expired(about):
        return Shown(expired_page(link, about), 410)
    if not about.items and action in ("paid", "promise"):
        return Shown(nothing_due(link, about))
    return Shown(form_page(link, about, action, form), 422)


def _record(link: DebtorLink, said: Answer) -> tuple[Taken | None, About]:
    """What became of the answer, and the account after it; None where the link is too old."""
    taken: Taken | None = None

    def change(account: Account) -> Change | None:
        nonlocal taken
        about = link.about(account)
        taken = None
        if debtor_links.expired(about) and not isinstance(said, Copy):
            return None
        taken = take(about, said)
        if taken.fact is None:
            return None
        return Change(taken.after, taken.fact, also=_notes(link, said, taken.fact_id))

    try:
        after = record(link.tenant.tenant_id, link.account_id, change)
    except NotFound as error:
        if error.kind == "customer":
            raise Gone("erased") from error
        raise
    return taken, link.about(after)


def _notes(link: DebtorLink, said: Answer, fact_id: str) -> tuple[Write, ...]:
    """The debtor's own words, in a row of their own."""
    match said:
        case Paid(reference=text) | Problem(text=text) if text:
            return (note_write(link.tenant.tenant_id, link.account_id, fact_id, text),)
        case _:
            return ()


def _nudge(link: DebtorLink) -> None:
    """Asks for a review at once; without it the next tick finds the account (R13)."""
    review = Review(link.tenant.tenant_id, link.account_id, link.now)
    queues.nudge(config.reviews_queue_url(), review.tenant_id, review.body())


def _log(link: DebtorLink, action: str, outcome: str) -> None:
    tenant_id, message_id = link.tenant.tenant_id, link.message_id
    logger.info(outcome, tenant=tenant_id, message_id=message_id, answer=action)


def _done(link: DebtorLink, about: About, said: Answer, taken: Taken) -> PageView:
    match said:
        case Paid() | Promised() if not about.items:
            return nothing_due(link, about)
        case Paid():
            return _claimed(link, about, taken)
        case Promised(promise_on) if _stands(about, taken):
            return PromiseDonePage(situation(link, about, about.items), promise_on)
        case Promised(wanted_on) if said_today(about).get(taken.fact_id) == Said.TIME:
            return TimeAskedPage(situation(link, about, about.items), wanted_on)
        case Promised():
            return promise_page(link, about, Form())
        case Problem(reason, text):
            if speaks_of_diversion(text):
                count("PaymentsDiverted")
            return ProblemDonePage(situation(link, about, about.items), ProblemReason(reason))
        case Copy():
            now = situation(link, about, about.items)
            asks_person = by_person(about, documents=not debtor_links.expired(about))
            return CopyDonePage(now, address_hint(about), asks_person)


def _stands(about: About, taken: Taken) -> bool:
    return any(promise.promise_id == taken.fact_id for promise in about.account.promises)


def _claimed(link: DebtorLink, about: About, taken: Taken) -> PaidDonePage:
    claims = (claim for claim in about.account.claims if claim.claim_id == taken.fact_id)
    diverted = any(claim.diverted for claim in claims)
    if diverted:
        count("PaymentsDiverted")  # a transfer can be called back for some hours (practice 4.4)
    now = situation(link, about, about.items)
    return PaidDonePage(now, _held_until_on(about, taken), diverted)


def _held_until_on(about: About, taken: Taken) -> date | None:
    """The last day without a reminder; None where this claim does not hold any more (R7)."""
    account, rules = about.account, about.rules
    for item in about.items:
        if all(c.claim_id != taken.fact_id for c in claims_that_held(item, account, rules)):
            return None
    said = next((c for c in account.claims if c.claim_id == taken.fact_id), None)
    last_on = claim_free_on(said, account, rules) - ONE_DAY if said else None
    return last_on if last_on and last_on >= about.today else None
