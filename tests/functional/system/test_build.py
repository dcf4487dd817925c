"""The built artifact alone: what `sam deploy` would send is enough to run, small and quick."""

import json
import platform
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from local.harness.template import REGION, ROOT, deployed
from local.layer import MOST_BYTES, SERVICES, check_processor, languages
from relance.data.dictionaries import FOLDER

BUILD = ROOT / ".aws-sam" / "build"
LAYER = BUILD / "SharedLayer" / "python"
TEMPLATE = deployed()
FUNCTIONS = TEMPLATE.functions()

# -I and -S: neither this environment nor its packages; what is missing in the layer is missing.
IMPORT = """
import json, sys
sys.path[:0] = json.loads(sys.argv[1])
import handler
assert callable(handler.handler)
files = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
print(json.dumps([file for file in files if file]))
"""
USE = """
import json, sys
from datetime import date
sys.path[:0] = json.loads(sys.argv[1])
import boto3, pydantic, babel.dates, babel.numbers
from zoneinfo import ZoneInfo
for service in json.loads(sys.argv[2]):
    boto3.client(service)
for language in json.loads(sys.argv[3]):
    for locale in (language, *(f"{language}_{c}" for c in ("BE", "CA", "CH"))):
        babel.dates.format_date(date(2026, 6, 2), "long", babel.Locale.parse(locale))
        babel.numbers.format_currency(1, "EUR", locale=babel.Locale.parse(locale))
class Model(pydantic.BaseModel):
    at: date
Model.model_validate_json('{"at": "2026-06-02"}')
Model.model_json_schema()
ZoneInfo("Europe/Paris")
"""


def _run(script: str, *arguments: Any, function: str = "send") -> str:
    assert BUILD.exists(), "nothing is built: run `make build`"
    names = {"AWS_DEFAULT_REGION": REGION, "AWS_LAMBDA_FUNCTION_NAME": function}
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script, *(json.dumps(one) for one in arguments)],
        env=TEMPLATE.environment(function) | names,
        cwd=BUILD,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_layer_has_every_dictionary_that_a_mail_may_be_packed_with() -> None:
    held = {file.name: file.read_bytes() for file in FOLDER.glob("*.txt")}
    shipped = LAYER / "relance" / "data" / "dictionaries"
    assert {file.name: file.read_bytes() for file in shipped.glob("*.txt")} == held


def _folder(function: str) -> Path:
    return BUILD / str(FUNCTIONS[function]["LogicalId"])


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_a_built_handler_is_imported_from_the_artifact_alone(function: str) -> None:
    ours = [str(_folder(function)), str(LAYER)]
    files = json.loads(_run(IMPORT, ours, function=function))
    outside = [file for file in files if "site-packages" in file or str(ROOT / "shared") in file]
    assert outside == []
    assert [file for file in files if file.startswith(str(LAYER / "relance"))]


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_no_function_imports_what_only_builds_or_tests_need(function: str) -> None:  # R28
    ours = [str(_folder(function)), str(LAYER)]
    files = json.loads(_run(IMPORT, ours, function=function))
    # The models of requests and the keys of banks come with the resource that is asked for.
    later = ("pydantic", "stdnum")
    heavy = ("aws_xray_sdk", "holidays", "stripe", "idempotency", *later)
    assert [file for file in files if any(f"/{name}/" in file for name in heavy)] == []


def test_every_service_that_is_called_is_kept() -> None:
    sources = (ROOT / "shared" / "relance").rglob("*.py")
    called = re.compile(r"\bclient\(\"(\w+)\"\)")
    found = {name for file in sources for name in called.findall(file.read_text("utf-8"))}
    assert len(found) > 4
    assert found | {"dynamodb"} <= SERVICES


def test_what_was_trimmed_is_not_needed() -> None:
    _run(USE, [str(LAYER)], sorted(SERVICES), sorted(languages()))


def test_bytecode_is_shipped_and_trusts_its_source() -> None:  # R28
    sources = [path for top in (LAYER, *map(_folder, FUNCTIONS)) for path in top.rglob("*.py")]
    assert len(sources) > 500
    for source in sources:
        compiled = source.parent / "__pycache__" / f"{source.stem}.cpython-313.pyc"
        flags = int.from_bytes(compiled.read_bytes()[4:8], "little")
        assert flags == 0b01, f"{source.relative_to(BUILD)} would be checked against its source"


def test_the_layer_carries_no_path_of_the_computer_that_built_it() -> None:
    for compiled in (LAYER / "relance").rglob("*.pyc"):
        assert str(ROOT).encode() not in compiled.read_bytes()


def test_machine_code_of_the_layer_is_for_the_processor_that_it_was_built_for() -> None:
    built = {"arm64": "arm64", "aarch64": "arm64", "x86_64": "x86_64"}[platform.machine()]
    assert list(LAYER.rglob("*.so"))
    check_processor(LAYER, built)


def test_anchors_and_merges_are_written_out() -> None:
    text = (BUILD / "template.yaml").read_text(encoding="utf-8")
    tokens = {type(token) for token in yaml.scan(text)}
    assert not tokens & {yaml.AnchorToken, yaml.AliasToken}
    assert "<<:" not in text


def test_the_layer_is_small() -> None:  # R28
    size_bytes = sum(path.stat().st_size for path in LAYER.rglob("*") if path.is_file())
    assert size_bytes < MOST_BYTES / 2


def test_the_layer_holds_no_tool_of_development() -> None:
    present = {path.name for path in LAYER.iterdir()}
    assert not present & {"pip", "pytest", "moto", "mypy", "holidays", "tests", "stripe"}
    assert not [path for path in LAYER.rglob("tests") if path.is_dir()]
