"""The debtor's pages: GET and HEAD show, POST acts (C1, C2, R26)."""

import base64
from typing import Any

from relance import config
from relance.domain.errors import Gone, NotFound
from relance.flows.debtor.answers import answer
from relance.flows.debtor.forms import entered
from relance.flows.debtor.pages import Redirected, Shown, language_asked, show
from relance.render.page import page_security_headers, render_page
from relance.render.page_view import InvalidPage, UnavailablePage
from relance.telemetry import logger
from relance.time_limits import within_time

_SECURE_ONLY = {"Strict-Transport-Security": "max-age=63072000"}


@logger.inject_lambda_context
@within_time
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """The answer to one request of a debtor's browser, or of a scanner."""
    method = event["requestContext"]["http"]["method"]
    shown = _shown(event, method)
    headers = page_security_headers(config.templates_path()) | _SECURE_ONLY
    if isinstance(shown, Redirected):
        return {"statusCode": 303, "headers": headers | {"Location": shown.location}, "body": ""}
    html = "" if method == "HEAD" else render_page(shown.page, config.templates_path())
    return {"statusCode": shown.status, "headers": headers, "body": html}


def _shown(event: dict[str, Any], method: str) -> Shown | Redirected:
    path = event["pathParameters"]
    token, action = path["token"], path.get("action")
    language = language_asked((event.get("headers") or {}).get("accept-language", ""))
    try:
        if method == "POST" and action != "pay":
            return answer(token, action, entered(_body(event)))
        return show(token, action)
    except NotFound:
        return Shown(InvalidPage(language), 404)
    except Gone:
        return Shown(InvalidPage(language), 410)
    except Exception:  # the rim: a debtor gets a page, the trace stays in the log
        logger.exception("page unavailable")
        return Shown(UnavailablePage(language), 503)


def _body(event: dict[str, Any]) -> bytes:
    body = event.get("body") or ""
    return base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
