"""The command by which who runs the installation says whose a sender is (R49)."""

import json
from typing import Any

import boto3
import pytest

from local import bind_sender
from local.installation import TABLES
from relance.data import sender_rows, tenants
from tests.actors.tool import newcomer
from tests.harness.cloud import Cloud

OUTPUTS = (*TABLES.values(), "ConfigurationSet")


@pytest.fixture(name="tenant_id")
def _tenant_id(cloud: Cloud) -> str:
    """A tenant of a stack with the outputs of the template."""
    body = {
        "Resources": {"Topic": {"Type": "AWS::SNS::Topic"}},
        "Outputs": {name: {"Value": cloud.template.ref(name)} for name in OUTPUTS}
        | {"MailEventsTopic": {"Value": cloud.template.ref("MailEvents")}},
    }
    cloudformation = cloud.aws("cloudformation")
    cloudformation.create_stack(StackName="relance-dev", TemplateBody=json.dumps(body))
    return newcomer(cloud).tenant_id


def test_a_sender_is_bound_and_taken_away(
    tenant_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bind_sender.main([tenant_id, "Lumen.example"]) == 0
    assert sender_rows.holders(["lumen.example"]) == {"lumen.example": tenant_id}
    assert bind_sender.main([tenant_id, "lumen.example", "--withdraw"]) == 0
    assert sender_rows.holders(["lumen.example"]) == {}
    assert "lumen.example" in capsys.readouterr().out


@pytest.mark.parametrize("sender", ["co.uk", "relance.example", "b.relance.example"])
def test_what_is_nobodys_or_anothers_is_not_bound(
    cloud: Cloud, tenant_id: str, sender: str, capsys: pytest.CaptureFixture[str]
) -> None:
    other = newcomer(cloud).tenant_id
    assert bind_sender.main([other, sender]) == 1
    assert sender in capsys.readouterr().err


def test_a_tenant_that_does_not_exist_is_said(
    tenant_id: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bind_sender.main(["t-nobody", "lumen.example"]) == 1
    assert sender_rows.holders(["lumen.example"]) == {}
    assert "t-nobody" in capsys.readouterr().err


def test_a_tenant_gets_a_reputation_of_its_own_at_ses(
    cloud: Cloud, tenant_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client: Any = boto3.client

    def mine(service: str) -> Any:
        return client(service, endpoint_url=cloud.mailbox.url if service == "sesv2" else None)

    monkeypatch.setattr("local.bind_sender.boto3.client", mine)
    for _ in range(2):
        assert bind_sender.main([tenant_id, "lumen.example", "--ses-tenant"]) == 0
    assert tenants.load(tenant_id).ses_tenant == tenant_id
    assert bind_sender.main([tenant_id, "lumen.example", "--ses-tenant", "--withdraw"]) == 0
    assert tenants.load(tenant_id).ses_tenant is None
