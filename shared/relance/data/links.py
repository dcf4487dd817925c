"""To which account the links of a message belong (R26)."""

from dataclasses import dataclass

from relance.data.account_rows import AccountRow, archive, link
from relance.data.codec import Misread
from relance.data.message_rows import message_from
from relance.data.stored import reading
from relance.domain.account.message import Message

REVOKED = "revoked"  # the state of a link row that answers no more: customer erased, link withdrawn


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """Where a message lies, and whether its links were withdrawn."""

    tenant_id: str
    account_id: str
    revoked: bool = False


def target(message_id: str) -> LinkTarget | None:
    """Where the message of that id lies; one strongly consistent read."""
    key = link(message_id)
    row = _get(key.pk, key.sk)
    if row is None:
        return None
    with reading("#system", f"#link#{message_id}", "pointer"):
        revoked = (row.state or "") == REVOKED
        return LinkTarget(_name(row, "tenant_id"), _name(row, "account_id"), revoked)


def _name(row: AccountRow, name: str) -> str:
    said = row.doc[name]
    if not isinstance(said, str) or not said:
        raise Misread(name)
    return said


def archived_message(tenant_id: str, account_id: str, message_id: str) -> Message | None:
    """An old message about closed items, which no decision needs any more (R21)."""
    row = _get(archive(tenant_id, account_id), f"message#{message_id}")
    if row is None:
        return None
    with reading(tenant_id, account_id, row.sk):
        return message_from(row)


def _get(pk: str, sk: str) -> AccountRow | None:
    try:
        return AccountRow.get(pk, sk, consistent_read=True)
    except AccountRow.DoesNotExist:
        return None
