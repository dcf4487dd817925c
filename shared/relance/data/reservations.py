"""The right to send one message, and what became of it: the rows of the sending (R14 to R16)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from pynamodb.exceptions import UpdateError
from pynamodb.expressions.update import Action

from relance.data import manifest
from relance.data.account_rows import AccountRow, archive, hot, link, stamp
from relance.data.bodies import KeptMail, body_row
from relance.data.codec import encode
from relance.data.message_rows import Progress, event, message_row, short, short_digest
from relance.data.review_index import looked_at
from relance.data.stored import GONE_WRONG
from relance.data.suppressions import not_stopped
from relance.data.transaction import (
    CONDITION_FAILED,
    Required,
    Write,
    code_of,
    delete,
    put,
    update,
)
from relance.domain.account.account import Account
from relance.domain.account.message import RANK, Message, MessageState
from relance.domain.account.on_file import Acknowledgement
from relance.domain.creditor.rules import Limits
from relance.domain.errors import AccountMoved, MessageTaken


def reserve(
    account: Account,
    message: Message,
    mail: KeptMail,
    sha256: str,
    review_at: datetime,
    free_digests: Sequence[str],
    kept_days: int = Limits().keep_bodies_days,
    answered_ids: Sequence[str] = (),
) -> list[Write]:
    """The writes of step (4): head, message, mail, link; its commit is the point of no return.

    The message keeps the hash of the mail that leaves: the proof that the kept one is it.

    The facts of `answered_ids` are owed no answer any more.

    Refused with AccountMoved when a fact came first, with AddressStopped when mail to one of
    `free_digests` has stopped, with MessageTaken when somebody else reserved it.
    """
    row = message_row(message)
    assert row.doc is not None
    row.doc = {**row.doc, "subject": mail.subject, "mail_sha256": short_digest(sha256)}
    free = AccountRow.pk.does_not_exist() | (AccountRow.reserved_by == message.reserved_by)
    if message.attempt > 1:
        free = (AccountRow.attempt == message.attempt - 1) & (
            AccountRow.rank <= RANK[MessageState.UNKNOWN]
        )
    pointer = link(message.message_id)
    pointer.doc = {"tenant_id": account.tenant_id, "account_id": account.account_id}
    return [
        _next_version(account, review_at, message, answered_ids),
        put(row, Required(free, MessageTaken(message.message_id))),
        put(body_row(message, mail, kept_days)),
        put(pointer),
        *(not_stopped(account.tenant_id, digest) for digest in free_digests),
        *(w for one in answered_ids for w in _answer_given(account, one, message.reserved_at)),
    ]


def _next_version(
    account: Account, review_at: datetime, message: Message, answered_ids: Sequence[str]
) -> Write:
    """The head moved on from the version that was read, and looked at again in time.

    A reminder is what its day was decided for, also where its sender is faster than who writes
    that down: if it is released the breaker does not count it once more (R13).
    """
    pk = hot(account.tenant_id, account.account_id)
    moved = AccountMoved(account.tenant_id, account.account_id)
    decided = [AccountRow.decided_at.set(stamp(message.reserved_at))] if message.reminder else []
    return update(
        AccountRow(pk, "head"),
        AccountRow.version.set(account.version + 1),
        *looked_at(account.tenant_id, account.account_id, review_at),
        *decided,
        *manifest.kept(),
        *manifest.with_message(message.message_id),
        *manifest.without_rows(*map(_owed_key, answered_ids)),
        required=Required(AccountRow.version == account.version, moved),
    )


def _owed_key(fact_id: str) -> str:
    return f"owed#{fact_id}"


def _answer_given(account: Account, fact_id: str, at: datetime) -> list[Write]:
    """Removes the debt of an acknowledgement in the transaction that reserves it; it is filed."""
    key = _owed_key(fact_id)
    writes = [delete(AccountRow(hot(account.tenant_id, account.account_id), key))]
    for fact in account.owed:
        if fact.fact_id == fact_id:
            row = AccountRow(archive(account.tenant_id, account.account_id), key)
            row.doc = {**encode(fact), "answered_at": stamp(at)}
            writes.append(put(row))
    return writes


def record(
    message: Message, state: MessageState, at: datetime, detail: str, *, only_by: str
) -> bool:
    """Writes what became of one attempt; False when a later state or attempt stands already."""
    row = AccountRow(
        hot(message.key.tenant_id, message.key.account_id), f"message#{message.message_id}"
    )
    actions = state_actions(state, at, message.attempt, detail)
    condition = (AccountRow.rank < RANK[state]) & (AccountRow.reserved_by == only_by)
    try:
        row.update(actions=actions, condition=condition)
    except UpdateError as error:
        if code_of(error) != CONDITION_FAILED:
            raise
        return False
    return True


def unsettled(names: Iterable[tuple[str, str, str]]) -> set[tuple[str, str, str]]:
    """Those messages, by tenant, account and id, of which it is not known whether they left.

    One whose row cannot be read is among them: who writes it finds out (R46).
    """
    wanted = {(hot(name[0], name[1]), manifest.message_key(name[2])): name for name in names}
    rows = AccountRow.batch_get([*wanted], consistent_read=True)
    return {wanted[row.pk, row.sk] for row in rows if _may_be_unsettled(row)}


def _may_be_unsettled(row: AccountRow) -> bool:
    try:
        return int(row.rank or 0) < RANK[MessageState.SENT]
    except GONE_WRONG:
        return True


def state_actions(state: MessageState, at: datetime, attempt: int, detail: str) -> list[Action]:
    """The update that moves a message to a state and adds a line to its history."""
    line = event(state, at, attempt, detail)
    actions: list[Action] = [
        AccountRow.state.set(state.value),
        AccountRow.rank.set(RANK[state]),
        AccountRow.events.set(AccountRow.events.append([line])),
    ]
    return actions + _times(state, at)


def _times(state: MessageState, at: datetime) -> list[Action]:
    match state:
        case MessageState.SENT:
            return [AccountRow.sent_at.set(short(at))]
        case MessageState.DELIVERED:
            return [AccountRow.delivered_at.set(short(at))]
        case _:
            return []


def reached(
    tenant_id: str,
    account_id: str,
    message_id: str,
    events: Sequence[Progress],
    bump: bool = True,
) -> list[Write]:
    """The writes that move a message to the last of these states, lowest rank first.

    Refused with MessageTaken when there is no such message, or it is as far already. `bump` moves
    the head's version; nobody waits for good news, so that no review is asked for.
    """
    pk = hot(tenant_id, account_id)
    row = AccountRow(pk, f"message#{message_id}")
    last = events[-1]
    lines = [event(e.state, e.at, e.attempt, e.detail) for e in events]
    actions: list[Action] = [
        AccountRow.state.set(last.state.value),
        AccountRow.rank.set(RANK[last.state]),
        AccountRow.events.set(AccountRow.events.append(lines)),
    ]
    for each in events:
        actions += _times(each.state, each.at)
    newer = Required(AccountRow.rank < RANK[last.state], MessageTaken(message_id))
    writes = [update(row, *actions, required=newer)]
    if bump:
        head = AccountRow(pk, "head")
        writes.append(update(head, AccountRow.version.add(1), *manifest.kept()))
    return writes


def release(
    account: Account,
    message: Message,
    review_at: datetime,
    owed: Sequence[Acknowledgement] = (),
) -> list[Write]:
    """Gives the right back when SES certainly took nothing; the account is due again (R17).

    What it answered is owed again. Before a second attempt stands a first one of which nobody
    knows: it is there again then.
    """
    pk = hot(account.tenant_id, account.account_id)
    mine = _mine(message)
    before = next((m for m in account.messages if m.message_id == message.message_id), None)
    row = AccountRow(pk, f"message#{message.message_id}")
    undone = put(message_row(before), mine) if before else delete(row, mine)
    again = [AccountRow(pk, _owed_key(fact.fact_id), doc=encode(fact)) for fact in owed]
    told = [
        *manifest.with_rows(*(row.sk for row in again)),
        *([] if before else manifest.without_messages([message.message_id])),
    ]
    head = due_again(account.tenant_id, account.account_id, review_at, told=told)
    return [head, undone, *map(put, again)]


def refuse(account: Account, message: Message, at: datetime, detail: str) -> list[Write]:
    """SES refused this very mail: the level does not count, and the account is due again (R8)."""
    pk = hot(account.tenant_id, account.account_id)
    row = AccountRow(pk, f"message#{message.message_id}")
    actions = state_actions(MessageState.REFUSED, at, message.attempt, detail)
    return [
        update(row, *actions, required=_mine(message)),
        due_again(account.tenant_id, account.account_id, at),
    ]


def _mine(message: Message) -> Required:
    """The reservation is still the one of this attempt."""
    mine = AccountRow.reserved_by == message.reserved_by
    return Required(mine, MessageTaken(message.message_id))


def due_again(
    tenant_id: str,
    account_id: str,
    at: datetime,
    decided_at: datetime | None = None,
    told: Sequence[Action] = (),
) -> Write:
    """Asks for a review of the account, whatever its version is.

    `decided_at` says for which tick a reminder was decided that did not go, `told` which rows
    come and go with it.
    """
    pk = hot(tenant_id, account_id)
    decided = [AccountRow.decided_at.set(stamp(decided_at))] if decided_at else []
    return update(
        AccountRow(pk, "head"),
        AccountRow.version.add(1),
        *looked_at(tenant_id, account_id, at),
        *decided,
        *manifest.kept(),
        *told,
    )
