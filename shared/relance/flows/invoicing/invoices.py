"""An invoice arrives, is amended, is cancelled: idempotent on its id (A2, R19, R20, R31)."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from relance.data import filing
from relance.data.codec import encode
from relance.domain.account.account import Account
from relance.domain.account.on_file import OpenTask
from relance.domain.answers.disputes import credited
from relance.domain.booking.amend import amend_invoice, begun_anew
from relance.domain.booking.booking import cancel_invoice, find, settled
from relance.domain.booking.moving import (
    asked_move,
    due_changes_after,
    explained_up_to,
    require_no_reason,
)
from relance.domain.booking.undoing import Error, undone
from relance.domain.booking.withdrawing import must_withdraw, without_credit
from relance.domain.calendar import NEVER
from relance.domain.errors import Conflict, Invalid, NotFound
from relance.domain.fact import Fact, FactKind
from relance.domain.ledger.due_changes import DueChange, DueSaid
from relance.domain.ledger.invoices import DocumentType, Invoice
from relance.flows.recording import Change, fact_id, record


@dataclass(frozen=True, slots=True)
class InvoicePut:
    """The invoice as kept; `outcome` is created, amended, unchanged or stale."""

    invoice: Invoice
    account_id: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Said:
    """An invoice as somebody says it is, the version of the source, and why it is due later."""

    invoice: Invoice
    source_version: int | None = None
    due_change: DueSaid | None = None


type Saying = Callable[[Invoice | None], Said]


def put_invoice(
    tenant_id: str, invoice_id: str, saying: Saying, today: date, now: datetime
) -> InvoicePut:
    """Keeps what is said over the invoice there is, or over none.

    An older `source_version` is stale and changes nothing, an equal one with other content is a
    Conflict (R19); without one, other content counts as newer. Raises Conflict when it would move
    to another customer, payer or currency, or was cancelled.
    """
    filed = filing.find(tenant_id, invoice_id)
    account_id = filed.account_id if filed else _new_account_id(tenant_id, saying(None).invoice)
    answers: list[InvoicePut] = []

    def change(account: Account) -> Change | None:
        answer, wanted_change = _put(account, invoice_id, saying, today, now)
        answers.append(answer)
        return wanted_change

    record(tenant_id, account_id, change)
    return answers[-1]


def _new_account_id(tenant_id: str, wanted: Invoice) -> str:
    """The account that an invoice is filed in, which must be there (R31: that of its payer)."""
    _require_customers(tenant_id, wanted)
    return wanted.payer_id or wanted.customer_id


def is_known(tenant_id: str, invoice_id: str) -> bool:
    """Whether an invoice of that id was ever put."""
    return filing.find(tenant_id, invoice_id) is not None


def require_invoice(tenant_id: str, invoice_id: str) -> None:
    """Raises NotFound where no invoice of that id was ever put."""
    if not is_known(tenant_id, invoice_id):
        raise NotFound("invoice", invoice_id)


def _put(
    account: Account, invoice_id: str, saying: Saying, today: date, now: datetime
) -> tuple[InvoicePut, Change | None]:
    """What is answered, and what changes, if anything does."""
    filed = filing.find(account.tenant_id, invoice_id)
    _require_place(account, filed.account_id if filed else account.account_id)
    before = _filed_invoice(account, filed, invoice_id)
    said = saying(before)
    wanted = replace(said.invoice, content_digest=digest_of(said.invoice))
    _require_place(account, wanted.payer_id or wanted.customer_id)
    said = replace(said, invoice=wanted)
    outcome = _outcome(before, said, today, now)
    if before and outcome in ("unchanged", "stale"):
        return InvoicePut(before, account.account_id, outcome), None
    invoice = _next_version(before, said, today, now)
    kind = FactKind.INVOICE_ISSUED if before is None else FactKind.INVOICE_AMENDED
    fact = _fact(account, kind, invoice, now, today, before)
    reopened = frozenset({invoice.invoice_id} if filed and filed.closed else ())
    if before and must_withdraw(before, invoice):
        whole, lowered = _with_lowered(account, before)
        invoice = replace(invoice, allocations=())
        amended = amend_invoice(without_credit(whole, before), invoice)
        after = undone(account, credited(whole, amended, invoice, today), _error(before), now)
        return InvoicePut(invoice, account.account_id, outcome), Change(
            after, fact, reopened | lowered
        )
    after = _amended(account, invoice, today, now)
    return InvoicePut(invoice, account.account_id, outcome), Change(after, fact, reopened)


def _amended(account: Account, invoice: Invoice, today: date, now: datetime) -> Account:
    amended = credited(account, amend_invoice(account, invoice), invoice, today)
    return settled(amended, now)


@dataclass(frozen=True, slots=True)
class Explained:
    """The account in which somebody has said why a due date moved, and which move it was."""

    after: Account
    move: DueChange
    reopened: frozenset[str] = frozenset()


def with_move_explained(
    account: Account, invoice_id: str, task: OpenTask, said: DueSaid, today: date, now: datetime
) -> Explained:
    """The account with why the move that a task asks about was made, as `due_change` says it.

    Raises Conflict where somebody said otherwise meanwhile, the invoice was cancelled, or the
    move is not on file any more; Invalid where an extension leaves no more time than before.
    """
    filed = filing.find(account.tenant_id, invoice_id)
    before = _filed_invoice(account, filed, invoice_id)
    move = asked_move(task, before) if before else None
    if before is None or move is None:
        raise Conflict("the move is not on file any more: nothing is left to be said of it")
    changes = explained_up_to(before, move, said)
    if changes == before.due_changes:
        return Explained(account, move)
    _refuse_contradictions(before, before)
    invoice = replace(before, due_changes=changes)
    reopened = frozenset({invoice_id} if filed and filed.closed else ())
    return Explained(_amended(account, invoice, today, now), move, reopened)


def _require_place(account: Account, account_id: str) -> None:
    if account_id != account.account_id:
        raise Conflict("an invoice cannot move to another customer or payer", "customer_id")


def _error(note: Invoice) -> Error:
    """What the note had said, from its recording on."""
    return Error(note.recorded_at, note.issued_on)


def _with_lowered(account: Account, note: Invoice) -> tuple[Account, frozenset[str]]:
    """The account with the invoice that a credit note closed, brought from the archive."""
    if note.document_type is not DocumentType.CREDIT_NOTE or not note.corrects:
        return account, frozenset()
    if find(account, note.corrects):
        return account, frozenset()
    closed = filing.archived(account.tenant_id, account.account_id, note.corrects)
    if closed is None:
        return account, frozenset()
    return _with(account, closed), frozenset({note.corrects})


def digest_of(invoice: Invoice) -> str:
    """SHA-256 of what the invoicing tool says; not of versions, money or times of ours."""
    content = replace(
        invoice,
        source_version=0,
        recorded_at=NEVER,
        allocations=(),
        undone=(),
        due_changes=(),
        cancelled_on=None,
        ladder_from_on=None,
        taken_back_on=None,
        content_digest="",
    )
    text = json.dumps(encode(content), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _require_customers(tenant_id: str, invoice: Invoice) -> None:
    """Who owes and who pays must be known first: there is nobody to write to otherwise."""
    named = {"customer_id": invoice.customer_id, "payer_id": invoice.payer_id}
    for field, customer_id in named.items():
        if customer_id and filing.customer(tenant_id, customer_id) is None:
            raise Invalid(field, f"no customer has the id {customer_id}: put the customer first")


def _filed_invoice(account: Account, filed: filing.Filed | None, invoice_id: str) -> Invoice | None:
    """The invoice as kept, from the open ones or from the archive."""
    if filed and filed.closed:
        return filing.archived(account.tenant_id, account.account_id, invoice_id)
    return find(account, invoice_id)


def _outcome(before: Invoice | None, said: Said, today: date, now: datetime) -> str:
    """What becomes of what is said; a reason alone, for a move that is known, is news too (R34)."""
    wanted, version = said.invoice, said.source_version
    if before is None:
        require_no_reason(said.due_change)
        return "created"
    if version is not None and version < before.source_version:
        return "stale"
    same = before.content_digest == wanted.content_digest
    if same and _due_changes(before, said, today, now) == before.due_changes:
        return "unchanged"
    _refuse_contradictions(before, wanted)
    if not same and version == before.source_version:
        raise Conflict("this version of the invoice is known with other content", "source_version")
    return "amended"


def _due_changes(before: Invoice, said: Said, today: date, now: datetime) -> tuple[DueChange, ...]:
    return due_changes_after(before, said.invoice, said.due_change, today, now)


def _refuse_contradictions(before: Invoice, wanted: Invoice) -> None:
    if before.cancelled_on:
        raise Conflict(f"the invoice was cancelled on {before.cancelled_on}: use another id")
    if before.customer_id != wanted.customer_id:
        raise Conflict("an invoice cannot move to another customer", "customer_id")
    if before.currency != wanted.currency:
        raise Conflict("an invoice cannot change its currency", "currency")


def _next_version(before: Invoice | None, said: Said, today: date, now: datetime) -> Invoice:
    """The invoice to keep, with the money and the recording time of the one before."""
    wanted, version = said.invoice, said.source_version
    if before is None:
        return replace(wanted, source_version=version or 0, recorded_at=now)
    version = before.source_version if version is None else version
    return replace(
        begun_anew(before, wanted, today),
        source_version=version,
        recorded_at=before.recorded_at,
        allocations=before.allocations,
        undone=before.undone,
        due_changes=_due_changes(before, said, today, now),
    )


def _fact(
    account: Account,
    kind: FactKind,
    invoice: Invoice,
    now: datetime,
    on: date,
    before: Invoice | None,
) -> Fact:
    figures: dict[str, str | int | None] = {
        "total_minor": invoice.total_minor,
        "currency": invoice.currency,
        "due_on": min(part.due_on for part in invoice.parts).isoformat(),
        "document_type": invoice.document_type.value,
        **_of_move(before, invoice),
    }
    about = (invoice.invoice_id,)
    return Fact(fact_id(account), kind, now, on, about, "api", figures)


def _of_move(before: Invoice | None, invoice: Invoice) -> dict[str, str | int | None]:
    """How the due date moved with this fact, or what was said of an earlier move (R34)."""
    if before is None or before.due_changes == invoice.due_changes:
        return {}
    last = next(one for one in reversed(invoice.due_changes) if one not in before.due_changes)
    return {
        "due_moved_from": last.from_on.isoformat(),
        "due_moved_to": last.to_on.isoformat(),
        "due_change": last.reason,
        "decided_by": last.decided_by,
    }


def cancel(tenant_id: str, invoice_id: str, on: date, reason: str, now: datetime) -> InvoicePut:
    """The invoice taken out of the debt; money on it stays with the customer. Twice is once."""
    filed = filing.find(tenant_id, invoice_id)
    if filed is None:
        raise NotFound("invoice", invoice_id)
    answer: InvoicePut | None = None

    def change(account: Account) -> Change | None:
        nonlocal answer
        where = filing.find(tenant_id, invoice_id)
        invoice = _filed_invoice(account, where, invoice_id)
        assert where is not None
        assert invoice is not None
        if invoice.cancelled_on:
            answer = InvoicePut(invoice, account.account_id, "unchanged")
            return None
        whole, lowered = _with_lowered(account, invoice)
        whole = whole if find(account, invoice_id) else _with(whole, invoice)
        after = _taken_out(account, whole, invoice, on, now)
        answer = InvoicePut(find(after, invoice_id) or invoice, account.account_id, "cancelled")
        fact = _cancelled(account, invoice, reason, now, on)
        reopened = frozenset({invoice_id} if where.closed else ())
        return Change(after, fact, reopened | lowered)

    record(tenant_id, filed.account_id, change)
    assert answer is not None
    return answer


def _taken_out(
    account: Account, whole: Account, document: Invoice, on: date, now: datetime
) -> Account:
    """The account without a debt, or without a credit note: then its invoice owes again (R40)."""
    if document.document_type is not DocumentType.CREDIT_NOTE:
        return settled(cancel_invoice(whole, document.invoice_id, on), now)
    after = cancel_invoice(without_credit(whole, document), document.invoice_id, on)
    return undone(account, after, _error(document), now)


def _with(account: Account, invoice: Invoice) -> Account:
    return replace(account, invoices=(*account.invoices, invoice))


def _cancelled(account: Account, invoice: Invoice, reason: str, now: datetime, on: date) -> Fact:
    figures: dict[str, str | int | None] = {"reason": reason, "currency": invoice.currency}
    about = (invoice.invoice_id,)
    return Fact(fact_id(account), FactKind.INVOICE_CANCELLED, now, on, about, "api", figures)
