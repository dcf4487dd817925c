"""C6, R8: who has written is chased no further until a person has read it."""

from dataclasses import replace

import pytest

from relance.domain.account.account import Account
from relance.domain.account.on_file import OpenTask, Reply
from relance.domain.answers.replies import (
    KEPT_DAYS,
    asked_about,
    crowded,
    known,
    read,
    unread,
    with_reply,
)
from relance.domain.decide import decide
from relance.domain.deciding.review import next_review_at
from relance.domain.decision import Hold, Skip
from relance.domain.tasks.asking import task_id
from tests.builders import (
    account,
    asked,
    asks,
    at,
    contact,
    customer,
    day,
    invoice,
    rules,
    says,
    waits,
    walk,
)


def reply(kind: str = "person", on: str = "2026-06-03", **changes: object) -> Reply:
    """A mail of the debtor, received at noon."""
    return replace(Reply("r-1", kind, day(on), at(f"{on} 12:00")), **changes)  # type: ignore[arg-type]


def test_a_reply_pauses_every_invoice_until_it_is_read_however_long_that_takes() -> None:
    file = account(invoice(), invoice("F-2", currency="USD"), replies=(reply(),))
    silent = walk(file, start="2026-06-03", days=40)

    assert silent.said == []
    assert "reply_unread" in str(decide(file, rules(), at("2026-07-10 10:00")))


def test_once_it_is_read_the_ladder_goes_on_from_the_next_open_day() -> None:
    file = account(replies=(reply(on="2026-06-05"),))
    after = read(file, file.replies[0], at("2026-06-05 15:00"))

    assert unread(after) == ()
    answer = waits(after, "2026-06-05 16:00")
    assert isinstance(answer, Hold)
    assert answer.reason == "answered_today"
    assert says(after, "2026-06-08 10:00").key.kind == "first"


def test_who_has_read_a_reply_in_the_morning_has_the_day_to_act_on_it() -> None:
    file = account(replies=(reply(on="2026-06-04"),))
    after = read(file, file.replies[0], at("2026-06-05 09:00"))

    assert waits(after, "2026-06-05 10:00").reason == "answered_today"
    assert says(after, "2026-06-08 10:00").key.kind == "first"


@pytest.mark.parametrize("kind", ["automatic", "suspect"])
def test_what_no_person_wrote_pauses_nothing(kind: str) -> None:
    file = account(replies=(reply(kind, "2026-06-05"),))

    assert says(file, "2026-06-05 10:00").key.kind == "first"


def test_the_owner_hears_after_two_business_days_and_the_manager_after_five() -> None:
    # Received on Wednesday 3 June.
    file = account(customer=customer(account_owner="claire"), replies=(reply(on="2026-06-03"),))
    assert asks(file, "2026-06-04 10:00") == []
    (owner,) = asks(file, "2026-06-05 10:00")
    assert (owner.kind, owner.owner, owner.urgent) == ("reply_unread", "claire", False)
    later = asked(file, owner, at("2026-06-05 10:00"))
    assert asks(later, "2026-06-09 10:00") == []
    (manager,) = asks(later, "2026-06-10 10:00")
    assert (manager.kind, manager.urgent) == ("reply_overdue", True)


def test_the_account_is_looked_at_on_the_day_of_each_alarm() -> None:
    file = account(invoice(due_on="2026-08-03"), replies=(reply(on="2026-06-03"),))

    def woken(when: str) -> object:
        now = at(when)
        return next_review_at(file, decide(file, rules(), now), rules(), now)

    assert woken("2026-06-03 12:00") == at("2026-06-05 10:00")
    assert woken("2026-06-05 10:00") == at("2026-06-10 10:00")


def test_reading_answers_what_was_asked_about_it_and_nothing_else() -> None:
    file = account(replies=(reply(), reply(reply_id="r-2")))
    for task in asks(file, "2026-06-12 10:00"):
        file = asked(file, task, at("2026-06-12 10:00"))
    after = read(file, file.replies[0], at("2026-06-12 11:00"))

    closed = [task.outcome for task in after.tasks]
    assert closed == ["read", "read"]  # one open task of a kind
    assert [r.reply_id for r in unread(after)] == ["r-2"]
    assert {task.kind for task in asks(after, "2026-06-12 11:00")} == {
        "reply_unread",
        "reply_overdue",
    }
    after = read(after, after.replies[1], at("2026-06-12 11:30"))
    again = read(after, after.replies[0], at("2026-06-13 11:00"))
    assert again.replies == after.replies
    assert asks(after, "2026-06-12 12:00") == []


