"""The debtor's pages as HTML, and the headers they must be served with.

The pages need no script, no image and no font: the policy forbids them all, and allows the one
style sheet by its hash, so that nothing a debtor or an invoice number contains can ever run.
"""

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup

from relance.render.environment import environment
from relance.render.forms import REASON_GROUPS, Means
from relance.render.language import LOCALES
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
from relance.render.situation import ItemState
from relance.render.view import Creditor

_TEMPLATES: dict[type, str] = {
    OverviewPage: "overview",
    PayPage: "pay",
    PaidFormPage: "paid",
    PromiseFormPage: "promise",
    ProblemFormPage: "problem",
    CopyFormPage: "copy",
    PaidDonePage: "paid_done",
    PromiseDonePage: "promise_done",
    TimeAskedPage: "time_asked",
    ProblemDonePage: "problem_done",
    CopyDonePage: "copy_done",
    CrowdedPage: "crowded",
    NothingDuePage: "nothing_due",
    ExpiredPage: "expired",
    InvalidPage: "invalid",
    UnavailablePage: "unavailable",
}
_STYLE = "pages/style.css"


def render_page(view: PageView, templates: Path) -> str:
    """The page as a whole HTML document, in the debtor's language."""
    rim = _rim(view)
    env = environment(templates, rim.language)
    return env.get_template(f"pages/{_TEMPLATES[type(view)]}.html.j2").render(
        page=view,
        rim=rim,
        w=env.get_template(f"pages/{rim.language}/words.txt.j2").module,
        style=Markup(_style(env)),  # noqa: S704  our own file, whose hash the policy names
        means=tuple(Means),
        reasons=REASON_GROUPS,
    )


@dataclass(frozen=True, slots=True)
class Rim:
    """What surrounds every page; a link that is not ours names no creditor."""

    language: str
    creditor: Creditor | None = None
    company: str | None = None
    numbers: tuple[str, ...] = ()


def _rim(view: PageView) -> Rim:
    match view:
        case InvalidPage() | UnavailablePage():
            return Rim(view.language)
        case ExpiredPage():
            return Rim(view.language, view.creditor)
        case _:
            now = view.now
            closed = (ItemState.PAID, ItemState.CANCELLED)
            opened = [listed for listed in now.listed if listed.state not in closed]
            numbers = dict.fromkeys(listed.line.number for listed in opened or now.listed)
            return Rim(now.language, now.creditor, now.company, tuple(numbers))


@lru_cache(maxsize=4)
def page_security_headers(templates: Path) -> dict[str, str]:
    """The headers every page goes with.

    Pages of a link are never cached, indexed or framed, and never tell another site their
    address: it is the debtor's key. `form-action` covers redirections too: to go to a payment
    provider, link to it, do not redirect a form.
    """
    style = _style(environment(templates, next(iter(LOCALES))))
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return {
        "Content-Type": "text/html; charset=utf-8",
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; "
            "base-uri 'none'; frame-ancestors 'none'"
        ),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex, nofollow",
        "Cache-Control": "no-store",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    }


@lru_cache(maxsize=8)
def _style(env: Environment) -> str:
    assert env.loader is not None
    return env.loader.get_source(env, _STYLE)[0]
