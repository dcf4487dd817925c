"""Every message and page on a phone of 375 px: nothing to scroll sideways, hit or guess."""

import json
from dataclasses import replace

import pytest
from playwright.sync_api import Page, Route

from relance.render.message import render_message
from relance.render.page import page_security_headers, render_page
from relance.render.page_view import PageView, PayPage
from relance.render.situation import ItemState, Listed
from tests.unit.render.views import (
    ACCOUNT,
    INSTALMENT,
    LANGUAGES,
    LINE,
    MESSAGES,
    PAGE_LINKS,
    PARTLY_PAID,
    TEMPLATES,
    message_view,
    pages,
    situation,
)

TAP_PX = 44  # the least a finger hits for sure (WCAG 2.5.5)
CONTRAST = 4.5  # WCAG 1.4.3, level AA

_UNBREAKABLE = "FACTURE-2026-0000000000000000000000000000000000000118"
_LONG = replace(
    LINE,
    number=_UNBREAKABLE,
    purchase_order=_UNBREAKABLE,
    currency="JPY",
    open_minor=12_345_678_901,
    total_minor=98_765_432_100,
)
_MAILS = {
    f"{language}-{kind}-{variant}-{len(lines)}": message_view(kind, language, lines, variant)
    for language in LANGUAGES
    for kind, variant in MESSAGES
    for lines in ((LINE,), (LINE, PARTLY_PAID, INSTALMENT))
} | {
    f"{language}-long": message_view("final", language, (_LONG, _LONG), other_lines=(_LONG,))
    for language in LANGUAGES
}
_PAGES = {
    f"{language}-{name}": page for language in LANGUAGES for name, page in pages(language).items()
}

_LOOK = """() => {
  const width = document.documentElement.scrollWidth;
  const taps = [...document.querySelectorAll('a, button, input, textarea, label.choice')]
    .filter(one => one.type !== 'radio')
    .map(one => [one.textContent.trim() || one.name, one.getBoundingClientRect().height]);
  const channels = colour => colour.match(/[\\d.]+/g).map(Number);
  const luminance = colour => {
    const [r, g, b] = channels(colour).map(c => c / 255)
      .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = one => {
    for (let at = one; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (channels(colour)[3] !== 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const faint = [];
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const text = words.currentNode.textContent.trim(), one = words.currentNode.parentElement;
    if (!text) continue;
    const pair = [luminance(getComputedStyle(one).color), luminance(behind(one))];
    const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    faint.push([text, ratio]);
  }
  const small = [...document.querySelectorAll('p, td, th, a, button, label, dd, dt, span')]
    .map(one => [one.textContent.trim(), parseFloat(getComputedStyle(one).fontSize)]);
  return JSON.stringify({width, taps, faint, small});
}"""


def look(phone: Page) -> dict[str, object]:
    """What the eye and the finger meet, measured in the browser."""
    seen: dict[str, object] = json.loads(phone.evaluate(_LOOK))
    return seen


def comfortable(phone: Page) -> None:
    seen = look(phone)
    assert seen["width"] == 375
    for name, limit in (("taps", TAP_PX), ("faint", CONTRAST), ("small", 13)):
        measured = seen[name]
        assert isinstance(measured, list)
        assert [one for one in measured if one[1] < limit] == [], name


@pytest.mark.parametrize("name", _MAILS)
def test_a_message_is_comfortable_on_a_phone(phone: Page, name: str) -> None:
    phone.set_content(render_message(_MAILS[name], TEMPLATES).html)
    comfortable(phone)


def served(phone: Page, page: PageView) -> list[str]:
    """Opens a debtor page behind its real headers; gives the forms that get posted."""
    posted: list[str] = []

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            posted.append(route.request.post_data or "")
        body = render_page(page, TEMPLATES)
        route.fulfill(status=200, headers=page_security_headers(TEMPLATES), body=body)

    phone.unroute_all()
    phone.route("**/*", answer)
    phone.goto(PAGE_LINKS.overview)
    return posted


@pytest.mark.parametrize("name", _PAGES)
def test_a_page_is_comfortable_on_a_phone(phone: Page, name: str) -> None:
    served(phone, _PAGES[name])
    comfortable(phone)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_long_number_and_a_huge_amount_still_fit(phone: Page, language: str) -> None:
    listed = Listed(_LONG, ItemState.CLAIMED)
    served(phone, PayPage(situation(language, (listed, listed)), ACCOUNT, _UNBREAKABLE))
    comfortable(phone)


_GROUPS = """() => {
  const text = [...document.querySelectorAll('dt')].find(one => one.textContent === 'IBAN')
    .nextElementSibling.firstChild;
  const lines = [];
  for (const group of text.data.matchAll(/\\S+/g)) {
    const range = document.createRange();
    range.setStart(text, group.index);
    range.setEnd(text, group.index + group[0].length);
    lines.push([group[0], range.getClientRects().length]);
  }
  return JSON.stringify(lines);
}"""


def test_an_iban_that_is_too_long_for_a_line_breaks_between_its_groups(phone: Page) -> None:
    """Malta's are the longest: they are read out, or typed, four by four."""
    longest = replace(ACCOUNT, iban="MT84MALT011000012345MTLCAST001S")
    served(phone, PayPage(situation("fr"), longest, "F-2026-118"))
    lines = json.loads(phone.evaluate(_GROUPS))
    assert [group for group, _ in lines] == "MT84 MALT 0110 0001 2345 MTLC AST0 01S".split()
    assert all(count == 1 for _, count in lines)


def test_the_style_sheet_is_allowed_by_the_policy(phone: Page) -> None:
    complaints: list[str] = []
    phone.on("console", lambda message: complaints.append(message.text))
    served(phone, _PAGES["fr-overview"])
    radius = "getComputedStyle(document.querySelector('.button')).borderRadius"
    assert phone.evaluate(radius) == "10px"
    assert complaints == []


def test_a_debtor_says_it_was_paid_without_javascript(phone: Page) -> None:
    posted = served(phone, _PAGES["en-paid"])
    phone.get_by_label("Date of the payment").fill("2026-07-02")
    phone.get_by_label("Cheque").check()
    phone.get_by_label("Payment reference (optional)").fill("CHQ 0042")
    phone.get_by_role("button", name="Send").click()
    assert posted == ["paid_on=2026-07-02&means=cheque&account_last4=&reference=CHQ+0042"]


def test_a_debtor_names_a_problem_without_javascript(phone: Page) -> None:
    posted = served(phone, _PAGES["fr-problem"])
    phone.get_by_label("Elle attend un accord chez nous").check()
    phone.get_by_label("Votre message").fill("Bon à payer demandé")
    phone.get_by_role("button", name="Envoyer").click()
    assert posted == ["reason=approval&text=Bon+%C3%A0+payer+demand%C3%A9"]


def test_a_debtor_promises_a_date_without_javascript(phone: Page) -> None:
    posted = served(phone, _PAGES["fr-promise"])
    phone.get_by_label("Date prévue").fill("2026-07-20")
    phone.get_by_role("button", name="Confirmer cette date").click()
    assert posted == ["promise_on=2026-07-20"]


def test_the_keyboard_reaches_every_choice_in_the_order_of_the_page(phone: Page) -> None:
    served(phone, _PAGES["en-overview-one"])
    reached = []
    for _ in range(6):
        phone.keyboard.press("Tab")
        reached.append(phone.evaluate("document.activeElement.textContent.trim()"))
        assert phone.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    assert reached == [
        "Open the invoice (PDF)",
        "See how to pay",
        "I have already paid",
        "I will pay on another date",
        "I have a question or a concern",
        "Send me a copy",
    ]
