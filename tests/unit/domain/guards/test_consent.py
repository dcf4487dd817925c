"""R44: a consent is to the message that was shown; another one is asked about again."""

from dataclasses import replace

from relance.domain.account.account import Account
from relance.domain.account.on_file import OpenTask
from relance.domain.guards.consent import may_lapse_on
from relance.domain.policies.policy import Approval, Step
from relance.domain.tasks.asking import moot
from tests.builders import (
    PLAIN,
    account,
    asks,
    at,
    claim,
    day,
    ids,
    invoice,
    message,
    rules,
    says,
    step_task,
    task_closed,
    waits,
    walk,
)


def ladder(approval: Approval) -> list[Step]:
    return [replace(s, approval=approval) if s.kind == "second" else s for s in PLAIN.steps]


VETO = rules(policy=replace(PLAIN, steps=tuple(ladder(Approval.VETO))))
REQUIRED = rules(policy=replace(PLAIN, steps=tuple(ladder(Approval.REQUIRED))))
FIRST = message("first", "2026-06-05", ("F-1/1", "F-2/1"))


def agreed(*invoices: object, **changes: object) -> Account:
    """The second of Tuesday 9 June, shown on the 5th with 300.00 of F-1, and approved at noon."""
    file = account(*invoices, messages=(FIRST,))  # type: ignore[arg-type]
    (shown,) = asks(account(messages=(FIRST,)), "2026-06-08 10:00", VETO)
    task = step_task(
        "approval", "second", 2, "2026-06-05", outcome="approved", closed="2026-06-05 12:00"
    )
    known = replace(task, task_id=shown.task_id, due_on=day("2026-06-09"), net_minor=300_00)
    return replace(file, tasks=(replace(known, **changes),))  # type: ignore[arg-type]


def again(file: Account, when: str) -> list[OpenTask]:
    found = asks(file, when, REQUIRED)
    return [task for task in found if task.kind == "approval"]  # type: ignore[misc]


def test_what_was_shown_goes_when_it_was_approved() -> None:
    assert says(agreed(), "2026-06-09 10:00", REQUIRED).key.kind == "second"
    assert again(agreed(), "2026-06-09 10:00") == []


def test_another_item_is_asked_about_again() -> None:
    file = agreed(invoice(), invoice("F-2", due_on="2026-06-08"))

    assert waits(file, "2026-06-09 10:00", REQUIRED).reason == "approval_lapsed"
    (task,) = again(file, "2026-06-09 10:00")
    assert task.item_ids == ids("F-1/1", "F-2/1")
    assert task.task_id != file.tasks[0].task_id
    assert task.due_on == day("2026-06-11")


def test_a_veto_that_was_not_used_lapses_as_an_approval_does() -> None:
    file = agreed(invoice(), invoice("F-2", due_on="2026-06-08"), outcome=None, closed_at=None)

    assert waits(file, "2026-06-09 10:00", VETO).reason == "approval_lapsed"
    assert says(agreed(outcome=None, closed_at=None), "2026-06-09 10:00", VETO)


def test_fewer_items_are_no_other_message() -> None:
    file = agreed(item_ids=ids("F-1/1", "F-9/1"))

    assert says(file, "2026-06-09 10:00", REQUIRED).key.kind == "second"


def test_a_higher_amount_is_asked_about_again_and_a_lower_one_is_not() -> None:
    more, less = invoice(total_minor=310_00), invoice(total_minor=290_00)

    assert waits(agreed(more), "2026-06-09 10:00", REQUIRED).reason == "approval_lapsed"
    assert says(agreed(less), "2026-06-09 10:00", REQUIRED).key.kind == "second"


def test_a_consent_from_before_amounts_were_kept_is_measured_by_what_was_overdue() -> None:
    old = agreed(invoice(total_minor=310_00), net_minor=None, overdue_minor=300_00)
    bare = agreed(invoice(total_minor=310_00), net_minor=None)

    assert waits(old, "2026-06-09 10:00", REQUIRED).reason == "approval_lapsed"
    assert says(bare, "2026-06-09 10:00", REQUIRED).key.kind == "second"


