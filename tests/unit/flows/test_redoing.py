"""R12, R15: read, decide, write, and again; one ending for whoever is never fast enough."""

import pytest

from relance.domain.errors import (
    AccountMoved,
    Conflict,
    MessageTaken,
    Refusal,
    Refused,
    StaleVersion,
    Unavailable,
)
from relance.flows.redoing import MOST_TRIES, redo

MOVED = AccountMoved("t-1", "C-1")


class Attempts:
    """An attempt that is overtaken so many times; each time something else was in the way."""

    def __init__(self, overtaken: int, *ways: Refusal) -> None:
        self.overtaken, self.ways, self.made = overtaken, ways or (MOVED,), 0

    def __call__(self) -> str:
        """What it answers once nobody is faster."""
        self.made += 1
        if self.made <= self.overtaken:
            raise Refused(frozenset({self.ways[self.made % len(self.ways)]}))
        return f"try {self.made}"


@pytest.mark.parametrize("overtaken", range(MOST_TRIES))
def test_the_first_try_that_nobody_overtakes_answers(overtaken: int) -> None:
    assert redo(Attempts(overtaken)) == f"try {overtaken + 1}"


def test_who_is_always_overtaken_says_so_with_what_was_in_the_way_last() -> None:
    attempts = Attempts(MOST_TRIES, MessageTaken("m-1"), MOVED)
    with pytest.raises(StaleVersion) as stale:
        redo(attempts)
    assert (attempts.made, stale.value.refusals) == (MOST_TRIES, frozenset({MessageTaken("m-1")}))


def test_an_end_within_an_end_is_not_tried_again() -> None:
    inner = Attempts(MOST_TRIES)
    with pytest.raises(StaleVersion):
        redo(lambda: redo(inner))
    assert inner.made == MOST_TRIES


def test_what_is_no_refusal_is_not_tried_again() -> None:
    made = []

    def attempt() -> None:
        made.append(1)
        raise Conflict("this payment is known with other content")

    with pytest.raises(Conflict):
        redo(attempt)
    assert made == [1]


def test_a_stale_version_is_an_unavailable_that_the_api_says_to_ask_again_for() -> None:
    assert issubclass(StaleVersion, Unavailable)
    assert not issubclass(StaleVersion, Refused)
