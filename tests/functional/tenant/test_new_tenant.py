"""The command that makes a tenant and its first key (G4)."""

import json
import subprocess
import sys

import pytest

from local import new_tenant
from local.harness.template import ROOT
from local.installation import TABLES
from tests.harness.cloud import Cloud

OUTPUTS = tuple(TABLES.values())


def test_the_first_key_of_a_new_tenant_opens_its_settings(
    cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    _deploy_outputs(cloud, "relance-dev")
    assert new_tenant.main(["Atelier Lumen SARL", "--env", "dev"]) == 0

    lines = capsys.readouterr().out.splitlines()
    tenant_id, key = lines[0].split()[1], lines[1].split()[1]
    settings = cloud.http("GET", "/v1/settings", key=key).json
    assert (settings["tenant_id"], settings["legal_name"]) == (tenant_id, "Atelier Lumen SARL")
    assert settings["mode"] == "shadow"
    assert cloud.http("POST", "/v1/api-keys", key=key, body={"scopes": ["ledger"]}).status == 201


def _deploy_outputs(cloud: Cloud, stack_name: str) -> None:
    """A stack of that name with the outputs of the template's tables."""
    body = {
        "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
        "Outputs": {name: {"Value": cloud.template.ref(name)} for name in OUTPUTS},
    }
    cloudformation = cloud.aws("cloudformation")
    cloudformation.create_stack(StackName=stack_name, TemplateBody=json.dumps(body))


def test_an_environment_that_samconfig_does_not_name_is_refused() -> None:
    with pytest.raises(SystemExit, match="no environment moon"):
        new_tenant.main(["Atelier Lumen SARL", "--env", "moon"])


def test_a_stack_that_is_not_deployed_is_said(
    cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new_tenant.main(["Atelier Lumen SARL"]) == 1
    assert "relance-dev" in capsys.readouterr().err


def test_the_command_needs_no_table_but_those_that_it_is_told_of() -> None:
    """In a process of its own: here every variable of every function is set."""
    told = dict.fromkeys(TABLES, "table") | {"AWS_DEFAULT_REGION": "eu-west-3"}
    done = subprocess.run(
        [sys.executable, "-c", "import relance.flows.tenant.onboarding"],
        env=told | {"PYTHONPATH": str(ROOT / "shared")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
