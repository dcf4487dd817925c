"""What was decided for a batch of accounts, written (R12)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain

from relance.data import call_counts, run_counts, runs
from relance.data.transaction import MOST_WRITES, Write, commit
from relance.domain.account.account import Account
from relance.domain.calendar import local_date
from relance.domain.creditor.rules import Rules
from relance.domain.deciding.carry_out import waits_for_a_person
from relance.domain.deciding.outcome import begins_backlog, outcome_of, written_to
from relance.domain.decision import Decision, Send, Task
from relance.domain.errors import AccountMoved, BacklogCounted, CallsCounted, Refusal, Refused
from relance.flows.circumstances import Circumstances
from relance.flows.nudges import Order, Review


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was decided about one account, not yet written."""

    account: Account
    rules: Rules
    at: datetime
    decisions: tuple[Decision, ...]
    counted: bool = False  # it took a place under the cap of a fresh start

    @property
    def review(self) -> Review:
        """The nudge that asked for it."""
        return Review(self.account.tenant_id, self.account.account_id, self.at, self.counted)

    @property
    def calls(self) -> int:
        """How many calls somebody is asked to make."""
        if not waits_for_a_person(self.rules):
            return 0
        return sum(1 for d in self.decisions if isinstance(d, Task) and d.kind == "call")

    @property
    def lock(self) -> AccountMoved:
        """What refuses its writes: somebody wrote the account since it was read."""
        return AccountMoved(self.account.tenant_id, self.account.account_id)

    @property
    def on(self) -> date:
        """The creditor's day of the decision."""
        return local_date(self.at, self.rules.zone)

    @property
    def begins_backlog(self) -> bool:
        """Whether it begins with a debt of a later backlog."""
        return begins_backlog(self.decisions, self.rules)

    @property
    def shared_locks(self) -> frozenset[Refusal]:
        """What refuses what it shares with others: calls of a day, old debts begun with."""
        tenant_id = self.account.tenant_id
        calls = {CallsCounted(tenant_id)} if self.calls else set[Refusal]()
        return frozenset(calls | ({BacklogCounted(tenant_id)} if self.begins_backlog else set()))

    @property
    def orders(self) -> tuple[Order, ...]:
        """The messages to nudge the sender for; none in shadow (R29)."""
        if self.rules.mode != "live":
            return ()
        place = self.account.tenant_id, self.account.account_id
        return tuple(
            Order(*place, d.key.message_id, self.at, d.cause_id is None, d.contact_id)
            for d in self.decisions
            if isinstance(d, Send)
        )

    @property
    def writes(self) -> list[Write]:
        """Head, decision and tasks, conditional on the version that was read."""
        outcome = outcome_of(self.account, self.decisions, self.rules, self.at)
        return runs.outcome_writes(outcome)

    @property
    def turn(self) -> tuple[str, date, bool] | None:
        """Whose turn came on which day under a fresh start's cap, and whether it was used."""
        spoke = written_to(self.decisions)
        if not self.rules.capped or not (spoke or self.counted):
            return None
        return self.account.tenant_id, self.on, spoke


SHARED = 3  # writes of a tenant: its calls, its turns, the old debts begun with
type Written = tuple[Evaluation, list[Write]]


def store(evaluations: Sequence[Evaluation], around: Circumstances) -> list[Evaluation]:
    """One transaction for the batch; an account that was written meanwhile is left out.

    Who wrote it asked for a review in the same transaction, so nothing is lost (R12). Answers the
    evaluations that were overtaken by calls which another batch asked for: they are to be made
    again, since their owners may have no time any more.
    """
    waiting: list[Written] = [(evaluation, evaluation.writes) for evaluation in evaluations]
    overtaken: list[Evaluation] = []
    while waiting:
        chunk: list[Written] = []
        while waiting and _size(chunk) + len(waiting[0][1]) <= MOST_WRITES - SHARED * len(
            around.tenants
        ):
            chunk.append(waiting.pop(0))
        after = _with_calls(around, chunk)
        try:
            counts = [*_counts(around, after), *_turns(chunk), *_begun(chunk, around)]
            commit([*chain.from_iterable(writes for _, writes in chunk), *counts])
        except Refused as refused:
            lost = [e for e, _ in chunk if e.shared_locks & refused.refusals]
            overtaken += lost
            chunk = [one for one in chunk if one[0] not in lost]
            waiting = [one for one in chunk if one[0].lock not in refused.refusals] + waiting
        else:
            around = _noted(around, after)
    return overtaken


def _size(chunk: Sequence[Written]) -> int:
    return sum(len(writes) for _, writes in chunk)


def _with_calls(around: Circumstances, chunk: Sequence[Written]) -> Circumstances:
    """The circumstances once the calls of a chunk are asked for."""
    for evaluation, _ in chunk:
        if evaluation.calls:
            around = around.after_calls(evaluation.account, evaluation.calls, evaluation.at)
    return around


def _counts(before: Circumstances, after: Circumstances) -> list[Write]:
    """The counts of the tenants for which somebody was asked to call."""
    return [
        call_counts.counted(tenant_id, tenant.calls, after.tenants[tenant_id].calls)
        for tenant_id, tenant in before.tenants.items()
        if after.tenants[tenant_id].calls != tenant.calls
    ]


def _begun(chunk: Sequence[Written], around: Circumstances) -> list[Write]:
    """For each day, the old debts without history that are begun with (R37)."""
    days = Counter((e.account.tenant_id, e.on) for e, _ in chunk if e.begins_backlog)
    return [
        run_counts.statements(tenant_id, on, begun, around.tenants[tenant_id].daily_cap)
        for (tenant_id, on), begun in days.items()
    ]


def _turns(chunk: Sequence[Written]) -> list[Write]:
    """For each day of a fresh start, who was written to and who gave his place back (R37)."""
    turns = Counter(turn for evaluation, _ in chunk if (turn := evaluation.turn))
    days = dict.fromkeys((tenant_id, on) for tenant_id, on, _ in turns)
    return [
        run_counts.turns(tenant_id, on, turns[tenant_id, on, True], turns[tenant_id, on, False])
        for tenant_id, on in days
    ]


def _noted(before: Circumstances, after: Circumstances) -> Circumstances:
    """The circumstances as the next chunk finds them: each count that was written has moved on."""
    moved = {
        tenant_id: replace(tenant, calls=replace(tenant.calls, version=tenant.calls.version + 1))
        for tenant_id, tenant in after.tenants.items()
        if tenant.calls != before.tenants[tenant_id].calls
    }
    return replace(after, tenants=after.tenants | moved)
