"""What a person says or writes for a task: call, letter, portal, commitment (D8).

`render_script(view, templates)` gives plain text in the view's language; `flows/scripts.py:
script_for(tenant, account, task, now)` fills the view in. A script is the file
`scripts/<language>/<name>.txt.j2` of the first of the view's names that is written.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from relance.domain.errors import Invalid
from relance.render.environment import environment
from relance.render.view import Creditor, Line

_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that was said or done before: what, on which day, about how much."""

    on: date
    what: str  # a kind of message, or call_reached, call_voicemail, claim, promise, dispute, ...
    amount_minor: int | None = None
    until_on: date | None = None  # the day promised


@dataclass(frozen=True, slots=True)
class ScriptView:
    """Everything a person needs at hand; the figures are those of this moment (D4).

    `names` are the scripts that fit, the closest first. `deadline_days` is counted from receipt,
    where the step is a letter; `deadline_on` and `consequence` are what was, or is, announced.
    """

    names: tuple[str, ...]
    language: str
    creditor: Creditor
    company: str
    lines: tuple[Line, ...]
    currency: str
    total_minor: int
    today_on: date
    siren: str | None = None
    contact_name: str | None = None
    phone: str | None = None
    is_business: bool = True
    credit_minor: int = 0
    cash_through_on: date | None = None
    history: tuple[Happened, ...] = ()
    due_on: date | None = None
    owner: str | None = None
    step: str | None = None
    deadline_on: date | None = None
    deadline_days: int = 0
    consequence: str | None = None
    takeover_name: str | None = None
    terms_reference: str | None = None
    promise_on: date | None = None
    promise_minor: int | None = None
    orders_held_on: date | None = None
    payment_on: date | None = None
    payment_minor: int | None = None


def render_script(view: ScriptView, templates: Path) -> str:
    """The script as plain text; refused where no name of the view is written."""
    env = environment(templates, view.language)
    name = next((name for name in view.names if written(name, view.language, templates)), None)
    if name is None:
        raise Invalid("script", f"no script {view.names} in {view.language!r}")
    text = env.get_template(f"scripts/{view.language}/{name}.txt.j2").render(
        view=view,
        w=env.get_template(f"email/{view.language}/words.txt.j2").module,
        numbers=tuple(dict.fromkeys(line.number for line in view.lines)),
    )
    return _BLANK_LINES.sub("\n\n", text.strip()) + "\n"


def written(name: str, language: str, templates: Path) -> bool:
    """Whether there is a script of that name in that language."""
    return (templates / "scripts" / language / f"{name}.txt.j2").is_file()
