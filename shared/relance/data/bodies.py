"""Messages exactly as sent: the bodies, kept in rows that can be erased (R24)."""

import hashlib
import zlib

from relance.data.account_rows import AccountRow, archive
from relance.data.stored import reading
from relance.domain.account.account import Account
from relance.domain.account.message import Message


def body_hash(html: str, text: str) -> str:
    """SHA-256 of what is sent: the proof that the kept body is the one that left."""
    return hashlib.sha256(f"{html}\x00{text}".encode()).hexdigest()


def body_row(message: Message, subject: str, html: str, text: str) -> AccountRow:
    """The message as it is sent, compressed."""
    key = message.key
    sk = f"body#{message.message_id}#{message.attempt}"
    row = AccountRow(archive(key.tenant_id, key.account_id), sk)
    row.doc = {"subject": subject, "html_bytes": len(html.encode())}
    row.body = zlib.compress(html.encode() + text.encode(), 6)
    return row


def kept_body(account: Account, message_id: str, attempt: int) -> tuple[str, str, str]:
    """Subject, HTML and text of an attempt, exactly as they were reserved."""
    sk = f"body#{message_id}#{attempt}"
    row = AccountRow.get(archive(account.tenant_id, account.account_id), sk, consistent_read=True)
    with reading(account.tenant_id, account.account_id, sk):
        return _opened(row)


def kept_text(account: Account, message_id: str, attempt: int) -> tuple[str, str] | None:
    """Subject and text of an attempt, or None where its body is not kept any more."""
    try:
        subject, _, text = kept_body(account, message_id, attempt)
    except AccountRow.DoesNotExist:
        return None
    return subject, text


def _opened(row: AccountRow) -> tuple[str, str, str]:
    assert row.doc is not None
    assert row.body is not None
    plain, size = zlib.decompress(row.body), int(row.doc["html_bytes"])
    return row.doc["subject"], plain[:size].decode(), plain[size:].decode()
