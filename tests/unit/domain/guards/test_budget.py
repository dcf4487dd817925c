"""R8, R9: gap and caps, over all invoices and currencies; what counts as a contact."""

from relance.domain.creditor.rules import Limits
from relance.domain.decide import decide
from relance.domain.decision import Hold, Send
from relance.domain.guards.budget import remembered_days
from tests.builders import (
    account,
    at,
    claim,
    day,
    invoice,
    message,
    promise,
    rules,
    says,
    waits,
    walk,
)


def test_a_contact_three_days_ago_holds_until_the_fourth() -> None:
    file = account(messages=(message("manual", "2026-06-05", ("F-9/1",)),))
    answer = waits(file, "2026-06-08 10:00")

    assert isinstance(answer, Hold)
    assert (answer.reason, answer.until_on) == ("gap", day("2026-06-09"))
    assert says(file, "2026-06-09 10:00")


def test_a_fourth_contact_in_fourteen_days_waits() -> None:
    spoken = tuple(
        message("manual", on, ("F-9/1",)) for on in ("2026-05-27", "2026-06-01", "2026-06-05")
    )
    answer = waits(account(messages=spoken), "2026-06-09 10:00")

    # The 14 days that hold 27 May end with 9 June.
    assert isinstance(answer, Hold)
    assert (answer.reason, answer.until_on) == ("cap", day("2026-06-10"))
    assert says(account(messages=spoken), "2026-06-10 10:00")


def test_a_sixth_contact_in_thirty_days_waits() -> None:
    days = ("2026-05-13", "2026-05-18", "2026-05-25", "2026-06-01", "2026-06-06")
    spoken = tuple(message("manual", on, ("F-9/1",)) for on in days)
    answer = waits(account(messages=spoken), "2026-06-11 10:00")

    # 13 May leaves the 30 days on 12 June; until 13 June 18 May is not alone: 4 remain.
    assert isinstance(answer, Hold)
    assert (answer.reason, answer.until_on) == ("cap", day("2026-06-12"))


def test_only_one_currency_speaks_a_day_and_the_one_late_longest_goes_first() -> None:
    file = account(invoice(), invoice("F-2", due_on="2026-06-01", currency="USD"))
    decisions = decide(file, rules(), at("2026-06-05 10:00"))

    assert [(d.currency, type(d)) for d in decisions] == [("USD", Send), ("EUR", Hold)]
    held = decisions[1]
    assert isinstance(held, Hold)
    assert (held.reason, held.until_on) == ("gap", day("2026-06-09"))


def test_the_other_currency_follows_after_the_gap_before_the_first_goes_on() -> None:
    file = account(
        invoice(total_minor=100_00),
        invoice("F-2", due_on="2026-06-01", currency="USD", total_minor=100_00),
    )
    story = walk(file, days=26)

    assert [(f"{on:%m-%d}", s.currency, s.key.kind) for on, s in story.sends] == [
        ("06-04", "USD", "first"),
        ("06-08", "EUR", "first"),
        ("06-12", "USD", "second"),
    ]


def test_of_three_currencies_none_waits_behind_the_same_two() -> None:
    """The longest waiting speaks: since its step's day, or its last message."""
    debts = [
        ("F-1", "2026-06-02", "EUR"),
        ("F-2", "2026-06-01", "USD"),
        ("F-3", "2026-06-03", "GBP"),
    ]
    invoices = (invoice(name, due_on=due, currency=money) for name, due, money in debts)
    story = walk(account(*invoices), rules(caps=()), start="2026-06-04", days=20)

    assert [s.currency for _, s in story.sends][:5] == ["USD", "EUR", "GBP", "USD", "EUR"]


def test_an_uncounted_message_is_no_contact() -> None:
    for state in ("bounced", "refused", "rejected", "failed", "complained"):
        file = account(messages=(message("manual", "2026-06-04", ("F-9/1",), state=state),))
        assert says(file, "2026-06-05 10:00").key.kind == "first"


def test_a_reserved_message_is_a_contact_from_its_reservation() -> None:
    # It is about an invoice that has since been paid: its fate does not matter, its day does.
    file = account(messages=(message("first", "2026-06-04", ("F-9/1",), state="reserved"),))

    assert waits(file, "2026-06-05 10:00").reason == "gap"


def test_answers_to_the_debtor_are_no_contacts() -> None:
    for kind in ("confirmation", "receipt", "thanks", "copy"):
        file = account(messages=(message(kind, "2026-06-04"),))
        assert says(file, "2026-06-05 10:00").key.kind == "first"


def test_nothing_is_sent_on_the_day_of_an_answer_or_of_a_receipt() -> None:
    other = ("F-9/1",)
    for file in (
        account(claims=(claim("2026-06-05", other),)),
        account(promises=(promise("2026-06-05", "2026-06-08", other),)),
        account(paid_on=day("2026-06-05")),
    ):
        answer = waits(file, "2026-06-05 10:00")
        assert isinstance(answer, Hold)
        assert (answer.reason, answer.until_on) == ("answered_today", day("2026-06-06"))
        assert says(file, "2026-06-08 10:00")


def test_a_contact_before_relance_counts_once_however_many_invoices_it_listed() -> None:
    old = [
        invoice(f"F-{n}", due_on="2026-05-29", last_level=1, last_contacted_on=day("2026-06-02"))
        for n in range(5)
    ]

    assert waits(account(*old), "2026-06-05 10:00").reason == "not_yet"
    assert says(account(*old), "2026-06-08 10:00").key.kind == "second"


def test_the_same_account_at_the_same_time_gives_the_same_answer() -> None:
    file = account(invoice(), invoice("F-2", currency="USD"))
    now_at = at("2026-06-05 10:00")

    assert decide(file, rules(), now_at) == decide(file, rules(), now_at)


def test_contacts_are_remembered_for_as_long_as_they_can_matter() -> None:
    assert remembered_days(Limits()) == 30
    assert remembered_days(Limits(gap_days=40, caps=())) == 40
