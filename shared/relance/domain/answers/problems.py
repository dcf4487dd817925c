"""A debtor's problem and request for copies: what they hold, and whom they ask (C5, practice 1).

"Not received" and "cash difficulty" are no disputes: they hold five business days. Then the ladder
goes on where it stood; in a difficulty it goes on gently, for ninety days. Everything else is a
dispute and never resumes by itself.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from relance.domain.account.account import Account
from relance.domain.account.contacts import reachable
from relance.domain.account.message import Message
from relance.domain.account.on_file import Acknowledgement, Dispute, OpenTask, Override, Stop
from relance.domain.answers.claims_and_promises import (
    About,
    Copy,
    Problem,
    Taken,
    fact_id_of,
)
from relance.domain.answers.disputes import with_disputes
from relance.domain.answers.diversions import speaks_of_diversion, with_alarm
from relance.domain.fact import FactKind
from relance.domain.ledger.invoices import Invoice
from relance.domain.task_kinds import TaskKind, TaskReason
from relance.domain.tasks.asking import open_about, task_id

HELD_BUSINESS_DAYS = 5
NOT_RECEIVED = "not_received"
CASH_DIFFICULTY = "cash_difficulty"
GENTLE = "gentle"


def problem(about: About, answer: Problem) -> Taken:
    """The account with every open invoice listed held or disputed, and a person asked to act.

    A person who has an open task about them finds what the debtor wrote in its history.
    """
    fact_id = fact_id_of(about, answer)
    fact = about.fact(fact_id, FactKind.PROBLEM, reason=answer.reason)
    if answer.reason == NOT_RECEIVED:
        again = any(hold.reason == NOT_RECEIVED for hold in about.account.holds)
        after = _with_copy(about, _held(about, answer, fact_id), fact_id, ask=again)
    elif answer.reason == CASH_DIFFICULTY:
        gentle = _gently(about, _held(about, answer, fact_id))
        after = _with_task(about, gentle, fact_id, TaskKind.CALL)
    else:
        disputed = with_disputes(about.account, _disputes(about, answer, fact_id))
        after = _with_task(about, disputed, fact_id, TaskKind.DISPUTE)
    if speaks_of_diversion(answer.text):
        reason = TaskReason.OTHER_BANK_DETAILS
        after = with_alarm(after, fact_id, about.now, about.today, reason, about.item_ids)
    return Taken(fact_id, after, fact)


def copy(about: About, answer: Copy) -> Taken:
    """The account with copies owed to the address on file: of each invoice once a day at most.

    A document that is not online, or an address that is missing, makes a task for a person.
    """
    fact_id = fact_id_of(about, answer)
    after = _with_copy(about, about.account, fact_id)
    if after == about.account:
        return Taken(fact_id, about.account)
    return Taken(fact_id, after, about.fact(fact_id, FactKind.COPY_REQUESTED))


def invoices_of(about: About) -> tuple[Invoice, ...]:
    """The open invoices that the message listed, each once."""
    return tuple({item.invoice.invoice_id: item.invoice for item in about.items}.values())


def by_person(about: About, *, documents: bool) -> bool:
    """Whether what was asked for cannot go by itself: no address, or no document online."""
    if not reachable(about.account):
        return True
    return documents and not any(invoice.pdf_url for invoice in invoices_of(about))


def _held(about: About, answer: Problem, fact_id: str) -> Account:
    until_on = about.rules.debtor_days.add_open_days(about.today, HELD_BUSINESS_DAYS)
    held = {
        hold.invoice_id
        for hold in about.account.holds
        if (hold.reason, hold.author) == (answer.reason, "debtor")
        and (hold.until_on is None or hold.until_on >= until_on)
    }
    holds = tuple(
        Stop(
            task_id("hold", f"{fact_id}/{invoice.invoice_id}"),
            answer.reason,
            "debtor",
            about.now,
            invoice.invoice_id,
            until_on,
            answer.reason,
        )
        for invoice in invoices_of(about)
        if invoice.invoice_id not in held
    )
    return replace(about.account, holds=(*about.account.holds, *holds))


def _gently(about: About, account: Account) -> Account:
    """The account under the gentle policy for some months; what a person chose stands."""
    chosen = [each for each in account.overrides if each.what == "policy"]
    if any(each.until_on >= about.today for each in chosen):
        return account
    until_on = about.today + timedelta(days=about.rules.limits.hardship_days)
    gentle = Override("policy", GENTLE, CASH_DIFFICULTY, "debtor", about.now, until_on)
    others = (each for each in account.overrides if each.what != "policy")
    return replace(account, overrides=(*others, gentle))


def _disputes(about: About, answer: Problem, fact_id: str) -> Iterator[Dispute]:
    for invoice in invoices_of(about):
        yield Dispute(
            task_id("dispute", f"{fact_id}/{invoice.invoice_id}"),
            invoice.invoice_id,
            invoice.currency,
            answer.reason,
            about.today,
            about.now,
            "debtor",
        )


def _with_task(about: About, after: Account, fact_id: str, kind: TaskKind) -> Account:
    if open_about(after, kind, about.item_ids):
        return after
    task = OpenTask(fact_id, kind, about.now, about.message.key.currency, about.item_ids)
    return replace(after, tasks=(*after.tasks, task))


def _with_copy(about: About, after: Account, fact_id: str, *, ask: bool = False) -> Account:
    """Owes the copies that were not asked for today, and asks a person for what is not online."""
    copied = _copied(about)
    ids = tuple(item_id for item_id in about.item_ids if item_id not in copied)
    if ids:
        owed = Acknowledgement(fact_id, "copy", about.message.key.currency, ids, about.now)
        after = replace(after, owed=(*after.owed, owed))
        ask = ask or not about.items or any(not one.pdf_url for one in invoices_of(about))
    if ask or not reachable(about.account):
        return _with_task(about, after, fact_id, TaskKind.SEND_COPY)
    return after


def _copied(about: About) -> frozenset[str]:
    """The items of which a copy is on its way, or went today, even if it came back."""
    fresh = timedelta(days=about.rules.limits.acknowledge_within_days)
    owed = (
        fact.item_ids
        for fact in about.account.owed
        if fact.kind == "copy" and about.now - fact.recorded_at <= fresh
    )
    sent = (m.item_ids for m in about.account.messages if _copied_on(m, about.today))
    return frozenset(item_id for ids in (*owed, *sent) for item_id in ids)


def _copied_on(message: Message, on: date) -> bool:
    return message.key.kind == "copy" and message.on == on
