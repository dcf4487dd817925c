"""What the index shows of a tenant at a tick, counted account by account (R13, R29).

However many there are, no more is kept than one page of them, those with the oldest debts that a
cap lets through, and where each page of the others ends.
"""

from datetime import datetime

from relance.data.runs import Due
from relance.domain.creditor.tenant import Tenant
from relance.domain.run.oldest import Oldest
from relance.domain.run.run_count import RunCount
from relance.flows.run.speaking import Speaking, Tomorrow, Unpromised
from relance.flows.run.tick_time import MOST_MENDED

PAGE = 1_000  # accounts: a hundred requests


class Tally:
    """Takes each account in; afterwards it says how many there were of which kind."""

    def __init__(
        self, tenant: Tenant, at: datetime, seen: RunCount, last: RunCount, room: int | None
    ) -> None:
        self.speaking = Speaking(tenant)
        self._at, self._seen = at, seen
        today = self.speaking.day_of(at)
        self.unpromised = Unpromised(self.speaking, today, last)
        # What today comes to is said to tomorrow's promise before anybody is let through.
        let_through = seen.after(at, 0, None, held_back=False)
        self.tomorrow = Tomorrow(self.speaking, today, (seen, let_through))
        self.oldest: Oldest[Due] | None = None if room is None else Oldest(room)
        self.shown = self.due = self.may_be_reminded = self.counted_before = 0
        self.first_page: list[Due] = []
        self.page_ends: list[str] = []  # the turns of the last account of each page
        self.astray: list[Due] = []

    def take(self, due: Due) -> None:
        """One more that the index shows, in its order."""
        self.shown += 1
        if due.astray and len(self.astray) < MOST_MENDED:
            self.astray.append(due)
        self.unpromised.take(due)
        self.tomorrow.take(due)
        if due.review_at <= self._at:
            self._take_due(due)

    def _take_due(self, due: Due) -> None:
        self.due += 1
        if self.due <= PAGE:
            self.first_page.append(due)
        if self.due % PAGE == 0:
            self.page_ends.append(due.turn)
        if not self.speaking.speaks(due, self._at):
            return
        self.may_be_reminded += 1
        self.counted_before += self.speaking.known_to(self._seen, due)
        if self.oldest is not None and not self.speaking.had_turn(due):
            self.oldest.show(due, due.oldest_due_on or self.speaking.day_of(self._at))

    @property
    def fits_a_page(self) -> bool:
        """Whether all that are due now are on the first page."""
        return self.due <= PAGE

    def takes_a_place(self, due: Due) -> bool:
        """Whether the cap of a fresh start is about that account: else it goes beside it."""
        capped = self.oldest is not None
        return capped and takes_a_place(self.speaking, due, self._at)


def takes_a_place(speaking: Speaking, due: Due, at: datetime) -> bool:
    """Whether an account would be begun with at that tick (R37)."""
    return speaking.speaks(due, at) and not speaking.had_turn(due)
