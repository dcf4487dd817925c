"""The local stack gives the emulator's API the routes that SAM wrote into the template's body."""

from typing import Any

import pytest

from local.intrinsics import Unresolvable, resolve
from local.routes import authorizers_of, routes_of

FUNCTIONS = {"Api": "relance-local-Api-1", "Keys": "relance-local-Keys-2"}
ARN = "arn:aws:lambda:eu-west-3:000000000000:function:"
URI = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Api.Arn}/invocations"


def operation(security: list[dict[str, list[str]]]) -> dict[str, Any]:
    return {
        "x-amazon-apigateway-integration": {"uri": {"Fn::Sub": URI}, "type": "aws_proxy"},
        "security": security,
    }


def test_a_route_keeps_its_method_its_path_and_its_authorizer() -> None:
    body = {
        "paths": {
            "/v1/invoices/{invoice_id}": {"put": operation([{"ApiKey": []}])},
            "/r/{token}": {"head": operation([{"NONE": []}]), "parameters": []},
            "/all": {"x-amazon-apigateway-any-method": operation([{"ApiKey": []}])},
        }
    }
    assert [(one.key, one.authorizer) for one in routes_of(body, FUNCTIONS)] == [
        ("PUT /v1/invoices/{invoice_id}", "ApiKey"),
        ("HEAD /r/{token}", None),
        ("ANY /all", "ApiKey"),
    ]


def test_a_route_leads_to_the_deployed_function() -> None:
    [route] = routes_of({"paths": {"/x": {"get": operation([])}}}, FUNCTIONS)
    assert f"functions/{ARN}relance-local-Api-1/invocations" in route.integration_uri


def test_an_authorizer_is_read_with_its_cache_and_its_sources() -> None:
    declared = {
        "authorizerUri": {"Fn::Sub": ["x/${F}/y", {"F": {"Fn::GetAtt": ["Keys", "Arn"]}}]},
        "authorizerResultTtlInSeconds": 0,
        "identitySource": ["$request.header.Authorization"],
        "enableSimpleResponses": True,
    }
    scheme = {"x-amazon-apigateway-authorizer": declared}
    [found] = authorizers_of({"components": {"securitySchemes": {"ApiKey": scheme}}}, FUNCTIONS)
    assert found.uri == f"x/{ARN}relance-local-Keys-2/y"
    assert found.ttl_seconds == 0
    assert found.identity_sources == ("$request.header.Authorization",)
    assert found.simple


def test_a_reference_that_the_stack_lacks_is_an_error() -> None:
    with pytest.raises(Unresolvable):
        resolve({"Fn::Sub": "${Gone.Arn}"}, FUNCTIONS)
