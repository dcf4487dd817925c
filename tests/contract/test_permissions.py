"""Least privilege as it is written; tests/functional/test_permissions.py looks at its use."""

from collections.abc import Iterator
from typing import Any

import pytest

from local.harness.template import deployed
from tests.harness.permissions import statements_of

TEMPLATE = deployed()
FUNCTIONS = sorted(TEMPLATE.functions())
# SES identities are made by the tenant's own people, outside of the stack (R27); there are
# as many tenants of SES as creditors, and as many mails as come in. Nothing else may end in a star.
STARS = (
    "arn:aws:ses:eu-west-3:123456789012:identity/*",
    "arn:aws:ses:eu-west-3:123456789012:tenant/*",
    "relance-test-inboundmailbucket/mails/*",
)


def _statements() -> Iterator[tuple[str, dict[str, Any]]]:
    for function in FUNCTIONS:
        for statement in statements_of(TEMPLATE, function):
            yield function, statement
    for name, role in TEMPLATE.of_type("AWS::IAM::Role").items():
        for policy in role["Policies"]:
            for statement in policy["PolicyDocument"]["Statement"]:
                yield name, statement


@pytest.mark.parametrize(("owner", "statement"), list(_statements()))
def test_a_statement_names_what_it_allows(owner: str, statement: dict[str, Any]) -> None:
    assert statement["Effect"] == "Allow"
    assert not [action for action in _listed(statement["Action"]) if "*" in action]
    for resource in _listed(statement["Resource"]):
        assert resource.startswith("arn:aws:")
        assert "*" not in resource or resource.endswith(STARS)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_has_one_policy_of_its_own_and_no_ready_made_one(function: str) -> None:
    policies = TEMPLATE.functions()[function]["Policies"]
    assert [type(policy) for policy in policies] == [dict]
    assert set(policies[0]) == {"Version", "Statement"}


def test_only_ticks_and_lists_read_an_index() -> None:  # R20
    readers: dict[str, set[str]] = {}
    for function, statement in _statements():
        for resource in _listed(statement["Resource"]):
            if "/index/" in resource:
                readers.setdefault(resource.rpartition("/")[2], set()).add(function)
                assert _listed(statement["Action"]) == ["dynamodb:Query"]
    assert readers == {
        "review": {"dispatch", "shards", "runs", "pages"},
        "waiting": {"dispatch"},
        "by_tenant": {"api", "dispatch", "runs", "moves"},
    }


def test_the_authorizer_reads_the_keys_and_nothing_else() -> None:
    (statement,) = statements_of(TEMPLATE, "authorizer")
    assert _listed(statement["Action"]) == ["dynamodb:GetItem"]
    assert _listed(statement["Resource"]) == [TEMPLATE.attribute("ApiKeysTable", "Arn")]


def test_only_send_sends_mail_and_replies_passes_it_on() -> None:
    senders = {f for f, s in _statements() if "ses:SendEmail" in _listed(s["Action"])}
    raw = {f for f, s in _statements() if "ses:SendRawEmail" in _listed(s["Action"])}
    assert senders == raw == {"send", "replies"}  # SES asks for both where mail is MIME (facts 3.1)


def test_nobody_scans_a_table() -> None:
    assert not [f for f, s in _statements() if "dynamodb:Scan" in _listed(s["Action"])]


def test_services_may_use_topic_and_queue_only_for_this_stack() -> None:
    for kind in ("AWS::SQS::QueuePolicy", "AWS::SNS::TopicPolicy"):
        for declared in TEMPLATE.of_type(kind).values():
            for statement in declared["PolicyDocument"]["Statement"]:
                assert statement["Condition"]
                assert set(statement["Principal"]) == {"Service"}


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
