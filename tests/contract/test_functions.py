"""Each function is logged, traced, described, and told no secret."""

import re
import tomllib
from pathlib import Path

import pytest

from local.harness.template import ROOT, Template, deployed
from local.release import parameters_of

SETTINGS = tomllib.loads(Path(ROOT / "samconfig.toml").read_text(encoding="utf-8"))
TEMPLATE = deployed()
FUNCTIONS = TEMPLATE.functions()
GROUPS = TEMPLATE.of_type("AWS::Logs::LogGroup")
LOCAL_ONLY = {"RELANCE_TEMPLATES", "RELANCE_CLOCK_FILE"}
SECRET = re.compile(r"(PASSWORD|TOKEN|CREDENTIAL|API_KEY|PRIVATE|SIGNING)(?!S_TABLE)")


def test_every_folder_of_functions_is_a_function_and_none_else() -> None:
    folders = {path.parent.name for path in (ROOT / "functions").glob("*/handler.py")}
    assert folders == set(FUNCTIONS)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_function_has_a_log_group_with_retention(name: str) -> None:
    logical = FUNCTIONS[name]["LoggingConfig"]["LogGroup"].removeprefix("relance-test-")
    assert int(GROUPS[logical]["RetentionInDays"]) > 0


def test_no_two_functions_share_a_log_group() -> None:
    groups = [one["LoggingConfig"]["LogGroup"] for one in FUNCTIONS.values()]
    assert len(set(groups)) == len(groups)


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_function_is_traced_by_lambda_itself(name: str) -> None:  # R28
    assert FUNCTIONS[name]["Tracing"] == "Active"


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_function_says_what_it_does_and_runs_the_project_s_python(name: str) -> None:
    wanted = (ROOT / ".python-version").read_text(encoding="utf-8").strip()
    assert FUNCTIONS[name]["Description"]
    assert FUNCTIONS[name]["Runtime"] == f"python{wanted}"


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_no_secret_and_nothing_local_is_in_a_function_s_environment(name: str) -> None:
    variables = set(TEMPLATE.environment(name))
    assert not variables & LOCAL_ONLY
    assert not [variable for variable in variables if SECRET.search(variable)]


def test_secrets_are_generated_and_never_written() -> None:
    for declared in TEMPLATE.of_type("AWS::SecretsManager::Secret").values():
        assert "SecretString" not in declared
        assert declared["GenerateSecretString"]["PasswordLength"] >= 32
    assert "NoEcho" not in str(TEMPLATE.document["Parameters"])


def test_only_functions_that_render_carry_the_templates() -> None:
    layer = TEMPLATE.ref("TemplatesLayer")
    carrying = {name for name, one in FUNCTIONS.items() if layer in one["Layers"]}
    assert carrying == {"api", "send", "links"}


def test_every_stage_has_its_settings() -> None:
    for stage in ("dev", "prod", "local"):
        deploy = SETTINGS[stage]["deploy"]["parameters"]
        assert deploy["capabilities"] == "CAPABILITY_IAM"
        assert (
            deploy["resolve_s3"] is True
        )  # a call carries 51,200 bytes, and the template is longer
        assert SETTINGS[stage]["global"]["parameters"]["stack_name"]
        given = parameters_of(stage)
        assert set(given) <= set(TEMPLATE.document["Parameters"])
        assert given["Stage"] == stage
    assert SETTINGS["prod"]["deploy"]["parameters"]["confirm_changeset"] is True


@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_a_stage_is_built_and_deployed_for_one_processor(stage: str) -> None:
    """`global` is read by `sam build` and `sam deploy`; a section of one of them would hide it."""
    assert parameters_of(stage)["Architecture"] in ("x86_64", "arm64")
    for command in SETTINGS[stage].keys() - {"global"}:
        assert "parameter_overrides" not in SETTINGS[stage][command]["parameters"]
    layer = TEMPLATE.document["Resources"]["SharedLayer"]
    processor = {"Ref": "Architecture"}
    assert layer["Metadata"]["BuildArchitecture"] == processor
    assert layer["Properties"]["CompatibleArchitectures"] == [processor]
    assert TEMPLATE.document["Globals"]["Function"]["Architectures"] == [processor]


def test_prod_is_refused_where_nobody_hears_of_alarms() -> None:
    assert Template(Stage="prod").refusals() == [
        "AlarmEmail is empty; in prod somebody must hear of alarms."
    ]
    for allowed in (Template(Stage="prod", AlarmEmail="ops@client.example"), Template(Stage="dev")):
        assert allowed.refusals() == []
