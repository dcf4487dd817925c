"""Views of messages and pages for the tests of what debtors read."""

from dataclasses import replace
from datetime import date
from functools import cache

from local.harness.template import ROOT
from relance.render.forms import FieldError, Form, ProblemReason
from relance.render.message import RenderedMessage, render_message
from relance.render.page_view import (
    CopyDonePage,
    CopyFormPage,
    CrowdedPage,
    ExpiredPage,
    InvalidPage,
    NothingDuePage,
    OverviewPage,
    PageView,
    PaidDonePage,
    PaidFormPage,
    PayPage,
    ProblemDonePage,
    ProblemFormPage,
    PromiseDonePage,
    PromiseFormPage,
    TimeAskedPage,
    UnavailablePage,
)
from relance.render.situation import BankAccount, DebtorSituation, ItemState, Listed, PageLinks
from relance.render.view import Creditor, Line, Links, MessageView

TEMPLATES = ROOT / "templates"
LANGUAGES = ("fr", "en")

COURTESIES = (
    "courtesy",
    "courtesy_firm",
    "courtesy_bill",
    "courtesy_list",
    "due_today",
    "key_list",
    "gentle_courtesy",
    "retention_release",
)
FIRSTS = ("first", "first_warm", "first_plain", "key_first", "public_first", "gentle_first")
# From here on a person writes, in the first person.
SECONDS = ("eight_first", "second", "eight_second", "key_second", "public_second", "gentle_second")
FINALS = ("final", "notice", "key_final", "public_final")
GENTLE = ("gentle_courtesy", "gentle_first", "gentle_second")
PUBLIC = ("public_first", "public_second", "public_final")
REMINDERS = (*FIRSTS, *SECONDS, *FINALS)
ANSWERS = ("confirmation", "receipt", "thanks", "copy")
TEXTS = (*COURTESIES, *REMINDERS, *ANSWERS)
OPENINGS = (
    "promise_broken",
    "claim_partly_seen",
    "payment_returned",
    "collection_returned",
    "our_error",
)
WHOLE_VARIANTS = ("claim_unseen", "statement", "debt_returned")

CREDITOR = Creditor(
    legal_name="Atelier Lumen SARL",
    siren="732829320",
    sender_name="Comptabilité clients",
    phone="01 84 60 12 34",
    reply_to="comptabilite@atelier-lumen.example",
    iban_last4="4521",
    signatory="Claire Lefort",
)

_LINK = "https://payer.atelier-lumen.example/r/mfrggzdfmztwq2lknnwg23tpoa.c2lnbmF0dXJl"
LINKS = Links(
    pay=f"{_LINK}/pay",
    paid=f"{_LINK}/paid",
    promise=f"{_LINK}/promise",
    problem=f"{_LINK}/problem",
    copy=f"{_LINK}/copy",
)

LINE = Line(
    invoice_id="inv-118",
    number="F-2026-118",
    part_label=None,
    issued_on=date(2026, 5, 31),
    due_on=date(2026, 6, 30),
    currency="EUR",
    open_minor=120_000,
    total_minor=120_000,
    purchase_order="BC-7781",
    pdf_url="https://atelier-lumen.example/factures/118.pdf",
)
PARTLY_PAID = replace(
    LINE,
    invoice_id="inv-121",
    number="F-2026-121",
    issued_on=date(2026, 6, 1),
    due_on=date(2026, 7, 1),
    open_minor=1_234_567,
    total_minor=2_000_000,
    purchase_order=None,
    pdf_url=None,
)
INSTALMENT = replace(
    LINE,
    invoice_id="inv-130",
    number="F-2026-130",
    part_label="2e échéance sur 3",
    open_minor=45_050,
    total_minor=45_050,
    customer_name="Hôtel du Parc Annecy SAS",
    purchase_order=None,
    pdf_url=None,
)
SETTLED = replace(LINE, open_minor=0)

