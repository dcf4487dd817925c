"""A policy is accepted whole or refused with every place named (B1, practice 6, pains C7)."""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from relance.domain.decide import decide
from relance.domain.policies.checks import CHECKS, Setting, flaws_of
from relance.domain.policies.checks.words import COURTEOUS, LATE
from relance.domain.policies.policy import Anchor, Approval, Channel, Consequence, Policy, Step
from relance.domain.policies.shipped import CLASSIC, EIGHT_STEPS, SHIPPED
from tests.builders import account, at_ten, contact, customer, invoice, rules, walk
from tests.harness.examples import examples

MEASURES = (
    *("takeover", "collection", "notice", "handover", "escalation", "account_review"),
    *("order_hold", "prepayment"),
)
TEXTS = {name: frozenset[str]() for name in COURTEOUS | LATE} | {
    "final": frozenset({"deadline", "consequence"}),
    "plain": frozenset[str](),
}
SETTING = Setting(TEXTS, frozenset(MEASURES), "Claire Lefort", frozenset({"vip"}))

FIRST = Step("first", 1, 3)
SECOND = Step("second", 2, 10)
FINAL = Step(
    "final",
    3,
    20,
    needs="second",
    approval=Approval.VETO,
    consequence=Consequence("collection", "Ada Martin"),
    deadline_days=8,
)
DECISION = Step("decision", 4, 30, Channel.TASK)
COURTESY = Step("courtesy", 0, -7)


def ladder(*steps: Step, **changes: Any) -> Policy:
    """A policy of these steps that a decision ends."""
    return replace(Policy("mine", 1, (*steps, DECISION)), **changes)


def places(policy: Policy, setting: Setting = SETTING) -> list[str]:
    """Where the policy cannot be accepted."""
    return [flaw.place for flaw in flaws_of(policy, setting)]


@pytest.mark.parametrize("policy_id", sorted(SHIPPED))
def test_the_policies_that_come_with_relance_are_accepted(policy_id: str) -> None:
    assert flaws_of(SHIPPED[policy_id], SETTING) == ()


def test_a_plain_policy_is_accepted() -> None:
    assert places(ladder(COURTESY, FIRST, SECOND, FINAL)) == []


def test_a_policy_has_steps_that_a_person_can_read() -> None:
    assert "steps" in places(Policy("mine", 1, ()))
    many = [Step(f"step_{n}", 1, 1 + n, text="plain") for n in range(30)]
    assert places(ladder(*many)) == ["steps"]
    assert places(ladder(*many[1:])) == []


def test_every_check_says_what_it_is_for() -> None:
    assert len(set(CHECKS)) == len(CHECKS)
    assert all(check.__doc__ for check in CHECKS)


# --- Order -------------------------------------------------------------------------------------


def test_a_level_never_goes_down() -> None:
    policy = ladder(replace(SECOND, days_after_due=3), replace(FIRST, days_after_due=4))
    assert places(policy) == ["steps.1.level"]


def test_a_level_below_courtesy_does_not_exist() -> None:
    assert "steps.0.level" in places(ladder(replace(FIRST, level=-1), SECOND))


def test_no_two_steps_are_the_same() -> None:
    again = replace(FIRST, days_after_due=8)
    assert places(ladder(FIRST, again)) == ["steps.1.kind"]
    assert places(ladder(FIRST, replace(again, level=2))) == []


@pytest.mark.parametrize(
    ("before", "step"),
    [
        (FIRST, replace(SECOND, days_after_due=2)),
        (
            replace(FIRST, anchor=Anchor.PAYMENT_RUN, days_after_due=12),
            replace(SECOND, anchor=Anchor.CALENDAR, weekday=1),
        ),
    ],
)
def test_no_step_lies_before_the_one_it_follows(before: Step, step: Step) -> None:
    assert places(ladder(before, step)) == ["steps.1.days_after_due"]


def test_courtesies_follow_each_other_as_well() -> None:
    early = replace(COURTESY, kind="early", text="courtesy", days_after_due=-10)
    assert places(ladder(COURTESY, early, FIRST)) == ["steps.1.days_after_due"]


