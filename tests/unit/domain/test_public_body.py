"""Practice 1, Portals: no formal notice is announced to a public body by a machine."""

from relance.domain.policy import CLASSIC, for_public_body
from tests.builders import account, invoice, rules, walk


def test_a_public_body_is_reminded_twice_and_then_a_person_decides() -> None:
    policy = for_public_body(CLASSIC)
    assert [step.kind for step in policy.steps] == [
        "courtesy",
        "due_today",
        "first",
        "second",
        "decision",
    ]
    assert policy.step("decision").days_after_due == 14
    assert policy.step("decision").channel == "task"


def test_no_final_goes_to_a_public_body_however_long_it_waits() -> None:
    file = account(invoice(due_on="2026-06-02", total_minor=900_00))
    story = walk(file, rules(policy=for_public_body(CLASSIC)), days=90)
    assert "final" not in str(story.said)
    assert "second" in str(story.said)
    assert story.asked == ["06-19 decision"]