_TAKEOVER = {
    "deadline_on": date(2026, 7, 14),
    "consequence": "takeover",
    "takeover_name": "Mme Durand",
}
_FACTS: dict[str, dict[str, object]] = {
    "due_today": {"today_on": date(2026, 6, 30)},
    "second": _TAKEOVER,
    "final": {"deadline_on": date(2026, 7, 24), "consequence": "collection"},
    "eight_first": {"called_on": date(2026, 7, 2), "terms_reference": "2025-04"},
    "eight_second": {"deadline_on": date(2026, 7, 28), "consequence": "collection"},
    "notice": {"deadline_on": date(2026, 8, 14), "consequence": "handover"},
    "key_second": {"deadline_on": date(2026, 7, 27), "consequence": "escalation"},
    "key_final": {"deadline_on": date(2026, 8, 24), "consequence": "account_review"},
    "public_final": {"deadline_on": date(2026, 8, 31)},
    "gentle_second": {"deadline_on": date(2026, 8, 4)},
    "confirmation": {"promise_on": date(2026, 7, 12), "promise_minor": 120_000},
    "receipt": {
        "payment_on": date(2026, 7, 3),
        "payment_minor": 120_000,
        "payment_means": "transfer",
    },
    "thanks": {"payment_on": date(2026, 6, 29), "payment_minor": 120_000},
}
_BEFORE_DUE: dict[str, object] = {"today_on": date(2026, 6, 23)}
_VARIANT_FACTS: dict[str, dict[str, object]] = {
    "claim_unseen": {"payment_on": date(2026, 7, 2), "payment_means": "transfer"},
    "promise_broken": {
        "promise_on": date(2026, 7, 3),
        "promise_minor": 300_000,
        "payment_on": date(2026, 7, 3),
        "payment_minor": 100_000,
        "left_minor": 200_000,
    },
    "claim_partly_seen": {
        "claimed_on": date(2026, 7, 2),
        "payment_on": date(2026, 7, 3),
        "payment_minor": 100_000,
        "payment_means": "transfer",
        "left_minor": 20_000,
    },
    "payment_returned": {"payment_on": date(2026, 7, 2), "payment_minor": 120_000},
    "our_error": {
        "payment_on": date(2026, 7, 2),
        "payment_minor": 120_000,
        "thanked_on": date(2026, 7, 3),
    },
    "collection_returned": {
        "payment_on": date(2026, 7, 2),
        "payment_minor": 120_000,
        "payment_means": "direct_debit",
    },
}

# Every message there is: each text as it is, and each variant of those that have one.
MESSAGES = (
    *((text, "ordinary") for text in TEXTS),
    ("first", "statement"),
    ("first", "debt_returned"),
    *((text, variant) for text in REMINDERS for variant in ("claim_unseen", *OPENINGS)),
)


def message_view(
    text: str = "first",
    language: str = "fr",
    lines: tuple[Line, ...] = (LINE,),
    variant: str = "ordinary",
    credit_minor: int = 0,
    **changes: object,
) -> MessageView:
    """A message with the facts its text and variant need; the total follows from the lines."""
    if text in ("receipt", "thanks"):
        lines = tuple(replace(line, open_minor=0) if line is LINE else line for line in lines)
    view = MessageView(
        text=text,
        variant=variant,
        language=language,
        creditor=CREDITOR,
        reader_name=None,
        company="Menuiserie Bellevue SAS",
        lines=lines,
        currency=lines[0].currency,
        total_minor=sum(line.open_minor for line in lines) - credit_minor,
        credit_minor=credit_minor,
        today_on=date(2026, 7, 6),
        cash_through_on=date(2026, 7, 3),
        links=LINKS,
        in_error=tuple(dict.fromkeys(line.number for line in lines)),
    )
    facts = _BEFORE_DUE if text in COURTESIES else {}
    facts = facts | _FACTS.get(text, {}) | _VARIANT_FACTS.get(variant, {}) | changes
    return replace(view, **facts)  # type: ignore[arg-type]


@cache
def rendered(view: MessageView) -> RenderedMessage:
    """The message of a view, made once: many tests look at the same."""
    return render_message(view, TEMPLATES)


