"""How the due dates of an invoice moved, once it is sent again or somebody said why (R34)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from relance.domain.account.on_file import OpenTask
from relance.domain.errors import Conflict, Invalid
from relance.domain.ledger.due_changes import DueChange, DueReason, DueSaid, great_moves, legal_on
from relance.domain.ledger.invoices import Invoice, changes_of
from relance.domain.ledger.item_id import ItemId
from relance.domain.task_kinds import TaskKind
from relance.domain.tasks.asking import move_cause, task_id

_FIELD = "due_change"


def due_changes_after(
    before: Invoice, wanted: Invoice, said: DueSaid | None, today: date, now: datetime
) -> tuple[DueChange, ...]:
    """The moves of the due dates, with what is said of them; where nothing moves, of the last.

    Raises Invalid where nothing moved, or where an extension leaves no more time than before.
    """
    moves = tuple(_moves(before, wanted, today, now))
    if said is None:
        return (*before.due_changes, *moves)
    if not moves and not before.due_changes:
        raise Invalid(_FIELD, "no due date moves, and none has moved: leave it out")
    about = moves or _to_explain(before.due_changes)
    return _explained((*before.due_changes, *moves), about, said, f"{_FIELD}.reason")


def explained_up_to(invoice: Invoice, move: DueChange, said: DueSaid) -> tuple[DueChange, ...]:
    """The moves of the due dates, with what is said of one that a person was asked about.

    It explains the moves of that part before it as well, where nobody did. Raises Conflict where
    somebody has said otherwise of it meanwhile, Invalid as `due_changes_after`.
    """
    mine = changes_of(invoice, move.part_id)
    asked = [one for one in mine if one.recorded_at == move.recorded_at][-1]
    if asked.reason:
        if (asked.reason, asked.decided_by) == (said.reason, said.decided_by):
            return invoice.due_changes
        known = f"{asked.decided_by} has said so already: {asked.reason}"
        raise Conflict(f"{known}; to say otherwise, send the invoice with {_FIELD}", "outcome")
    until = mine.index(asked) + 1
    about = tuple(one for one in mine[:until] if one.reason is None)
    return _explained(invoice.due_changes, about, said, "outcome")


def asked_move(task: OpenTask, invoice: Invoice) -> DueChange | None:
    """The move that a task asks about; None where it is not on file any more."""
    for part_id in dict.fromkeys(move.part_id for move in invoice.due_changes):
        item_id = ItemId.of(invoice.invoice_id, part_id)
        for move in reversed(great_moves(changes_of(invoice, part_id))):
            if task.task_id == task_id(task.kind, move_cause(item_id, move)):
                return move
    return None


def who_decided(task: OpenTask, decided_by: str | None) -> str | None:
    """Who decided that a due date moves; None for a task that asks something else.

    Raises Invalid where nobody is named, or somebody is where nothing was to be decided.
    """
    asked = task.kind == TaskKind.DUE_DATE_MOVED
    if asked and decided_by is None:
        raise Invalid("decided_by", "name the person who decided it")
    if not asked and decided_by is not None:
        raise Invalid("decided_by", "of a due date that moved, and of nothing else")
    return decided_by


def _explained(
    changes: tuple[DueChange, ...], about: tuple[DueChange, ...], said: DueSaid, field: str
) -> tuple[DueChange, ...]:
    """All moves, some of them with why; raises Invalid where that makes no sense."""
    _require_sense(changes, about, said, field)
    told = {id(one): replace(one, reason=said.reason, decided_by=said.decided_by) for one in about}
    return tuple(told.get(id(one), one) for one in changes)


def require_no_reason(said: DueSaid | None) -> None:
    """Raises Invalid where somebody says why the due date of a new invoice moves."""
    if said is not None:
        raise Invalid(_FIELD, "the invoice is new: no due date moves")


def _moves(before: Invoice, wanted: Invoice, today: date, now: datetime) -> Iterator[DueChange]:
    """The parts that were there with another date."""
    known = {part.part_id: part.due_on for part in before.parts}
    for part in wanted.parts:
        from_on = known.get(part.part_id, part.due_on)
        if from_on != part.due_on:
            yield DueChange(part.part_id, from_on, part.due_on, today, now)


def _to_explain(changes: tuple[DueChange, ...]) -> tuple[DueChange, ...]:
    """The moves of which nobody said why; else the last, of which somebody says otherwise."""
    open_ones = tuple(one for one in changes if one.reason is None)
    last_at = changes[-1].recorded_at
    return open_ones or tuple(one for one in changes if one.recorded_at == last_at)


def _require_sense(
    changes: tuple[DueChange, ...], about: tuple[DueChange, ...], said: DueSaid, field: str
) -> None:
    """An extension gives more time than the law did before it; a correction may say any day."""
    if said.reason is not DueReason.EXTENSION:
        return
    ends_on = {move.part_id: move.to_on for move in about}
    for move in about:
        before = [one for one in changes[: _place(changes, move)] if one.part_id == move.part_id]
        first_on = legal_on(before, move.from_on)
        if ends_on[move.part_id] <= first_on:
            raise Invalid(field, f"an extension ends after {first_on}")


def _place(changes: tuple[DueChange, ...], move: DueChange) -> int:
    return next(number for number, one in enumerate(changes) if one is move)
