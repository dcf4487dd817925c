"""The payment provider of the story: Stripe, as it signs."""

import hashlib
import hmac
import json
from datetime import UTC, datetime

SECRET = "whsec_stripe-secret-of-the-story"
_PAID_AT = datetime(2026, 6, 9, 8, tzinfo=UTC)


def paid_event(invoice_id: str, now: datetime) -> tuple[dict[str, str], str]:
    """Headers and body of the webhook that says that an invoice of 300.00 EUR was paid."""
    intent = {
        "id": f"pi_{invoice_id}",
        "amount_received": 300_00,
        "currency": "eur",
        "metadata": {"invoice_id": invoice_id},
    }
    event = {
        "id": f"evt_{invoice_id}",
        "type": "payment_intent.succeeded",
        "created": int(_PAID_AT.timestamp()),
        "data": {"object": intent},
    }
    body, signed_at = json.dumps(event), int(now.timestamp())
    digest = hmac.new(SECRET.encode(), f"{signed_at}.{body}".encode(), hashlib.sha256).hexdigest()
    signature = f"t={signed_at},v1={digest}"
    return {"stripe-signature": signature, "content-type": "application/json"}, body
