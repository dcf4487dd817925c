"""The routes that the template declares are those that the code answers."""

import re

import pytest
from aws_lambda_powertools.event_handler.api_gateway import ApiGatewayResolver

from tests.harness.functions import module_of
from tests.harness.routes import routes_of
from tests.harness.template import deployed

TEMPLATE = deployed()
ROUTES = routes_of(TEMPLATE)
OPEN = {"GET /v1/openapi.json"}


def test_the_api_answers_exactly_its_routes() -> None:
    declared = {route.key for route in ROUTES if route.function == "api"}
    assert _answered_by_the_api() == declared


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


def test_a_revoked_key_is_refused_at_once() -> None:  # R25
    (api,) = TEMPLATE.of_type("AWS::Serverless::HttpApi").values()
    (authorizer,) = api["Auth"]["Authorizers"].values()
    assert authorizer["Identity"]["ReauthorizeEvery"] == 0


def test_access_logs_keep_the_route_and_never_the_path() -> None:  # R25
    (api,) = TEMPLATE.of_type("AWS::Serverless::HttpApi").values()
    logged = api["AccessLogSettings"]["Format"]
    assert "$context.routeKey" in logged
    assert not re.search(r"\$context\.(path|http\.path|identity\.sourceIp)", logged)


def _answered_by_the_api() -> set[str]:
    (resolver,) = {
        id(value): value
        for value in vars(module_of("api")).values()
        if isinstance(value, ApiGatewayResolver)
    }.values()
    routes = resolver._static_routes + resolver._dynamic_routes
    return {f"{route.method} {re.sub(r'<(\w+)>', r'{\1}', route.path)}" for route in routes}
