"""Rows that cannot be read: noted, so that people see them until they are mended (R46).

    accounts  <tenant>#<account>#archive   task#unreadable     an account, in the list of tasks
    inbox     <tenant>#unreadable          <place>#<row>       what else was met while recording

What is looked at anyway is found by looking; a note is for what only a key leads to.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from relance.data import filing, inbox
from relance.data.account_rows import AccountRow, archive, stamp
from relance.data.codec import encode
from relance.data.inbox import InboxRow
from relance.domain.account.on_file import OpenTask
from relance.domain.errors import Unreadable
from relance.domain.task_kinds import TaskKind
from relance.domain.tasks.worklist import place

_NOTE, _POINTER = "unreadable", "pointer"
_LOOKED_AT = frozenset({inbox.PLACE, "settings", "policies", "runs"})


def note(tenant_id: str, account_id: str, at: datetime) -> None:
    """Puts the account among what waits for a person; it stands there once."""
    task = OpenTask(_NOTE, TaskKind.UNREADABLE_ROW, at)
    row = AccountRow(archive(tenant_id, account_id), f"task#{_NOTE}", doc=encode(task))
    row.listing, row.listed_as = f"{tenant_id}#tasks", f"{place(task)}#{account_id}"
    row.save()


def mended(tenant_id: str, account_id: str) -> None:
    """Takes the note away."""
    AccountRow(archive(tenant_id, account_id), f"task#{_NOTE}").delete()


@dataclass(frozen=True, slots=True)
class Noted:
    """A row of a tenant that somebody could not read, where, and since when that is known."""

    place: str
    row: str
    since_at: datetime


def note_met(error: Unreadable, at: datetime) -> None:
    """Notes what could not be read while money was recorded, where only a key leads to it."""
    if error.row == _POINTER or error.row.startswith("payment#"):
        _note_row(error, at)
    elif error.place not in _LOOKED_AT:
        note(error.tenant_id, error.place, at)


def _note_row(error: Unreadable, at: datetime) -> None:
    row = InboxRow(f"{error.tenant_id}#{_NOTE}", f"{error.place}#{error.row}")
    row.doc = {"place": error.place, "row": error.row, "since_at": stamp(at)}
    row.save()


def noted(tenant_id: str) -> Iterator[Noted]:
    """The rows noted that still cannot be read; the note of one that was mended goes."""
    for row in InboxRow.query(f"{tenant_id}#{_NOTE}", consistent_read=True):
        told = Noted(row.doc["place"], row.doc["row"], datetime.fromisoformat(row.doc["since_at"]))
        if _is_readable(tenant_id, told):
            row.delete()
        else:
            yield told


def _is_readable(tenant_id: str, told: Noted) -> bool:
    try:
        if told.row == _POINTER:
            filing.find(tenant_id, told.place)
        else:
            inbox.payment(tenant_id, told.row.partition("#")[2])
    except Unreadable:
        return False
    return True
