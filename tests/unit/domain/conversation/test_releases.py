"""R41: the one message about the release of a retention, and when a person is asked instead."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from relance.domain.account.account import Account
from relance.domain.decide import decide
from relance.domain.decision import Send
from relance.domain.errors import Invalid
from relance.domain.ledger.invoices import DocumentType, Invoice, PartReason
from relance.domain.ledger.terms import Dues, parts_of
from tests.builders import (
    PLAIN,
    account,
    asks,
    at,
    claim,
    contact,
    customer,
    day,
    dispute,
    hold,
    invoice,
    message,
    part,
    receipt,
    rules,
    says,
    sent,
    waits,
    walk,
)

BY = rules(policy=PLAIN)


def retained(
    invoice_id: str = "F-1", due_on: str = "2026-06-02", amount_minor: int = 300_00, **changes: Any
) -> Invoice:
    """300.00 kept of French works that were accepted a year before, without a reserve."""
    accepted = {"accepted_on": day("2025-06-02"), "works_country": "FR", "open_reserve": False}
    kept = part("r", amount_minor, due_on, reason=PartReason.RETENTION, **accepted | changes)
    return invoice(invoice_id, parts=(kept,), total_minor=amount_minor)


def sends(file: Account, when: str) -> list[Send]:
    return [one for one in decide(file, BY, at(when)) if isinstance(one, Send)]


def test_it_speaks_once_on_its_day_and_then_a_person_is_asked() -> None:
    file = account(retained())
    assert sends(file, "2026-06-01 10:00") == []
    send = says(file, "2026-06-02 10:00", BY)
    assert (send.key.kind, send.key.level, send.item_ids) == ("retention_release", 0, ("F-1/r",))
    assert (send.reason, send.deadline_on, send.consequence) == (
        "retention_release_due",
        None,
        None,
    )
    story = walk(file, BY)
    assert (story.said, story.asked) == (["06-02 retention_release"], ["06-09 release_retention"])


def test_the_account_wakes_up_for_it() -> None:
    assert waits(account(retained()), "2026-05-20 10:00", BY).reason == "retention"
    (skip,) = decide(account(retained()), BY, at("2026-05-20 10:00"))
    assert skip.next_on == day("2026-06-02")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "change",
    [
        {"accepted_on": None},
        {"works_country": None},
        {"works_country": "BE"},
        {"open_reserve": None},
        {"open_reserve": True},
    ],
)
def test_what_is_not_known_or_not_so_is_a_persons_matter_on_the_day(change: dict[str, Any]) -> None:
    story = walk(account(retained(**change)), BY)
    assert (story.said, story.asked) == ([], ["06-02 release_retention"])


def test_an_instalment_has_no_release() -> None:
    (kept,) = retained().parts
    assert not replace(kept, reason=PartReason.INSTALMENT).releasable


def test_it_never_goes_beside_another_message_and_waits_for_the_gap() -> None:
    file = account(retained(), invoice("F-2", due_on="2026-06-20", total_minor=900_00))
    said = walk(file, BY).said
    days = [one.split()[0] for one in said]
    assert "retention_release" in " ".join(said)
    assert len(days) == len(set(days))
    lately = account(retained(), messages=(message("first", "2026-06-01", leader="F-9/1"),))
    assert waits(lately, "2026-06-02 10:00", BY).reason == "gap"


def test_while_other_debt_is_chased_it_waits_and_a_person_is_asked_in_the_end() -> None:
    file = account(retained(), invoice("F-2", due_on="2026-05-27"))
    story = walk(file, BY)
    assert not [one for one in story.said if "retention_release" in one]
    assert "06-16 release_retention" in story.asked


def test_retentions_of_one_acceptance_are_one_message_and_others_another() -> None:
    other = retained("F-3", accepted_on=day("2025-05-02"))
    file = account(retained(), retained("F-2"), other)
    first = says(file, "2026-06-02 10:00", BY)
    assert first.item_ids == ("F-1/r", "F-2/r")
    after = sent(file, first, at("2026-06-02 10:00"))
    assert sends(after, "2026-06-03 10:00") == []
    assert says(after, "2026-06-09 10:00", BY).item_ids == ("F-3/r",)


@pytest.mark.parametrize(
    "known",
    [
        {"holds": (hold(),)},
        {"disputes": (dispute("2026-05-20"),)},
        {"claims": (claim("2026-06-01", item_ids=("F-1/r",)),)},
        {"receipts": (receipt(10_00),)},
    ],
)
def test_where_anything_was_said_or_money_is_free_nothing_goes(known: dict[str, Any]) -> None:
    assert sends(account(retained(), **known), "2026-06-02 10:00") == []


def test_too_small_or_too_late_it_is_not_written_about() -> None:
    assert sends(account(retained(amount_minor=1)), "2026-06-02 10:00") == []
    late = account(retained(due_on="2026-05-04"))
    assert sends(late, "2026-06-02 10:00") == []
    assert [task.kind for task in asks(late, "2026-06-02 10:00", BY)] == ["release_retention"]


def test_after_a_bounce_it_goes_to_the_next_contact_and_to_nobody_a_third_time() -> None:
    two = customer(contacts=(contact(), contact("second", email="two@client.example")))
    file = account(retained(), customer=two)
    first = says(file, "2026-06-02 10:00", BY)
    bounced = sent(file, first, at("2026-06-02 10:00"), "bounced")
    again = says(bounced, "2026-06-02 11:00", BY)
    assert (again.contact_id, again.key.occasion) == ("second", "0+1")
    both = sent(bounced, again, at("2026-06-02 11:00"))
    assert sends(both, "2026-06-10 10:00") == []
    assert [task.kind for task in asks(both, "2026-06-09 10:00", BY)] == ["release_retention"]


def test_an_acceptance_later_than_the_release_is_refused() -> None:
    parts = retained(accepted_on=day("2026-06-03")).parts
    with pytest.raises(Invalid) as refused:
        parts_of(Dues(None, None, parts), 300_00, date(2026, 5, 3), DocumentType.INVOICE)
    assert refused.value.field == "parts.0.accepted_on"
