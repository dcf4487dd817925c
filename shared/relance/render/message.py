"""A message as the debtor gets it: subject, HTML and text, from one source of prose.

The words of a message live once per language in `email/<language>/<text>.txt.j2`, in the blocks
`subject`, `opening` and `closing`; two layouts place them around the same figures. So the text
body can never say something else than the HTML one, and escaping is the layout's work.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment

from relance.render.environment import environment
from relance.render.view import Kind, MessageView, Variant

_SPACES = re.compile(r"[ \t\r\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_NO_BREAK = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " "})
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")

_PHRASES = ("greeting", "booked", "how_to_pay", "crossed", "reply", "closing_formula", "footer")
_ANSWERS = ("pay", "paid", "promise", "problem", "copy")
# The first is the button that stands out. Receipts and thanks ask for nothing.
_ACTIONS: dict[Kind, tuple[str, ...]] = {
    Kind.COURTESY: ("pay", "copy", "problem"),
    Kind.DUE_TODAY: ("pay", "paid", "problem"),
    Kind.FIRST: _ANSWERS,
    Kind.SECOND: _ANSWERS,
    Kind.FINAL: _ANSWERS,
    Kind.CONFIRMATION: ("pay", "problem"),
    Kind.RECEIPT: (),
    Kind.THANKS: (),
    Kind.COPY: ("pay", "paid", "promise", "problem"),
}
_CHASING = frozenset({Kind.FIRST, Kind.SECOND, Kind.FINAL})
# Their tables state a balance and ask for nothing.
_NEUTRAL = frozenset({Kind.CONFIRMATION, Kind.RECEIPT, Kind.THANKS})
_VARIANT_ACTIONS: dict[Variant, tuple[str, ...]] = {
    Variant.LATE_PAYER: ("promise", "pay", "copy", "problem"),
    # Never asks to pay a second time (practice 8, *Claim not seen*).
    Variant.CLAIM_UNSEEN: ("paid", "problem", "copy"),
}
# These variants replace the text of the level; a broken promise and a returned payment only open
# it: the consequence of the level still follows (R7).
_OWN_TEXT = frozenset({Variant.CLAIM_UNSEEN, Variant.STATEMENT})
_OWN_OPENING = frozenset({Variant.PROMISE_BROKEN, Variant.PAYMENT_RETURNED})


@dataclass(frozen=True, slots=True)
class RenderedMessage:
    """What goes to SES; `subject` holds no line break and no other control character."""

    subject: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Action:
    """One button: the name of its link and of its label."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class Prose:
    """The paragraphs of one message, without figures' tables, buttons and markup."""

    opening: tuple[str, ...]
    closing: tuple[str, ...]
    greeting: str
    booked: str
    how_to_pay: str
    crossed: str
    reply: str
    closing_formula: str
    footer: str


def render_message(view: MessageView, templates: Path) -> RenderedMessage:
    """The message in the view's language, HTML and text saying the same."""
    env = environment(templates, view.language)
    context = _context(env, view)
    opening, closing = _texts(view)
    subject = _subject(_block(env, opening, "subject", context))
    layout = context | {
        "subject": subject,
        "prose": _prose(env, opening, closing, context),
        "actions": _actions(view),
    }
    html = env.get_template("email/layout.html.j2").render(layout)
    text = env.get_template("email/layout.txt.j2").render(layout)
    return RenderedMessage(subject, html, _BLANK_LINES.sub("\n\n", text.strip()) + "\n")


def _context(env: Environment, view: MessageView) -> dict[str, object]:
    """What every text may use; a number that several parts share is named once."""
    claimed = view.variant is Variant.CLAIM_UNSEEN
    return {
        "view": view,
        "w": env.get_template(f"email/{view.language}/words.txt.j2").module,
        "numbers": tuple(dict.fromkeys(line.number for line in view.lines)),
        "several": len(view.lines) > 1,
        "whole": (*(line.number for line in view.lines), view.creditor.phone),
        "partly_paid": any(line.open_minor != line.total_minor for line in view.lines),
        "documents": any(line.pdf_url for line in view.lines),
        "neutral": claimed or view.kind in _NEUTRAL,
        "dated": view.deadline_on is not None and not claimed,
    }


def _actions(view: MessageView) -> tuple[Action, ...]:
    names = _VARIANT_ACTIONS.get(view.variant, _ACTIONS[view.kind])
    return tuple(Action(name, _label(view, name)) for name in names)


def _label(view: MessageView, name: str) -> str:
    """The label's key: the same link is not named alike before and after the due date."""
    match name, view.variant:
        case "pay", Variant.STATEMENT:
            return "see"
        case "pay", _ if view.kind not in _CHASING:
            return "see"
        case "promise", Variant.LATE_PAYER:
            return "date"
        case "paid", Variant.CLAIM_UNSEEN:
            return "details"
        case _:
            return name


def _texts(view: MessageView) -> tuple[str, str]:
    """The names of the texts that open and close the message."""
    if view.variant in _OWN_TEXT:
        return view.variant, view.variant
    if view.variant in _OWN_OPENING:
        return view.variant, view.kind
    return view.kind, view.kind


def _prose(env: Environment, opening: str, closing: str, context: dict[str, object]) -> Prose:
    phrases = {name: " ".join(_block(env, "phrases", name, context)) for name in _PHRASES}
    return Prose(
        opening=_block(env, opening, "opening", context),
        closing=_block(env, closing, "closing", context),
        **phrases,
    )


def _block(env: Environment, text: str, block: str, context: dict[str, object]) -> tuple[str, ...]:
    """The paragraphs of one block of a text; lines wrapped in the source are joined."""
    view = context["view"]
    assert isinstance(view, MessageView)
    template = env.get_template(f"email/{view.language}/{text}.txt.j2")
    rendered = "".join(template.blocks[block](template.new_context(context)))
    paragraphs = (_SPACES.sub(" ", part).strip(" ") for part in rendered.split("\n\n"))
    return tuple(paragraph for paragraph in paragraphs if paragraph)


def _subject(paragraphs: tuple[str, ...]) -> str:
    """One line for the header: what a customer or number contains cannot add another."""
    line = " ".join(paragraphs).translate(_NO_BREAK)
    return _SPACES.sub(" ", _CONTROL.sub(" ", line)).strip()