def test_an_answer_since_it_was_shown_asks_again() -> None:
    """A claim that holds until the 16th; afterwards the second is another message."""
    file = replace(agreed(), claims=(claim("2026-06-06"),))
    said = replace(file, messages=(FIRST, message("first", "2026-06-15", occasion="claim-1")))

    assert waits(said, "2026-06-19 10:00", REQUIRED).reason == "approval_lapsed"


def test_a_day_later_by_five_days_is_the_same_message_and_by_six_is_another() -> None:
    assert says(agreed(due_on=day("2026-06-10")), "2026-06-15 10:00", REQUIRED)
    assert waits(agreed(), "2026-06-15 10:00", REQUIRED).reason == "approval_lapsed"


def test_a_day_shown_that_is_closed_is_the_open_day_after_it() -> None:
    """Saturday 6 June was shown: it goes on Monday 8th, and five days later still."""
    by = replace(REQUIRED, policy=replace(REQUIRED.policy, gap_days=None))

    assert says(agreed(due_on=day("2026-06-06")), "2026-06-12 10:00", by).key.kind == "second"


def test_who_agrees_late_agrees_to_what_goes_then() -> None:
    late = agreed(closed_at=at("2026-06-29 12:00"))

    assert says(late, "2026-06-30 10:00", REQUIRED).key.kind == "second"
    assert waits(late, "2026-07-07 10:00", REQUIRED).reason == "approval_lapsed"


def test_an_approval_nobody_gave_is_missing_and_not_asked_for_every_day() -> None:
    file = agreed(invoice(), invoice("F-2", due_on="2026-06-08"), outcome=None, closed_at=None)

    assert waits(file, "2026-06-10 10:00", REQUIRED).reason == "approval_missing"
    assert again(file, "2026-06-10 10:00") == []


def test_a_stop_never_lapses() -> None:
    file = agreed(invoice(), invoice("F-2", due_on="2026-06-08"), outcome="stopped")

    assert waits(file, "2026-06-22 10:00", REQUIRED).reason == "stopped"


def test_with_something_due_every_day_a_veto_does_not_lapse_for_ever() -> None:
    """Asked again, it shows what will be listed by its day."""
    daily = [
        invoice(f"D-{n:02}", due_on=day(f"2026-06-{n:02}"), issued_on="2026-04-01")
        for n in range(3, 27)
    ]
    story = walk(account(invoice(), *daily), VETO, days=40)

    approvals = [text for text in story.asked if text.endswith("approval")]
    assert approvals[:2] == ["06-06 approval", "06-07 approval"]
    assert [text for text in story.said if "second" in text][:1] == ["06-09 second"]


def test_what_was_asked_again_is_no_more_open() -> None:
    file = agreed(invoice(), invoice("F-2", due_on="2026-06-08"), outcome=None, closed_at=None)
    story = walk(file, VETO, start="2026-06-09", days=1)

    first, second = story.account.tasks
    (over,) = moot(story.account, at("2026-06-09 10:00"))
    assert (over.task_id, over.outcome) == (first.task_id, "superseded")
    assert second.closed_at is None
    assert task_closed(story.account, "approval", "2026-06-09 12:00", "approved")


def test_it_is_looked_at_on_the_days_on_which_a_consent_may_be_too_old() -> None:
    def looked_at(file: Account, today: str) -> list[str]:
        return [str(on) for on in may_lapse_on(file, VETO, day(today))]

    assert looked_at(agreed(), "2026-06-09") == ["2026-06-15"]
    assert looked_at(agreed(), "2026-06-15") == []
    assert looked_at(agreed(kind="call"), "2026-06-09") == []
    assert looked_at(agreed(due_on=None), "2026-06-09") == []
    assert looked_at(agreed(closed_at=None), "2026-06-09") == []  # nobody agreed
    unused_veto = agreed(closed_at=None, outcome=None, reason="approval_veto")
    assert looked_at(unused_veto, "2026-06-09") == ["2026-06-15"]
    postponed = agreed(outcome="postponed", closed_at=at("2026-06-08 15:00"))
    assert looked_at(postponed, "2026-06-09") == ["2026-06-21"]  # the 13th is a Saturday
