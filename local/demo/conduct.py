"""How the conversation was led, looked at from outside: approvals, calls, disputes, one voice."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from local.demo.checks import CAPS, GAP_DAYS, within
from local.demo.letters import Letter
from local.demo.workdays import is_open
from local.demo.world import Asked, World
from relance.domain.account.message import MessageKind, MessageState
from relance.domain.decision import Variant
from relance.domain.task_kinds import TaskKind, TaskOutcome, TaskReason

FOREWARNED_DAYS = 2
APPROVED = "nothing_sent_while_stopped_or_without_the_approval_it_needs"
FOREWARNED = "a_person_is_forewarned_two_days_before_a_second_or_final"
REPORTED = "what_nobody_approved_carried_out_or_called_is_reported"
CONTACTS = "gap_and_caps_respected_over_messages_and_calls"
ADDRESSES = "one_address_hears_from_all_its_accounts_as_if_they_were_one"
UNHEARD = "no_message_mentions_a_call_that_nobody_heard"
DISPUTED = "no_message_to_a_disputed_invoice"
EVE = "no_final_on_the_eve_of_a_closed_day"
RECEIPTS = "at_most_one_receipt_a_day"
COMMITTED = "every_announced_measure_is_carried_out_withdrawn_or_reported"
_VETOED = {MessageKind.SECOND, MessageKind.FINAL}
_APPROVE_ALL = {"key_account"}
_HEARD = {TaskOutcome.REACHED, TaskOutcome.VOICEMAIL}
_SPOKE = re.compile(r"notre (?:appel|entretien|échange)|our call|we spoke", re.IGNORECASE)


def at_the_end(world: World) -> None:
    """Looks at the whole story once more: who was asked, who was called, what was said."""
    for letter in world.letters:
        if letter.is_reminder:
            _approved(world, letter)
            _nothing_disputed(world, letter)
            _no_call_made_up(world, letter)
        if letter.kind == MessageKind.FINAL:
            body = world.debtor(letter.account_id).body
            fits = is_open(letter.on + timedelta(days=1), body["country"], body.get("region"))
            world.hold_true(EVE, fits, f"{letter.on} {letter.account_id}")
    _contacts(world)
    _addresses(world)
    _receipts(world)
    _reported(world)


def _approved(world: World, letter: Letter) -> None:
    """Who had to agree has agreed; who could stop it was told in time, and did not."""
    if letter.variant == Variant.CLAIM_UNSEEN:
        return  # the level was agreed to the first time it was said
    required = _needs_consent(world, letter.account_id)
    asked = [*_asked(world, letter.account_id, TaskKind.APPROVAL, letter.kind)]
    answers = [one.outcome_at(letter.at) for one in asked]
    where = f"{letter.on} {letter.account_id} {letter.kind}: {answers}"
    if required or letter.kind in _VETOED:
        fits = TaskOutcome.APPROVED in answers if required else TaskOutcome.STOPPED not in answers
        world.hold_true(APPROVED, fits, where)
        told = TaskOutcome.APPROVED in answers or any(_in_time(one, letter) for one in asked)
        world.hold_true(FOREWARNED, told, where)


def _in_time(asked: Asked, letter: Letter) -> bool:
    told_at = datetime.fromisoformat(asked.task["recorded_at"])
    return letter.at - told_at >= timedelta(days=FOREWARNED_DAYS)


def _needs_consent(world: World, account_id: str) -> bool:
    """Whether nothing leaves for the customer without a person."""
    body = world.debtor(account_id).body
    policy_id = world.portfolio.creditor["settings"]["policies"].get(body.get("category"))
    return body.get("type") == "public_body" or policy_id in _APPROVE_ALL


def _asked(world: World, account_id: str, kind: str, step: str | None = None) -> Iterator[Asked]:
    for asked in world.asked.values():
        customer_id, its_kind, its_step = asked.about
        if (customer_id, its_kind) == (account_id, kind) and step in (None, its_step):
            yield asked


def _nothing_disputed(world: World, letter: Letter) -> None:
    """No line about an invoice between complaint and answer, whoever wrote it down."""
    named = {world.books.by_number(line.number).invoice_id for line in letter.lines}
    for dispute in _disputes(world, letter.account_id):
        since_at = datetime.fromisoformat(dispute["recorded_at"])
        until_on = date.fromisoformat(dispute["resolved_on"] or "9999-12-31")
        waits = since_at < letter.at and letter.on < until_on
        fits = not (waits and dispute["invoice_id"] in named)
        world.hold_true(DISPUTED, fits, f"{letter.on} {letter.account_id} {letter.kind}")


def _disputes(world: World, account_id: str) -> list[dict[str, Any]]:
    if account_id not in world.disputes:
        found = world.api.get(f"/v1/customers/{account_id}/disputes")["disputes"]
        world.disputes[account_id] = found
    return world.disputes[account_id]


def _no_call_made_up(world: World, letter: Letter) -> None:
    heard = any(
        asked.outcome_at(letter.at) in _HEARD
        for asked in _asked(world, letter.account_id, TaskKind.CALL)
    )
    where = f"{letter.on} {letter.account_id} {letter.kind}"
    world.hold_true(UNHEARD, heard or not _SPOKE.search(letter.mail.text), where)


def _contacts(world: World) -> None:
    """A message keeps its distance from every contact; a person may call whenever it helps."""
    contacts: dict[str, list[tuple[datetime, bool]]] = defaultdict(list)
    for letter in _delivered(world):
        contacts[letter.account_id].append((letter.at, True))
    for asked in world.asked.values():
        account_id, kind, _ = asked.about
        heard = [at for at, outcome in asked.outcomes if outcome in _HEARD]
        contacts[account_id] += [(at, False) for at in heard if kind == TaskKind.CALL]
    for account_id, unsorted in contacts.items():
        known = sorted(unsorted)
        apart = [(b[0].date() - a[0].date()).days for a, b in pairwise(known) if b[1]]
        told = f"{account_id}: {[f'{at:%m-%d}' for at, _ in known]}"
        world.hold_true(CONTACTS, all(days >= GAP_DAYS for days in apart), told)
        written = [at.date() for at, mail in known if mail]
        capped = all(within(written, most, window) for most, window in CAPS)
        world.hold_true(CONTACTS, capped, told)


def _delivered(world: World) -> Iterator[Letter]:
    return (x for x in world.letters if x.is_reminder and x.mail.status == MessageState.DELIVERED)


def _addresses(world: World) -> None:
    days: dict[str, list[date]] = defaultdict(list)
    for letter in _delivered(world):
        days[letter.address].append(letter.on)
    for address, known in days.items():
        fits = all((b - a).days >= GAP_DAYS for a, b in pairwise(known))
        capped = all(within(known, most, window) for most, window in CAPS)
        told = f"{address}: {[f'{day:%m-%d}' for day in known]}"
        world.hold_true(ADDRESSES, fits and capped, told)


def _receipts(world: World) -> None:
    kinds = (MessageKind.RECEIPT, MessageKind.THANKS)
    thanked = Counter((x.account_id, x.on) for x in world.letters if x.kind in kinds)
    for (account_id, on), count in thanked.items():
        currencies = {bill.currency for bill in world.books.of_account(account_id)}
        fits = count <= len(currencies)
        world.hold_true(RECEIPTS, fits, f"{on} {account_id}: {count}")


def _reported(world: World) -> None:
    """What people left undone is listed as such, and only that."""
    listed: dict[str, set[str]] = {}
    for state in ("unapproved", "unfulfilled", "expired"):
        found = world.api.all(f"/v1/tasks?state={state}", "tasks")
        listed[state] = {task["task_id"] for task in found}
    still_open = {task["task_id"]: task for task in world.tasks}
    for task_id, asked in world.asked.items():
        kind, late = asked.task["kind"], still_open.get(task_id, {}).get("state")
        if kind == TaskKind.COMMITMENT:
            told = not late or late == "open" or task_id in listed["unfulfilled"]
            world.hold_true(COMMITTED, told, f"{asked.about}: {late}")
        if late == "overdue" and asked.task["reason"] == TaskReason.APPROVAL_REQUIRED:
            world.hold_true(REPORTED, task_id in listed["unapproved"], f"{asked.about}")
        if late == "expired":
            world.hold_true(REPORTED, task_id in listed["expired"], f"{asked.about}")
