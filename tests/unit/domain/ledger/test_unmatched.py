"""R22, R31: what of a payment waits, and when it is looked at again."""

from datetime import timedelta

from relance.domain.ledger.payments import Share, tried_again_at, unmatched_of
from tests.actors.payments import payment
from tests.builders import at

NOW = at("2026-06-05 10:00")


def test_each_waiting_share_is_money_of_its_own_with_what_the_payment_says() -> None:
    shares = (Share(100_00, "F-1"), Share(20_00, None, "C-1"), Share(3_00))
    paid = payment(*shares, waiting=shares[:2], at=NOW)
    found = unmatched_of(paid)
    named = [(one.amount_minor, one.invoice_id, one.customer_id) for one in found]
    assert named == [(100_00, "F-1", None), (20_00, None, "C-1")]
    assert {(o.payment_id, o.currency, o.value_on, o.recorded_at) for o in found} == {
        (paid.payment_id, "EUR", paid.value_on, NOW)
    }


def test_a_payment_of_which_all_has_its_place_waits_for_nothing() -> None:
    assert unmatched_of(payment(Share(100_00, "F-1"))) == ()


def test_money_that_found_no_place_is_looked_at_a_day_later() -> None:
    assert tried_again_at(NOW) == NOW + timedelta(days=1)
