"""The routes and authorizers of the HTTP API, read from the OpenAPI body in the template."""

from dataclasses import dataclass
from typing import Any

from local import routes
from local.harness.template import REGION, Template


@dataclass(frozen=True, slots=True)
class Route:
    """One route of the template."""

    function: str
    method: str
    path: str
    authorizer: str | None

    @property
    def key(self) -> str:
        """As `GET /v1/invoices/{invoice_id}`."""
        return f"{self.method} {self.path}"

    def match(self, method: str, path: str) -> dict[str, str] | None:
        """The path parameters, or None where the route does not fit."""
        mine, theirs = self.path.split("/"), path.split("/")
        if method != self.method or len(mine) != len(theirs):
            return None
        found = {}
        for one, other in zip(mine, theirs, strict=True):
            if one.startswith("{"):
                if not other:
                    return None
                found[one.strip("{}")] = other
            elif one != other:
                return None
        return found


def routes_of(template: Template) -> list[Route]:
    """The routes, those with fewer parameters first, as API Gateway prefers them."""
    called = _called(template)
    found = []
    for one in routes.routes_of(body_of(template), {}):
        method, _, path = one.key.partition(" ")
        found.append(Route(called[one.integration_uri], method, path, one.authorizer))
    return sorted(found, key=lambda route: route.path.count("{"))


def authorizers_of(template: Template) -> dict[str, str]:
    """The function behind each authorizer, by the authorizer's name."""
    called = _called(template)
    return {one.name: called[one.uri] for one in routes.authorizers_of(body_of(template), {})}


def body_of(template: Template) -> dict[str, Any]:
    """The OpenAPI document that API Gateway makes the API of."""
    (api,) = template.of_type("AWS::Serverless::HttpApi").values()
    body: dict[str, Any] = api["DefinitionBody"]
    return body


def _called(template: Template) -> dict[str, str]:
    """The name of each function by the address under which API Gateway calls it."""
    path = f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions"
    arns = {
        name: template.attribute(str(one["LogicalId"]), "Arn")
        for name, one in template.functions().items()
    }
    return {f"{path}/{arn}/invocations": name for name, arn in arns.items()}
