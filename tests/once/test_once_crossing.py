"""R14: a payment at each moment between the decision and the sending."""

import pytest

from tests.once.accidents import Intrusion
from tests.once.invariants import check, said
from tests.once.moment import Moment
from tests.once.telling import Telling

FIRST = ("C-1", "first", "0", "C-1@client.example")
RECEIPT = ("C-1", "receipt", "0", "C-1@client.example")
UNDECIDED, SUPERSEDED, REMINDED = "nothing was decided", "superseded", "reminded, then thanked"


def test_a_payment_before_the_reservation_prevents_the_mail_a_later_one_crosses_it(
    telling: Telling,
) -> None:
    (evaluates, *_), (sends, *_) = telling.acts_of("evaluate"), telling.acts_of("send")
    deciding = [_pays_before(telling, evaluates, n) for n in range(len(telling.calls[evaluates]))]
    sending = [_pays_before(telling, sends, n) for n in range(len(telling.calls[sends]))]

    crossed = sending.index(REMINDED)
    moments = f"{len(deciding)} + {len(sending)} moments"
    print(f"{moments}; from the {crossed + 1}th of sending on it is too late")
    assert set(deciding) == {UNDECIDED, SUPERSEDED}
    assert sending == [SUPERSEDED] * crossed + [REMINDED] * (len(sending) - crossed)
    assert 0 < crossed < len(sending)


def _pays_before(telling: Telling, act: int, call: int) -> str:
    """What became of C-1's reminder when his money came right before that call."""
    stage = telling.stage

    def money() -> None:
        telling.story.pays("F-1")
        stage.work("payments")

    payment = Intrusion(call, money)
    end = telling.tell_from(act, payment, until=max(telling.aftermath))
    assert payment.happened
    check(stage)
    assert _paid(end)
    words = {spoken for spoken in said(end) if spoken[0] == "C-1"}
    noted = _superseded(end)
    if words:
        assert words == {FIRST, RECEIPT}
        assert not noted
        return REMINDED
    return SUPERSEDED if noted else UNDECIDED


def _superseded(end: Moment) -> bool:
    rows = end.rows["AccountsTable"]
    return any(pk == "t-1#C-1#archive" and sk.startswith("superseded#") for pk, sk in rows)


def _paid(end: Moment) -> bool:
    return ("t-1#C-1#archive", "invoice#F-1") in end.rows["AccountsTable"]


@pytest.mark.parametrize("function", ["dispatch", "evaluate", "send", "delivery"])
def test_a_batch_that_is_delivered_again_while_it_is_worked_on_changes_nothing(
    telling: Telling, function: str
) -> None:
    for act in telling.acts_of(function):
        for call in range(len(telling.calls[act])):
            again = Intrusion(call, lambda: telling.stage.repeat_delivery())
            end = telling.tell_from(act, again)
            if end is not telling.end:
                check(telling.stage)
            assert said(end) == said(telling.end), f"act {act}, call {call}"
