"""R42: the day of return that an absence notice names; what cannot be read names none."""

from datetime import date

import pytest

from relance.domain.answers.absences import returns_on

MONDAY = date(2026, 6, 8)


@pytest.mark.parametrize(
    ("said", "on"),
    [
        ("de retour le 14 juin", "2026-06-14"),
        ("Je serai de retour lundi 15 juin.", "2026-06-15"),
        ("de retour au bureau mardi", "2026-06-09"),
        ("de retour lundi", "2026-06-15"),
        ("de retour le 1er juillet", "2026-07-01"),
        ("de retour le 2 janvier", "2027-01-02"),
        ("retour prévu le 15/06/26", "2026-06-15"),
        ("jusqu’au 14/06 inclus", "2026-06-15"),
        ("jusqu'au 14 inclus", "2026-06-15"),
        ("en congés du 08/06/2026 au 14/06/2026", "2026-06-15"),
        ("absent du 8 au 12 juin", "2026-06-13"),
        ("until 14 June", "2026-06-15"),
        ("from 8 June through 12 June 2026", "2026-06-13"),
        ("out from June 8 to June 12", "2026-06-13"),
        ("back on Monday 15th", "2026-06-15"),
        ("I will be back on Monday", "2026-06-15"),
        ("back on the 15th", "2026-06-15"),
        ("back on the 2nd", "2026-07-02"),
        ("back in the office tomorrow", "2026-06-09"),
        ("return to the office on Monday, June 15th, 2026.", "2026-06-15"),
        ("returning 06/15/2026", "2026-06-15"),
        ("Ich bin ab dem 15.06. wieder erreichbar", "2026-06-15"),
        ("Abwesend bis einschließlich 14.06.2026", "2026-06-15"),
        ("hasta el 14 de junio", "2026-06-15"),
        ("fino al 14 giugno", "2026-06-15"),
        ("tot en met 14 juni", "2026-06-15"),
    ],
)
def test_a_day_of_return_is_read(said: str, on: str) -> None:
    assert returns_on(said, MONDAY) == date.fromisoformat(on)


@pytest.mark.parametrize(
    "said",
    [
        "back soon",
        "back on 31/02/2026",
        "back 99/99/9999",
        "until 9999-12-31",
        "until 0001-01-01",
        "back on the 31st",
        "back on 1 June",
        "back on 12 December 2030",
        "Je suis absente à partir du 15 juin",
        "back at 9:00",
    ],
)
def test_what_is_no_day_of_return_names_none(said: str) -> None:
    assert returns_on(said, MONDAY) is None


def test_the_month_after_december_is_january() -> None:
    assert returns_on("back on the 2nd", date(2026, 12, 30)) == date(2027, 1, 2)
