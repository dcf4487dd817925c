"""Each function is logged, traced, described, and told no secret."""

import re
from pathlib import Path

import pytest

from local.harness.template import ROOT, Template, deployed

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
    import tomllib

    settings = tomllib.loads(Path(ROOT / "samconfig.toml").read_text(encoding="utf-8"))
    for stage in ("dev", "prod", "local"):
        deploy = settings[stage]["deploy"]["parameters"]
        assert deploy["capabilities"] == "CAPABILITY_IAM"
        assert settings[stage]["global"]["parameters"]["stack_name"]
        given = dict(pair.split("=") for pair in deploy["parameter_overrides"].split())
        assert set(given) <= set(TEMPLATE.document["Parameters"])
    assert settings["prod"]["deploy"]["parameters"]["confirm_changeset"] is True


def test_prod_is_refused_where_nobody_hears_of_alarms() -> None:
    assert Template(Stage="prod").refusals() == [
        "AlarmEmail is empty; in prod somebody must hear of alarms."
    ]
    for allowed in (Template(Stage="prod", AlarmEmail="ops@client.example"), Template(Stage="dev")):
        assert allowed.refusals() == []
