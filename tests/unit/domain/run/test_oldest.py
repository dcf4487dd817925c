"""R29, R37: those with the oldest debts, however many there are."""

from datetime import date, timedelta
from random import Random

import pytest

from relance.domain.run.oldest import Oldest
from tests.builders import day


def oldest(most: int, debts: list[tuple[str, date]]) -> Oldest[str]:
    """What is kept of these."""
    kept: Oldest[str] = Oldest(most)
    for who, oldest_on in debts:
        kept.show(who, oldest_on)
    return kept


DEBTS = [
    ("C-0", day("2026-06-03")),
    ("C-1", day("2026-05-01")),
    ("C-2", day("2026-06-01")),
    ("C-3", day("2026-04-01")),
]


@pytest.mark.parametrize(
    ("most", "kept"),
    [(0, []), (1, ["C-3"]), (2, ["C-3", "C-1"]), (9, ["C-3", "C-1", "C-2", "C-0"])],
)
def test_the_oldest_debts_come_first_and_no_more_are_kept(most: int, kept: list[str]) -> None:
    found = oldest(most, DEBTS)
    assert [*found] == kept
    assert found.others == len(DEBTS) - len(kept)


def test_of_debts_of_one_day_who_was_shown_first_goes_first() -> None:
    same = [(f"C-{number}", day("2026-06-01")) for number in range(20)]
    assert [*oldest(3, same)] == ["C-0", "C-1", "C-2"]


def test_it_is_as_if_all_were_sorted() -> None:
    chance = Random(7)
    debts = [(f"C-{n}", day("2026-01-01") + timedelta(chance.randrange(40))) for n in range(500)]
    sorted_all = [who for who, _ in sorted(debts, key=lambda debt: debt[1])]
    assert [*oldest(120, debts)] == sorted_all[:120]
