"""How the due dates of an invoice moved, once it is sent again or somebody said why (R34)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from relance.domain.errors import Invalid
from relance.domain.ledger.due_changes import DueChange, DueReason, DueSaid, legal_on
from relance.domain.ledger.invoices import Invoice, changes_of

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
    _require_sense(before, wanted, said, about)
    told = {id(one): replace(one, reason=said.reason, decided_by=said.decided_by) for one in about}
    return tuple(told.get(id(one), one) for one in (*before.due_changes, *moves))


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
    before: Invoice, wanted: Invoice, said: DueSaid, about: tuple[DueChange, ...]
) -> None:
    """An extension gives more time than the law does; a correction may say any day."""
    if said.reason is not DueReason.EXTENSION:
        return
    due_on = {part.part_id: part.due_on for part in wanted.parts}
    for move in about:
        first_on = legal_on(changes_of(before, move.part_id), move.from_on)
        if due_on.get(move.part_id, date.max) <= first_on:
            raise Invalid(f"{_FIELD}.reason", f"an extension ends after {first_on}")
