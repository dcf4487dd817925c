"""Who may use the API: keys, scopes, the authorizer, and nothing of another tenant (R25)."""

from typing import Any

import pytest
from botocore.exceptions import ConnectTimeoutError

from relance.domain.creditor.api_key import digest_of
from relance.flows.tenant.senders import bind
from tests.actors.tool import INVOICE, PAYMENT, SETTINGS, Tool, fields, newcomer, tool
from tests.harness.cloud import Cloud, Outcome, Proceed, Request


def test_a_key_opens_the_ledger_of_its_tenant(cloud: Cloud) -> None:
    mine = tool(cloud)
    assert mine("GET", "/settings").json["legal_name"] == "Atelier Lumen SARL"


def test_without_a_key_nobody_gets_in(cloud: Cloud) -> None:
    tool(cloud)
    assert cloud.http("GET", "/v1/settings").status == 401


@pytest.mark.parametrize(
    "wrong",
    ["", "rl_", "rl_x_y", "Bearer", "{key}x", "{id_only}", "{other_secret}", "{other_id}"],
)
def test_a_key_that_is_not_exactly_right_lets_nobody_in(cloud: Cloud, wrong: str) -> None:
    key = tool(cloud).key
    other = tool(cloud).key
    _, key_id, secret = key.split("_")
    text = wrong.format(
        key=key,
        id_only=f"rl_{key_id}_{'a' * 52}",
        other_secret=f"rl_{key_id}_{other.split('_')[2]}",
        other_id=f"rl_{'a' * 13}_{secret}",
    )
    answer = cloud.http("GET", "/v1/settings", headers={"authorization": f"Bearer {text}"})
    assert answer.status == 403


@pytest.mark.parametrize("scheme", ["Basic", "Token", ""])
def test_only_a_bearer_key_is_read(cloud: Cloud, scheme: str) -> None:
    header = f"{scheme} {tool(cloud).key}".strip()
    answer = cloud.http("GET", "/v1/settings", headers={"authorization": header})
    assert answer.status == 403


def test_a_revoked_key_lets_nobody_in_from_the_next_request(cloud: Cloud) -> None:
    mine = tool(cloud)
    other = mine.with_key("ledger")
    assert other("GET", "/settings").status == 200
    assert mine("DELETE", f"/api-keys/{other.key.split('_')[1]}").status == 204
    assert other("GET", "/settings").status == 403
    assert mine("GET", "/settings").status == 200


def test_an_authorizer_that_fails_lets_nobody_in(cloud: Cloud) -> None:
    mine = tool(cloud)

    def dead(request: Request, proceed: Proceed) -> Outcome:
        if request.function == "authorizer":
            return None, ConnectTimeoutError(endpoint_url="dead")
        return proceed()

    cloud.wire.taps.append(dead)
    assert mine("GET", "/settings").status == 403


def test_a_key_is_shown_once_and_only_its_digest_is_stored(cloud: Cloud) -> None:
    mine = tool(cloud)
    answer = mine("POST", "/api-keys", {"scopes": ["ledger"], "name": "ERP"})
    assert answer.status == 201
    secret = answer.json["key"].split("_")[2]
    stored = str(cloud.rows("ApiKeysTable"))
    assert secret not in stored
    assert digest_of(secret) in stored


def test_a_ledger_key_makes_and_revokes_no_keys(cloud: Cloud) -> None:
    mine = tool(cloud)
    ledger = mine.with_key("ledger")
    assert ledger("POST", "/api-keys", {"scopes": ["admin"]}).status == 403
    assert ledger("DELETE", f"/api-keys/{mine.key.split('_')[1]}").status == 403
    assert (
        ledger("PUT", "/webhook-endpoints/stripe", {"secrets": ["whsec_" + "a" * 32]}).status == 403
    )
    assert mine("GET", "/settings").status == 200


def test_an_admin_key_without_the_ledger_scope_writes_no_ledger(cloud: Cloud) -> None:
    admin = tool(cloud).with_key("admin")
    assert admin("PUT", "/invoices/F-1", INVOICE).status == 403


@pytest.mark.parametrize("scopes", [[], ["root"], "ledger", ["ledger"] * 3])
def test_only_known_scopes_are_given(cloud: Cloud, scopes: Any) -> None:
    answer = tool(cloud)("POST", "/api-keys", {"scopes": scopes})
    assert answer.status == 422
    assert fields(answer)[0].startswith("scopes")


