"""Every call that README and docs show exists in the template."""

import re

import pytest

from local.harness.routes import routes_of
from local.harness.template import ROOT, deployed

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
_SHOWN = re.compile(r"\b(GET|PUT|PATCH|POST|DELETE) (/v1/[^\s`?,;)]+)")
_WALKED = re.compile(r"^call (?:-X (\w+) )?\"?\$API(/v1/[^\s\"?]+)", re.M)


def calls() -> list[tuple[str, str]]:
    """Method and path of each call, a value of the walk where a parameter stands."""
    walked = [(method or "GET", path) for method, path in _WALKED.findall(TEXT)]
    shown = [call for call in _SHOWN.findall(TEXT) if "..." not in call[1]]
    return sorted(set(walked + shown))


def _shape(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"{[^}]+}", "[^/]+", path) + "$")


ROUTES = [(route.method, _shape(route.path)) for route in routes_of(deployed())]


@pytest.mark.parametrize("call", calls(), ids=" ".join)
def test_a_call_that_is_shown_exists(call: tuple[str, str]) -> None:
    method, path = call
    path = re.sub(r"{([^}|\\]+)[^}]*}", r"\1", path)
    assert any(m == method and shape.match(path) for m, shape in ROUTES), call
