"""What a body may look like; whatever else comes, nothing is written and the answer is small."""

import base64
import json
from typing import Any

import pytest

from tests.actors.tool import CUSTOMER, INVOICE, Tool, fields, tool
from tests.harness.cloud import Cloud, Response

PLAIN = json.dumps(CUSTOMER)


@pytest.fixture(name="mine")
def _mine(cloud: Cloud) -> Tool:
    return tool(cloud)


def put(mine: Tool, body: str | bytes, media: str = "application/json") -> Response:
    """The answer to a body as it stands."""
    headers = {"content-type": media} if media else {}
    path = "/v1/customers/C-2"
    return mine.cloud.http("PUT", path, key=mine.key, body=body, headers=headers)


@pytest.mark.parametrize(
    "body",
    [
        '{"name": "A"',
        "[" * 100_000,
        "[" * 100_000 + "]" * 100_000,
        '{"a":' * 100_000 + "1" + "}" * 100_000,
        '{"name": "A", "language": ' + "[" * 40 + "]" * 40 + "}",
        f'{{"name": {"9" * 5000}}}',
        f'{{"name": -{"9" * 5000}.5e1}}'.replace(".5e1", ""),
        '{"name": NaN}',
        '{"name": Infinity}',
        '{"name": -Infinity}',
        '{"name": 1e400}',
        '{"name": "A", "name": "B"}',
        '{"name": "A", "contacts": [{"contact_id": "a", "contact_id": "b"}]}',
        '{"name": "A", "n\\u0061me": "B"}',
        '{"name": "\\ud800"}',
        '{"\\udfff": 1}',
        b'\xef\xbb\xbf{"name": "A"}',
        "\x00",
        " ",
    ],
    ids=range(19),
)
def test_what_is_not_plain_json_is_refused(mine: Tool, body: str | bytes) -> None:
    answer = put(mine, body)
    assert answer.status == 400, answer.text
    assert fields(answer) == []
    assert mine("GET", "/customers/C-2").status == 404


@pytest.mark.parametrize(
    "media",
    [
        *(
            "application/json; charset=utf-8",
            "Application/JSON",
            'application/json;charset="UTF-8"',
        ),
        *("application/json ; odata=verbose", "APPLICATION/JSON;CHARSET=utf8"),
    ],
)
def test_json_in_utf_8_may_be_called_so_in_any_case(mine: Tool, media: str) -> None:
    assert put(mine, PLAIN, media).status == 201


@pytest.mark.parametrize(
    "media",
    [
        *("", "text/plain", "application/json; charset=utf-16", "application/json;charset=latin1"),
        *("application/merge-patch+json", "application/x-www-form-urlencoded", "json"),
        *("multipart/form-data; boundary=x", "application/json, application/json"),
    ],
)
def test_another_type_or_charset_is_no_json(mine: Tool, media: str) -> None:
    answer = put(mine, PLAIN, media)
    assert (answer.status, fields(answer)) == (415, [])


def test_a_body_in_base64_is_read_as_what_it_is(mine: Tool) -> None:
    """HTTP APIs encode what is not one of a few types."""
    event = _event(mine, base64.b64encode(PLAIN.encode()).decode())
    assert _answered(mine, event)["statusCode"] == 201
    assert _answered(mine, _event(mine, "%%%"))["statusCode"] == 400
    assert _answered(mine, _event(mine, base64.b64encode(b"\xff").decode()))["statusCode"] == 400


def test_a_body_full_of_faults_is_answered_briefly(mine: Tool) -> None:
    faults = json.dumps({f"field-{number}-{'x' * 60}": number for number in range(10_000)})
    answer = put(mine, faults)
    assert answer.status == 422
    assert len(fields(answer)) == 20
    assert answer.json["more_errors"] > 9_000
    assert len(answer.content) < 20_000


def test_a_fault_in_a_huge_name_is_answered_briefly(mine: Tool) -> None:
    assert len(put(mine, json.dumps({"x" * 500_000: 1, "y" * 200_000: 2})).content) < 5_000


def test_many_faulty_parts_are_answered_briefly(mine: Tool) -> None:
    parts = [{"part_id": "\n" * 50}] * 10_000
    answer = mine("PUT", "/invoices/F-1", INVOICE | {"parts": parts})
    assert answer.status == 422
    assert len(answer.content) < 20_000


@pytest.mark.parametrize("name", ["C-1%0A", "C-1%0D", "%0AC-1", "C-1%00", "C%E2%80%AE1"])
def test_an_id_with_a_line_break_is_no_id(mine: Tool, name: str) -> None:
    for path in (f"/customers/{name}", f"/customers/{name}/replies", f"/invoices/{name}"):
        assert mine("GET", path).status in (404, 422), path
    assert mine("PUT", f"/customers/{name}", CUSTOMER | {"name": "Other"}).status in (404, 422)
    assert mine.get("/customers/C-1")["name"] == "Client SA"


def _event(mine: Tool, body: str) -> dict[str, Any]:
    said = {"scopes": "ledger", "tenant_id": mine.tenant_id, "key_id": "k"}
    return {
        "version": "2.0",
        "routeKey": "PUT /v1/customers/{customer_id}",
        "rawPath": "/v1/customers/C-2",
        "rawQueryString": "",
        "headers": {"content-type": "application/json"},
        "requestContext": {
            "http": {"method": "PUT", "path": "/v1/customers/C-2"},
            "stage": "$default",
            "authorizer": {"lambda": said},
        },
        "body": body,
        "isBase64Encoded": True,
    }


def _answered(mine: Tool, event: dict[str, Any]) -> Any:
    return mine.cloud.invoke("api", event)