REACHES: tuple[tuple[str, str, Any], ...] = (
    ("GET", "/customers/C-1", None),
    ("POST", "/customers/C-1/holds", {"reason": "x"}),
    ("POST", f"/customers/C-1/tasks/{'0' * 20}/close", {"outcome": "done"}),
    ("GET", "/invoices/F-1", None),
    ("GET", "/invoices/F-1/timeline", None),
    ("GET", "/invoices?customer_id=C-1", None),
    ("POST", "/invoices/F-1/cancel", {"reason": "x"}),
    ("POST", "/invoices/F-1/holds", {"reason": "x"}),
    ("GET", "/payments/BANK-1", None),
    ("POST", "/payments/BANK-1/reversal", {"amount_minor": 100}),
    ("POST", "/messages/preview", {"kind": "first", "customer_id": "C-1"}),
)


@pytest.fixture(name="thief")
def _thief(cloud: Cloud) -> Tool:
    """Another tenant without customers, beside one with a customer, an invoice and a payment."""
    mine = tool(cloud)
    mine.invoice()
    mine.pay(amount_minor=100_00, allocations=[{"invoice_id": "F-1", "amount_minor": 100_00}])
    return newcomer(cloud)


@pytest.mark.parametrize(("method", "path", "body"), REACHES)
def test_the_ids_of_another_tenant_name_nothing(
    cloud: Cloud, thief: Tool, method: str, path: str, body: Any
) -> None:
    theirs = _rows_of_others(cloud, thief)
    answer = thief(method, path, body)
    assert answer.status == 404, answer.text
    assert _rows_of_others(cloud, thief) == theirs


def test_the_same_ids_are_two_things_in_two_tenants(cloud: Cloud, thief: Tool) -> None:
    bind(thief.tenant_id, "thief.example", cloud.clock.now())
    theirs = _rows_of_others(cloud, thief)
    assert thief.get("/customers")["customers"] == thief.get("/invoices")["invoices"] == []
    assert thief.customer(name="Another").status == 201
    assert thief.invoice(total_minor=1_00).status == 201
    assert thief.pay(**PAYMENT).status == 201
    assert thief("PUT", "/settings", SETTINGS).status == 422  # its sender is the other's
    own = SETTINGS | {"from_email": "compta@thief.example"}
    assert thief("PUT", "/settings", own).status == 200
    assert _rows_of_others(cloud, thief) == theirs


def test_a_forged_cursor_is_refused(cloud: Cloud, thief: Tool) -> None:
    from base64 import urlsafe_b64encode

    for forged in ("\x00", "0", "#", thief.tenant_id[:3]):
        cursor = urlsafe_b64encode(forged.encode()).decode()
        for path in ("/invoices", "/tasks"):
            answer = thief("GET", f"{path}?cursor={cursor}")
            assert (answer.status, fields(answer)) == (422, ["cursor"])


def test_a_tenant_named_in_the_request_is_not_believed(cloud: Cloud, thief: Tool) -> None:
    victim = next(
        row["tenant_id"]["S"]
        for row in cloud.rows("ApiKeysTable")
        if row["tenant_id"]["S"] != thief.tenant_id
    )
    headers = {"x-tenant-id": victim, "tenant_id": victim}
    answer = cloud.http("GET", f"/v1/settings?tenant_id={victim}", key=thief.key, headers=headers)
    assert answer.json["tenant_id"] == thief.tenant_id
    assert thief("PUT", "/settings", SETTINGS | {"tenant_id": victim}).status == 422


def test_a_key_of_another_tenant_cannot_be_revoked(cloud: Cloud, thief: Tool) -> None:
    keys = [row["key_id"]["S"] for row in cloud.rows("ApiKeysTable")]
    (victim,) = (key for key in keys if key not in thief.key)
    assert thief("DELETE", f"/api-keys/{victim}").status == 404
    assert not any("revoked_at" in row for row in cloud.rows("ApiKeysTable"))


def _rows_of_others(cloud: Cloud, mine: Tool) -> list[dict[str, Any]]:
    rows = [*cloud.rows("AccountsTable"), *cloud.rows("InboxTable"), *cloud.rows("TenantsTable")]
    others = [row for row in rows if not row["pk"]["S"].startswith(mine.tenant_id)]
    return sorted(others, key=lambda row: (row["pk"]["S"], row["sk"]["S"]))
