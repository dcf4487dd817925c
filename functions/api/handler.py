"""HTTP requests with an API key become flow calls; nothing is decided here (G1)."""

from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.utilities.typing import LambdaContext
from routes import (
    customers,
    golive,
    holds,
    invoices,
    keys,
    mode,
    openapi,
    payments,
    previews,
    problems,
    settings,
    tasks,
    webhook_endpoints,
)

from relance.telemetry import logger

app = APIGatewayHttpResolver(enable_validation=True, response_validation_error_http_code=500)
for module in (
    *(customers, invoices, holds, payments, tasks),
    *(settings, mode, golive, previews, keys, webhook_endpoints),
):
    app.include_router(module.router)
problems.register(app)


@app.get("/v1/openapi.json", include_in_schema=False)
def document() -> Response[str]:
    """Answer the description of this API."""
    return Response(200, "application/json", openapi.describe(app))


@logger.inject_lambda_context(clear_state=True)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Answers one request."""
    if not _is_json(event):
        refusal = problems.unsupported_media()
        return {"statusCode": refusal.status_code, "headers": refusal.headers, "body": refusal.body}
    return app.resolve(event, context)


def _is_json(event: dict[str, Any]) -> bool:
    """Whether the body, if there is one, says that it is JSON: a form would be misread."""
    said = event.get("headers", {}).get("content-type", "")
    return not event.get("body") or said.split(";")[0].strip().lower() == "application/json"
