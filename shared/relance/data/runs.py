"""What a run reads and writes: the review index, the head's hints, decisions, tasks."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from pynamodb.exceptions import UpdateError
from pynamodb.expressions.update import Action

from relance.data import manifest, review_index
from relance.data.account_rows import AccountRow, ReviewIndex, archive, hot, stamp
from relance.data.codec import day, encode, instant
from relance.data.expiry import ends_at
from relance.data.index_items import Item, items, said
from relance.data.message_rows import message_row
from relance.data.review_index import looked_at, never_looked_at, turn_of
from relance.data.stored import GONE_WRONG
from relance.data.task_rows import task_row
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
from relance.domain.account.message import Message
from relance.domain.calendar import Calendar
from relance.domain.creditor.rules import Rules
from relance.domain.deciding.outcome import Outcome
from relance.domain.decision import Decision, Send
from relance.domain.errors import AccountMoved
from relance.domain.trace import decisive_rule, digest


@dataclass(frozen=True, slots=True)
class Due:
    """One account as the review index shows it; eventually consistent."""

    tenant_id: str
    account_id: str
    review_at: datetime
    oldest_due_on: date | None
    decided_at: datetime | None
    zone: str | None
    country: str | None
    turn: str = ""  # where it stands in the index
    astray: bool = False  # it stands where its review time does not say


@dataclass(frozen=True, slots=True)
class Shown:
    """The first row of a tenant that a shard shows, or one that stands where none can (R46)."""

    tenant_id: str
    account_id: str  # "" where it is no head
    turn: str

    @property
    def astray(self) -> bool:
        """Whether it stands with no tenant, with another one, or at no time that can come."""
        ours = self.turn.startswith(f"{self.tenant_id}#")
        return not ours or self.turn > review_index.behind(self.tenant_id)

    @property
    def aside(self) -> bool:
        """Whether something of the tenant is set aside."""
        return review_index.is_aside(self.turn)


def next_shown(number: int, after: str) -> Shown | None:
    """The first row of a shard behind a turn; None where there is none."""
    rows = AccountRow.review_index.query(
        review_index.shard(number), ReviewIndex.review_turn > after, limit=1
    )
    for row in rows:
        tenant_id, _, account_id = row.pk.partition("#")
        return Shown(tenant_id, account_id if row.sk == "head" else "", row.review_turn)
    return None


def due(tenant_id: str, until_at: datetime) -> Iterator[Due]:
    """The accounts of a tenant to be looked at until an instant, the longest due first."""
    first, last = review_index.heads_of(tenant_id), review_index.until(tenant_id, until_at)
    return between(tenant_id, first, last)


def between(tenant_id: str, first: str, last: str) -> Iterator[Due]:
    """The same, from one turn to another; a page of the index at a time is in memory."""
    within = ReviewIndex.review_turn.between(first, last)
    for item in items(ReviewIndex.Meta.index_name, review_index.shard_of(tenant_id), within):
        if item["pk"]["S"].startswith(f"{tenant_id}#"):  # an index that is behind shows others
            yield _due(tenant_id, item)


LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def _due(tenant_id: str, item: Item) -> Due:
    account_id, turn = item["pk"]["S"][len(tenant_id) + 1 :], item["review_turn"]["S"]
    astray = turn != turn_of(tenant_id, account_id, item.get("review_at", {}).get("S", ""))
    try:
        oldest, decided = said(item, "oldest_due_on"), said(item, "decided_at")
        return Due(
            tenant_id,
            account_id,
            instant(review_index.due_at(turn)),
            day(oldest) if oldest and oldest != "none" else None,
            instant(decided) if decided else None,
            said(item, "zone"),
            said(item, "country"),
            turn,
            astray,
        )
    except GONE_WRONG:  # its review says what is wrong, and stops nobody else (R46)
        return Due(tenant_id, account_id, LONG_AGO, None, None, None, None, turn, astray)


def is_there(due: Due) -> bool:
    """Whether the account that the index names has a head."""
    row = hot(due.tenant_id, due.account_id), AccountRow.sk == "head"
    return bool([*AccountRow.query(*row, consistent_read=True)])


def put_off(tenant_id: str, account_id: str, seen_at: datetime, until_at: datetime) -> None:
    """Reviews an account later; nothing where somebody asked for a review since it was due."""
    row = AccountRow(hot(tenant_id, account_id), "head")
    try:
        row.update(
            actions=looked_at(tenant_id, account_id, until_at),
            condition=AccountRow.review_at <= stamp(seen_at),
        )
    except UpdateError as error:
        if code_of(error) != CONDITION_FAILED:
            raise


def outcome_writes(outcome: Outcome) -> list[Write]:
    """The writes of one evaluation, conditional on the version it read (R12).

    Refused with AccountMoved when somebody wrote the account meanwhile.
    """
    account = outcome.account
    pk = hot(account.tenant_id, account.account_id)
    actions: list[Action] = (
        looked_at(account.tenant_id, account.account_id, outcome.review_at)
        if outcome.review_at
        else never_looked_at()
    )
    if outcome.of_the_day:
        actions.append(AccountRow.decided_at.set(stamp(outcome.at)))
    actions += manifest.with_rows(*(f"task#{task.task_id}" for task in outcome.tasks))
    actions += manifest.without_messages(message.message_id for message in outcome.past)
    moved = AccountMoved(account.tenant_id, account.account_id)
    unchanged = Required(AccountRow.version == account.version, moved)
    head = update(AccountRow(pk, "head"), *actions, required=unchanged)
    tasks = [put(task_row(account, task)) for task in outcome.tasks]
    decision = _decision(account, outcome.decisions, outcome.at, outcome.rules)
    return [head, decision, *tasks, *_archived(account, outcome.past)]


def _decision(account: Account, decisions: Sequence[Decision], at: datetime, rules: Rules) -> Write:
    """The stored decision: a check on `decide`, not its source (R10).

    What the key of the row says, instant, tenant and account, is not repeated.
    """
    row = AccountRow(archive(account.tenant_id, account.account_id), f"decision#{stamp(at)}")
    row.doc = {
        "mode": rules.mode,
        "policy": [rules.policy.policy_id, rules.policy.version],
        "version": account.version,
        "decisions": [_stored(decision) for decision in decisions],
    }
    _say_figures_once(row.doc)
    if kept := circumstances(rules):
        row.doc["rules"] = kept
    row.ttl = ends_at(at, rules.limits.keep_decisions_days)
    return put(row)


def _stored(decision: Decision) -> dict[str, Any]:
    """The decision with the rule that decided and the digest of its trace.

    The trace itself is recomputed: the whole would be larger than the account.
    """
    decided = {"rule": decisive_rule(decision.trace), "trace_digest": digest(decision.trace)}
    bare = encode(replace(decision, trace=()))
    if isinstance(decision, Send):
        del bare["key"]["tenant_id"], bare["key"]["account_id"]
    return {"type": type(decision).__name__.lower(), **bare, **decided}


def _say_figures_once(document: dict[str, Any]) -> None:
    """Most decisions of a run rest on the same figures: those of the first stand for all."""
    figures = [decided.pop("figures", {}) for decided in document["decisions"]]
    document["figures"] = figures[0] if figures else {}
    for decided, own in zip(document["decisions"], figures, strict=True):
        if own != document["figures"]:
            decided["figures"] = own


def circumstances(rules: Rules) -> dict[str, Any]:
    """What the rules were besides policy, calendars and money of nobody: kept to repeat the run."""
    bare = replace(
        rules,
        policy=Rules().policy,
        open_days=Calendar(),
        debtor_days=Calendar(),
        bank_days=Calendar(),
        foreign_bank_days={},
        unplaced=(),
    )
    document: dict[str, Any] = encode(bare)
    return document


def _archived(account: Account, past: Iterable[Message]) -> Iterator[Write]:
    """Moves messages out of what `decide` reads (R21)."""
    for message in past:
        row = message_row(message)
        kept = AccountRow(archive(account.tenant_id, account.account_id), row.sk, doc=row.doc)
        kept.state = row.state
        yield put(kept)
        yield delete(AccountRow(row.pk, row.sk))


def superseded(
    account: Account, message_id: str, at: datetime, reason: str, until_on: date | None
) -> Write:
    """The note that a queued message was not sent, why, and until when, if it will be (D4)."""
    sk = f"superseded#{stamp(at)}#{message_id}"
    row = AccountRow(archive(account.tenant_id, account.account_id), sk)
    row.doc = {"message_id": message_id, "at": stamp(at), "reason": reason}
    if until_on:
        row.doc["until_on"] = until_on.isoformat()
    return put(row)
