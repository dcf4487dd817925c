"""Why something was said, or not, on a day: decided again on what was known then (R10)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import zip_longest

from relance.data import accounts, journal
from relance.data.journal import Run
from relance.domain.account.account import Account
from relance.domain.account.as_of import as_of
from relance.domain.account.journal import Journal, Moment
from relance.domain.calendar import at_local_hour, local_date
from relance.domain.creditor.rules import Rules
from relance.domain.deciding.carry_out import of_the_day
from relance.domain.decision import Decision, Send, Task
from relance.domain.errors import Invalid, NotFound
from relance.domain.ledger.invoices import Invoice
from relance.domain.why.explain import Explanation, explain
from relance.flows import circumstances, setting_aside
from relance.flows.policies.policies import version_at, version_of
from relance.flows.remembering import as_told

# What was stored, and what is decided again; None on either side where there is nothing.
type Difference = tuple[Decision | None, Decision | None]


@dataclass(frozen=True, slots=True)
class Explained:
    """One day of one customer. `ran_at` is None where no run looked at the account that day."""

    on: date
    at: datetime
    ran_at: datetime | None
    known: bool  # whether the customer was on file
    rules: Rules
    decisions: tuple[Decision, ...] = ()
    currencies: tuple[Explanation, ...] = ()
    differs: tuple[Difference, ...] = ()
    invoices: tuple[Invoice, ...] = ()  # on file then
    not_kept: bool = False  # what was decided then has ended; it is decided again all the same


def explain_day(tenant_id: str, customer_id: str, on: date, now: datetime) -> Explained:
    """The decisions of a day and why; raises NotFound, and Invalid for a day to come."""
    account = accounts.load(tenant_id, customer_id)
    if account is None:
        raise NotFound("customer", customer_id)
    rules = circumstances.read([tenant_id], now).rules(account, now)
    if on > local_date(now, rules.debtor_zone):
        raise Invalid("on", "this day has not come: see the forecast of the customer")
    runs = [*journal.runs(tenant_id, customer_id, now)]
    run = _run_of(runs, on, rules)
    at = run.at if run else _undecided_at(on, rules, now)
    then = _rules_then(tenant_id, rules, run or _before(runs, at), at, run is None)
    past = _past(account, runs, Moment(at, run.version if run else None), then)
    if past.version == 0:
        return Explained(on, at, None, False, then)
    with setting_aside.deciding(tenant_id, customer_id):
        why = explain(past, then, at)
    differs = _differs(run.decisions, why.decisions) if run else ()
    ran_at = run.at if run else None
    gone = run is None and on <= kept_since(rules, now)
    told = (why.decisions, why.currencies, differs, past.invoices, gone)
    return Explained(on, at, ran_at, True, then, *told)


def kept_since(rules: Rules, now: datetime) -> date:
    """The day up to which decisions are gone."""
    return local_date(now, rules.zone) - timedelta(days=rules.limits.keep_decisions_days)


def _undecided_at(on: date, rules: Rules, now: datetime) -> datetime:
    """The sending hour of a day without a run; today not later than now."""
    return min(at_local_hour(on, rules.limits.sending_hour, rules.debtor_zone), now)


def _run_of(runs: Sequence[Run], on: date, rules: Rules) -> Run | None:
    """The run that decided about sending on that day; else the last that looked."""
    that_day = [run for run in runs if local_date(run.at, rules.debtor_zone) == on]
    sending = [run for run in that_day if _decided(run, rules)]
    return next(iter(sending), that_day[-1] if that_day else None)


def _decided(run: Run, rules: Rules) -> bool:
    return of_the_day(replace(rules, mode=run.mode), run.at)


def _before(runs: Sequence[Run], at: datetime) -> Run | None:
    return next((run for run in reversed(runs) if run.at <= at), None)


def _rules_then(
    tenant_id: str, today: Rules, run: Run | None, at: datetime, assumed: bool
) -> Rules:
    """The rules that the run had, or the one before; calendars are those of today.

    A day without a run is explained as if cash had been booked.
    """
    policy = today.policy
    if run is None:
        return replace(today, policy=version_at(tenant_id, policy.policy_id, at))
    if run.policy:
        policy = version_of(tenant_id, *run.policy).policy
    rules = replace(
        run.rules,
        policy=policy,
        open_days=today.open_days,
        debtor_days=today.debtor_days,
        bank_days=today.bank_days,
        foreign_bank_days=today.foreign_bank_days,
        unplaced=today.unplaced,
    )
    if not assumed or rules.cash_through_on is None:
        return rules
    booked_on = rules.bank_days.previous_open(rules.today(at))
    return replace(rules, cash_through_on=max(rules.cash_through_on, booked_on))


def _past(account: Account, runs: Sequence[Run], moment: Moment, rules: Rules) -> Account:
    """The account as the moment found it; one without a version was not on file."""
    tenant_id, account_id = account.tenant_id, account.account_id
    formers = [*journal.formers(tenant_id, account_id)]
    written = Journal(
        formers,
        [as_told(history) for history in journal.histories(tenant_id, account_id)],
        [*journal.answered(tenant_id, account_id)],
        [run.at for run in runs if _decided(run, rules)],
    )
    past = as_of(account, written, moment, rules.zone)
    arrived = any(not moment.later(former) for former in formers)
    return replace(past, version=account.version if arrived else 0, journal=written)


def _differs(stored: Sequence[Decision], again: Sequence[Decision]) -> tuple[Difference, ...]:
    """Each decision that was stored otherwise than it is made now (R10)."""
    before = {_code(decision): decision for decision in stored}
    after = {_code(decision): decision for decision in again}
    gone = [before[code] for code in sorted(before.keys() - after.keys())]
    new = [after[code] for code in sorted(after.keys() - before.keys())]
    return tuple(zip_longest(gone, new))


def _code(decision: Decision) -> str:
    """What makes two decisions the same to whoever reads them."""
    match decision:
        case Send(key=key):
            return f"send {key.currency} {key.kind} {decision.reason} {' '.join(decision.item_ids)}"
        case Task():
            return f"task {decision.currency or ''} {decision.kind} {decision.reason}"
        case _:
            kind = type(decision).__name__.lower()
            return f"{kind} {decision.currency} {decision.reason}"
