"""Decisions on an account, with its journal where a rule asks how it stood before (R33, R36).

Read only then: on an ordinary day, at the sending hour, no decision asks for it.
"""

from dataclasses import replace
from datetime import datetime

from relance.data import journal
from relance.domain.account.account import Account
from relance.domain.account.journal import Journal, Reached, Told
from relance.domain.account.message import MessageState
from relance.domain.calendar import next_tick
from relance.domain.creditor.rules import Rules
from relance.domain.decide import asks_for_journal
from relance.domain.deciding.missed import missed_days


def remembering(account: Account, rules: Rules, at: datetime) -> Account:
    """The account as it decides at an instant: with what was written down, if that matters."""
    if account.journal is not None or not asks_for_journal(account, rules, at):
        return account
    return replace(account, journal=journal_of(account))


def remembering_ahead(account: Account, rules: Rules, start_at: datetime) -> Account:
    """The account for a walk through the days to come, which may ask on any of them."""
    first_at = next_tick(start_at)
    if missed_days(account, rules, first_at) or asks_for_journal(account, rules, first_at):
        return replace(account, journal=journal_of(account))
    return account


def journal_of(account: Account) -> Journal:
    """What facts replaced, how far messages had got, and what was owed; not the runs."""
    place = account.tenant_id, account.account_id
    return Journal(
        tuple(journal.formers(*place)),
        tuple(map(as_told, journal.histories(*place))),
        tuple(journal.answered(*place)),
    )


def as_told(history: journal.MessageHistory) -> Told:
    """A message with what became of it."""
    reached = (Reached(e.at, MessageState(e.state), e.attempt) for e in history.events)
    return Told(history.message, tuple(reached))
