"""Practice 3: the order of the morning; a score alone would be useless to a clerk."""

from dataclasses import replace

from relance.domain.account.on_file import OpenTask
from relance.domain.reasons import Reason
from relance.domain.task_kinds import Rank, TaskKind, TaskReason
from relance.domain.tasks.worklist import place, rank
from tests.builders import at_ten, day

TASK = OpenTask("t", "call", at_ten("2026-06-11"), currency="EUR", due_on=day("2026-06-11"))


def in_order(*tasks: OpenTask) -> list[str]:
    return [task.task_id for task in sorted(tasks, key=place)]


def named(name: str, **changes: object) -> OpenTask:
    return replace(TASK, task_id=name, **changes)  # type: ignore[arg-type]


def asked(kind: TaskKind, **changes: object) -> OpenTask:
    return named(kind.value, kind=kind, **changes)


def test_the_morning_goes_from_broken_promises_to_calls_by_amount() -> None:
    promise = named("promise", reason=Reason.PROMISE_BROKEN, overdue_minor=1_000_00)
    returned = named("returned", reason=Reason.PAYMENT_RETURNED)
    large = named("large", reason=TaskReason.LARGE_AMOUNT, overdue_minor=90_000_00)
    others = (
        asked(TaskKind.DECISION),
        asked(TaskKind.LETTER),
        asked(TaskKind.APPROVAL),
        asked(TaskKind.DISPUTE_WAITS),
        asked(TaskKind.SEARCH_PAYMENT),
        asked(TaskKind.REPLY_UNREAD),
    )

    assert in_order(*others, large, returned, promise) == [
        "promise",
        "returned",
        "reply_unread",
        "search_payment",
        "dispute_waits",
        "approval",
        "large",
        "letter",
        "decision",
    ]


def test_a_bill_a_debit_or_an_account_that_failed_is_a_returned_payment() -> None:
    failed = (TaskKind.UNPAID_BILL, TaskKind.ASK_BEFORE_PRESENTING, TaskKind.ASK_NEW_DETAILS)

    assert {rank(asked(kind)) for kind in failed} == {Rank.RETURNED_PAYMENTS}


def test_what_is_urgent_comes_before_everything_and_fraud_before_that() -> None:
    promise = named("promise", reason=Reason.PROMISE_BROKEN)
    dispute = asked(TaskKind.DISPUTE_OVERDUE, urgent=True)
    diverted = asked(TaskKind.PAYMENT_DIVERTED, urgent=True, due_on=day("2026-06-12"))

    assert in_order(promise, dispute, diverted) == [
        "payment_diverted",
        "dispute_overdue",
        "promise",
    ]


def test_calls_go_by_amount_in_any_currency_and_the_others_by_day() -> None:
    small = named("small", overdue_minor=900_00)
    large = named("large", overdue_minor=12_000, currency="JPY")
    unknown = named("unknown", overdue_minor=None, currency=None)
    older = named("older", kind=TaskKind.DISPUTE, due_on=day("2026-06-10"))
    newer = named("newer", kind=TaskKind.DISPUTE, due_on=None, asked_on=day("2026-06-12"))

    assert in_order(unknown, small, large) == ["large", "small", "unknown"]
    assert in_order(newer, older) == ["older", "newer"]


def test_a_task_that_a_policy_names_itself_stands_among_the_others() -> None:
    assert rank(named("own", kind="visit")) == Rank.OTHERS


def test_a_row_of_before_the_order_comes_last() -> None:
    assert place(named("new", kind="visit")) < "2026-06-01T10:00:00.000000+00:00#old"


def test_a_task_without_any_day_stands_by_the_day_it_was_asked() -> None:
    assert "2026-06-11" in place(named("old", due_on=None))
