"""A message as the debtor gets it: subject, HTML and text, from one source of prose.

The words of a message live once per language in `email/<language>/<text>.txt.j2`, in the blocks
`subject`, `opening` and `closing`; two layouts place them around the same figures. So the text
body can never say something else than the HTML one, and escaping is the layout's work. A text
that says a phrase of `phrases.txt.j2` otherwise, or not at all, has a block of its name.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, Template

from relance.domain.printable import STEERING
from relance.render import texts
from relance.render.environment import environment
from relance.render.view import MessageView, OwnWords

_SPACES = re.compile(r"[ \t\r\n]+")
_BLANK_LINES = re.compile(r"\n{3,}")
_NO_BREAK = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " "})

_LONGEST_SUBJECT = 400  # characters; mail programs show far fewer

# Buttons that are named otherwise than their link: the same one, before and after the due date.
_LINKS = {"see": "pay", "date": "promise", "details": "paid"}


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
    """The paragraphs of one message, without figures' tables, buttons and markup.

    Those of `opening` may have line breaks, where a person wrote them.
    """

    opening: tuple[str, ...]
    closing: tuple[str, ...]
    greeting: str
    booked: str
    credit: str
    how_to_pay: str
    crossed: str
    reply: str
    closing_formula: str
    footer: str


@dataclass(frozen=True, slots=True)
class Wording:
    """The texts of one message, and what they may speak of.

    `opening` tells what happened before, where there is such a text; `closing` is the step's.
    """

    env: Environment
    opening: Template
    closing: Template
    phrases: Template
    context: dict[str, object]

    def block(self, template: Template, name: str) -> tuple[str, ...]:
        """The paragraphs of one block; lines wrapped in the source are joined."""
        said = "".join(template.blocks[name](template.new_context(self.context)))
        paragraphs = (_SPACES.sub(" ", part).strip(" ") for part in said.split("\n\n"))
        return tuple(paragraph for paragraph in paragraphs if paragraph)

    def phrase(self, name: str, shared: Template | None = None) -> str:
        """A shared phrase, unless the text says it in its own way."""
        own = name in self.closing.blocks
        return " ".join(self.block(self.closing if own else shared or self.phrases, name))


def render_message(view: MessageView, templates: Path) -> RenderedMessage:
    """The message in the view's language, HTML and text saying the same."""
    wording = _wording(view, templates)
    subject = _subject(wording.block(wording.opening, "subject"))
    layout = wording.context | {
        "subject": subject,
        "prose": _prose(wording, view.own_words),
        "actions": _actions(wording),
    }
    html = wording.env.get_template("email/layout.html.j2").render(layout)
    text = wording.env.get_template("email/layout.txt.j2").render(layout)
    return RenderedMessage(subject, html, _BLANK_LINES.sub("\n\n", text.strip()) + "\n")


def _wording(view: MessageView, templates: Path) -> Wording:
    env = environment(templates, view.language)

    def template(name: str) -> Template:
        return env.get_template(f"email/{view.language}/{name}.txt.j2")

    step = template(texts.in_tone(view.text, view.tone, view.language, templates))
    happened = template(view.variant) if view.variant != "ordinary" else step
    closing = happened if "closing" in happened.blocks else step
    wording = Wording(env, happened, closing, template("phrases"), _context(env, view))
    figures = wording.phrase("figures").split()
    wording.context["neutral"] = "balance" in figures
    wording.context["dated"] = "dated" in figures and view.deadline_on is not None
    if view.consequence:
        consequences = template("consequences")
        wording.context["announced"] = wording.phrase(view.consequence, consequences)
    return wording


def _context(env: Environment, view: MessageView) -> dict[str, object]:
    """What every text may use; a number that several parts share is named once."""
    return {
        "view": view,
        "w": env.get_template(f"email/{view.language}/words.txt.j2").module,
        "numbers": tuple(dict.fromkeys(line.number for line in view.lines)),
        "several": len(view.lines) > 1,
        "whole": (*(line.number for line in view.lines), view.creditor.phone),
        "partly_paid": any(line.open_minor != line.total_minor for line in view.lines),
        "documents": any(line.pdf_url for line in view.lines),
        "announced": "",
    }


def _actions(wording: Wording) -> tuple[Action, ...]:
    """The buttons of the text; the first is the one that stands out."""
    labels = wording.phrase("buttons").split()
    return tuple(Action(_LINKS.get(label, label), label) for label in labels)


def _opening(wording: Wording) -> tuple[str, ...]:
    return (
        *wording.block(wording.phrases, "withdrawn"),
        *wording.block(wording.phrases, "came"),
        *wording.block(wording.opening, "opening"),
    )


def _prose(wording: Wording, own: OwnWords | None) -> Prose:
    how_to_pay = (wording.phrase("reference"), wording.phrase("bank_details"))
    return Prose(
        opening=own.paragraphs if own else _opening(wording),
        closing=wording.block(wording.closing, "closing"),
        how_to_pay=" ".join(phrase for phrase in how_to_pay if phrase),
        greeting=wording.phrase("greeting"),
        booked=wording.phrase("booked"),
        credit=wording.phrase("credit"),
        crossed=wording.phrase("crossed"),
        reply=wording.phrase("reply"),
        closing_formula=wording.phrase("closing_formula"),
        footer=wording.phrase("footer"),
    )


def _subject(paragraphs: tuple[str, ...]) -> str:
    """One line for the header: what a customer or number contains cannot add another.

    Nor can it be read as an encoded word: a subject without accents leaves as it is (RFC 2047).
    """
    line = " ".join(paragraphs).translate(_NO_BREAK)
    line = _SPACES.sub(" ", STEERING.sub(" ", line)).strip().replace("=?", "= ?")
    return line if len(line) <= _LONGEST_SUBJECT else line[: _LONGEST_SUBJECT - 1].rstrip() + "…"
