"""Which policy holds for an account: a person's, the public body's, the category's, the usual."""

from datetime import date
from typing import Any

import pytest

from relance.domain.account.account import Account
from relance.domain.account.on_file import Override
from relance.domain.creditor.policy_of import override_of, policy_of
from relance.domain.creditor.tenant import Tenant
from relance.domain.deciding.review import next_review_at
from relance.domain.policies.policy import Policy, Step
from relance.domain.policies.shipped import CLASSIC, GENTLE, KEY_ACCOUNT, PUBLIC_BODY
from tests.builders import account, at, at_ten, customer, invoice, paid, rules

TODAY = date(2026, 6, 1)
MINE = Policy("mine", 3, (Step("decision", 1, 30),))
TENANT = Tenant(
    "t-1",
    "Atelier Lumen SARL",
    policies={"vip": "mine", "big": "key_account", "lost": "gone"},
    own_policies=(MINE,),
)


def chosen(value: str, what: str = "policy", until_on: date = TODAY) -> Override:
    """What a person chose, through a day."""
    return Override(what, value, "they asked", "ada", at("2026-05-20 10:00"), until_on)


def of(**changes: Any) -> Account:
    """The file of a customer who is not as usual."""
    return account(customer=customer(**changes))


@pytest.mark.parametrize(
    ("file", "policy"),
    [
        (of(), CLASSIC),
        (of(category="vip"), MINE),
        (of(category="unheard"), CLASSIC),
        (of(category="lost"), CLASSIC),
        (of(type="public_body"), PUBLIC_BODY),
        (of(type="public_body", category="vip"), PUBLIC_BODY),
        (of(type="public_body", category="big"), KEY_ACCOUNT),
    ],
)
def test_type_and_category_choose_the_policy(file: Account, policy: Policy) -> None:
    """A public body is never chased by anything that leaves without approval."""
    assert policy_of(file, TENANT, TODAY) == policy


def test_a_person_chooses_before_type_and_category() -> None:
    customer_of = customer(type="public_body", category="big")
    file = account(customer=customer_of, overrides=(chosen("gentle"), chosen("late", "profile")))
    assert policy_of(file, TENANT, TODAY) == GENTLE
    assert policy_of(file, TENANT, date(2026, 6, 2)) == KEY_ACCOUNT
    assert override_of("profile", file, TODAY) == chosen("late", "profile")
    assert override_of("profile", account(), TODAY) is None


def test_a_choice_of_what_is_gone_is_no_choice() -> None:
    file = account(overrides=(chosen("gone"),))
    assert policy_of(file, TENANT, TODAY) == CLASSIC


def test_the_tenants_own_version_of_a_shipped_policy_holds() -> None:
    own = Policy("classic", 2, MINE.steps)
    tenant = Tenant("t-1", "Atelier Lumen SARL", own_policies=(own,))
    assert policy_of(account(), tenant, TODAY) == own


def test_the_account_is_looked_at_when_a_choice_ends() -> None:
    """R12."""
    now = at_ten("2026-06-08")
    far = account(invoice(due_on="2026-09-30"))
    held = account(*far.invoices, overrides=(chosen("gentle", until_on=date(2026, 6, 20)),))
    assert next_review_at(held, (), rules(), now) == at_ten("2026-06-21")
    ended = account(*far.invoices, overrides=(chosen("gentle", until_on=date(2026, 6, 7)),))
    assert next_review_at(ended, (), rules(), now) == next_review_at(far, (), rules(), now)
    assert next_review_at(paid(far, "2026-06-01"), (), rules(), now) is None
