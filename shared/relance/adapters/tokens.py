"""Tokens of links: `<opaque message id>.<signature>` and nothing else (R26).

What a link is for, until when, and whose it is, stays with the message: a token tells nothing to
whoever reads it in a log or over a shoulder.
"""

import hashlib
from collections.abc import Sequence

from itsdangerous import BadData, Signer
from itsdangerous.encoding import base64_decode, base64_encode

from relance.adapters import link_keys

_SALT = "relance.link"


def sign(message_id: str) -> str:
    """The token of a message's links, signed with the newest key."""
    return _signer(link_keys.keys()).sign(message_id).decode()


def message_id(token: str) -> str | None:
    """The message that a token of ours names, or None; any key we still hold verifies."""
    if not token.isascii():
        return None
    keys = link_keys.keys()
    found = _verified(token, keys)
    if found is None and (fresh := link_keys.fresh_keys()) != keys:
        found = _verified(token, fresh)
    return found


def _verified(token: str, keys: Sequence[str]) -> str | None:
    try:
        found = _signer(keys).unsign(token).decode()
        signature = token.rpartition(".")[2]
        # One token a message and key: base64 has several spellings of the last character.
        return found if base64_encode(base64_decode(signature)).decode() == signature else None
    except BadData:
        return None


def _signer(keys: Sequence[str]) -> Signer:
    return Signer([*keys], salt=_SALT, digest_method=hashlib.sha256, key_derivation="hmac")