ACCOUNT = BankAccount("Atelier Lumen SARL", "FR7630006000011234567894521", "AGRIFRPP")
PAGE_LINKS = PageLinks(
    overview=_LINK,
    pay=LINKS.pay,
    paid=LINKS.paid,
    promise=LINKS.promise,
    problem=LINKS.problem,
    copy=LINKS.copy,
)
LISTED = (
    Listed(LINE, ItemState.OPEN, pay_url="https://buy.stripe.com/test_118"),
    Listed(PARTLY_PAID, ItemState.PROMISED, promised_on=date(2026, 7, 12)),
    Listed(INSTALMENT, ItemState.DISPUTED),
    Listed(replace(SETTLED, number="F-2026-099"), ItemState.PAID),
)


def situation(
    language: str = "fr", listed: tuple[Listed, ...] = LISTED, **changes: object
) -> DebtorSituation:
    """The invoices of a link as they stand; the total is what is open of them."""
    now = DebtorSituation(
        language=language,
        creditor=CREDITOR,
        company="Menuiserie Bellevue SAS",
        links=PAGE_LINKS,
        listed=listed,
        currency=listed[0].line.currency,
        total_minor=sum(one.line.open_minor for one in listed),
        today_on=date(2026, 7, 6),
        cash_through_on=date(2026, 7, 3),
    )
    return replace(now, **changes)  # type: ignore[arg-type]


def pages(language: str) -> dict[str, PageView]:
    """Every page there is, by the name it has in test ids and screenshots."""
    now = situation(language)
    settled = situation(language, LISTED[3:])
    hint = "c•••@bellevue.example"
    wrong = Form(
        {"paid_on": "2027-01-01", "account_last4": "45", "reference": "VIR <BELLEVUE>"},
        {
            "paid_on": FieldError.IN_FUTURE,
            "means": FieldError.MISSING,
            "account_last4": FieldError.NOT_FOUR,
        },
    )
    late = Form({"promise_on": "2026-09-30"}, {"promise_on": FieldError.TOO_FAR})
    return {
        "overview": OverviewPage(now),
        "overview-one": OverviewPage(situation(language, LISTED[:1])),
        "pay": PayPage(now, ACCOUNT, "F-2026-118 F-2026-121"),
        "pay-as-on-invoice": PayPage(now, None, "F-2026-118"),
        "paid": PaidFormPage(now),
        "paid-wrong": PaidFormPage(now, wrong),
        "promise": PromiseFormPage(now, date(2026, 7, 21)),
        "promise-wrong": PromiseFormPage(now, date(2026, 7, 21), late),
        "promise-by-person": PromiseFormPage(now, None),
        "problem": ProblemFormPage(now),
        "problem-wrong": ProblemFormPage(now, Form({}, {"reason": FieldError.MISSING})),
        "copy": CopyFormPage(now, hint),
        "paid-done": PaidDonePage(now, date(2026, 7, 13)),
        "paid-person": PaidDonePage(now, None),
        "paid-diverted": PaidDonePage(now, date(2026, 7, 13), diverted=True),
        "promise-done": PromiseDonePage(now, date(2026, 7, 12)),
        "time-asked": TimeAskedPage(now, date(2026, 8, 31)),
        "problem-done": ProblemDonePage(now, ProblemReason.PRICE),
        "problem-not-received": ProblemDonePage(now, ProblemReason.NOT_RECEIVED),
        "problem-cash": ProblemDonePage(now, ProblemReason.CASH_DIFFICULTY),
        "copy-done": CopyDonePage(now, hint),
        "copy-person": CopyDonePage(now, None, by_person=True),
        "crowded": CrowdedPage(now),
        "nothing-due": NothingDuePage(settled),
        "expired": ExpiredPage(language, CREDITOR, ACCOUNT, PAGE_LINKS.copy),
        "invalid": InvalidPage(language),
        "unavailable": UnavailablePage(language),
    }
