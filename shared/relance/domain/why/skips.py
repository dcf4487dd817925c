"""Which steps were skipped, each once, with the first run that said so (R33)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from relance.domain.decision import Decision, Send, Skip, Skipped


@dataclass(frozen=True, slots=True)
class SkippedAt:
    """A step that was skipped, and when that was decided."""

    at: datetime
    step: Skipped


def skips_of(runs: Iterable[tuple[datetime, Sequence[Decision]]]) -> Iterator[SkippedAt]:
    """The skipped steps of these runs, oldest first; a run that says it again tells nothing new."""
    told: set[Skipped] = set()
    for at, decisions in runs:
        for decision in decisions:
            for step in decision.skipped if isinstance(decision, Send | Skip) else ():
                if step not in told:
                    told.add(step)
                    yield SkippedAt(at, step)