def test_a_suspect_mail_is_looked_at_by_a_person_at_once() -> None:
    file = account(invoice(due_on="2026-08-03"), replies=(reply("suspect"),))
    (task,) = asks(file, "2026-06-03 12:00")

    assert (task.kind, task.reason) == ("reply_suspect", "taken_for_spam")


def test_a_substitute_is_proposed_to_a_person_and_never_written_to() -> None:
    away = reply("automatic", "2026-06-05", substitute_contact_id="substitute-r-1")
    file = account(replies=(away,))

    (task,) = asks(file, "2026-06-05 10:00")
    assert (task.kind, task.reason) == ("propose_contact", "a_substitute_was_named")
    assert says(file, "2026-06-05 10:00").contact_id == "billing"


PEOPLE = customer(contacts=(contact(), contact("boss", role="approver")))


def test_who_has_left_is_written_to_no_more() -> None:
    file = with_reply(account(customer=PEOPLE), reply("left", "2026-06-04", contact_id="billing"))

    assert [one.suppressed for one in file.customer.contacts] == ["left", None]
    assert says(file, "2026-06-05 10:00").contact_id == "boss"
    assert [task.kind for task in asks(file, "2026-06-05 10:00")] == ["contact_left"]


def test_where_nobody_else_is_known_a_person_calls() -> None:
    file = with_reply(account(), reply("left", "2026-06-04", contact_id="billing"))

    assert {task.kind for task in asks(file, "2026-06-05 10:00")} == {"call", "contact_left"}


def test_a_reply_is_found_by_its_id_and_old_ones_are_forgotten_unless_they_wait() -> None:
    old = (reply("automatic", "2024-01-08"), reply(on="2024-01-08", reply_id="r-0"))
    file: Account = with_reply(account(replies=old), reply(reply_id="r-9"))

    assert [r.reply_id for r in file.replies] == ["r-0", "r-9"]
    assert known(file, "r-9") == file.replies[1]
    assert known(file, "r-1") is None
    assert KEPT_DAYS == 730


def test_a_reply_to_somebody_who_owes_nothing_still_rings() -> None:
    file = replace(account(), invoices=(), replies=(reply(),))

    assert [task.kind for task in asks(file, "2026-06-05 10:00")] == ["reply_unread"]
    assert not [d for d in decide(file, rules(), at("2026-06-05 10:00")) if isinstance(d, Skip)]


@pytest.mark.parametrize(("kind", "is_crowded"), [("person", False), ("automatic", True)])
def test_what_would_only_fill_the_file_is_crowded_and_what_pauses_it_never(
    kind: str, is_crowded: bool
) -> None:
    two = tuple(reply(kind, reply_id=f"r-{n}", recorded_at=at("2026-06-03 12:00")) for n in "12")
    seen = tuple(replace(one, read_at=at("2026-06-03 13:00")) for one in two)
    third = reply(kind, reply_id="r-3", recorded_at=at("2026-06-03 14:00"))

    assert crowded(account(replies=seen), third, most=2) is is_crowded
    assert crowded(account(replies=two), third, most=2)
    assert not crowded(account(replies=two), third, most=3)
    assert not crowded(account(replies=two), replace(third, recorded_at=at("2026-06-04 09:00")), 2)


def test_a_task_has_one_reply_read_and_others_have_none() -> None:
    said = Reply("r-1", "person", day("2026-06-08"), at("2026-06-08 15:00"))
    file = account(replies=(said, replace(said, reply_id="r-2")))

    def asked(kind: str, cause: str) -> OpenTask:
        return OpenTask(task_id(kind, cause), kind, at("2026-06-10 10:00"))

    assert asked_about(file, asked("reply_unread", "r-1")) == said
    assert asked_about(file, asked("reply_unread", "r-9")) is None
    assert asked_about(file, asked("contact_left", "r-1")) is None
