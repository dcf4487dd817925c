"""Every rule tells what it looked at, and the one that decided is marked (R10)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from relance.domain.account.account import Account
from relance.domain.account.on_file import Dispute, OpenTask, Reply
from relance.domain.conversation.conditions import CONDITIONS
from relance.domain.conversation.pauses import PAUSES
from relance.domain.creditor.rules import Rules
from relance.domain.decide import decide
from relance.domain.decision import Send
from relance.domain.guards.guards import GUARDS
from relance.domain.ledger.invoices import PartReason, PaymentMethod
from relance.domain.policies.policy import Approval, Channel, Step
from relance.domain.policies.shipped import CLASSIC, KEY_ACCOUNT, PUBLIC_BODY, SHIPPED
from relance.domain.tasks.asking import task_id
from relance.domain.trace import Finding, decisive_rule, digest
from relance.domain.why.explain import Explanation, explain
from relance.flows import words
from tests.builders import (
    PLAIN,
    account,
    at,
    claim,
    contact,
    customer,
    day,
    hold,
    invoice,
    message,
    part,
    promise,
    receipt,
    rules,
)
from tests.harness.examples import examples
from tests.unit.domain.strategies import START, files, rulings

LANGUAGES = ("fr", "en")
FRIDAY = "2026-06-05 10:00"


def why(file: Account | None = None, when: str = FRIDAY, by: Rules | None = None) -> Explanation:
    """The one currency of the account, explained."""
    (found,) = explain(file or account(), by or rules(), at(when)).currencies
    return found


def finding(found: Explanation, rule: str) -> Finding:
    return next(one for one in found.findings if one.rule == rule)


def decisive(found: Explanation) -> str | None:
    return next((one.rule for one in found.findings if one.decisive), None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_a_sentence_when_it_is_silent(language: str) -> None:
    rules_ = {rule.__name__ for rule in (*GUARDS, *PAUSES)} | {
        *("small_balance", "short_payment", "covered_by_money", "unknown_payer", "step"),
        "missed_days",
    }
    assert words.SILENT[language].keys() == rules_


def test_both_languages_know_the_same_codes() -> None:
    for table in (words.FIRED, words.SILENT):
        assert table["fr"].keys() == table["en"].keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_condition_has_a_sentence_when_it_keeps_a_step_away(language: str) -> None:
    assert {f"not_{one.__name__}" for one in CONDITIONS} <= words.FIRED[language].keys()


def disputed(**changes: object) -> Dispute:
    start = Dispute(
        "D-1", "F-1", "EUR", "quality", day("2026-06-01"), at("2026-06-01 09:00"), "debtor"
    )
    return replace(start, **changes)  # type: ignore[arg-type]


ASKED = OpenTask("t", "approval", at("2026-06-03 10:00"), asked_on=day("2026-06-03"))
APPROVED = rules(
    policy=replace(
        PLAIN,
        steps=tuple(
            replace(step, approval=Approval.REQUIRED) if step.kind == "first" else step
            for step in PLAIN.steps
        ),
    )
)


def asked(outcome: str | None = None) -> Account:
    identity = task_id("approval", "classic/F-1/1/first/1/0")
    closed_at = at("2026-06-04 10:00") if outcome else None
    task = replace(ASKED, task_id=identity, outcome=outcome, closed_at=closed_at)
    return account(tasks=(replace(task, due_on=day("2026-06-05")),))


SECOND = invoice(due_on="2026-05-20")
FIRED: dict[str, tuple[Account, str, Rules]] = {
    "tenant_stopped": (account(), FRIDAY, rules(mode="paused")),
    "outcome_awaited": (
        account(messages=(message("courtesy", "2026-06-05", state="unknown", hour="08:00"),)),
        FRIDAY,
        rules(),
    ),
    "not_yet": (account(), "2026-06-03 10:00", rules()),
    "payments_waiting": (account(), FRIDAY, rules(payments_backlog=True)),
    "feed_stale": (account(), FRIDAY, rules(cash_through_on=day("2026-06-01"))),
    "closed_day": (account(), "2026-06-06 10:00", rules()),
    "gap_or_cap": (account(messages=(message("courtesy", "2026-06-04"),)), FRIDAY, rules()),
    "approval_awaited": (asked(), FRIDAY, APPROVED),
    "answered_today": (account(paid_on=day("2026-06-05")), FRIDAY, rules()),
    "outside_window": (account(), "2026-06-05 18:00", rules()),
    "decided_today": (
        account(messages=(message("courtesy", "2026-06-05"),)),
        "2026-06-05 12:00",
        rules(gap_days=0),
    ),
    "sending_hour": (
        account(invoice(recorded_at=at("2026-06-05 11:30"), last_level=0)),
        "2026-06-05 12:00",
        rules(),
    ),
    "factored": (account(invoice(assigned_to="Factor SA")), FRIDAY, rules()),
    "retained": (
        account(invoice(parts=(part("1", 300_00, "2026-06-02", reason=PartReason.RETENTION),))),
        FRIDAY,
        rules(),
    ),
    "disputed": (account(disputes=(disputed(),)), FRIDAY, rules()),
    "held": (account(holds=(hold("strike"),)), FRIDAY, rules()),
    "collected": (
        account(invoice(payment_method=PaymentMethod.DIRECT_DEBIT_CORE)),
        FRIDAY,
        rules(),
    ),
    "decided": (
        account(
            tasks=(
                OpenTask(
                    task_id("decision", "F-1/1"),
                    "decision",
                    at("2026-06-01 10:00"),
                    closed_at=at("2026-06-02 10:00"),
                    outcome="written_off",
                ),
            )
        ),
        FRIDAY,
        rules(),
    ),
    "replied": (
        account(replies=(Reply("r", "person", day("2026-06-04"), at("2026-06-04 12:00")),)),
        FRIDAY,
        rules(),
    ),
    "claimed": (account(claims=(claim("2026-06-03"),)), FRIDAY, rules()),
    "promised": (account(promises=(promise("2026-06-03", "2026-06-12"),)), FRIDAY, rules()),
    "covered_by_money": (account(receipts=(receipt(300_00),)), FRIDAY, rules()),
}


@pytest.mark.parametrize("rule", FIRED)
def test_the_rule_that_kept_a_message_back_is_marked_with_its_sentence(rule: str) -> None:
    found = why(*FIRED[rule])

    assert not isinstance(found.main, Send)
    assert decisive(found) == rule
    assert finding(found, rule).reason == found.main.reason
    assert finding(found, rule).inputs
    for language in LANGUAGES:
        assert "{" not in words.rule(finding(found, rule), language, "EUR", "Europe/Paris")


def test_a_rule_that_was_silent_says_why() -> None:
    found = why()

    assert isinstance(found.main, Send)
    assert decisive(found) == "step"
    guards = [one for one in found.findings if one.family == "guard"]
    assert [one.rule for one in guards] == [guard.__name__ for guard in GUARDS]
    assert not any(one.fired for one in found.findings if not one.decisive)
    assert (found.leader, found.step, found.variant) == ("F-1/1", "first", "ordinary")
    said = words.rule(finding(found, "not_yet"), "en", "EUR", "Europe/Paris")
    assert said == "The step “first reminder” has been due since 5 June 2026."


def test_rules_after_the_one_that_decided_are_told_as_well() -> None:
    found = why(account(paid_on=day("2026-06-06")), "2026-06-06 10:00")

    assert decisive(found) == "closed_day"
    assert finding(found, "answered_today").fired


def test_a_prerequisite_that_was_not_delivered_is_named() -> None:
    file = account(
        invoice(due_on="2026-05-05"),
        messages=(message("second", "2026-05-20", state="sent"),),
    )
    found = why(file)

    assert decisive(found) == "prerequisite_missing"
    assert finding(found, "prerequisite_missing").inputs == {"needs": "second", "delivered": "no"}


def test_no_final_goes_before_a_closed_day() -> None:
    file = account(
        invoice(due_on="2026-05-19"),
        messages=(message("first", "2026-05-22"), message("second", "2026-05-26")),
    )

    assert decisive(why(file)) == "eve_of_closed_day"


def test_a_stopped_step_says_that_a_person_stopped_it() -> None:
    found = why(asked("stopped"), FRIDAY, APPROVED)

    assert found.main.reason == "stopped"
    assert finding(found, "approval_awaited").inputs["outcome"] == "stopped"


def test_other_items_are_told_only_where_something_keeps_them_out() -> None:
    file = account(
        invoice(),
        invoice("F-2", due_on="2026-06-03"),
        invoice("F-3", due_on="2026-06-03", total_minor=5_00),
        invoice("F-4", due_on="2026-06-03"),
        invoice("F-5", due_on="2026-06-03", currency="USD"),
        holds=(hold("strike", invoice_id="F-4"),),
    )
    euros = explain(file, rules(), at(FRIDAY)).currencies[0]

    assert euros.currency == "EUR"
    assert [one.rule for one in euros.findings if one.subject == "F-2/1"] == ["small_balance"]
    assert [one.fired for one in euros.findings if one.subject == "F-3/1"] == [True]
    assert [one.rule for one in euros.findings if one.subject == "F-4/1"] == ["held"]
    assert not [one for one in euros.findings if one.subject == "F-5/1"]


def test_steps_that_are_not_for_this_debt_say_why() -> None:
    only = {
        "profiles": ("good",),
        "categories": ("key",),
        "methods": ("cheque",),
        "below_units": 100,
        "minimum_units": 9_000,
        "contacted_before_days": 30,
        "unanswered_only": True,
        "first_invoice_only": True,
    }
    steps = (
        *PLAIN.courtesies,
        *(Step(f"only_{name}", 1, 3, **{name: value}) for name, value in only.items()),  # type: ignore[arg-type]
        Step("call", 1, 3, Channel.CALL),
        *PLAIN.ladder,
    )
    file = account(
        invoice(),
        invoice("F-2", due_on="2026-09-01"),
        messages=(message("courtesy", "2026-05-26"),),
        promises=(promise("2026-05-27", "2026-05-29"),),
    )
    found = why(file, "2026-06-05 10:00", rules(policy=replace(PLAIN, steps=steps)))

    left_out = {one.reason for one in found.findings if one.family == "condition"}
    assert left_out == {f"not_{condition.__name__}" for condition in CONDITIONS}
    assert found.step == "first"
    for one in found.findings:
        for language in LANGUAGES:
            assert "{" not in words.rule(one, language, "EUR", "Europe/Paris")


def test_before_anything_is_overdue_the_courtesy_is_explained() -> None:
    found = why(account(), "2026-05-26 10:00")

    assert (found.leader, found.step) == (None, "courtesy")
    assert not any(one.fired for one in found.findings if not one.decisive)


def test_when_nothing_is_due_there_is_no_step_to_explain() -> None:
    found = why(account(), "2026-05-14 10:00")

    assert (found.step, found.main.reason) == (None, "nothing_due")
    assert {one.family for one in found.findings} == {"pause", "balance"}


def test_an_account_whose_ladder_has_ended_has_no_step() -> None:
    by = rules(policy=replace(PLAIN, steps=PLAIN.steps[:-3]))
    found = why(account(messages=(message("first", "2026-06-05"),)), "2026-06-20 10:00", by)

    assert (found.step, found.main.reason) == (None, "ladder_ended")


def test_a_call_has_guards_of_its_own() -> None:
    phone = customer(contacts=(contact(phone="+33 1 00 00 00 00"),))
    file = account(invoice(total_minor=5_000_00), customer=phone)
    steps = (*PLAIN.courtesies, Step("call", 1, 3, Channel.CALL), *PLAIN.ladder)
    found = why(file, FRIDAY, rules(policy=replace(PLAIN, steps=steps)))

    guards = {one.rule for one in found.findings if one.family == "guard"}
    assert found.main.reason == "call_pending"
    assert "gap_or_cap" not in guards
    assert "closed_day" in guards


def test_a_letter_asks_for_approval_as_a_mail_does() -> None:
    steps = (*PLAIN.courtesies, Step("letter", 1, 3, Channel.LETTER), *PLAIN.ladder)
    found = why(account(), FRIDAY, rules(policy=replace(PLAIN, steps=steps)))

    assert finding(found, "approval_awaited").fired is False


def test_a_message_to_the_next_contact_is_explained_as_such() -> None:
    two = customer(contacts=(contact(), contact("boss", role="approver")))
    file = account(
        customer=two,
        messages=(message("first", "2026-06-05", state="bounced"),),
        decided_at=at(FRIDAY),
    )
    found = why(file, "2026-06-05 11:00")

    assert isinstance(found.main, Send)
    assert not finding(found, "decided_today").fired


@pytest.mark.long
@examples(150)
@given(files(), rulings())
def test_what_is_explained_is_what_is_decided(file: Account, by: Rules) -> None:
    for policy in (PLAIN, CLASSIC, PUBLIC_BODY):
        ruled = replace(by, policy=policy)
        now = ruled.opens_at(START + timedelta(days=3))
        found = explain(file, ruled, now)

        assert found.decisions == decide(file, ruled, now)
        assert [one.currency for one in found.currencies] == [*file.currencies]
        for one in found.currencies:
            guards = [f for f in one.findings if f.family == "guard" and f.fired]
            if isinstance(one.main, Send) and one.main.attempt == 1:
                assert guards == []
            for each in one.findings:
                for language in LANGUAGES:
                    said = words.rule(each, language, one.currency, by.zone)
                    assert said.endswith(".")
                    assert not any(raw in said for raw in ("{", "_", "None", "F-1/"))


@pytest.mark.long
@examples(400)
@given(files(), rulings())
def test_exactly_one_rule_decides_and_it_is_the_one_that_the_decision_names(
    file: Account, by: Rules
) -> None:
    for policy in SHIPPED.values():
        ruled = replace(by, policy=policy)
        for days in (0, 3, 12, 30):
            for decision in decide(file, ruled, ruled.opens_at(START + timedelta(days=days))):
                (one,) = [found for found in decision.trace if found.decisive]
                assert one.reason == decision.reason
                assert one.inputs is not None


def test_a_key_account_without_a_telephone_is_told_that_an_approval_is_awaited() -> None:
    file = account(invoice(total_minor=900_00, due_on="2026-05-20"))
    found = why(file, "2026-06-10 10:00", rules(policy=KEY_ACCOUNT))

    assert found.main.reason == "approval_awaited"
    assert decisive(found) == "approval_awaited"


def test_a_residue_is_told_as_one() -> None:
    file = account(invoice(total_minor=2_000_00, paid_minor=1_985_00))
    found = why(file, by=rules(abroad=True))

    assert found.main.reason == "nothing_due"
    assert finding(found, "short_payment").fired


def test_the_digest_of_a_trace_changes_with_an_input() -> None:
    today, tomorrow = why().main.trace, why(when="2026-06-08 10:00").main.trace

    assert digest(today) == digest(why().main.trace)
    assert digest(today) != digest(tomorrow)


def test_what_was_decided_before_traces_were_kept_names_no_rule() -> None:
    assert decisive_rule(()) is None
