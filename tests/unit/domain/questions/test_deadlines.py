"""Practice 2: what a person is asked by the passing of time alone."""

from dataclasses import replace
from datetime import date

from relance.domain.account.account import Account
from relance.domain.account.on_file import Override
from relance.domain.deciding.review import next_review_at
from relance.domain.ledger.invoices import PartReason
from tests.builders import account, asks, at, at_ten, day, hold, ids, invoice, part, promise, rules


def gentle(until_on: str, value: str = "gentle", what: str = "policy") -> Override:
    """What a debtor in difficulty is under."""
    said_at = at("2026-06-09 11:00")
    return Override(what, value, "cash_difficulty", "debtor", said_at, day(until_on))


def kinds(file: Account, when: str) -> list[str]:
    return [task.kind for task in asks(file, when)]


def test_when_the_gentle_months_are_over_a_person_looks_again() -> None:
    file = account(overrides=(gentle("2026-06-20"),), holds=(hold(),))
    assert kinds(file, "2026-06-20 10:00") == []
    assert kinds(file, "2026-06-21 10:00") == ["review_hardship"]
    found = next_review_at(file, (), rules(), at_ten(date(2026, 6, 15)))
    assert found == at_ten(date(2026, 6, 21))


def test_what_is_asked_twice_for_one_cause_is_one_task() -> None:
    file = account(overrides=(gentle("2026-06-20"), gentle("2026-06-20")), holds=(hold(),))
    assert kinds(file, "2026-06-21 10:00") == ["review_hardship"]


def test_what_was_billed_after_the_gentle_months_needs_no_second_look() -> None:
    later = invoice(issued_on="2026-05-03")
    assert kinds(account(later, overrides=(gentle("2026-05-02"),)), "2026-06-03 10:00") == []


def test_another_choice_of_a_person_ends_without_a_question() -> None:
    for other in (gentle("2026-06-02", "key_account"), gentle("2026-06-02", "good", "profile")):
        assert kinds(account(overrides=(other,)), "2026-06-03 10:00") == []


def test_a_large_promise_holds_and_is_shown_to_a_person_the_same_day() -> None:
    large = promise("2026-06-08", "2026-06-19", amount_minor=10_000_01)
    file = account(invoice(total_minor=10_000_01), promises=(large,))
    assert kinds(file, "2026-06-08 13:00") == ["large_promise"]
    usual = replace(large, amount_minor=10_000_00)
    assert kinds(replace(file, promises=(usual,)), "2026-06-08 13:00") == []
    settled = replace(large, item_ids=ids("F-9/1"))
    assert kinds(replace(file, promises=(settled,)), "2026-06-08 13:00") == []


def test_the_promise_of_a_late_payer_is_shown_to_a_person_whatever_its_amount() -> None:
    said = promise("2026-06-08", "2026-06-19")
    long_open = invoice("F-9", due_on="2026-03-02")
    file = account(invoice(), long_open, promises=(said,), holds=(hold(),))
    assert kinds(file, "2026-06-08 13:00") == ["large_promise"]


def test_a_retention_is_a_persons_matter_on_its_day_and_never_a_message() -> None:
    retained = part("r", 500_00, "2026-06-08", reason=PartReason.RETENTION)
    file = account(invoice(parts=[retained]))
    assert kinds(file, "2026-06-07 10:00") == []
    assert kinds(file, "2026-06-08 10:00") == ["release_retention"]
    now = at_ten(date(2026, 6, 3))
    assert next_review_at(file, (), rules(), now) == at_ten(date(2026, 6, 8))
