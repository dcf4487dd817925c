"""R42: a final waits for a named day of return, at most ten business days."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from relance.domain.account.account import Account
from relance.domain.account.on_file import Reply
from relance.domain.decision import Hold
from tests.builders import Walk, account, at, contact, customer, day, invoice, walk


def notice(returns_on: str | None, on: str = "2026-06-10", **changes: object) -> Reply:
    """An absence notice of the billing contact, that came with the second."""
    back_on = day(returns_on) if returns_on else None
    said = Reply("r-1", "automatic", day(on), at(f"{on} 12:00"), None, "billing", None, back_on)
    return replace(said, **changes)  # type: ignore[arg-type]


def story(*replies: Reply) -> Walk:
    """An ordinary debt of 2 June, each reply on its day; without any, its final is of 18 June."""
    people = customer(contacts=(contact(), contact("boss", role="approver")))
    facts = {reply.received_on.isoformat(): came(reply) for reply in replies}
    return walk(account(invoice(), customer=people), facts=facts)


def came(reply: Reply) -> Callable[[Account], Account]:
    return lambda file: replace(file, replies=(*file.replies, reply))


def final_on(told: Walk) -> str:
    return next(f"2026-{line[:5]}" for line in told.said if "final" in line)


@pytest.mark.parametrize(
    ("returns_on", "goes_on"),
    [
        (None, "2026-06-18"),
        ("2026-06-15", "2026-06-18"),
        ("2026-06-17", "2026-06-18"),
        ("2026-06-22", "2026-06-22"),
        ("2026-06-19", "2026-06-22"),  # the eve of a weekend
        ("2026-06-20", "2026-06-22"),
        ("2026-06-30", "2026-06-30"),
        ("2026-07-06", "2026-07-02"),  # ten business days after its own day
        ("2027-01-02", "2026-07-02"),
    ],
)
def test_a_final_waits_for_the_day_of_return(returns_on: str | None, goes_on: str) -> None:
    assert final_on(story(notice(returns_on))) == goes_on


def test_nothing_else_waits_for_anybody() -> None:
    told = story(notice("2026-09-01", on="2026-06-03"))

    assert told.said[1:] == ["06-05 first", "06-09 second", "07-02 final"]


@pytest.mark.parametrize(
    ("replies", "goes_on"),
    [
        ((notice("2026-06-22"), notice("2026-06-18", "2026-06-11")), "2026-06-18"),
        ((notice("2026-06-18"), notice("2026-06-24", "2026-06-16")), "2026-06-24"),
        ((notice("2026-06-22"), notice(None, "2026-06-11")), "2026-06-22"),
        ((notice("2026-06-22", contact_id="boss"),), "2026-06-18"),
        ((notice("2026-06-22", contact_id=None),), "2026-06-22"),
        (
            (
                notice("2026-06-22"),
                notice(None, "2026-06-11", kind="person", read_at=at("2026-06-11 13:00")),
            ),
            "2026-06-18",
        ),
    ],
)
def test_the_last_word_of_who_reads_it_counts(replies: tuple[Reply, ...], goes_on: str) -> None:
    assert final_on(story(*replies)) == goes_on


def test_it_is_a_rule_with_its_figures() -> None:
    told = story(notice("2026-06-22"))
    (hold,) = (one for one in told.decisions[day("2026-06-18")] if isinstance(one, Hold))
    (found,) = (one for one in hold.trace if one.rule == "reader_absent")

    assert (hold.reason, hold.until_on) == ("reader_absent", day("2026-06-22"))
    assert found.verdict.inputs == {
        "step": "final",
        "returns_on": day("2026-06-22"),
        "back_on": day("2026-06-22"),
    }