def test_steps_that_count_other_days_are_not_compared() -> None:
    """Five business days may be seven days, or more."""
    weeks = replace(FIRST, business_days=True, days_after_due=5)
    assert places(ladder(weeks, replace(SECOND, days_after_due=4))) == []
    asked = Step("check", 0, 5, Channel.PORTAL, Anchor.ISSUE_DATE)
    assert places(ladder(asked, COURTESY, FIRST)) == []


def test_days_after_the_previous_step_add_up() -> None:
    later = replace(SECOND, anchor=Anchor.PREVIOUS_STEP, days_after_due=5)
    early = replace(FINAL, days_after_due=7, spacing_days=0)
    assert "steps.2.days_after_due" in places(ladder(FIRST, later, early))
    assert places(ladder(FIRST, later, replace(early, days_after_due=9))) == []


@pytest.mark.parametrize(
    ("last", "place"),
    [
        (SECOND, "steps.1.kind"),
        (replace(DECISION, channel=Channel.CALL), "steps.1.kind"),
        (replace(DECISION, minimum_units=50), "steps.1"),
        (replace(DECISION, below_units=50), "steps.1"),
        (replace(DECISION, profiles=("late",)), "steps.1"),
        (replace(DECISION, unanswered_only=True), "steps.1"),
    ],
)
def test_a_ladder_ends_with_a_decision_for_every_debt(last: Step, place: str) -> None:
    """R5: what nobody decided would otherwise rest for ever."""
    assert places(Policy("mine", 1, (FIRST, last))) == [place]


def test_a_decision_in_the_middle_would_end_the_ladder() -> None:
    early = replace(DECISION, level=1, days_after_due=5)
    assert places(ladder(FIRST, early)) == ["steps.1.kind"]


def test_a_debtor_is_written_to_before_a_person_decides() -> None:
    assert places(ladder(COURTESY)) == ["steps"]
    call = Step("call", 1, 3, Channel.CALL)
    assert places(ladder(call)) == ["steps"]
    assert places(ladder(replace(call, mail_instead="first"))) == []


# --- Days --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "place"),
    [
        (replace(COURTESY, days_after_due=1), "days_after_due"),
        (replace(COURTESY, anchor=Anchor.CALENDAR, weekday=1, days_after_due=-5), "days_after_due"),
        (
            replace(COURTESY, anchor=Anchor.CALENDAR, nth_of_month=1, days_after_due=-20),
            "days_after_due",
        ),
        (replace(COURTESY, anchor=Anchor.ISSUE_DATE, days_after_due=-1), "days_after_due"),
        (replace(FIRST, days_after_due=0), "days_after_due"),
        (replace(FIRST, days_after_due=-3), "days_after_due"),
        (replace(FIRST, anchor=Anchor.ISSUE_DATE), "anchor"),
        (replace(FIRST, anchor=Anchor.PREVIOUS_STEP), "anchor"),
    ],
)
def test_before_and_after_the_due_date_are_never_mixed_up(step: Step, place: str) -> None:
    """Pains C7: a sign that contradicts its label."""
    assert places(ladder(step, SECOND)) == [f"steps.0.{place}"]


def test_courtesy_never_waits_for_what_comes_after_the_due_date() -> None:
    for anchor in (Anchor.PREVIOUS_STEP, Anchor.PAYMENT_RUN):
        assert places(ladder(replace(COURTESY, anchor=anchor), FIRST)) == ["steps.0.anchor"]


def test_a_step_counted_from_courtesy_might_fall_before_the_due_date() -> None:
    after = replace(FIRST, anchor=Anchor.PREVIOUS_STEP)
    assert places(ladder(COURTESY, after, SECOND)) == ["steps.1.anchor"]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"anchor": Anchor.CALENDAR}, "anchor"),
        ({"weekday": 1}, "anchor"),
        ({"anchor": Anchor.CALENDAR, "weekday": 8}, "weekday"),
        ({"anchor": Anchor.CALENDAR, "nth_of_month": 5}, "nth_of_month"),
        ({"days_after_due": 731}, "days_after_due"),
        ({"spacing_days": -1}, "spacing_days"),
        ({"minimum_units": -1}, "minimum_units"),
        ({"deadline_days": 181}, "deadline_days"),
    ],
)
def test_days_and_numbers_are_such_as_a_person_could_mean(
    change: dict[str, Any], place: str
) -> None:
    last = replace(DECISION, days_after_due=1, anchor=Anchor.PREVIOUS_STEP, spacing_days=180)
    policy = Policy("mine", 1, (replace(FIRST, **change), last))
    assert f"steps.0.{place}" in places(policy)


