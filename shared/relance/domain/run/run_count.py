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
    admitted_at: datetime | None = None  # the latest tick that let through whoever was due
    promised_at: datetime | None = None  # the tick that promised

    @property
    def expected(self) -> int:
        """How many accounts are no surprise: what was promised, and what somebody let go on."""
        return (self.promised or 0) + self.brought

    def knows(self, review_at: datetime) -> bool:
        """Whether who is due since then was let through, and counted, by a tick of the day."""
        return self.admitted_at is not None and review_at <= self.admitted_at

    def expects_of(self, held: int) -> int:
        """How many of those that were not let through are no surprise tomorrow either."""
        return min(held, max(self.expected - self.enqueued, 0))

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
        """The counts after a tick enqueued so many; a tick that comes again counts once.

        An older tick that comes late takes nothing back of what a later one let through.
        """
        counted = max(self.by(tick_at), enqueued)
        return replace(
            self,
            enqueued=self.enqueued - self.by(tick_at) + counted,
            counted_at=tick_at,
            counted=counted,
            tripped=why is not None,
            why=why,
            # The evening, in which nothing goes, does not end the cap of the morning; nor is who
            # the breaker held, and a person let go, one that a cap left to wait.
            capped=self.capped or (held_back and why is None and not self.tripped),
            held_back=held_back,
            admitted_at=self.admitted_at if why else max(self.admitted_at or tick_at, tick_at),
        )
