"""What will be said and asked, were nothing new to happen: the same `decide`, run ahead (B14).

The golden rule: what was foretold yesterday for today is what the run does today, if nothing came
in between. It holds because nothing here decides: the runs to come are walked with `decide`,
`next_review_at` and `carry_out`, as the real ones are.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from relance.domain.account.account import Account
from relance.domain.ahead.assumed import answered, with_mail_arrived
from relance.domain.calendar import ONE_HOUR, local_date, next_tick
from relance.domain.creditor.rules import Mode, Rules
from relance.domain.decide import decide
from relance.domain.deciding.carry_out import carried_out
from relance.domain.deciding.review import next_review_at
from relance.domain.decision import Decision, Send, Task
from relance.domain.ledger.item_id import ItemId
from relance.domain.task_kinds import TaskKind, TaskOutcome


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is taken for granted, besides that nothing new is paid, said or changed.

    Mails are delivered, cash is booked day by day, and what may be stopped is not stopped.
    """

    live: bool = True  # the tenant sends, whatever its mode is today
    approvals_given: bool = False  # what needs an approval gets it at once
    calls_reached: bool = False  # a call reaches the debtor at once; else it is left untouched


AS_USUAL = Assumptions()

# The rules for an account at an instant: a policy chosen by a person, for one, has an end.
type RulesOn = Callable[[Account, datetime], Rules]


def always(rules: Rules) -> RulesOn:
    """Rules that are the same on every day."""
    return lambda _account, _at: rules


@dataclass(frozen=True, slots=True)
class ForecastLine:
    """One message or task to come; `amount_minor` is what it demands, or rests on."""

    at: datetime
    day: date  # the creditor's
    decision: Send | Task
    amount_minor: int
    currency: str | None
    item_ids: tuple[ItemId, ...]
    level: int | None
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class RunAhead:
    """One run to come: the account as it will be found, and what will be decided."""

    at: datetime
    account: Account
    rules: Rules
    decisions: tuple[Decision, ...]


def forecast(
    account: Account,
    rules_on: RulesOn,
    start_at: datetime,
    days: int,
    assumptions: Assumptions = AS_USUAL,
) -> tuple[ForecastLine, ...]:
    """The messages and tasks from the next tick on, through `days` days after today."""
    seen: set[tuple[str, int]] = set()
    lines: list[ForecastLine] = []
    for run in runs_ahead(account, rules_on, start_at, days, assumptions):
        for line in _lines(run):
            if (identity := _identity(line.decision)) not in seen:
                seen.add(identity)
                lines.append(line)
    return tuple(lines)


def runs_ahead(
    account: Account,
    rules_on: RulesOn,
    start_at: datetime,
    days: int,
    assumptions: Assumptions = AS_USUAL,
) -> Iterator[RunAhead]:
    """The runs that will look at the account; the days between them would change nothing (R12)."""
    rules = rules_on(account, start_at)
    account = with_mail_arrived(account, rules, start_at)
    last_on = local_date(start_at, rules.zone) + timedelta(days=days)
    at = next_tick(start_at)
    while local_date(at, rules.zone) <= last_on:
        rules = rules_at(rules_on(account, at), account, at, assumptions)
        decisions = decide(account, rules, at)
        yield RunAhead(at, account, rules, decisions)
        account = answered(carried_out(account, decisions, rules, at), at, _outcomes(assumptions))
        review_at = _looked_at(account, decisions, rules, at)
        if review_at is None:
            return
        at = next_tick(max(review_at, at + ONE_HOUR))


def _looked_at(
    account: Account, decisions: Sequence[Decision], rules: Rules, at: datetime
) -> datetime | None:
    """When the account is looked at again; after a message at the latest when it must have left."""
    review_at = next_review_at(account, decisions, rules, at)
    if rules.mode != Mode.LIVE or not any(isinstance(each, Send) for each in decisions):
        return review_at
    settled_at = at + timedelta(hours=rules.limits.unknown_settle_hours)
    return min(review_at or settled_at, settled_at)


def rules_at(rules: Rules, account: Account, at: datetime, assumptions: Assumptions) -> Rules:
    """The rules as they will stand: cash and events keep pace, and whoever calls has time."""
    through_on = rules.cash_through_on
    if through_on is not None:
        through_on = max(through_on, rules.bank_days.previous_open(rules.today(at)))
    mailed = [m.sent_at for m in account.messages if m.sent_at and m.delivered_at]
    known = [rules.mail_event_at] if rules.mail_event_at else []
    return replace(
        rules,
        mode=Mode.LIVE if assumptions.live else rules.mode,
        cash_through_on=through_on,
        payments_backlog=False,
        call_capacity_left=rules.limits.call_capacity,
        mail_event_at=max([*mailed, *known], default=None),
    )


def _outcomes(assumptions: Assumptions) -> dict[str, str]:
    """What becomes of tasks at once, by their kind."""
    outcomes: dict[str, str] = {}
    if assumptions.approvals_given:
        outcomes[TaskKind.APPROVAL] = TaskOutcome.APPROVED
    if assumptions.calls_reached:
        outcomes[TaskKind.CALL] = TaskOutcome.REACHED
    return outcomes


def _lines(run: RunAhead) -> Iterator[ForecastLine]:
    for decision in run.decisions:
        match decision:
            case Send(key=key):
                amount_minor = demanded_minor(run.account, decision)
                yield _line(run, decision, amount_minor, key.kind, key.level)
            case Task():
                amount_minor = decision.figures.net_minor or _open_minor(run.account, decision)
                yield _line(run, decision, amount_minor, decision.kind, decision.level)
            case _:
                pass


def _line(
    run: RunAhead, decision: Send | Task, amount_minor: int, kind: str, level: int | None
) -> ForecastLine:
    return ForecastLine(
        run.at,
        local_date(run.at, run.rules.zone),
        decision,
        amount_minor,
        decision.currency,
        decision.item_ids,
        level,
        kind,
        decision.reason,
    )


def demanded_minor(account: Account, send: Send) -> int:
    """What a message asks for: the items demanded, less free money; or what it thanks for."""
    answered = {send.cause_id, *send.merged_ids}
    received = [fact.amount_minor for fact in account.owed if fact.fact_id in answered]
    if any(received):
        return sum(amount_minor or 0 for amount_minor in received)
    gross_minor = _open_minor(account, send)
    return gross_minor - min(account.credit_minor(send.currency), gross_minor)


def _open_minor(account: Account, decision: Send | Task) -> int:
    wanted = frozenset(decision.item_ids)
    return sum(item.open_minor for item in account.items if item.item_id in wanted)


def _identity(decision: Send | Task) -> tuple[str, int]:
    if isinstance(decision, Send):
        return decision.key.message_id, decision.attempt
    return decision.task_id, 0
