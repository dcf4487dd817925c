"""B12: several payments of a day are one receipt that names each."""

from datetime import date

from relance.domain.decision import Send
from relance.flows.mail.happened import history
from relance.render.view import Received
from tests.builders import account, day, ids, invoice, key, owed, rules


def test_a_receipt_says_the_sum_and_each_value_day_oldest_first() -> None:
    facts = (
        owed(fact_id="a", amount_minor=200_00, on=date(2026, 6, 4), means="cheque"),
        owed(fact_id="b", amount_minor=100_00, on=date(2026, 6, 3), means="transfer"),
        owed(fact_id="later", amount_minor=50_00, on=date(2026, 6, 5), means="transfer"),
    )
    send = Send(
        key("receipt", "a"),
        "billing",
        ids("F-1/1"),
        "receipt_owed",
        cause_id="a",
        merged_ids=("b",),
    )
    said = history(account(invoice(), owed=facts), send, rules(), day("2026-06-05"))

    assert said == {
        "payment_on": date(2026, 6, 4),
        "payment_minor": 300_00,
        "payment_means": None,
        "payments": (
            Received(date(2026, 6, 3), 100_00, "transfer"),
            Received(date(2026, 6, 4), 200_00, "cheque"),
        ),
    }
