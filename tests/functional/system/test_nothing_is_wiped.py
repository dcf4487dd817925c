"""PUT and PATCH: what is left out stays, `null` removes, what was read can be sent back."""

from typing import Any

import pytest

from relance.data import accounts
from relance.data.account_rows import AccountRow, hot
from relance.flows.tenant.senders import bind
from tests.actors.tool import CUSTOMER, IBAN, INVOICE, SETTINGS, Tool, fields, tool
from tests.builders import at
from tests.harness.cloud import Cloud, Response

MERGE = "application/merge-patch+json"
FULL_SETTINGS = SETTINGS | {
    "iban": IBAN,
    "signatory": "Claire Lefort",
    "takeover_name": "Marc Petit",
    "closed_on": ["2026-08-14"],
    "policies": {"vip": "key_account"},
    "limits": {"gap_days": 7},
}
FULL_CUSTOMER = CUSTOMER | {
    "language": "en",
    "siren": "732829320",
    "notes": "Call before noon.",
    "payment_run": ["thursday"],
    "account_owner": "Claire",
}
FULL_INVOICE = INVOICE | {
    "received_on": "2026-05-05",
    "purchase_order": "PO-7",
    "pdf_url": "https://files.example/F-1.pdf",
    "payment_links": ["https://pay.example/F-1"],
    "payment_method": "cheque",
    "terms_reference": "T-2026",
}
CONTACT: dict[str, Any] = {"contact_id": "billing", "email": "billing@client.example"}
LEAST: dict[str, dict[str, Any]] = {
    "/settings": {"legal_name": "Atelier Lumen SARL"},
    "/customers/C-2": {"name": "Client SA"},
    "/invoices/F-1": {name: INVOICE[name] for name in ("number", "customer_id", "currency")}
    | {"total_minor": 300_00, "issued_on": "2026-05-03"},
}
FULL: dict[str, dict[str, Any]] = {
    "/settings": FULL_SETTINGS,
    "/customers/C-2": FULL_CUSTOMER,
    "/invoices/F-1": FULL_INVOICE,
}
PLACES = sorted(FULL)


@pytest.fixture(name="mine")
def _mine(cloud: Cloud) -> Tool:
    ours = tool(cloud)
    for path, body in FULL.items():
        assert ours("PUT", path, body).status < 300
    return ours


def patched(mine: Tool, path: str, body: Any, media: str = MERGE) -> Response:
    """The answer to a merge patch."""
    return mine.cloud.http(
        "PATCH", f"/v1{path}", key=mine.key, body=body, headers={"content-type": media}
    )


@pytest.mark.parametrize("path", PLACES)
def test_what_a_put_leaves_out_stays_as_it_is(mine: Tool, path: str) -> None:
    before = mine.get(path)
    assert mine("PUT", path, LEAST[path]).status == 200
    assert mine.get(path) | {"version": 0} == before | {"version": 0}


@pytest.mark.parametrize("path", PLACES)
def test_what_was_read_can_be_sent_back_and_changes_nothing(mine: Tool, path: str) -> None:
    read = mine.get(path)
    assert mine("PUT", path, read).status == 200
    assert patched(mine, path, read).status == 200
    assert mine.get(path) == read


@pytest.mark.parametrize("path", PLACES)
def test_an_empty_patch_changes_nothing(mine: Tool, path: str) -> None:
    before = mine.get(path)
    assert patched(mine, path, {}).status == 200
    assert mine.get(path) == before


@pytest.mark.parametrize(
    ("path", "name", "gone"),
    [
        *(("/settings", name, None) for name in ("iban", "signatory", "takeover_name", "phone")),
        *(("/customers/C-2", name, None) for name in ("siren", "notes", "language")),
        ("/customers/C-2", "contacts", []),
        ("/settings", "policies", {}),
        *(("/invoices/F-1", name, None) for name in ("received_on", "purchase_order", "pdf_url")),
    ],
)
def test_null_removes(mine: Tool, path: str, name: str, gone: Any) -> None:
    assert mine.get(path)[name] != gone
    assert patched(mine, path, {name: None}).status == 200
    assert mine.get(path)[name] == gone


@pytest.mark.parametrize("name", ["iban", "signatory", "phone"])
def test_null_removes_from_the_settings_by_put_too(mine: Tool, name: str) -> None:
    assert mine("PUT", "/settings", LEAST["/settings"] | {name: None}).status == 200
    assert mine.get("/settings")[name] is None


def test_a_patch_reaches_into_the_limits_and_categories(mine: Tool) -> None:
    change = {"limits": {"cheque_days": 9, "gap_days": None}, "policies": {"key": "gentle"}}
    kept = patched(mine, "/settings", change).json
    assert (kept["limits"]["gap_days"], kept["limits"]["cheque_days"]) == (4, 9)
    assert kept["policies"] == {"vip": "key_account", "key": "gentle"}


