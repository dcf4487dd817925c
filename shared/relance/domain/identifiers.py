"""Ids of the invoicing tool, as they may stand in a path (R19)."""

import hashlib
import re

_IDENTIFIER = re.compile(r"[A-Za-z0-9._~-]{1,64}")


def is_identifier(text: str) -> bool:
    """Whether a text can be the id of an invoice, a customer or a payment."""
    return _IDENTIFIER.fullmatch(text) is not None and text not in (".", "..")


def address_digest(email: str) -> str:
    """What stands for an address where the address itself must not be kept (R24)."""
    return hashlib.sha256(email.strip().casefold().encode()).hexdigest()