@pytest.mark.parametrize(
    ("step", "place"),
    [
        (
            replace(COURTESY, days_after_due=-1, business_days_before_due=2),
            "business_days_before_due",
        ),
        (replace(COURTESY, float_bank_days=2), "float_bank_days"),
        (replace(COURTESY, moves=False), "moves"),
        (replace(COURTESY, days_after_due=0, moves=False, stale_after_days=2), "moves"),
        (replace(COURTESY, spacing_days=3), "spacing_days"),
        (replace(FIRST, stale_after_days=5), "stale_after_days"),
        (replace(FIRST, moves=False), "moves"),
        (replace(FIRST, available_days=5), "available_days"),
        (replace(FIRST, business_days_before_due=2), "business_days_before_due"),
    ],
)
def test_what_a_courtesy_may_do_a_reminder_may_not(step: Step, place: str) -> None:
    """R4: a courtesy that is late is dropped, a reminder that is late is delayed."""
    assert places(ladder(step, SECOND)) == [f"steps.0.{place}"]


def test_the_days_between_two_steps_leave_room_for_their_spacing() -> None:
    assert places(ladder(FIRST, replace(SECOND, spacing_days=8))) == ["steps.1.spacing_days"]
    assert places(ladder(FIRST, replace(SECOND, spacing_days=7))) == []
    assert places(ladder(replace(FIRST, spacing_days=9), SECOND)) == []
    counted = replace(SECOND, anchor=Anchor.PREVIOUS_STEP, days_after_due=3, spacing_days=9)
    assert places(ladder(FIRST, counted)) == []


# --- Conditions --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"profiles": ("lazy",)}, "profiles"),
        ({"minimum_by_profile": {"lazy": 5}}, "minimum_by_profile"),
        ({"tones": {"lazy": "firm"}}, "tones"),
        ({"methods": ("cash",)}, "methods"),
        ({"categories": ("unheard",)}, "categories"),
        ({"minimum_units": 100, "below_units": 100}, "minimum_units"),
        ({"call_from_units": 200, "below_units": 100}, "call_from_units"),
        ({"letter_from_units": 200, "below_units": 100}, "letter_from_units"),
        ({"minimum_by_profile": {"late": 200}, "below_units": 100}, "minimum_by_profile"),
        ({"minimum_by_profile": {"late": -1}}, "minimum_by_profile"),
        ({"profiles": ("good",), "tones": {"late": "firm"}}, "tones"),
        ({"mail_instead": "first"}, "mail_instead"),
        ({"unanswered_only": True}, "unanswered_only"),
    ],
)
def test_a_condition_that_nobody_could_meet_is_refused(change: dict[str, Any], place: str) -> None:
    refused = places(ladder(replace(FIRST, **change), SECOND))
    assert set(refused) == {f"steps.0.{place}"}


@pytest.mark.parametrize(
    "change", [{"call_from_units": 5}, {"letter_from_units": 5}, {"copy_to_escalation": True}]
)
def test_only_a_mail_becomes_a_call_or_has_a_copy(change: dict[str, Any]) -> None:
    (name,) = change
    call = Step("call", 1, 5, Channel.CALL, **change)
    assert places(ladder(FIRST, call)) == [f"steps.1.{name}"]


@pytest.mark.parametrize(
    ("needed", "needs"),
    [
        (SECOND, "first"),
        (replace(SECOND, level=3), "second"),
        (COURTESY, "courtesy"),
        (Step("inside", 1, 5, Channel.TASK), "inside"),
        (Step("portal", 1, 5, Channel.PORTAL), "portal"),
    ],
)
def test_what_a_step_needs_comes_before_it_and_reaches_the_debtor(needed: Step, needs: str) -> None:
    """Else the ladder would wait for ever."""
    steps = (needed, replace(FINAL, needs=needs))
    place = f"steps.{1}.needs"
    refused = places(ladder(*steps))
    assert place in refused


