"""Accounts with a row that cannot be read: noted, so that people see it until it is mended (R46).

The note lies beside what `decide` reads, and in the list of what waits for a person.
"""

from datetime import datetime

from relance.data.account_rows import AccountRow, archive
from relance.data.codec import encode
from relance.domain.account.on_file import OpenTask
from relance.domain.task_kinds import TaskKind
from relance.domain.tasks.worklist import place

_NOTE = "unreadable"


def note(tenant_id: str, account_id: str, at: datetime) -> None:
    """Puts the account among what waits for a person; it stands there once."""
    task = OpenTask(_NOTE, TaskKind.UNREADABLE_ROW, at)
    row = AccountRow(archive(tenant_id, account_id), f"task#{_NOTE}", doc=encode(task))
    row.listing, row.listed_as = f"{tenant_id}#tasks", f"{place(task)}#{account_id}"
    row.save()


def mended(tenant_id: str, account_id: str) -> None:
    """Takes the note away."""
    AccountRow(archive(tenant_id, account_id), f"task#{_NOTE}").delete()