@pytest.mark.parametrize(
    ("path", "change", "field"),
    [
        ("/settings", {"mode": "live"}, "mode"),
        ("/settings", {"live_since_at": "2026-06-01T00:00:00Z"}, "live_since_at"),
        ("/settings", {"colour": "red"}, "colour"),
        ("/settings", {"legal_name": None}, "legal_name"),
        ("/settings", {"limits": {"gap_days": 0}}, "limits.gap_days"),
        ("/customers/C-2", {"customer_id": "C-3"}, "customer_id"),
        ("/customers/C-2", {"order_hold": {"since_on": "2026-05-01"}}, "order_hold"),
        ("/customers/C-2", {"overrides": [{"what": "policy"}]}, "overrides"),
        (
            "/customers/C-2",
            {"contacts": [CONTACT | {"suppressed": "bounce"}]},
            "contacts.0.suppressed",
        ),
        ("/invoices/F-1", {"status": "closed"}, "status"),
        ("/invoices/F-1", {"paid_minor": 300_00}, "paid_minor"),
        ("/invoices/F-1", {"open_minor": 0, "items": []}, "items"),
        ("/invoices/F-1", {"due_on": "2026-05-02"}, "due_on"),
    ],
)
def test_what_cannot_be_set_is_refused_where_it_was_changed(
    mine: Tool, path: str, change: dict[str, Any], field: str
) -> None:
    before = mine.get(path)
    for answer in (mine("PUT", path, LEAST[path] | change), patched(mine, path, change)):
        assert answer.status == 422, answer.text
        assert field in fields(answer)
    assert mine.get(path) == before


@pytest.mark.parametrize("path", ["/customers/C-9", "/invoices/F-9"])
def test_nothing_is_made_by_a_patch(mine: Tool, path: str) -> None:
    assert patched(mine, path, {"number": "N° 9"}).status == 404


def test_another_total_keeps_the_day_on_which_it_is_due(mine: Tool) -> None:
    assert patched(mine, "/invoices/F-1", {"total_minor": 400_00}).json["outcome"] == "amended"
    (item,) = mine.get("/invoices/F-1")["items"]
    assert (item["due_on"], item["open_minor"]) == ("2026-06-02", 400_00)


def test_when_it_is_due_can_be_said_in_another_way(mine: Tool) -> None:
    parts = [
        {"part_id": "1", "amount_minor": 100_00, "due_on": "2026-06-02"},
        {"part_id": "2", "amount_minor": 200_00, "due_on": "2026-07-02"},
    ]
    assert patched(mine, "/invoices/F-1", {"parts": parts}).status == 200
    refused = patched(mine, "/invoices/F-1", {"total_minor": 400_00})
    assert (refused.status, fields(refused)) == (422, ["parts"])
    assert patched(mine, "/invoices/F-1", {"due_on": "2026-06-05"}).status == 200
    assert [item["due_on"] for item in mine.get("/invoices/F-1")["items"]] == ["2026-06-05"]


@pytest.mark.parametrize("name", ["phone", "from_email", "reply_to"])
def test_a_live_tenant_keeps_what_its_texts_say(mine: Tool, name: str) -> None:
    assert mine("POST", "/go-live", {"confirm": True}).status == 200
    before = mine.get("/settings")
    for paused in (False, True):
        mine("POST", "/pause", {"paused": paused})
        for answer in (mine.settings(**{name: None}), patched(mine, "/settings", {name: None})):
            assert (answer.status, fields(answer)) == (422, [name])
    mine("POST", "/pause", {"paused": False})
    assert mine.get("/settings")[name] == before[name]


def test_a_live_tenant_does_not_move_to_an_address_that_ses_has_not_verified(mine: Tool) -> None:
    mine("POST", "/go-live", {"confirm": True})
    bind(mine.tenant_id, "stranger.example", mine.cloud.clock.now())
    answer = patched(mine, "/settings", {"from_email": "compta@stranger.example"})
    assert (answer.status, fields(answer)) == (422, ["from_email"])
    assert patched(mine, "/settings", {"from_email": "new@relance.example"}).status == 200


def test_a_live_tenant_keeps_the_signatory_that_its_policy_names(mine: Tool) -> None:
    mine("POST", "/go-live", {"confirm": True})
    answer = patched(mine, "/settings", {"signatory": None, "policy_id": "classic"})
    assert (answer.status, fields(answer)) == (422, ["signatory"])
    assert patched(mine, "/settings", {"signatory": "Marc Petit"}).status == 200


def test_a_mail_after_a_small_put_still_says_whom_to_call(mine: Tool, cloud: Cloud) -> None:
    mine("POST", "/go-live", {"confirm": True})
    assert mine("PUT", "/settings", LEAST["/settings"]).status == 200
    cloud.run(at("2026-06-15 10:00"))
    assert "+33 1 84 60 12 34" in cloud.mailbox.messages()[-1].text.replace("\xa0", " ")


def test_what_is_kept_and_not_accepted_any_more_is_named(mine: Tool) -> None:
    row = AccountRow.get(hot(mine.tenant_id, "C-2"), "customer", consistent_read=True)
    row.doc = row.doc | {"siren": "123456789"}
    row.save()
    answer = patched(mine, "/customers/C-2", {"notes": "Call after noon."})
    assert (answer.status, fields(answer)) == (422, ["siren"])
    assert "as it is kept" in answer.text
    assert patched(mine, "/customers/C-2", {"siren": None}).status == 200


def test_two_who_change_different_things_lose_nothing(mine: Tool) -> None:
    patched(mine, "/customers/C-2", {"notes": "Call after noon."})
    patched(mine, "/customers/C-2", {"siren": None})
    kept = accounts.load(mine.tenant_id, "C-2")
    assert kept is not None
    assert (kept.customer.notes, kept.customer.siren) == ("Call after noon.", None)


def test_an_ordinary_key_patches_everything_but_bank_details(mine: Tool) -> None:
    ordinary = mine.with_key("ledger")
    assert patched(ordinary, "/settings", {"iban": None}).status == 403
    assert patched(ordinary, "/settings", {"language": "en"}).status == 200
    assert mine.get("/settings")["iban"] == IBAN