@pytest.mark.parametrize(
    "change",
    [
        {"profiles": ("late",)},
        {"categories": ("vip",)},
        {"methods": ("cheque",)},
        {"minimum_units": 100},
        {"minimum_by_profile": {"good": 100}},
        {"below_units": 5_000},
        {"first_invoice_only": True},
        {"contacted_before_days": 10},
        {"unanswered_only": True},
    ],
)
def test_what_a_step_needs_goes_wherever_the_step_goes(change: dict[str, Any]) -> None:
    """A debt for which the second never goes would wait for its final for ever."""
    needed = replace(SECOND, **change)
    assert places(ladder(FIRST, needed, FINAL)) == ["steps.2.needs"]
    assert places(ladder(FIRST, needed, replace(FINAL, **change))) == []


def test_a_threat_needs_a_reminder_that_was_delivered() -> None:
    """R5."""
    assert places(ladder(FIRST, SECOND, replace(FINAL, needs=None))) == ["steps.2.needs"]


# --- Words -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "place"),
    [
        (replace(FIRST, kind="receipt", text="first"), "kind"),
        (replace(FIRST, kind="approval", text="first"), "kind"),
        (replace(FIRST, text="thunder"), "text"),
        (replace(FIRST, kind="thunder"), "kind"),
        (Step("call", 1, 3, Channel.CALL, mail_instead="thunder"), "mail_instead"),
        (Step("call", 1, 3, Channel.CALL, text="thunder"), "text"),
        (Step("letter", 1, 3, Channel.LETTER), "kind"),
        (replace(FIRST, text="courtesy"), "text"),
        (replace(COURTESY, text="second"), "text"),
        (replace(COURTESY, text="due_today"), "days_after_due"),
        (replace(COURTESY, text="due_today", days_after_due=0), "days_after_due"),
    ],
)
def test_a_text_exists_and_says_what_is_true_on_its_day(step: Step, place: str) -> None:
    assert places(ladder(step, SECOND)) == [f"steps.0.{place}"]


def test_a_text_gets_the_facts_that_it_needs() -> None:
    step = replace(FIRST, text="final")
    details = [flaw.detail for flaw in flaws_of(ladder(step), SETTING)]
    assert details == ["the text final needs a consequence", "the text final needs a deadline"]


# --- What is announced ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"consequence": Consequence("prison", "Ada Martin")}, "consequence.kind"),
        ({"consequence": Consequence("collection", "  ")}, "consequence.accepted_by"),
        ({"deadline_days": 0}, "deadline_days"),
        ({"deadline_business_days": 5}, "deadline_days"),
        ({"deadline_days": 11}, "deadline_days"),
        ({"deadline_days": 0, "deadline_business_days": 8}, "deadline_business_days"),
    ],
)
def test_what_is_announced_is_known_accepted_and_dated(change: dict[str, Any], place: str) -> None:
    """B13."""
    final = replace(FINAL, **change)
    assert f"steps.2.{place}" in places(ladder(FIRST, SECOND, final))


def test_the_signatory_accepts_only_where_there_is_one() -> None:
    nobody = replace(SETTING, signatory=None)
    assert places(CLASSIC, nobody) == [
        "steps.3.consequence.accepted_by",
        "steps.4.consequence.accepted_by",
    ]


def test_nothing_is_announced_before_it_is_late() -> None:
    threat = replace(COURTESY, consequence=FINAL.consequence, deadline_days=8)
    assert set(places(ladder(threat, FIRST))) == {"steps.0.consequence", "steps.0.deadline_days"}


def test_a_step_that_says_nothing_announces_nothing() -> None:
    inside = Step("inside", 1, 5, Channel.TASK, consequence=FINAL.consequence, deadline_days=8)
    assert places(ladder(FIRST, inside)) == ["steps.1.consequence"]


