"""How many accounts a day promised and enqueued: what cap and breaker go by (R13, R29)."""

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RunCount:
    """How many accounts of a tenant one day promised, and how many were enqueued.

    `counted` of them by the tick of `counted_at`, the last one: when it comes again, it finds
    its own accounts and must not take them for others.
    """

    promised: int | None = None
    enqueued: int = 0
    counted_at: datetime | None = None
    counted: int = 0
    tripped: bool = False
    capped: bool = False
    why: str | None = None  # it tripped
    feed_told: bool = False  # that the feed stops all mail (R23)
    # Under the cap of a fresh start (R37):
    returned: int = 0  # of those enqueued, who were not written to after all
    spoken: int = 0  # accounts that were written to
    statements: int = 0  # accounts of a later backlog, begun with on the day
    held_back: bool = False  # by the last tick that could speak: some wait for tomorrow
    brought: int = 0  # accounts that a person, or a feed, let go on during the day

    def expected(self, held_before: int) -> int:
        """How many accounts were no surprise: what was promised, or was held before the day."""
        return (held_before if self.promised is None else self.promised) + self.brought

    def by(self, tick_at: datetime) -> int:
        """How many of those enqueued were enqueued by this very tick."""
        return self.counted if self.counted_at == tick_at else 0

    def used(self, tick_at: datetime) -> int:
        """How many places of the cap are taken; a tick that comes again gives none back."""
        given_back = 0 if self.counted_at == tick_at else self.returned
        return max(self.enqueued - given_back, 0)

    def ends_cap(self, daily_cap: int) -> bool:
        """Whether the day was whole, somebody was written to, and there was room for more (R37)."""
        whole = not self.tripped and not self.held_back
        return whole and self.spoken > 0 and self.enqueued - self.returned < daily_cap

    def after(
        self, tick_at: datetime, enqueued: int, why: str | None, *, held_back: bool
    ) -> "RunCount":
        """The counts after a tick enqueued so many; a tick that comes again counts once."""
        counted = max(self.by(tick_at), enqueued)
        return replace(
            self,
            enqueued=self.enqueued - self.by(tick_at) + counted,
            counted_at=tick_at,
            counted=counted,
            tripped=why is not None,
            why=why,
            # The evening, in which nothing goes, does not end the cap of the morning.
            capped=self.capped or (held_back and why is None),
            held_back=held_back,
        )
