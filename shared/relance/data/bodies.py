"""Messages exactly as sent: the bodies, kept in rows that can be erased (R24)."""

import hashlib
import zlib
from datetime import datetime

from relance.data.account_rows import AccountRow, archive
from relance.data.expiry import ends_at, gone
from relance.data.stored import reading
from relance.domain.account.account import Account
from relance.domain.account.message import Message


def body_hash(html: str, text: str) -> str:
    """SHA-256 of what is sent: the proof that the kept body is the one that left."""
    return hashlib.sha256(f"{html}\x00{text}".encode()).hexdigest()


def body_row(message: Message, subject: str, html: str, text: str, kept_days: int) -> AccountRow:
    """The message as it is sent, compressed; it is kept for so many days."""
    key = message.key
    sk = f"body#{message.message_id}#{message.attempt}"
    row = AccountRow(archive(key.tenant_id, key.account_id), sk)
    row.doc = {"subject": subject, "html_bytes": len(html.encode())}
    row.ttl = ends_at(message.reserved_at, kept_days)
    row.body = zlib.compress(html.encode() + text.encode(), 6)
    return row


def kept_body(
    account: Account, message_id: str, attempt: int, now: datetime
) -> tuple[str, str, str] | None:
    """Subject, HTML and text of an attempt as they were reserved; None where they are gone."""
    sk = f"body#{message_id}#{attempt}"
    partition = archive(account.tenant_id, account.account_id)
    try:
        row = AccountRow.get(partition, sk, consistent_read=True)
    except AccountRow.DoesNotExist:
        return None
    with reading(account.tenant_id, account.account_id, sk):
        return None if gone(row, now) else _opened(row)


def _opened(row: AccountRow) -> tuple[str, str, str]:
    assert row.doc is not None
    assert row.body is not None
    plain, size = zlib.decompress(row.body), int(row.doc["html_bytes"])
    return row.doc["subject"], plain[:size].decode(), plain[size:].decode()
