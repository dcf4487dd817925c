"""What keeps replies from coming in is said before somebody waits for them."""

from types import SimpleNamespace
from typing import Any

import pytest

from local.inbound import troubles

DOMAIN = "reply.client.example"


class _NotFound(Exception):
    """SES knows no such identity."""


def _sesv2(**verified: bool) -> Any:
    known = {name.replace("_", "."): value for name, value in verified.items()}

    def get_email_identity(EmailIdentity: str) -> dict[str, bool]:
        if EmailIdentity not in known:
            raise _NotFound
        return {"VerifiedForSendingStatus": known[EmailIdentity]}

    exceptions = SimpleNamespace(NotFoundException=_NotFound)
    return SimpleNamespace(get_email_identity=get_email_identity, exceptions=exceptions)


def _ses(active: str | None) -> Any:
    answer = {"Metadata": {"Name": active}} if active else {}
    return SimpleNamespace(describe_active_receipt_rule_set=lambda: answer)


@pytest.mark.parametrize("identity", [DOMAIN, "client.example"])
def test_a_verified_domain_or_one_above_it_with_its_rule_set_lacks_nothing(identity: str) -> None:
    sesv2 = _sesv2(**{identity.replace(".", "_"): True})
    assert [*troubles(DOMAIN, "rules", sesv2, _ses("rules"))] == []


@pytest.mark.parametrize("sesv2", [_sesv2(), _sesv2(reply_client_example=False)])
def test_a_domain_that_is_not_verified_is_said_to_be_refused(sesv2: Any) -> None:
    (said,) = troubles(DOMAIN, "rules", sesv2, _ses("rules"))
    assert f"{DOMAIN} is no verified identity" in said


@pytest.mark.parametrize("active", [None, "another"])
def test_a_rule_set_that_is_not_active_is_told_with_the_command(active: str | None) -> None:
    sesv2 = _sesv2(reply_client_example=True)
    (said,) = troubles(DOMAIN, "rules", sesv2, _ses(active))
    assert "set-active-receipt-rule-set --rule-set-name rules" in said


def test_without_a_domain_nothing_is_asked() -> None:
    (said,) = troubles("", None, None, None)
    assert "each tenant's own mailbox" in said
