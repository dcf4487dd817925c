"""R7, C5: there is a problem with an invoice, and what becomes of it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from relance.domain.account.account import Account
from relance.domain.account.on_file import Dispute, DisputeReason, OpenTask
from relance.domain.answers.disputes import Resolution, credited, disputed_ids, resolve
from relance.domain.booking.booking import settled
from relance.domain.conversation.ladder_start import ladder_start_on
from relance.domain.conversation.pauses import pause_of
from relance.domain.creditor.rules import Rules
from relance.domain.deciding.review import next_review_at
from relance.domain.errors import Conflict, Invalid
from relance.domain.ledger.invoices import DocumentType, Invoice
from relance.render.forms import ProblemReason
from tests.builders import (
    PARIS,
    account,
    asked,
    asks,
    at,
    customer,
    day,
    dispute,
    hold,
    ids,
    invoice,
    message,
    paid,
    rules,
    says,
    waits,
    walk,
)

NOW = at("2026-06-15 11:00")


def note(total_minor: int = 100_00, recorded: str = "2026-06-12 09:00", **changes: Any) -> Invoice:
    """A credit note about F-1."""
    start: dict[str, Any] = {
        "document_type": DocumentType.CREDIT_NOTE,
        "corrects": "F-1",
        "recorded_at": at(recorded),
    }
    return invoice("A-1", total_minor=total_minor, **start | changes)


def answered(file: Account, resolution: Resolution, now: datetime = NOW) -> Account:
    """The account after a person has answered its first dispute."""
    return resolve(file, file.disputes[0], resolution, PARIS, now.date(), now)


def test_every_reason_of_the_page_is_a_dispute_save_the_two_that_are_none() -> None:
    no_disputes = {"not_received", "cash_difficulty"}
    elsewhere = {DisputeReason.DEBIT_REFUSED, DisputeReason.RETENTION_OPPOSED}
    assert {reason.value for reason in ProblemReason} - no_disputes == {
        reason.value for reason in DisputeReason if reason not in elsewhere
    }


def test_a_dispute_pauses_its_invoice_until_a_person_has_answered() -> None:
    file = account(invoice(), invoice("F-2"), disputes=(dispute("2026-06-04"),))
    assert says(file, "2026-06-05 10:00").item_ids == ("F-2/1",)
    alone = account(disputes=(dispute("2026-06-04"),))
    assert waits(alone, "2027-06-04 10:00").reason == "dispute"


def test_a_dispute_kept_as_a_hold_before_disputes_were_keeps_pausing() -> None:
    file = account(holds=(hold("dispute", invoice_id="F-1"),))
    assert waits(file, "2027-06-04 10:00").reason == "dispute"


def test_a_dispute_about_a_part_pauses_the_invoice_as_a_whole() -> None:
    file = account(disputes=(dispute("2026-06-04", amount_minor=50_00),))
    assert waits(file, "2026-06-05 10:00").reason == "dispute"


def test_a_dispute_refused_goes_on_where_the_ladder_stood() -> None:
    story = walk(
        account(),
        facts={
            "2026-06-08": lambda now: replace(now, disputes=(dispute("2026-06-08"),)),
            "2026-06-22": lambda now: answered(now, Resolution("refused"), at("2026-06-22 09:00")),
        },
    )
    assert story.said[:3] == ["05-26 courtesy", "06-05 first", "06-22 second"]
    (kept,) = story.account.disputes
    assert (kept.outcome, kept.resolved_on) == ("refused", day("2026-06-22"))


def test_a_dispute_upheld_waits_for_our_credit_note_and_names_us_as_late() -> None:
    file = answered(account(disputes=(dispute("2026-06-08"),)), Resolution("upheld"))
    assert waits(file, "2026-07-10 10:00").reason == "credit_note_awaited"
    assert disputed_ids(file) == {"F-1"}
    assert [t.kind for t in asks(file, "2026-06-15 12:00")] == ["issue_credit_note"]


@pytest.mark.parametrize("part", [50_00, None])
def test_a_dispute_upheld_even_in_part_begins_anew_seven_days_after_the_credit_note(
    part: int | None,
) -> None:
    upheld = answered(
        account(disputes=(dispute("2026-06-08", amount_minor=part),)), Resolution("upheld")
    )
    arrived = replace(upheld, invoices=(*upheld.invoices, note(recorded="2026-06-18 09:00")))
    after = credited(upheld, arrived, note(), day("2026-06-18"))
    (item,) = after.items
    assert ladder_start_on(item) == day("2026-06-25")
    assert item.due_on == day("2026-06-02")  # the legal due date never moves
    assert after.disputes[0].credited_on == day("2026-06-18")
    assert pause_of(item, after, rules(), day("2026-06-18")) is None
    assert disputed_ids(after) == frozenset()


def test_a_credit_note_that_came_before_the_answer_counts_from_its_own_day() -> None:
    file = account(invoice(), note(), disputes=(dispute("2026-06-08"),))
    after = answered(file, Resolution("upheld"))
    assert ladder_start_on(after.items[0]) == day("2026-06-19")


@pytest.mark.parametrize(
    "other",
    [
        note(recorded="2026-06-08 09:00"),  # older than the dispute
        note(cancelled_on=day("2026-06-13")),
        note(corrects="F-2"),
    ],
)
def test_another_credit_note_is_not_the_one_that_is_awaited(other: Invoice) -> None:
    file = account(invoice(), other, disputes=(dispute("2026-06-08"),))
    after = answered(file, Resolution("upheld"))
    assert after.disputes[0].credited_on is None


def test_an_invoice_that_comes_again_with_a_lower_total_is_its_own_credit() -> None:
    upheld = answered(account(disputes=(dispute("2026-06-08"),)), Resolution("upheld"))
    lower = invoice(total_minor=200_00)
    after = credited(upheld, replace(upheld, invoices=(lower,)), lower, day("2026-06-18"))
    assert ladder_start_on(after.items[0]) == day("2026-06-25")
    same = credited(upheld, upheld, invoice(), day("2026-06-18"))
    assert same == upheld


def test_a_person_may_say_since_when_the_credit_is_there() -> None:
    first = answered(account(disputes=(dispute("2026-06-08"),)), Resolution("upheld"))
    after = answered(first, Resolution("upheld", credited_on=day("2026-06-12")))
    assert ladder_start_on(after.items[0]) == day("2026-06-19")
    assert after.disputes[0].resolved_at == NOW


def test_a_credit_that_settles_the_invoice_leaves_no_ladder_to_begin() -> None:
    upheld = answered(account(disputes=(dispute("2026-06-08"),)), Resolution("upheld"))
    nothing_open = replace(upheld, invoices=())
    after = credited(nothing_open, nothing_open, note(), day("2026-06-18"))
    assert after.disputes[0].credited_on == day("2026-06-18")


def test_a_dispute_may_end_in_a_promise_that_is_confirmed() -> None:
    resolution = Resolution("promised", promised_on=day("2026-07-10"))
    after = answered(account(disputes=(dispute("2026-06-08"),)), resolution)
    (said,) = after.promises
    assert (said.promised_on, said.amount_minor) == (day("2026-07-10"), 300_00)
    assert [(owed.kind, owed.on) for owed in after.owed] == [("confirmation", day("2026-07-10"))]
    assert waits(after, "2026-07-10 10:00").reason == "promised"


@pytest.mark.parametrize(
    ("resolution", "field"),
    [
        (Resolution("promised"), "promised_on"),
        (Resolution("refused", promised_on=day("2026-07-10")), "promised_on"),
        (Resolution("promised", promised_on=day("2026-06-14")), "promised_on"),
        (Resolution("refused", credited_on=day("2026-06-12")), "credited_on"),
        (Resolution("upheld", credited_on=day("2026-06-16")), "credited_on"),
    ],
)
def test_an_answer_that_cannot_be_names_its_field(resolution: Resolution, field: str) -> None:
    with pytest.raises(Invalid) as wrong:
        answered(account(disputes=(dispute("2026-06-08"),)), resolution)
    assert wrong.value.field == field


def test_an_answer_is_given_once() -> None:
    refused = answered(account(disputes=(dispute("2026-06-08"),)), Resolution("refused"))
    with pytest.raises(Conflict):
        answered(refused, Resolution("upheld"))


def test_an_answer_closes_what_was_asked_once_no_dispute_of_it_waits() -> None:
    two = (dispute("2026-06-08"), dispute("2026-06-08", invoice_id="F-2", dispute_id="d-2"))
    task = OpenTask("t", "dispute", NOW, "EUR", ids("F-1/1", "F-2/1"))
    other = OpenTask("o", "call", NOW, "EUR", ids("F-1/1"))
    file = account(invoice(), invoice("F-2"), disputes=two, tasks=(task, other))
    half = answered(file, Resolution("refused"))
    assert [one.closed_at for one in half.tasks] == [None, None]
    both = resolve(half, half.disputes[1], Resolution("refused"), PARIS, NOW.date(), NOW)
    assert [(one.closed_at, one.outcome) for one in both.tasks] == [(NOW, "refused"), (None, None)]


def test_payment_resolves_a_dispute_and_a_credit_that_settles_upholds_it() -> None:
    file = account(disputes=(dispute("2026-06-08"),))
    settled_by_money = settled(paid(file, "2026-06-10"), NOW)
    assert [d.outcome for d in settled_by_money.disputes] == ["paid"]
    by_note = replace(file, invoices=(*file.invoices, note(300_00)))
    assert [d.outcome for d in settled(by_note, NOW).disputes] == ["upheld"]
    gone = replace(file, invoices=(invoice(cancelled_on=day("2026-06-10")),))
    assert [d.outcome for d in settled(gone, NOW).disputes] == ["upheld"]
    assert settled(file, NOW).disputes == file.disputes


def test_an_answered_dispute_is_remembered_as_long_as_the_profile_looks_back() -> None:
    old = dispute("2024-06-01", outcome="refused", resolved_at=at("2024-06-14 11:00"))
    new = dispute("2024-06-01", outcome="refused", resolved_at=at("2024-06-16 11:00"))
    kept = settled(account(disputes=(old, replace(new, dispute_id="d-2"))), NOW).disputes
    assert [one.dispute_id for one in kept] == ["d-2"]


def rings(file: Account, by: Rules | None = None) -> list[str]:
    """What is asked of whom as days pass, each decided at its own review."""
    by, now, told = by or rules(), at("2026-06-09 10:00"), []
    for _ in range(12):
        for task in asks(file, f"{now:%Y-%m-%d} {now:%H:%M}", by, "UTC"):
            told.append(f"{now:%m-%d} {task.kind} {task.owner}{' !' if task.urgent else ''}")
            file = asked(file, task, now)
        file = replace(file, decided_at=now)
        decisions = ()
        if (found := next_review_at(file, decisions, by, now)) is None:
            break
        now = found
    return told


def test_a_dispute_rings_with_its_owner_after_five_business_days_and_the_manager_after_ten() -> (
    None
):
    file = account(
        customer=customer(account_owner="Léa"), disputes=(dispute("2026-06-09", reason="price"),)
    )
    assert rings(file) == ["06-16 dispute_waits Léa", "06-23 dispute_overdue None !"]
    shut = rules(open_days=rules().open_days, dispute_owner_days=1, dispute_manager_days=2)
    assert rings(file, shut) == ["06-10 dispute_waits Léa", "06-11 dispute_overdue None !"]


def test_a_credit_that_we_owe_rings_as_a_dispute_does() -> None:
    upheld = dispute("2026-06-01", outcome="upheld", resolved_on=day("2026-06-09"), resolved_at=NOW)
    assert rings(account(disputes=(upheld,))) == [
        "06-09 issue_credit_note None",
        "06-16 credit_note_waits None",
        "06-23 credit_note_overdue None !",
    ]


def test_a_dispute_about_what_is_settled_or_answered_rings_no_more() -> None:
    refused: Dispute = dispute("2026-06-01", outcome="refused", resolved_on=day("2026-06-09"))
    elsewhere = dispute("2026-06-01", invoice_id="F-9", dispute_id="d-2")
    file = account(disputes=(refused, elsewhere), messages=(message("first"),))
    assert [t for t in rings(file) if "dispute" in t or "credit" in t] == []
