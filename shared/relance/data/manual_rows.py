"""The words of messages by hand, by the fact that they belong to; kept apart to be erased (R24)."""

from typing import Any

from relance.data.account_rows import AccountRow, archive, hot
from relance.data.transaction import Required, Write, put
from relance.domain.account.message import MessageState
from relance.domain.errors import AccountMoved


def words_write(tenant_id: str, account_id: str, fact_id: str, words: dict[str, Any]) -> Write:
    """Keeps what somebody wrote, once; refused with AccountMoved where it is kept already."""
    row = AccountRow(archive(tenant_id, account_id), f"written#{fact_id}", doc=words)
    moved = AccountMoved(tenant_id, account_id)
    return put(row, Required(AccountRow.pk.does_not_exist(), moved))


def words(tenant_id: str, account_id: str, fact_id: str) -> dict[str, Any] | None:
    """What was written, and by whom; None where nothing was."""
    return _doc(archive(tenant_id, account_id), f"written#{fact_id}")


def state_of(tenant_id: str, account_id: str, message_id: str) -> MessageState | None:
    """How far a message got, an archived one too; None where it has not been reserved."""
    for partition in (hot(tenant_id, account_id), archive(tenant_id, account_id)):
        if row := _row(partition, f"message#{message_id}"):
            return MessageState(row.state)
    return None


def _doc(pk: str, sk: str) -> dict[str, Any] | None:
    row = _row(pk, sk)
    return row.doc if row else None


def _row(pk: str, sk: str) -> AccountRow | None:
    try:
        return AccountRow.get(pk, sk, consistent_read=True)
    except AccountRow.DoesNotExist:
        return None
