"""What another policy would change for a debtor: two forecasts, laid side by side (B10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from relance.domain.ahead.forecast import ForecastLine
from relance.domain.decision import Send


@dataclass(frozen=True, slots=True)
class LineChange:
    """A message or task that goes otherwise, only before (after is None), or only after."""

    before: ForecastLine | None
    after: ForecastLine | None


def changes(
    before: Iterable[ForecastLine], after: Iterable[ForecastLine]
) -> tuple[LineChange, ...]:
    """What is different, earliest first; what stays as it is, is left out.

    A line of the same step for the same debt is one line that goes otherwise; what has no
    counterpart is new, or gone.
    """
    old, new = _without_twins(before, after)
    found: list[LineChange] = []
    for line in old:
        twin = next((other for other in new if _step(other) == _step(line)), None)
        if twin:
            new.remove(twin)
        found.append(LineChange(line, twin))
    found += [LineChange(None, line) for line in new]
    return tuple(sorted(found, key=_first_at))


def _without_twins(
    before: Iterable[ForecastLine], after: Iterable[ForecastLine]
) -> tuple[list[ForecastLine], list[ForecastLine]]:
    old, new = [*before], [*after]
    for line in [*old]:
        twin = next((other for other in new if _content(other) == _content(line)), None)
        if twin:
            old.remove(line)
            new.remove(twin)
    return old, new


def _step(line: ForecastLine) -> tuple[Any, ...]:
    """What makes two lines the same step of the same debt."""
    message = isinstance(line.decision, Send)
    leader = line.decision.key.leader if isinstance(line.decision, Send) else line.decision.leader
    return message, line.kind, line.level, line.currency, leader


def _content(line: ForecastLine) -> tuple[Any, ...]:
    """What the debtor, or the person who is asked, gets to see, and when."""
    seen: tuple[Any, ...] = (line.decision.item_ids,)
    if isinstance(line.decision, Send):
        send = line.decision
        seen += (send.text, send.tone, send.variant, send.contact_id, send.copy_ids)
        seen += (send.other_ids, send.deadline_on, send.consequence)
    return *_step(line), line.day, line.amount_minor, seen


def _first_at(change: LineChange) -> tuple[Any, ...]:
    lines = [line for line in (change.before, change.after) if line]
    return min(line.at for line in lines), lines[0].kind
