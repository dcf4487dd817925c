"""The address to which a debtor answers one message: opaque, signed, in lower case (C6, R24).

`reply+<message id>.<signature>@<inbound domain>`: whoever has it was written to, and names nobody.
A local part has 64 characters at most and loses its capitals on the way (RFC 5321, 4.5.3.1.1).
"""

import hashlib
import hmac
import re
from base64 import b32encode

from relance.adapters import link_keys

_SIGNATURE_CHARACTERS = 16  # 80 bits
_LOCAL = re.compile(rf"reply\+([a-z2-7]{{26}})\.([a-z2-7]{{{_SIGNATURE_CHARACTERS}}})")


def reply_address(message_id: str, domain: str) -> str:
    """Where to answer this message."""
    return f"reply+{message_id}.{_signature(message_id, link_keys.keys()[-1])}@{domain}"


def message_answered(address: str) -> str | None:
    """The message that an address of ours names, or None; any key we still hold verifies."""
    found = _LOCAL.fullmatch(address.rpartition("@")[0].strip().lower())
    if found is None:
        return None
    message_id, signature = found.groups()
    for keys in (link_keys.keys, link_keys.fresh_keys):
        if any(hmac.compare_digest(_signature(message_id, key), signature) for key in keys()):
            return message_id
    return None


def _signature(message_id: str, key: str) -> str:
    digest = hmac.new(key.encode(), f"relance.reply\x1f{message_id}".encode(), hashlib.sha256)
    return b32encode(digest.digest()).decode().lower()[:_SIGNATURE_CHARACTERS]
