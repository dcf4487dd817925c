"""One resolver, to which the routes of a resource are added when it is first asked for.

Reading all models and flows takes as long as all the libraries together; a cold start pays for
the resource asked for and for no other.
"""

from functools import cache
from importlib import import_module
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.utilities.typing import LambdaContext

from .answer_size import can_be_given
from .request_body import UnreadableBody, UnsupportedMedia, with_plain_body

# The first step of a path below /v1, and the modules that serve it.
_MODULES = {
    "customers": (
        "invoicing.customers",
        "why.decisions",
        "staff.disputes",
        "why.forecasts",
        "staff.holds",
        "mail.manual",
        "staff.order_holds",
        "staff.overrides",
        "why.profiles",
        "replies.replies",
        "tasks.tasks",
    ),
    "invoices": ("invoicing.invoices", "why.forecasts", "staff.holds"),
    "payments": ("money.payments", "money.allocations"),
    "unmatched-payments": ("money.payments",),
    "tasks": ("tasks.tasks",),
    "problems": ("tasks.set_aside",),
    "settings": ("tenant.settings",),
    "policies": ("policies.policies", "policies.policy_trials"),
    "feed": ("tenant.mode",),
    "pause": ("tenant.mode",),
    "runs": ("tenant.mode",),
    "go-live": ("tenant.golive",),
    "forecast": ("why.forecasts",),
    "messages": ("mail.previews",),
    "api-keys": ("tenant.keys",),
    "sender-identities": ("tenant.senders",),
    "webhook-endpoints": ("money.webhook_endpoints",),
}
DESCRIPTION = "openapi.json"


def answer(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """The response to one request."""
    app = _resolver_for(event["rawPath"])
    problems = import_module(".problems", __package__)
    if not event["rawPath"].isprintable():  # a pattern would let a line break at its end pass
        return _plain(problems.no_address())
    try:
        answered = app.resolve(with_plain_body(event), context)
    except (UnsupportedMedia, UnreadableBody) as error:
        return _plain(problems.unreadable(error))
    return answered if can_be_given(answered) else _plain(problems.too_large())


def _plain(refusal: Any) -> dict[str, Any]:
    return {"statusCode": refusal.status_code, "headers": refusal.headers, "body": refusal.body}


def _resolver_for(path: str) -> APIGatewayHttpResolver:
    """The resolver, knowing at least the routes that a path may mean."""
    resource = path.removeprefix("/v1/").partition("/")[0]
    names = {*sum(_MODULES.values(), ()), "openapi"} if resource == DESCRIPTION else ()
    # By module, wherever it is filed: the order of the OpenAPI document.
    for name in sorted(names or _MODULES.get(resource, ()), key=lambda n: n.rpartition(".")[2]):
        _include(name)
    return _resolver()


@cache
def _resolver() -> APIGatewayHttpResolver:
    app = APIGatewayHttpResolver(enable_validation=True, response_validation_error_http_code=500)
    import_module(".problems", __package__).register(app)
    return app


@cache
def _include(name: str) -> None:
    _resolver().include_router(import_module(f".{name}", __package__).router)
