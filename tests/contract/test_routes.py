"""The routes that the template declares are those that the code answers."""

import json
import re

import pytest

from local.harness.routes import body_of, routes_of
from local.harness.template import Template, deployed
from relance.flows.tenant.onboarding import new_tenant
from tests.harness.cloud import Cloud

TEMPLATE = deployed()
ROUTES = routes_of(TEMPLATE)
OPEN = {"GET /v1/openapi.json"}


def test_the_api_describes_exactly_the_routes_that_need_a_key(cloud: Cloud) -> None:
    paths = cloud.http("GET", "/v1/openapi.json").json["paths"]
    described = {f"{method.upper()} {path}" for path, one in paths.items() for method in one}
    assert described == {route.key for route in ROUTES if route.function == "api"} - OPEN


def test_a_cold_api_knows_each_of_its_routes(cloud: Cloud) -> None:
    _, key = new_tenant("Atelier Dupont SARL", cloud.clock.now())
    cloud.cold = True
    for route in (one for one in ROUTES if one.function == "api"):
        answer = cloud.http(route.method, re.sub(r"\{\w+\}", "x", route.path), key=key, body={})
        assert answer.status < 500, route.key
        assert "no such address" not in answer.text, route.key


@pytest.mark.parametrize("key", sorted(r.key for r in ROUTES if r.function == "api"))
def test_a_route_of_the_api_asks_for_a_key(key: str) -> None:
    (route,) = (one for one in ROUTES if one.key == key)
    assert (route.authorizer is None) == (key in OPEN)


def test_pages_answer_head_as_get() -> None:  # R25
    gets = {route.path for route in ROUTES if route.function == "links" and route.method == "GET"}
    heads = {route.path for route in ROUTES if route.function == "links" and route.method == "HEAD"}
    assert gets == heads == {"/r/{token}", "/r/{token}/{action}"}


def test_open_routes_have_throttles_of_their_own() -> None:  # R25
    (api,) = TEMPLATE.of_type("AWS::Serverless::HttpApi").values()
    outside = {route.key for route in ROUTES if route.function in ("links", "webhooks")}
    assert set(api["RouteSettings"]) == outside
    assert api["DefaultRouteSettings"]["ThrottlingRateLimit"] > 0


# Scanners open each link of a mail, often within a minute: five requests for it.
REQUESTS_OF_A_MAIL = 5


@pytest.mark.parametrize("pages", ["50", "250", "1000"])
def test_each_debtor_page_takes_as_many_requests_as_its_parameter_says(pages: str) -> None:
    (api,) = Template(PagesPerSecond=pages).of_type("AWS::Serverless::HttpApi").values()
    for route in (route for route in ROUTES if route.function == "links"):
        limits = api["RouteSettings"][route.key]
        assert limits["ThrottlingRateLimit"] == int(pages), route.key
        assert limits["ThrottlingBurstLimit"] >= int(pages), route.key


def test_pages_are_sized_to_what_is_sent_unless_somebody_says_more() -> None:
    declared = TEMPLATE.document["Parameters"]
    least = declared["SesSendRate"]["Default"] * REQUESTS_OF_A_MAIL
    assert declared["PagesPerSecond"]["Default"] >= max(50, least)


def test_a_revoked_key_is_refused_at_once() -> None:  # R25
    (scheme,) = body_of(TEMPLATE)["components"]["securitySchemes"].values()
    authorizer = scheme["x-amazon-apigateway-authorizer"]
    assert authorizer["authorizerResultTtlInSeconds"] == 0
    # A request without it is refused before any function is called.
    assert authorizer["identitySource"] == ["$request.header.Authorization"]
    assert authorizer["enableSimpleResponses"] is True


def test_a_path_declares_its_parameters() -> None:
    for path, declared in body_of(TEMPLATE)["paths"].items():
        parameters = declared.get("parameters", [])
        assert [one["name"] for one in parameters] == re.findall(r"{(\w+)}", path), path
        assert all(one["in"] == "path" and one["required"] for one in parameters)


def test_functions_are_called_with_the_payload_that_they_read() -> None:
    for declared in body_of(TEMPLATE)["paths"].values():
        for operation in (one for one in declared.values() if isinstance(one, dict)):
            called = operation["x-amazon-apigateway-integration"]
            assert (called["type"], called["httpMethod"]) == ("aws_proxy", "POST")
            assert called["payloadFormatVersion"] == "2.0"


def test_access_logs_keep_the_route_and_never_the_path() -> None:  # R25
    (api,) = TEMPLATE.of_type("AWS::Serverless::HttpApi").values()
    logged = api["AccessLogSettings"]["Format"]
    assert "$context.routeKey" in logged
    assert not re.search(r"\$context\.(path|http\.path|identity\.sourceIp)", logged)


# What API Gateway writes for each variable, where there is an error and where there is none: "-".
# https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
LOGGED = {
    "requestId": "JKJaXmPLvHcESHA=",
    "routeKey": "GET /v1/invoices/{invoice_id}",
    "status": "401",
    "responseLatency": "12",
    "error.message": "Unauthorized",
}


@pytest.mark.parametrize("there_is", [True, False])
def test_a_line_of_the_access_log_is_json_with_an_error_and_without(there_is: bool) -> None:
    (api,) = TEMPLATE.of_type("AWS::Serverless::HttpApi").values()
    line = re.sub(
        r"\$context\.([\w.]+)",
        lambda m: LOGGED[m[1]] if there_is else "-",
        api["AccessLogSettings"]["Format"],
    )
    assert "\n" not in line  # API Gateway takes one line
    assert set(json.loads(line).values()) == (set(LOGGED.values()) if there_is else {"-"})
