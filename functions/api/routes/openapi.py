"""The description of the API, made from its routes and models."""

from functools import cache

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.models import HTTPBearer

_ABOUT = """Invoices go in, fair reminders go out, answers come back.

Every request carries `Authorization: Bearer <API key>`. Amounts are integers in the minor unit of
their currency. Ids are those of the invoicing tool. Errors are problem details (RFC 9457) that
name the field. Dates are ISO 8601; instants are UTC."""


@cache
def describe(app: APIGatewayHttpResolver) -> str:
    """The OpenAPI document as JSON."""
    return app.get_openapi_json_schema(
        title="Relance",
        version="1",
        description=_ABOUT,
        security_schemes={"key": HTTPBearer(description="An API key", bearerFormat="rl_...")},
        security=[{"key": []}],
    )
