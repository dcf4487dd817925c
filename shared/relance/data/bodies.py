"""Mails exactly as sent, kept in rows that can be erased with all that they say (R24).

What is kept is what a mail is made of, addresses and all, so that it can be made again byte for
byte. It is compressed with what mails of its language have in common (data/dictionaries); rows of
before have the two bodies alone, compressed with nothing.
"""

import json
import re
import zlib
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from relance.data import dictionaries
from relance.data.account_rows import AccountRow, archive
from relance.data.codec import decode, encode
from relance.data.expiry import ends_at, gone
from relance.data.stored import reading
from relance.domain.account.account import Account
from relance.domain.account.message import Message

_LANGUAGE = re.compile(r'<html lang="([a-z]{2})"')
_USUAL_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class KeptMail:
    """What a mail says and to whom; of mails of before the addresses were not kept."""

    subject: str
    html: str = ""
    text: str = ""
    from_name: str = ""
    from_email: str = ""
    to_email: str = ""
    reply_to: str = ""
    copy_emails: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether it can be made again as it was sent."""
        return bool(self.from_email)


def body_row(message: Message, mail: KeptMail, kept_days: int) -> AccountRow:
    """The mail as it is sent, compressed; it is kept for so many days."""
    key = message.key
    sk = f"body#{message.message_id}#{message.attempt}"
    row = AccountRow(archive(key.tenant_id, key.account_id), sk)
    row.doc = {"dictionary": _dictionary_for(mail)}
    row.ttl = ends_at(message.reserved_at, kept_days)
    row.body = _packed(mail, row.doc["dictionary"])
    return row


def kept_body(
    account: Account, message_id: str, attempt: int, now: datetime
) -> tuple[str, str, str] | None:
    """Subject, HTML and text of an attempt as they were reserved; None where they are gone."""
    mail = kept_mail(account, message_id, attempt, now)
    return (mail.subject, mail.html, mail.text) if mail else None


def kept_mail(account: Account, message_id: str, attempt: int, now: datetime) -> KeptMail | None:
    """An attempt as it was reserved; None where it is gone."""
    sk = f"body#{message_id}#{attempt}"
    partition = archive(account.tenant_id, account.account_id)
    try:
        row = AccountRow.get(partition, sk, consistent_read=True)
    except AccountRow.DoesNotExist:
        return None
    with reading(account.tenant_id, account.account_id, sk):
        return None if gone(row, now) else _opened(row)


def _dictionary_for(mail: KeptMail) -> str:
    """The newest dictionary of the language that the mail says it is written in."""
    said = _LANGUAGE.search(mail.html[:200])
    found = dictionaries.newest(said[1]) if said else None
    return found or dictionaries.newest(_USUAL_LANGUAGE) or ""


@cache
def _packer(dictionary: str) -> "zlib._Compress":
    """One that has read the dictionary, to be copied: reading it takes longer than a mail."""
    return zlib.compressobj(8, memLevel=9, zdict=dictionaries.opened(dictionary))


def _packed(mail: KeptMail, dictionary: str) -> bytes:
    html = mail.html.encode()
    head = encode(replace(mail, html="", text="")) | {"html_bytes": len(html)}
    named = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    packer = _packer(dictionary).copy()
    return packer.compress(b"".join((named, b"\n", html, mail.text.encode()))) + packer.flush()


def _opened(row: AccountRow) -> KeptMail:
    assert row.doc is not None
    assert row.body is not None
    if "dictionary" not in row.doc:
        return _opened_of_before(row.doc["subject"], int(row.doc["html_bytes"]), row.body)
    opener = zlib.decompressobj(zdict=dictionaries.opened(row.doc["dictionary"]))
    named, _, bodies = (opener.decompress(row.body) + opener.flush()).partition(b"\n")
    head = json.loads(named)
    size = int(head["html_bytes"])
    return replace(decode(KeptMail, head), html=bodies[:size].decode(), text=bodies[size:].decode())


def _opened_of_before(subject: str, html_bytes: int, packed: bytes) -> KeptMail:
    plain = zlib.decompress(packed)
    return KeptMail(subject, plain[:html_bytes].decode(), plain[html_bytes:].decode())
