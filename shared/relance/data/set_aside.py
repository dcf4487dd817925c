"""What is set aside, in the table `accounts`: one row for each object, whoever meets it (R46).

    <tenant>#aside#all           <place>|<row>          what cannot be read or decided, and why
    #system#aside#all            <queue>|<digest>       a message that nobody can read
    <tenant>#<account>#archive   task#unreadable        the account, in the list of tasks
    <tenant>#<account>#archive   kept#<queue>#<digest>  a message that waits for the account

Index `review`, before the heads of its tenant: each tick looks whether it was mended.
"""

import zlib
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from pynamodb.exceptions import PutError

from relance.data import review_index
from relance.data.account_rows import AccountRow, ReviewIndex, archive
from relance.data.codec import decode, encode
from relance.data.stored import GONE_WRONG
from relance.data.transaction import CONDITION_FAILED, code_of
from relance.domain.account.on_file import OpenTask
from relance.domain.errors import Cause, Unreadable
from relance.domain.run.set_aside import SetAside
from relance.domain.task_kinds import TaskKind
from relance.domain.tasks.worklist import place as place_of

INSTALLATION = "#system"
MOST_LOOKED_AT = 200  # of a tenant by one tick; the others at the next
MOST_BODY_BYTES = 300_000  # compressed: a row may have 400 KB
_NOTE = "unreadable"


def note(error: Unreadable, now: datetime) -> tuple[SetAside, bool]:
    """What is known of an object that was met now, and whether nobody met it before."""
    row = _row(error.tenant_id, error.place, error.row)
    known = _kept(error.tenant_id, row.sk)
    if known:
        told = known.met_again(now, error.cause, error.attribute)
    else:
        told = SetAside(error.place, error.row, error.cause, now, now, attribute=error.attribute)
    row.doc = encode(told)
    if error.tenant_id != INSTALLATION:  # no tick mends a message of a queue
        _stand(row, review_index.aside(error.tenant_id, now))
    try:
        row.save(condition=None if known else AccountRow.pk.does_not_exist())
    except PutError as failed:
        if code_of(failed) != CONDITION_FAILED:
            raise
        return told, False
    return told, known is None


def forget(tenant_id: str, told: SetAside) -> None:
    """Ends it: the object can be read again."""
    _row(tenant_id, told.place, told.row).delete()


def all_of(tenant_id: str) -> Iterator[tuple[str, SetAside | None]]:
    """What is set aside of a tenant, each with its sort key; None where that cannot be read."""
    for row in AccountRow.query(_partition(tenant_id), consistent_read=True):
        yield row.sk, _read(row)


def due(tenant_id: str) -> Iterator[SetAside]:
    """What of a tenant a tick looks at again, the longest not looked at first.

    Before it what silences the whole tenant: its places are the last of those that are no account.
    """
    pk, own = _partition(tenant_id), AccountRow.sk.startswith("#")
    last_first = AccountRow.query(
        pk, own, consistent_read=True, scan_index_forward=False, limit=MOST_LOOKED_AT
    )
    rows = {row.sk: row for row in last_first}
    for sk in _shown(tenant_id):
        if sk not in rows:
            one = AccountRow.query(pk, AccountRow.sk == sk, consistent_read=True)
            rows |= {row.sk: row for row in one}
    yield from (told for row in rows.values() if (told := _read(row)))


def _shown(tenant_id: str) -> list[str]:
    """The sort keys that the index shows of it."""
    shard = review_index.shard_of(tenant_id)
    between = ReviewIndex.review_turn.between(*review_index.asides_of(tenant_id))
    found = AccountRow.review_index.query(shard, between, limit=MOST_LOOKED_AT)
    return [key.sk for key in found if key.pk == _partition(tenant_id)]


def _stand(row: AccountRow, attributes: dict[str, str]) -> None:
    for name, said in attributes.items():
        setattr(row, name, said)


def looked_at(tenant_id: str, told: SetAside, now: datetime) -> None:
    """Has the next tick look at others first."""
    row = _row(tenant_id, told.place, told.row)
    said = review_index.aside(tenant_id, now).items()
    row.update(actions=[getattr(AccountRow, name).set(value) for name, value in said])


def ask(tenant_id: str, account_id: str, at: datetime) -> None:
    """Puts the account among what waits for a person; it stands there once."""
    task = OpenTask(_NOTE, TaskKind.UNREADABLE_ROW, at)
    row = AccountRow(archive(tenant_id, account_id), f"task#{_NOTE}", doc=encode(task))
    row.listing, row.listed_as = f"{tenant_id}#tasks", f"{place_of(task)}#{account_id}"
    row.save()


def end_task(tenant_id: str, account_id: str) -> None:
    """Takes the account from what waits for a person."""
    AccountRow(archive(tenant_id, account_id), f"task#{_NOTE}").delete()


# --- Messages of queues --------------------------------------------------------------------------


def keep_message(tenant_id: str, account_id: str, queue: str, body: str) -> None:
    """Keeps a message that waits for an account to be mended; the same one once."""
    row = AccountRow(archive(tenant_id, account_id), f"kept#{queue}#{_digest(body)}")
    row.body = _packed(body)
    row.save()


def kept_messages(tenant_id: str, account_id: str) -> Iterator[tuple[str, str, str]]:
    """The messages that wait for an account: sort key, queue and body."""
    kept = AccountRow.sk.startswith("kept#")
    for row in AccountRow.query(archive(tenant_id, account_id), kept, consistent_read=True):
        yield row.sk, row.sk.split("#")[1], zlib.decompress(row.body).decode("utf-8", "replace")


def message_taken_up(tenant_id: str, account_id: str, sk: str) -> None:
    """Ends the waiting of a message that is in its queue again."""
    AccountRow(archive(tenant_id, account_id), sk).delete()


def note_malformed(queue: str, body: str, now: datetime) -> bool:
    """Whether a message that nobody can read is met for the first time; keeps it, bounded."""
    told, is_new = note(Unreadable(INSTALLATION, queue, _digest(body), cause=Cause.MALFORMED), now)
    row = _row(INSTALLATION, told.place, told.row)
    packed = _packed(body)
    if len(packed) <= MOST_BODY_BYTES:
        row.update(actions=[AccountRow.body.set(packed)])
    return is_new


def _digest(body: str) -> str:
    return sha256(body.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _packed(body: str) -> bytes:
    return zlib.compress(body.encode("utf-8", "surrogatepass"))


_SUFFIX = "#aside#all"  # of three steps, as no account's partition is


def _partition(tenant_id: str) -> str:
    return f"{tenant_id}{_SUFFIX}"


def _row(tenant_id: str, place: str, row: str) -> AccountRow:
    return AccountRow(_partition(tenant_id), f"{place}|{row}"[:1000])


def _kept(tenant_id: str, sk: str) -> SetAside | None:
    rows = AccountRow.query(_partition(tenant_id), AccountRow.sk == sk, consistent_read=True)
    return next((_read(row) for row in rows), None)


def _read(row: AccountRow) -> SetAside | None:
    try:
        return decode(SetAside, row.doc)
    except GONE_WRONG:
        return None
