"""The debtor's pages: GET and HEAD show, POST acts (C1, C2, R26)."""

import base64
from typing import Any
from urllib.parse import parse_qsl

from relance import config
from relance.domain.errors import Gone, NotFound
from relance.flows.answers import answer
from relance.flows.debtor_pages import Redirected, Shown, show
from relance.render.language import LOCALES
from relance.render.page import page_security_headers, render_page
from relance.render.page_view import InvalidPage, UnavailablePage
from relance.telemetry import logger

MOST_BYTES = 65_536
MOST_FIELDS = 20
_SECURE_ONLY = {"Strict-Transport-Security": "max-age=63072000"}


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
    try:
        if method == "POST" and action != "pay":
            return answer(token, action, _entered(event))
        return show(token, action)
    except NotFound:
        return Shown(InvalidPage(_language(event)), 404)
    except Gone:
        return Shown(InvalidPage(_language(event)), 410)
    except Exception:  # the rim: a debtor gets a page, the trace stays in the log
        logger.exception("page unavailable")
        return Shown(UnavailablePage(_language(event)), 503)


def _entered(event: dict[str, Any]) -> dict[str, str]:
    body = event.get("body") or ""
    raw = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
    try:
        text = raw[:MOST_BYTES].decode(errors="replace")
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        return {}


def _language(event: dict[str, Any]) -> str:
    """The reader's language by the browser: of a link that is not ours nothing else is known."""
    asked = (event.get("headers") or {}).get("accept-language", "")
    codes = (each.strip()[:2].lower() for each in asked.split(","))
    return next((code for code in codes if code in LOCALES), "en")
