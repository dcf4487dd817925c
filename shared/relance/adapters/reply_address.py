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
_ANSWER, _PASSED_ON = "relance.reply", "relance.passed_on"
_SEAL = re.compile(rf"([0-9a-f]{{20}})\.([a-z2-7]{{{_SIGNATURE_CHARACTERS}}})")
_LOCAL = re.compile(rf"reply\+([a-z2-7]{{26}})\.([a-z2-7]{{{_SIGNATURE_CHARACTERS}}})")


def reply_address(message_id: str, domain: str) -> str:
    """Where to answer this message."""
    return f"reply+{message_id}.{_signature(message_id, link_keys.keys()[-1])}@{domain}"


def message_answered(address: str) -> str | None:
    """The message that an address of ours names, or None; any key we still hold verifies."""
    found = _LOCAL.fullmatch(address[:320].rpartition("@")[0].strip().lower())
    if found is None:
        return None
    message_id, signature = found.groups()
    return message_id if _signed(message_id, signature) else None


def seal(reply_id: str) -> str:
    """What a mail carries that we pass on, so that nobody else can call his mail ours."""
    return f"{reply_id}.{_signature(reply_id, link_keys.keys()[-1], _PASSED_ON)}"


def sealed(value: str) -> bool:
    """Whether a mail that came in is one that we passed on."""
    found = _SEAL.fullmatch(value)
    return found is not None and _signed(found[1], found[2], _PASSED_ON)


def _signed(what: str, signature: str, purpose: str = _ANSWER) -> bool:
    return any(
        hmac.compare_digest(_signature(what, key, purpose), signature)
        for keys in (link_keys.keys, link_keys.fresh_keys)
        for key in keys()
    )


def _signature(what: str, key: str, purpose: str = _ANSWER) -> str:
    digest = hmac.new(key.encode(), f"{purpose}\x1f{what}".encode(), hashlib.sha256)
    return b32encode(digest.digest()).decode().lower()[:_SIGNATURE_CHARACTERS]
