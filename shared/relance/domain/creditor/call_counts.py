"""How many calls each person got today: beyond that, tasks would only be written down (D8)."""

from dataclasses import dataclass, field, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class CallCounts:
    """The call tasks that were made on one day of the tenant, by their owner ("": nobody's)."""

    on: date | None = None
    by_owner: dict[str, int] = field(default_factory=dict)
    version: int = 0  # an optimistic lock

    def made(self, owner: str | None, today: date) -> int:
        """How many this owner got today."""
        return self.by_owner.get(owner or "", 0) if self.on == today else 0

    def plus(self, owner: str | None, number: int, today: date) -> "CallCounts":
        """With more of them; what was counted on another day is forgotten."""
        kept = self.by_owner if self.on == today else {}
        made = kept | {owner or "": self.made(owner, today) + number}
        return replace(self, on=today, by_owner=made)
