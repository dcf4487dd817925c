"""What debtors wrote back, kept in rows that can be erased (R24); also who passes a mail on."""

from typing import Any

from pynamodb.exceptions import PutError

from relance.data.account_rows import AccountRow, archive
from relance.data.codec import Misread
from relance.data.stored import reading
from relance.data.transaction import CONDITION_FAILED, Write, code_of, put


def words_write(tenant_id: str, account_id: str, reply_id: str, words: dict[str, Any]) -> Write:
    """Keeps the words of a reply, and whoever wrote them."""
    row = AccountRow(archive(tenant_id, account_id), f"reply#{reply_id}", doc=words)
    return put(row)


def words(tenant_id: str, account_id: str) -> dict[str, dict[str, Any]]:
    """What was written in each reply of the account, by its id."""
    rows = AccountRow.query(
        archive(tenant_id, account_id), AccountRow.sk.startswith("reply#"), consistent_read=True
    )
    found = {}
    for row in rows:
        with reading(tenant_id, account_id, row.sk):
            if row.doc:
                found[row.sk.partition("#")[2]] = {n: _text(n, said) for n, said in row.doc.items()}
    return found


def _text(name: str, said: Any) -> Any:
    if said is not None and not isinstance(said, str):
        raise Misread(name)
    return said


def first_to_pass_on(tenant_id: str, account_id: str, reply_id: str) -> bool:
    """Whether nobody has passed this mail on: who is told so must, for nobody else will."""
    row = AccountRow(archive(tenant_id, account_id), f"forward#{reply_id}", doc={})
    try:
        row.save(AccountRow.pk.does_not_exist())
    except PutError as error:
        if code_of(error) != CONDITION_FAILED:
            raise
        return False
    return True


def not_passed_on(tenant_id: str, account_id: str, reply_id: str) -> None:
    """Says that it never left: whoever comes next passes it on."""
    AccountRow(archive(tenant_id, account_id), f"forward#{reply_id}").delete()
