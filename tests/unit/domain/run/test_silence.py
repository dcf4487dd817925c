"""R17, R47: when a sender gives up trying, and for how long."""

from relance.domain.run.silence import Silence
from tests.builders import at

TEN = at("2026-06-09 10:00")


def test_one_lost_mail_is_chance_and_two_in_a_row_are_an_outage() -> None:
    heard = Silence()
    assert not heard.holds(TEN)
    heard.note(answered=False, at=TEN)
    assert not heard.holds(TEN)
    heard.note(answered=False, at=TEN)
    assert heard.holds(TEN)
    assert heard.holds(at("2026-06-09 10:29"))


def test_the_next_tick_tries_one_and_goes_on_where_it_is_answered() -> None:
    heard = Silence(lost=2, lost_at=TEN)
    eleven = at("2026-06-09 11:00")
    assert not heard.holds(eleven)
    heard.note(answered=False, at=eleven)
    assert heard.holds(eleven)
    heard.note(answered=True, at=eleven)
    assert not heard.holds(eleven)


def test_between_two_lost_mails_an_answer_makes_both_chance() -> None:
    heard = Silence()
    for answered in (False, True, False):
        heard.note(answered=answered, at=TEN)
    assert not heard.holds(TEN)
