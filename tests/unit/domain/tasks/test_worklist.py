"""Practice 3: the order of the morning; a score alone would be useless to a clerk."""

from dataclasses import replace

from relance.domain.account.on_file import OpenTask
from relance.domain.tasks.worklist import place
from tests.builders import at_ten, day

TASK = OpenTask("t", "call", at_ten("2026-06-11"), currency="EUR", due_on=day("2026-06-11"))


def in_order(*tasks: OpenTask) -> list[str]:
    return [task.task_id for task in sorted(tasks, key=place)]


def named(name: str, **changes: object) -> OpenTask:
    return replace(TASK, task_id=name, **changes)  # type: ignore[arg-type]


def test_the_morning_goes_from_broken_promises_to_calls() -> None:
    kinds = [
        "call",
        "decision",
        "approval",
        "dispute",
        "match_money",
        "reply",
        "returned_payment",
        "broken_promise",
    ]

    assert in_order(*(named(kind, kind=kind) for kind in kinds)) == [
        "broken_promise",
        "returned_payment",
        "reply",
        "match_money",
        "dispute",
        "approval",
        "call",
        "decision",
    ]


def test_what_is_urgent_comes_before_everything() -> None:
    promise = named("promise", kind="broken_promise")
    diverted = named("diverted", kind="payment_diverted", urgent=True)

    assert in_order(promise, diverted) == ["diverted", "promise"]


def test_calls_go_by_amount_in_any_currency_and_the_others_by_day() -> None:
    small = named("small", overdue_minor=900_00)
    large = named("large", overdue_minor=12_000, currency="JPY")
    unknown = named("unknown", overdue_minor=None, currency=None)
    older = named("older", kind="dispute", due_on=day("2026-06-10"))
    newer = named("newer", kind="dispute", due_on=None, asked_on=day("2026-06-12"))

    assert in_order(unknown, small, large) == ["large", "small", "unknown"]
    assert in_order(newer, older) == ["older", "newer"]


def test_a_row_of_before_the_order_comes_last() -> None:
    assert place(named("new", kind="anything")) < "2026-06-01T10:00:00.000000+00:00#old"


def test_a_task_without_any_day_stands_by_the_day_it_was_asked() -> None:
    assert "2026-06-11" in place(named("old", due_on=None))