def test_the_day_given_to_the_debtor_comes_before_the_next_step() -> None:
    soon = replace(DECISION, days_after_due=25)
    policy = Policy("mine", 1, (FIRST, SECOND, FINAL, soon))
    assert places(policy) == ["steps.2.deadline_days"]
    after = replace(DECISION, anchor=Anchor.PREVIOUS_STEP, days_after_due=8)
    assert places(replace(policy, steps=(FIRST, SECOND, FINAL, after))) == []


def test_from_a_notice_on_nothing_leaves_without_approval() -> None:
    number = next(n for n, s in enumerate(EIGHT_STEPS.steps) if s.kind == "notice")
    steps = [replace(s, approval=Approval.VETO) for s in EIGHT_STEPS.steps]
    policy = replace(EIGHT_STEPS, steps=tuple(steps))
    assert places(policy) == [f"steps.{number}.approval", f"steps.{number + 1}.approval"]
    assert places(replace(policy, approve_all=True)) == []


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"gap_days": 0}, "gap_days"),
        ({"listing_days_ahead": 61}, "listing_days_ahead"),
        ({"caps": ((3, 14), (0, 7))}, "caps.1"),
    ],
)
def test_the_pace_is_such_that_something_is_said_and_not_too_much(
    change: dict[str, Any], place: str
) -> None:
    assert places(ladder(FIRST, **change)) == [place]


# --- Whatever is written -------------------------------------------------------------------------

NUMBERS = st.integers(-40, 60)
NAMES = st.sampled_from(["first", "second", "final", "call", "notice", "decision", "courtesy"])
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "channel": st.sampled_from(Channel),
    "anchor": st.sampled_from(Anchor),
    "approval": st.sampled_from(Approval),
    "kind": NAMES,
    "text": st.none() | st.sampled_from(sorted(TEXTS)),
    "needs": st.none() | NAMES,
    "mail_instead": st.none() | NAMES,
    "tones": st.just({"late": "firm"}),
    "minimum_by_profile": st.just({"good": 5_000}),
    "profiles": st.just(("late",)),
    "categories": st.just(("vip",)),
    "methods": st.just(("transfer",)),
    "consequence": st.none() | st.just(Consequence("collection", "Ada Martin")),
    "tone": st.just("plain"),
    "weekday": st.none() | st.integers(0, 8),
    "nth_of_month": st.none() | st.integers(0, 5),
}


def value_for(name: str, default: Any) -> st.SearchStrategy[Any]:
    """Some value for a field of a step."""
    if name in VALUES:
        return VALUES[name]
    return st.booleans() if isinstance(default, bool) else NUMBERS


MUTATIONS: list[tuple[str, st.SearchStrategy[Any]]] = [
    (field.name, value_for(field.name, field.default)) for field in fields(Step)
]


@st.composite
def mutated(draw: Callable[..., Any]) -> Policy:
    """A shipped policy with something changed, added, taken away or moved."""
    policy: Policy = draw(st.sampled_from(list(SHIPPED.values())))
    steps = list(policy.steps)
    for _ in range(draw(st.integers(0, 3))):
        number = draw(st.integers(0, len(steps) - 1))
        name, values = draw(st.sampled_from(MUTATIONS))
        steps[number] = replace(steps[number], **{name: draw(values)})
    if draw(st.booleans()):
        steps.pop(draw(st.integers(0, len(steps) - 1)))
    return replace(policy, steps=tuple(steps))


@examples(300, suppress_health_check=[HealthCheck.too_slow])
@given(mutated())
def test_whatever_is_written_is_checked_and_what_is_accepted_can_be_climbed(
    policy: Policy,
) -> None:
    """No document makes the checker or, once accepted, the daily run fail."""
    if flaws_of(policy, SETTING):
        return
    called = customer(contacts=(contact(phone="+33 1 23 45 67 89"),), category="vip")
    file = account(invoice(total_minor=900_00), customer=called)
    story = walk(file, rules(policy=policy), start="2026-05-04", days=110)
    assert story.decisions
    assert decide(story.account, rules(policy=policy), at_ten("2026-09-15"))
