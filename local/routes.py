"""Creates what the emulator leaves out of an HTTP API: authorizers, integrations and routes.

SAM writes them into the API's OpenAPI `Body`, which AWS imports and the emulator ignores. They are
read from the template as the emulator transformed it, so that nothing is said twice.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from local.intrinsics import resolve

_ANY = "x-amazon-apigateway-any-method"
_METHODS = {"get", "head", "post", "put", "patch", "delete", "options", _ANY}


@dataclass(frozen=True, slots=True)
class Route:
    """One route as the template declares it; `authorizer` is None where it is open."""

    key: str
    integration_uri: str
    authorizer: str | None


@dataclass(frozen=True, slots=True)
class Authorizer:
    """A Lambda authorizer as the template declares it."""

    name: str
    uri: str
    payload: str
    simple: bool
    identity_sources: tuple[str, ...]
    ttl_seconds: int


def authorizers_of(body: Mapping[str, Any], functions: Mapping[str, str]) -> list[Authorizer]:
    """The Lambda authorizers of an OpenAPI body."""
    schemes = body.get("components", {}).get("securitySchemes", {})
    return [
        _authorizer(name, scheme["x-amazon-apigateway-authorizer"], functions)
        for name, scheme in schemes.items()
        if "x-amazon-apigateway-authorizer" in scheme
    ]


def routes_of(body: Mapping[str, Any], functions: Mapping[str, str]) -> Iterator[Route]:
    """The routes of an OpenAPI body."""
    for path, operations in body.get("paths", {}).items():
        for method, operation in operations.items():
            if method not in _METHODS:
                continue
            verb = "ANY" if method == _ANY else method.upper()
            uri = resolve(operation["x-amazon-apigateway-integration"]["uri"], functions)
            names = [name for need in operation.get("security", []) for name in need]
            named = next((name for name in names if name != "NONE"), None)
            yield Route(f"{verb} {path}", uri, named)


def create_routes(
    gateway: Any, api_id: str, body: Mapping[str, Any], functions: Mapping[str, str]
) -> None:
    """Makes the deployed API answer as the template says, replacing what it had."""
    _clear(gateway, api_id)
    authorizers = {
        one.name: _create_authorizer(gateway, api_id, one)
        for one in authorizers_of(body, functions)
    }
    integrations: dict[str, str] = {}
    for route in routes_of(body, functions):
        if route.integration_uri not in integrations:
            integrations[route.integration_uri] = gateway.create_integration(
                ApiId=api_id,
                IntegrationType="AWS_PROXY",
                IntegrationUri=route.integration_uri,
                PayloadFormatVersion="2.0",
            )["IntegrationId"]
        gateway.create_route(
            ApiId=api_id,
            RouteKey=route.key,
            Target=f"integrations/{integrations[route.integration_uri]}",
            **_authorization(route, authorizers),
        )


def _authorization(route: Route, authorizers: Mapping[str, str]) -> dict[str, str]:
    if route.authorizer is None:
        return {"AuthorizationType": "NONE"}
    # A name without an authorizer is an error, never an open route.
    return {"AuthorizationType": "CUSTOM", "AuthorizerId": authorizers[route.authorizer]}


def _authorizer(name: str, declared: Mapping[str, Any], functions: Mapping[str, str]) -> Authorizer:
    sources = declared.get("identitySource", [])
    if isinstance(sources, str):
        sources = [part.strip() for part in sources.split(",")]
    return Authorizer(
        name=name,
        uri=resolve(declared["authorizerUri"], functions),
        payload=str(declared.get("authorizerPayloadFormatVersion", "2.0")),
        simple=bool(declared.get("enableSimpleResponses", False)),
        identity_sources=tuple(sources),
        ttl_seconds=int(declared.get("authorizerResultTtlInSeconds", 300)),
    )


def _create_authorizer(gateway: Any, api_id: str, authorizer: Authorizer) -> str:
    created = gateway.create_authorizer(
        ApiId=api_id,
        AuthorizerType="REQUEST",
        Name=authorizer.name,
        AuthorizerUri=authorizer.uri,
        AuthorizerPayloadFormatVersion=authorizer.payload,
        EnableSimpleResponses=authorizer.simple,
        IdentitySource=list(authorizer.identity_sources),
        AuthorizerResultTtlInSeconds=authorizer.ttl_seconds,
    )
    return str(created["AuthorizerId"])


def _clear(gateway: Any, api_id: str) -> None:
    for route in gateway.get_routes(ApiId=api_id)["Items"]:
        gateway.delete_route(ApiId=api_id, RouteId=route["RouteId"])
    for integration in gateway.get_integrations(ApiId=api_id)["Items"]:
        gateway.delete_integration(ApiId=api_id, IntegrationId=integration["IntegrationId"])
    for authorizer in gateway.get_authorizers(ApiId=api_id)["Items"]:
        gateway.delete_authorizer(ApiId=api_id, AuthorizerId=authorizer["AuthorizerId"])
