"""The routes of the HTTP API, read from the template."""

from dataclasses import dataclass

from local.harness.template import Template


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
    routes = []
    for function, declared in template.events("HttpApi"):
        named = declared.get("Auth", {}).get("Authorizer")
        authorizer = None if named in (None, "NONE") else str(named)
        routes.append(Route(function, declared["Method"], declared["Path"], authorizer))
    return sorted(routes, key=lambda route: route.path.count("{"))
