"""What a browser sent: the fields of its form, and the language of its reader."""

import base64
from typing import Any
from urllib.parse import parse_qsl

from relance.render.language import LOCALES

MOST_BYTES = 65_536
MOST_FIELDS = 20


def entered(event: dict[str, Any]) -> dict[str, str]:
    """The fields of the form; none where it is no form of ours."""
    body = event.get("body") or ""
    raw = base64.b64decode(body) if event.get("isBase64Encoded") else body.encode()
    try:
        text = raw[:MOST_BYTES].decode(errors="replace")
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        return {}


def language(event: dict[str, Any]) -> str:
    """The reader's language by the browser: of a link that is not ours nothing else is known."""
    asked = (event.get("headers") or {}).get("accept-language", "")
    codes = (each.strip()[:2].lower() for each in asked.split(","))
    return next((code for code in codes if code in LOCALES), "en")
