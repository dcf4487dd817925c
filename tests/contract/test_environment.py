"""A function is given each variable that its code can reach, and the code uses each one given."""

import ast
import re

import pytest

from local.harness.template import ROOT, deployed
from tests.harness.reach import reached

TEMPLATE = deployed()
FUNCTIONS = sorted(TEMPLATE.functions())
LOCAL_ONLY = {"RELANCE_TEMPLATES", "RELANCE_CLOCK_FILE", "RELANCE_NAME_SERVER"}
OF_LAMBDA = {"AWS_LAMBDA_FUNCTION_NAME"}
LIBRARIES = {"POWERTOOLS_SERVICE_NAME", "POWERTOOLS_METRICS_NAMESPACE", "POWERTOOLS_LOG_LEVEL"}


def _variables_by_reader() -> dict[str, str]:
    """The variable that each function of config.py reads."""
    tree = ast.parse((ROOT / "shared" / "relance" / "config.py").read_text(encoding="utf-8"))
    found = {}
    for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        names = [n.value for n in ast.walk(function) if isinstance(n, ast.Constant)]
        found[function.name] = next(str(n) for n in names if str(n).isupper())
    return found


READERS = _variables_by_reader()


def _needed(function: str) -> set[str]:
    names = reached(ROOT / "functions" / function)
    read = {name for module, name in names if module == "relance.config" and name}
    return {READERS[name] for name in read} - LOCAL_ONLY - OF_LAMBDA


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_is_given_what_its_code_reads(function: str) -> None:
    assert _needed(function) - set(TEMPLATE.environment(function)) == set()


def test_every_variable_of_the_template_is_read_by_somebody() -> None:
    given = {name for function in FUNCTIONS for name in TEMPLATE.environment(function)}
    assert given == set(READERS.values()) - LOCAL_ONLY - OF_LAMBDA | LIBRARIES


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_is_given_nothing_of_its_own_that_it_does_not_read(function: str) -> None:
    (own,) = (
        one.get("Environment", {}).get("Variables", {})
        for one in TEMPLATE.of_type("AWS::Serverless::Function").values()
        if one["CodeUri"] == f"functions/{function}/"
    )
    assert set(own) - _needed(function) == set()


def test_only_config_reads_the_environment() -> None:
    readers = {
        path.name
        for name in ("shared", "functions")
        for path in (ROOT / name).rglob("*.py")
        if re.search(r"\b(environ|getenv)\b", path.read_text(encoding="utf-8"))
    }
    assert readers == {"config.py"}
