"""The description of the API, made from its routes and models."""

from functools import cache

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.models import HTTPBearer

from .caller import new_router

_ABOUT = """Invoices go in, fair reminders go out, answers come back.

Every request carries `Authorization: Bearer <API key>`. Amounts are integers in the minor unit of
their currency. Ids are those of the invoicing tool. Errors are problem details (RFC 9457) that
name the field. Dates are ISO 8601; instants are UTC."""

router = new_router()


@router.get("/v1/openapi.json", include_in_schema=False)
def get() -> Response[str]:
    """Answer the description of this API."""
    app = router.api_resolver
    assert isinstance(app, APIGatewayHttpResolver)
    return Response(200, "application/json", _describe(app))


@cache
def _describe(app: APIGatewayHttpResolver) -> str:
    return app.get_openapi_json_schema(
        title="Relance",
        version="1",
        description=_ABOUT,
        security_schemes={"key": HTTPBearer(description="An API key", bearerFormat="rl_...")},
        security=[{"key": []}],
    )
