"""The description of the API, its previews, and how it refuses what it cannot read (G1)."""

import base64
import json
import re
from typing import Any

import pytest

from local.harness.routes import routes_of
from tests.actors.tool import CUSTOMER, Tool, fields, newcomer, tool
from tests.harness.cloud import Cloud

KINDS = (
    *("courtesy", "due_today", "first", "second", "final"),
    *("confirmation", "receipt", "thanks", "copy"),
)


@pytest.fixture(name="document")
def _document(cloud: Cloud) -> dict[str, Any]:
    answer = cloud.http("GET", "/v1/openapi.json")
    assert answer.status == 200
    found: dict[str, Any] = answer.json
    return found


def test_the_description_is_public_and_names_every_route_of_the_template(
    cloud: Cloud, document: dict[str, Any]
) -> None:
    described = {
        f"{method.upper()} {re.sub('<(.+?)>', '{\\1}', path)}"
        for path, methods in document["paths"].items()
        for method in methods
    }
    deployed = {route.key for route in routes_of(cloud.template) if route.function == "api"}
    assert described == deployed - {"GET /v1/openapi.json"}


def test_the_description_says_what_a_field_must_be(document: dict[str, Any]) -> None:
    invoice = document["components"]["schemas"]["InvoiceBody"]
    assert invoice["additionalProperties"] is False
    assert invoice["properties"]["total_minor"]["type"] == "integer"
    assert "number" in invoice["required"]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_message_can_be_seen_before_anything_is_set(
    cloud: Cloud, kind: str, language: str
) -> None:
    mine = newcomer(cloud)
    answer = mine("POST", "/messages/preview", {"kind": kind, "language": language})
    assert answer.status == 200, answer.text
    assert answer.json["subject"]
    assert "<html" in answer.json["html"]
    assert "Atelier Lumen SARL" in answer.json["text"]
    assert cloud.mailbox.messages() == []


def test_a_message_is_seen_as_one_customer_would_get_it(cloud: Cloud) -> None:
    mine = tool(cloud)
    mine.invoice(number="F-2026-118", total_minor=1_234_00)
    body = {"kind": "first", "customer_id": "C-1"}
    text = mine("POST", "/messages/preview", body).json["text"]
    assert "F-2026-118" in text
    assert "1\N{NARROW NO-BREAK SPACE}234,00" in text
    assert "preview.invalid" in text


def test_a_preview_of_nothing_is_refused(cloud: Cloud) -> None:
    mine = tool(cloud)
    assert mine("POST", "/messages/preview", {"kind": "first", "customer_id": "C-1"}).status == 409
    assert fields(mine("POST", "/messages/preview", {"kind": "threat"})) == ["kind"]


def test_a_webhook_endpoint_is_kept_and_named(cloud: Cloud) -> None:
    mine = tool(cloud)
    body = {"secrets": ["whsec_" + "a" * 32]}
    answer = mine("PUT", "/webhook-endpoints/stripe", body)
    assert answer.status == 200, answer.text
    assert answer.json["path"].startswith("/v1/webhooks/stripe/")
    assert mine("PUT", "/webhook-endpoints/stripe", body).json == answer.json
    assert mine("PUT", "/webhook-endpoints/paypal", body).status == 422


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 422),
        (b'"name"', "application/json", 422),
        (b"null", "application/json", 422),
        (b"name=Client", "application/x-www-form-urlencoded", 415),
        (b"<name/>", "text/xml", 415),
        (json.dumps(CUSTOMER).encode(), "application/json; charset=utf-8", 201),
    ],
)
def test_only_json_is_read(cloud: Cloud, content: bytes, kind: str, status: int) -> None:
    mine = newcomer(cloud)
    answer = cloud.http(
        "PUT", "/v1/customers/C-1", key=mine.key, body=content, headers={"content-type": kind}
    )
    assert answer.status == status, answer.text
    if status >= 400:
        assert answer.headers["content-type"] == "application/problem+json"


def test_a_body_that_is_no_text_is_refused(cloud: Cloud) -> None:
    """A client may send any bytes; API Gateway passes them on in base64."""
    context = {"http": {"method": "PUT", "path": "/v1/customers/C-1"}, "stage": "$default"}
    event = {
        "version": "2.0",
        "rawPath": "/v1/customers/C-1",
        "headers": {"content-type": "application/json"},
        "requestContext": context,
        "body": base64.b64encode(b"\xff\xfe").decode(),
        "isBase64Encoded": True,
    }
    assert cloud.invoke("api", event)["statusCode"] == 400


def test_a_missing_body_is_said(cloud: Cloud) -> None:
    answer = newcomer(cloud)("PUT", "/customers/C-1")
    assert (answer.status, fields(answer)) == (422, ["body"])


def test_an_unexpected_error_is_a_problem_without_a_trace(cloud: Cloud) -> None:
    mine = tool(cloud)
    cloud.aws("dynamodb").delete_table(TableName=cloud.template.ref("AccountsTable"))
    answer = mine("GET", "/customers/C-1")
    assert (answer.status, fields(answer)) == (500, [])
    assert "Traceback" not in answer.text
    assert "Table" not in answer.text


def test_a_key_is_never_part_of_an_answer(cloud: Cloud, capsys: pytest.CaptureFixture[str]) -> None:
    mine: Tool = tool(cloud)
    answers = [mine.customer(name=""), mine("GET", "/settings"), mine("GET", "/customers/C-9")]
    assert not any(mine.key.split("_")[2] in answer.text for answer in answers)
    assert mine.key.split("_")[2] not in capsys.readouterr().out
