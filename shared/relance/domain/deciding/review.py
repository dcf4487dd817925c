"""When to look at an account again: never later than the first moment something is due (R12)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from relance.domain.account.account import Account
from relance.domain.account.message import ON_ITS_WAY, SOFT, Message
from relance.domain.calendar import ONE_DAY, ONE_HOUR
from relance.domain.conversation.pauses import pause_of
from relance.domain.creditor.rules import HEARD_WITHIN, Mode, Rules
from relance.domain.deciding.unknown_fate import confirmed_by, known_by
from relance.domain.decision import Decision, Hold, Send, Skip
from relance.domain.guards.consent import may_lapse_on
from relance.domain.ledger.invoices import BILLS
from relance.domain.questions.checks import checks_on
from relance.domain.questions.commitments import commitments_on
from relance.domain.questions.deadlines import clocks
from relance.domain.questions.order_hold import proposals_on

LONGEST = timedelta(days=31)


def next_review_at(
    account: Account, decisions: Sequence[Decision], rules: Rules, now: datetime
) -> datetime | None:
    """The next instant at which `decide` may answer otherwise without a new fact.

    None when nothing is open and nothing is awaited: the account leaves the index.
    """
    moments = [at for decision in decisions if (at := _of_decision(decision, rules, now))]
    moments += _of_messages(account, rules, now)
    moments += _of_items(account, rules, now)
    moments += _of_clocks(account, rules, now)
    moments += _of_overrides(account, rules, now)
    moments += _of_silence(account, rules, now)
    moments += [rules.begins_at(on, now) for on in _days(account, rules, rules.today(now))]
    if not moments and not account.items:
        return None
    return min([*moments, now + LONGEST])


def _days(account: Account, rules: Rules, today: date) -> Iterator[date]:
    """Days on which the passing of time alone asks a person, or no longer asks one."""
    yield from checks_on(account, rules, today)
    yield from commitments_on(account, rules, today)
    yield from proposals_on(account, rules, today)
    yield from may_lapse_on(account, rules, today)
    if rules.approve_until_on:
        yield rules.approve_until_on


def _of_decision(decision: Decision, rules: Rules, now: datetime) -> datetime | None:
    match decision:
        case Send() if _at_any_tick(decision) and rules.mode == Mode.LIVE:
            return now + ONE_HOUR
        case Send() if rules.mode == Mode.LIVE:
            return rules.tries_again_at(now)  # a worker that died, or SES, costs no day (R36)
        case Send():
            return rules.opens_at(rules.run_day(now) + ONE_DAY)
        case Hold(until_at=at, until_on=on) if at is not None:
            return min(at, rules.begins_at(on, now)) if on else at
        case Hold(until_on=on) | Skip(next_on=on) if on is not None:
            return rules.begins_at(on, now)
        case _:
            return None


def _at_any_tick(send: Send) -> bool:
    """Whether a lost Send is repeated at the next tick, and not the next day."""
    return bool(send.cause_id) or send.attempt > 1 or send.key.occasion.to_next_contact


def _of_messages(account: Account, rules: Rules, now: datetime) -> Iterator[datetime]:
    """The next checks of the messages that are not final."""
    for message in account.messages:
        if message.unsettled:
            yield _looked_for(message, rules, now)
        elif message.state in ON_ITS_WAY | SOFT:
            at = confirmed_by(message, rules)
            if at > now:
                yield at


def _looked_for(message: Message, rules: Rules, now: datetime) -> datetime:
    """When the fate of a mail is looked at next: its event may come yet, or later ones (R47)."""
    settles_at, asked_at = rules.settles_at(message.reserved_at), known_by(message, rules)
    if now < settles_at:
        return settles_at
    if now < asked_at:  # on days that are closed no mail of others tells anything
        return min(max(now + ONE_HOUR, asked_at - HEARD_WITHIN), asked_at)
    return rules.opens_at(rules.run_day(now) + ONE_DAY)


def _of_items(account: Account, rules: Rules, now: datetime) -> Iterator[datetime]:
    """When a pause ends, or a person has to be asked about an item that became overdue."""
    today = rules.today(now)
    for item in account.items:
        pause = pause_of(item, account, rules, today)
        if pause is None:
            if item.due_on > today and item.invoice.payment_method in BILLS:
                yield rules.begins_at(item.due_on, now)  # the banks' from then on
            if not item.overdue(today) and item.open_minor <= rules.limits.small_minor(
                item.currency
            ):
                # Late as well, it may be a debt together with other small ones (R8).
                yield rules.begins_at(item.due_on + ONE_DAY, now)
            continue
        if pause.until_on:
            yield rules.begins_at(pause.until_on, now)
        elif not item.overdue(today):
            yield rules.begins_at(item.due_on + ONE_DAY, now)


def _of_clocks(account: Account, rules: Rules, now: datetime) -> Iterator[datetime]:
    """When a person has to be asked by the passing of time alone."""
    today = rules.today(now)
    for question in clocks(account, rules):
        if question.asked_on > today:
            yield rules.begins_at(question.asked_on, now)


def _of_overrides(account: Account, rules: Rules, now: datetime) -> Iterator[datetime]:
    """When settings and figures decide again instead of a person."""
    for override in account.overrides:
        if override.until_on >= rules.today(now):
            yield rules.begins_at(override.until_on + ONE_DAY, now)


def _of_silence(account: Account, rules: Rules, now: datetime) -> Iterator[datetime]:
    """When the last contact lies back far enough for a step that asks for that."""
    for step in rules.policy.steps:
        if step.contacted_before_days and account.chased and account.items:
            on = account.chased[-1].on + timedelta(days=step.contacted_before_days)
            if on > rules.today(now):
                yield rules.begins_at(on, now)
