"""Accounts in and out: one strongly consistent Query in, one transaction of differences out."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pynamodb.attributes import Attribute
from pynamodb.expressions.update import Action

from relance.data import manifest
from relance.data.account_parts import PARTS
from relance.data.account_rows import AccountRow, archive, hot, pointer, stamp
from relance.data.codec import Misread, day, decode, encode, instant
from relance.data.formers import former_document
from relance.data.message_rows import message_from, message_row
from relance.data.review_index import looked_at
from relance.data.stored import GONE_WRONG, reading
from relance.data.task_rows import task_row
from relance.data.transaction import Required, Write, delete, put, update
from relance.domain.account.account import Account
from relance.domain.account.customer import Customer
from relance.domain.account.hints import Hints, hints_of
from relance.domain.account.history import History
from relance.domain.booking.booking import is_closed
from relance.domain.errors import AccountMoved, InvoiceFiled, Unreadable
from relance.domain.fact import Fact
from relance.domain.ledger.invoices import Invoice

# Two requests are no fewer for two accounts, and cost more: each row counts as a read of 4 KB.
FEWEST = 3

_TYPES = {prefix: (name, kind) for name, prefix, kind, _ in PARTS}


def load(tenant_id: str, account_id: str) -> Account | None:
    """The account as it is now, or None; one strongly consistent Query (more for a large one).

    Raises Unreadable where any of its rows cannot be read: nobody is decided about without it.
    """
    return _assembled(
        tenant_id, account_id, AccountRow.query(hot(tenant_id, account_id), consistent_read=True)
    )


def load_many(places: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Account]:
    """Those of the accounts that batched reads gave whole, each as it was a moment ago.

    Heads first, then the rows that they name: two requests for ten small accounts, in place of
    ten. Whoever is not among them is to be read by himself, who finds out why. A version that was
    overtaken meanwhile is refused by what is written on its ground (R12, R14).
    """
    wanted = {hot(*place): place for place in places}
    if len(wanted) < FEWEST:
        return {}
    heads = _rows_of((pk, "head") for pk in wanted)
    named = {head.pk: sks for head in heads if (sks := _named(head))}
    found: dict[str, list[AccountRow]] = {head.pk: [head] for head in heads}
    for row in _rows_of((pk, sk) for pk, sks in named.items() for sk in sks):
        found[row.pk].append(row)
    whole = {pk: found[pk] for pk, sks in named.items() if len(found[pk]) == len(sks) + 1}
    in_order = {pk: sorted(rows, key=lambda row: row.sk) for pk, rows in whole.items()}
    accounts = {wanted[pk]: _if_readable(*wanted[pk], rows) for pk, rows in in_order.items()}
    return {place: account for place, account in accounts.items() if account}


def _rows_of(keys: Iterable[tuple[str, str]]) -> list[AccountRow]:
    """The rows of these keys, as far as they are there; each time as many as a request carries."""
    return [*AccountRow.batch_get([*keys], consistent_read=True)]


def _named(head: AccountRow) -> frozenset[str]:
    try:
        return manifest.named(head)
    except GONE_WRONG:
        return frozenset()


def _if_readable(tenant_id: str, account_id: str, rows: Iterable[AccountRow]) -> Account | None:
    try:
        return _assembled(tenant_id, account_id, rows)
    except Unreadable:
        return None


def _assembled(tenant_id: str, account_id: str, rows: Iterable[AccountRow]) -> Account | None:
    """The account of all its rows, or None where there is none."""
    parts: dict[str, list[Any]] = defaultdict(list)
    head: dict[str, Any] = {}
    customer, seen = None, False
    for row in rows:
        seen = True
        with reading(tenant_id, account_id, row.sk):
            customer = _take(row, head, parts) or customer
    if customer is None or "version" not in head:
        if seen:  # a part of the whole is gone
            raise Unreadable(tenant_id, account_id, "head" if customer else "customer")
        return None
    collected: dict[str, Any] = {name: tuple(values) for name, values in parts.items()}
    return Account(tenant_id, account_id, customer=customer, **head, **collected)


def load_readable(tenant_id: str, account_id: str) -> Account | None:
    """The account for what is about many: None as well where it cannot be read."""
    rows = AccountRow.query(hot(tenant_id, account_id), consistent_read=True)
    return _if_readable(tenant_id, account_id, rows)


def _take(row: AccountRow, head: dict[str, Any], parts: dict[str, list[Any]]) -> Customer | None:
    """Puts what a row says where it belongs; the customer, if the row is his."""
    prefix, _, _ = row.sk.partition("#")
    match prefix:
        case "head":
            head.update(_head(row))
        case "customer":
            customer = decode(Customer, row.doc)
            if customer.zone:
                ZoneInfo(customer.zone)
            return customer
        case "history":
            head["history"] = decode(History, row.doc)
        case "message":
            parts["messages"].append(message_from(row))
        case _:
            name, kind = _TYPES[prefix]
            parts[name].append(decode(kind, row.doc))
    return None


def _head(row: AccountRow) -> dict[str, Any]:
    return {
        "version": int(row.version or 0),
        "decided_at": _at(row, "decided_at", instant),
        "review_at": _at(row, "review_at", instant),
        "paid_on": _at(row, "paid_on", day),
    }


def _at[T](row: AccountRow, name: str, read: Callable[[Any], T]) -> T | None:
    """What an attribute says that may be absent; a Misread names it where it says nothing."""
    said = getattr(row, name)
    try:
        return read(said) if said is not None and said != "" else None
    except (TypeError, ValueError, OverflowError) as error:
        raise Misread(name) from error


def changes(
    before: Account, after: Account, fact: Fact, reopened: frozenset[str] = frozenset()
) -> list[Write]:
    """The writes that turn one account into the other and keep the fact in the journal (R12).

    `reopened` are invoices that come back from the archive. A commit of them is refused with
    AccountMoved when somebody else wrote the account since `before` was read, with InvoiceFiled
    when one that is new was filed meanwhile.
    """
    writes = [head_write(before, after, fact.recorded_at), fact_write(before, after, fact)]
    if before.customer != after.customer or before.version == 0:
        row = AccountRow(_pk(after), "customer", doc=encode(after.customer))
        row.listing, row.listed_as = f"{after.tenant_id}#customers", after.account_id
        writes.append(put(row))
    if before.history != after.history:
        row = AccountRow(_pk(after), "history", doc=encode(after.history))
        writes.append(put(row) if after.history != History() else delete(row))
    for name, prefix, _, identity in PARTS:
        if name != "invoices":
            writes += _part_changes(before, after, name, prefix, identity)
    writes += _message_changes(before, after)
    writes += _invoice_changes(before, after, reopened)
    return writes


def _pk(account: Account) -> str:
    return hot(account.tenant_id, account.account_id)


def head_write(before: Account, after: Account, now: datetime) -> Write:
    """Bumps the version it read and asks for a review now (R12).

    Who is due and waits for a worker stays due since then: a tick counted him (R13).
    """
    due_at = min(now, before.review_at or now)
    row = AccountRow(_pk(after), "head")
    version = before.version
    unchanged = AccountRow.version == version if version else AccountRow.version.does_not_exist()
    actions = [
        AccountRow.version.set(version + 1),
        *looked_at(after.tenant_id, after.account_id, due_at),
        *_hint_actions(hints_of(after)),
        *manifest.rewritten(replace(after, version=version)),
    ]
    paid_on = after.paid_on
    if paid_on != before.paid_on:
        actions.append(_kept(AccountRow.paid_on, paid_on.isoformat() if paid_on else None))
    moved = AccountMoved(after.tenant_id, after.account_id)
    return update(row, *actions, required=Required(unchanged, moved))


def _hint_actions(hints: Hints) -> list[Action]:
    """What the review index shows of an account besides its time."""
    oldest = hints.oldest_due_on.isoformat() if hints.oldest_due_on else "none"
    return [
        AccountRow.oldest_due_on.set(oldest),
        AccountRow.open_minor.set(json.dumps(hints.open_minor, sort_keys=True)),
        _kept(AccountRow.zone, hints.zone),
        _kept(AccountRow.country, hints.country),
    ]


def _kept(attribute: Attribute[str], value: str | None) -> Action:
    return attribute.set(value) if value else attribute.remove()


def fact_write(before: Account, after: Account, fact: Fact) -> Write:
    """The journal entry of a fact, with what it replaced; written once."""
    sk = f"fact#{stamp(fact.recorded_at)}#{fact.fact_id}"
    row = AccountRow(archive(after.tenant_id, after.account_id), sk, doc=encode(fact))
    row.former = former_document(before, after, fact.recorded_at)
    return put(row)


def _by_id(account: Account, name: str, identity: str) -> dict[str, Any]:
    return {getattr(value, identity): value for value in getattr(account, name)}


def _part_changes(
    before: Account, after: Account, name: str, prefix: str, identity: str
) -> Iterator[Write]:
    old, new = _by_id(before, name, identity), _by_id(after, name, identity)
    for key, value in new.items():
        if old.get(key) != value:
            row = AccountRow(_pk(after), f"{prefix}#{key}", doc=encode(value))
            yield put(task_row(after, value) if prefix == "task" else row)
    for key in old.keys() - new.keys():
        yield delete(AccountRow(_pk(after), f"{prefix}#{key}"))


def _message_changes(before: Account, after: Account) -> Iterator[Write]:
    old = {message.message_id: message for message in before.messages}
    for message in after.messages:
        if old.get(message.message_id) != message:
            yield put(message_row(message))


def _invoice_changes(before: Account, after: Account, reopened: frozenset[str]) -> Iterator[Write]:
    old, new = _by_id(before, "invoices", "invoice_id"), _by_id(after, "invoices", "invoice_id")
    for key, invoice in new.items():
        known = key in old
        if known and old[key] == invoice and not is_closed(invoice):
            continue
        yield from _file(after, invoice, known, key in reopened)


def _file(account: Account, invoice: Invoice, known: bool, reopened: bool) -> Iterator[Write]:
    """Puts an invoice where it belongs: open in the hot partition, closed in the archive."""
    key, closed = f"invoice#{invoice.invoice_id}", is_closed(invoice)
    archived = archive(account.tenant_id, account.account_id)
    state = "closed" if closed else "open"
    row = AccountRow(archived if closed else _pk(account), key, doc=encode(invoice), state=state)
    row.listing = f"{account.tenant_id}#{state}"
    oldest_on = min(part.due_on for part in invoice.parts)
    row.listed_as = f"{oldest_on.isoformat()}#{invoice.invoice_id}"
    yield put(row)
    if closed and known and not reopened:
        yield delete(AccountRow(_pk(account), key))
    if reopened and not closed:
        yield delete(AccountRow(archived, key))
    if closed or not known or reopened:
        filed = pointer(account.tenant_id, invoice.invoice_id)
        filed.doc, filed.state = {"account_id": account.account_id}, state
        absent = Required(AccountRow.pk.does_not_exist(), InvoiceFiled(invoice.invoice_id))
        yield put(filed, None if known or reopened else absent)
