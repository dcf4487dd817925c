"""The description of the API, made from its routes and models."""

import json
import re
from functools import cache

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.openapi.models import HTTPBearer

from .caller import new_router
from .request_body import JSON, MERGE_PATCH

_ABOUT = """Invoices go in, fair reminders go out, answers come back.

Every request carries `Authorization: Bearer <API key>`. Amounts are integers in the minor unit of
their currency. Ids are those of the invoicing tool. Errors are problem details (RFC 9457) that
name the field. Dates are ISO 8601; instants are UTC."""

# Models of one name are told apart by their module; in which folder it is filed is our affair.
_FILED_IN = re.compile(r"\broutes__[a-z]+__(?=[a-z_]+__[A-Z])")

router = new_router()


@router.get("/v1/openapi.json", include_in_schema=False)
def get() -> Response[str]:
    """Answer the description of this API."""
    app = router.api_resolver
    assert isinstance(app, APIGatewayHttpResolver)
    return Response(200, "application/json", _describe(app))


@cache
def _describe(app: APIGatewayHttpResolver) -> str:
    described = app.get_openapi_json_schema(
        title="Relance",
        version="1",
        description=_ABOUT,
        security_schemes={"key": HTTPBearer(description="An API key", bearerFormat="rl_...")},
        security=[{"key": []}],
    )
    document = json.loads(_FILED_IN.sub("routes__", described))
    for path in document["paths"].values():
        if content := path.get("patch", {}).get("requestBody", {}).get("content"):
            content[MERGE_PATCH] = content.pop(JSON)
    schemas = document["components"]["schemas"]
    last = schemas.pop("ResponseValidationError")  # which the library adds at the end
    document["components"]["schemas"] = {
        **dict(sorted(schemas.items())),
        "ResponseValidationError": last,
    }
    return json.dumps(document, indent=2)
