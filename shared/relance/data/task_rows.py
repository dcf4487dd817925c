"""Tasks as rows: in the file of their account and, while they wait, in the list of the morning."""

from relance.data.account_rows import AccountRow, hot
from relance.data.codec import encode
from relance.domain.account.account import Account
from relance.domain.account.on_file import OpenTask
from relance.domain.tasks.worklist import place


def task_row(account: Account, task: OpenTask) -> AccountRow:
    """The whole row of a task; listed in its place as long as a person has something to do."""
    pk = hot(account.tenant_id, account.account_id)
    row = AccountRow(pk, f"task#{task.task_id}", doc=encode(task))
    if not task.closed_at:
        # One reason may ask all accounts alike: the account tells their places apart.
        row.listing = f"{account.tenant_id}#tasks"
        row.listed_as = f"{place(task)}#{account.account_id}"
    return row
