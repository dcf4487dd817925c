"""To which account the links of a message belong (R26)."""

from dataclasses import dataclass

from relance.data.account_rows import AccountRow, link

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
    try:
        row = AccountRow.get(key.pk, key.sk, consistent_read=True)
    except AccountRow.DoesNotExist:
        return None
    return LinkTarget(row.doc["tenant_id"], row.doc["account_id"], row.state == REVOKED)
