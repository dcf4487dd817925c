"""What a debtor's link shows, to a person and to the scanners that come before (C1, C2, R26)."""

import re
from dataclasses import replace

import pytest
from botocore.exceptions import ConnectionClosedError

from relance.data import tenants
from relance.data.account_rows import AccountRow, hot, link
from relance.data.links import REVOKED
from relance.data.transaction import commit, update
from relance.domain.ledger.invoices import PaymentMethod
from tests.actors.debtor import ACTIONS, Debtor, copies, everything, link_in, reminded
from tests.builders import at, customer, hold, invoice, receipt
from tests.harness.cloud import Cloud, Outcome, Proceed, Request
from tests.harness.portfolio import file_customer, file_invoice
from tests.unit.render.reading import addresses, visible

PAY_LINK = "https://pay.stripe.example/f1"
WRITES = re.compile(r":(Put|Update|Delete|Transact|BatchWrite|Send)")


def test_scanners_that_open_every_link_change_nothing(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    before, asked = everything(cloud), len(cloud.requests)
    for method in ("GET", "HEAD", "GET"):
        for action in ("", *ACTIONS):
            assert debtor.opens(action, method).status in (200, 303)
    assert everything(cloud) == before
    made = [r for r in cloud.requests[asked:] if WRITES.search(r.action)]
    assert made == []


def test_scanners_change_nothing_of_links_that_are_no_longer_or_not_ours(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    cloud.clock.set(at("2027-01-01 11:00"))
    before = everything(cloud)
    for address in (debtor.link, f"{debtor.link}x", "/r/abc", "/r/abc.def"):
        for action in ("", *(f"/{name}" for name in ACTIONS)):
            cloud.http("HEAD", address + action)
            cloud.http("GET", address + action)
    assert everything(cloud) == before


@pytest.mark.parametrize("action", ["", *ACTIONS, "else"])
def test_head_answers_as_get_without_the_page(cloud: Cloud, action: str) -> None:
    debtor = reminded(cloud)
    got, head = debtor.opens(action), debtor.opens(action, "HEAD")
    assert (head.status, head.headers, head.content) == (got.status, got.headers, b"")


def test_every_answer_keeps_the_address_of_the_page_to_itself(cloud: Cloud) -> None:
    debtor = reminded(cloud, invoice(payment_links=(PAY_LINK,)))
    shown = [debtor.opens(action) for action in ("", *ACTIONS, "else")]
    shown += [debtor.answers("copy"), debtor.answers("paid"), cloud.http("GET", "/r/wrong.token")]
    assert {page.status for page in shown} == {200, 303, 404, 422}
    for page in shown:
        policy = page.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'")
        assert "frame-ancestors 'none'" in policy
        assert "script-src" not in policy
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["x-frame-options"] == "DENY"
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["strict-transport-security"].startswith("max-age=")
        assert "<script" not in page.text


def test_the_address_holds_a_message_id_and_a_signature_and_nothing_else(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    assert re.fullmatch(r"/r/[a-z2-7]{26}\.[\w-]{43}", debtor.link)
    for address in addresses(debtor.opens().text):
        if not address.startswith(("tel:", "mailto:", "https://files.example/")):
            assert re.fullmatch(re.escape(debtor.link) + r"(/[a-z]+)?", address)


def test_the_overview_shows_what_is_open_now_and_what_is_paid(cloud: Cloud) -> None:
    debtor = reminded(cloud, invoice("F-1"), invoice("F-2", due_on="2026-06-01"))
    debtor.pays("F-1", 300_00)
    debtor.pays("F-2", 100_00)
    words = debtor.reads()
    assert "N° F-1" in words
    assert "Réglée" in words
    assert "200,00 €" in words


def test_a_cancelled_invoice_is_shown_as_cancelled(cloud: Cloud) -> None:
    debtor = reminded(cloud, invoice("F-1"), invoice("F-2"))
    one, two = debtor.account.invoices
    debtor.becomes(invoices=(replace(one, cancelled_on=at("2026-06-09 10:00").date()), two))
    assert "Annulée" in debtor.reads()


def test_when_all_is_paid_the_debtor_is_thanked_and_nothing_is_asked(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    debtor.pays("F-1", 300_00)
    for action in ("", "pay", "paid", "promise"):
        assert "Tout est réglé, merci" in debtor.reads(action)
    assert "Tout est réglé, merci" in debtor.is_told("promise", promise_on="2026-06-12")
    assert "Tout est réglé, merci" in visible(debtor.answers("paid").text)
    assert debtor.account.promises == ()


def test_an_old_message_about_closed_invoices_still_opens_from_the_archive(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    debtor.pays("F-1", 300_00)
    cloud.run(at("2026-06-10 10:00"))
    cloud.run(at("2026-10-01 10:00"))
    debtor.becomes(review_at=None)
    cloud.run(at("2026-10-02 10:00"))
    assert all(message.key.kind != "first" for message in debtor.account.messages)
    assert "Tout est réglé, merci" in debtor.reads()


def test_pay_leads_to_the_payment_link_as_it_is_now(cloud: Cloud) -> None:
    debtor = reminded(cloud, invoice(payment_links=("https://pay.example.org/old",)))
    (one,) = debtor.account.invoices
    debtor.becomes(invoices=(replace(one, payment_links=("http://plain.example/", PAY_LINK)),))
    answer = debtor.opens("pay")
    assert (answer.status, answer.headers["location"]) == (303, PAY_LINK)
    assert answer.content == b""


@pytest.mark.parametrize("address", ["http://plain.example/f1", "javascript:alert(1)", "//e.org"])
def test_pay_never_leads_to_what_is_not_https(cloud: Cloud, address: str) -> None:
    debtor = reminded(cloud, invoice(payment_links=(address,)))
    page = debtor.opens("pay")
    assert page.status == 200
    assert address not in page.text


def test_pay_never_leads_where_the_request_says(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    page = cloud.http("GET", f"{debtor.link}/pay?url=https://evil.example/&next=//evil.example")
    assert page.status == 200
    assert "evil" not in page.text


def test_pay_without_a_link_shows_account_amount_and_reference(cloud: Cloud) -> None:
    debtor = reminded(cloud, bic="BNPAFRPP")
    words = debtor.reads("pay")
    for shown in ("FR76 3000 6000 0112 3456 7890 189", "BNPAFRPP", "300,00 €", "N° F-1"):
        assert shown in words
    assert "Atelier Dupont SARL" in words


def test_pay_for_several_invoices_shows_each_payment_link_and_the_total(cloud: Cloud) -> None:
    debtor = reminded(
        cloud, invoice("F-1", payment_links=(PAY_LINK,)), invoice("F-2", due_on="2026-06-01")
    )
    page = debtor.opens("pay")
    assert page.status == 200
    assert PAY_LINK in addresses(page.text)
    assert "600,00" in visible(page.text)
    assert "N° F-2 N° F-1" in visible(page.text)


def test_the_reference_never_outgrows_a_transfer(cloud: Cloud) -> None:
    many = [invoice(f"F-{n}", number=f"FACTURE-2026-{n:06}") for n in range(1, 12)]
    debtor = reminded(cloud, *many)
    references = re.findall(r"FACTURE-2026-\d{6}(?: FACTURE-2026-\d{6})+", debtor.reads("pay"))
    assert references
    assert all(len(reference) <= 140 for reference in references)


def test_pay_shows_what_is_not_in_question(cloud: Cloud) -> None:
    debtor = reminded(cloud, invoice("F-1"), invoice("F-2", total_minor=100_00))
    debtor.becomes(holds=(hold("dispute", invoice_id="F-2"),))
    words = debtor.reads("pay")
    assert "F-2" not in words
    assert "300,00" in words
    assert "Question en cours de traitement" in debtor.reads()


def test_money_received_without_an_invoice_lowers_what_is_to_pay(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    debtor.becomes(receipts=(receipt(120_00),))
    assert "180,00" in debtor.reads("pay")


def test_credit_that_older_invoices_use_up_is_not_shown_twice(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    file_invoice(cloud, debtor.tenant, invoice("F-9", due_on="2026-06-03", total_minor=100_00))
    debtor.becomes(receipts=(receipt(120_00),))
    assert "280,00" in debtor.reads("pay")


@pytest.mark.parametrize(
    ("opened", "shown"), [("2026-06-10 11:00", False), ("2026-06-15 11:00", True)]
)
def test_a_new_iban_is_not_shown_for_three_bank_days(
    cloud: Cloud, opened: str, shown: bool
) -> None:
    debtor = reminded(cloud, iban_set_on=at("2026-06-09 09:00").date())
    cloud.clock.set(at(opened))
    words = debtor.reads("pay")
    assert ("0189" in words) is shown
    assert ("imprimées sur votre facture" in words) is not shown


@pytest.mark.parametrize(
    "changed",
    [{"assigned_to": "Factor SA"}, {"payment_method": PaymentMethod.DIRECT_DEBIT_CORE}],
)
def test_an_invoice_that_is_not_paid_to_us_shows_neither_link_nor_account(
    cloud: Cloud, changed: dict[str, object]
) -> None:
    debtor = reminded(cloud, invoice(payment_links=(PAY_LINK,)))
    (one,) = debtor.account.invoices
    debtor.becomes(invoices=(replace(one, **changed),))  # type: ignore[arg-type]
    page = debtor.opens("pay")
    assert page.status == 200
    assert PAY_LINK not in page.text
    assert "FR76" not in page.text


def test_pages_are_in_the_debtors_language(cloud: Cloud) -> None:
    debtor = reminded(cloud, customer_=customer(language="en"))
    assert "Your invoice" in debtor.reads()
    assert 'lang="en"' in debtor.opens("pay").text


@pytest.mark.parametrize(("language", "words"), [("fr", "Votre facture"), ("en", "Your invoice")])
def test_without_a_language_of_the_debtor_the_creditors_is_used(
    cloud: Cloud, language: str, words: str
) -> None:
    debtor = reminded(cloud, customer_=customer(language=None), language=language)
    assert words in debtor.reads()


@pytest.mark.parametrize(
    ("browser", "words"),
    [
        ("fr-FR,fr;q=0.9", "Ce lien n’est pas valable"),
        ("de,en;q=0.5", "This link is not valid"),
        ("", "This link is not valid"),
    ],
)
def test_a_link_that_is_not_ours_gets_a_helpful_page_and_names_nobody(
    cloud: Cloud, browser: str, words: str
) -> None:
    reminded(cloud)
    page = cloud.http("GET", "/r/some.thing", headers={"accept-language": browser})
    assert page.status == 404
    assert words in visible(page.text)
    assert "Dupont" not in page.text


def tampered(token: str) -> list[str]:
    """The token, altered in every way that somebody might try."""
    message_id, _, signature = token.partition(".")
    flipped = "B" if signature[-1] != "B" else "C"
    return [
        f"a{message_id[1:]}.{signature}"
        if message_id[0] != "a"
        else f"b{message_id[1:]}.{signature}",
        f"{message_id}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}",
        f"{message_id}.{signature[:-1]}{flipped}",
        f"{message_id}.{signature}A",
        f"{message_id}.{signature}=",
        f"{message_id}.",
        message_id,
        f".{signature}",
        f"{message_id}.{signature[:-1]}",
        "é.é",
    ]


def test_a_tampered_token_opens_nothing_and_leaves_no_trace(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    before = everything(cloud)
    for token in tampered(debtor.token):
        for method in ("GET", "POST"):
            page = cloud.http(method, f"/r/{token}/copy", form={})
            assert page.status == 404, token
            assert "Traceback" not in page.text
    assert everything(cloud) == before


def test_a_signed_id_without_a_message_is_not_found(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    AccountRow(link(debtor.token.partition(".")[0]).pk, "pointer").delete()
    assert debtor.opens().status == 404


def test_a_mail_that_never_left_opens_nothing(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    message_id = debtor.token.partition(".")[0]
    AccountRow(hot("t-1", "C-1"), f"message#{message_id}").delete()
    assert debtor.opens().status == 404
    assert debtor.answers("copy").status == 404


def test_an_action_that_does_not_exist_is_not_found(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    assert debtor.opens("delete").status == 404
    assert debtor.answers("delete").status == 404


def test_a_revoked_link_is_gone_for_every_action(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    row = link(debtor.token.partition(".")[0])
    commit([update(row, AccountRow.state.set(REVOKED))])
    before = everything(cloud)
    for page in (debtor.opens(), debtor.opens("pay"), debtor.answers("copy")):
        assert page.status == 410
        assert "Dupont" not in page.text
    assert everything(cloud) == before


def test_the_links_of_an_erased_customer_are_gone(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    for row in AccountRow.query(hot("t-1", "C-1"), consistent_read=True):
        row.delete()
    assert debtor.opens().status == 410
    assert debtor.answers("copy").status == 410


def test_the_links_of_a_tenant_that_left_are_gone(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    tenants.TenantRow("t-1", "settings").delete()
    assert debtor.opens().status == 410


def test_an_expired_link_says_how_to_pay_and_changes_nothing_else(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    cloud.clock.set(at("2026-12-06 11:00"))
    before = everything(cloud)
    answers = [
        *(debtor.opens(action) for action in ("", *ACTIONS)),
        debtor.answers("paid", paid_on="2026-06-08", means="card"),
        debtor.answers("promise", promise_on="2026-12-10"),
        debtor.answers("problem"),
    ]
    for page in answers:
        assert page.status == 410
        assert "FR76" in page.text
        assert "Ce lien a expiré" in visible(page.text)
        assert "300,00" not in page.text
    assert everything(cloud) == before


def test_a_link_answers_for_180_days(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    cloud.clock.set(at("2026-12-05 08:59", "UTC"))
    assert debtor.opens().status == 410
    cloud.clock.set(at("2026-12-05 07:59", "UTC"))
    assert debtor.opens().status == 200


def test_an_expired_link_sends_a_fresh_one_to_the_address_on_file_once_a_day(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    cloud.clock.set(at("2026-12-08 11:00"))
    assert "b•••@client.example" in debtor.is_told("copy", to="thief@evil.example")
    cloud.pump()
    debtor.is_told("copy")
    cloud.pump()
    (mail,) = copies(cloud)
    assert mail.to == ("billing@client.example",)
    assert Debtor(cloud, debtor.tenant, link_in(mail)).opens().status == 200
    cloud.clock.set(at("2026-12-09 11:00"))
    debtor.is_told("copy")
    cloud.pump()
    assert len(copies(cloud)) == 2


def test_the_data_of_another_tenant_is_out_of_reach(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    other = tenants.save(replace(debtor.tenant, tenant_id="t-2", version=0, legal_name="Autre SA"))
    file_customer(cloud, other, customer(name="Voisin SARL"))
    file_invoice(cloud, other, invoice(number="SECRET-7"))
    cloud.run(at("2026-06-10 10:00"))
    theirs = Debtor(cloud, other, link_in(cloud.mailbox.messages()[-1]))
    assert "SECRET-7" in theirs.reads()

    swapped = f"{theirs.token.partition('.')[0]}.{debtor.token.partition('.')[2]}"
    assert cloud.http("GET", f"/r/{swapped}").status == 404
    before = cloud.rows("AccountsTable")
    for action in ("", *ACTIONS):
        page = debtor.opens(action)
        assert not re.search("SECRET-7|Voisin|Autre SA", page.text)
    debtor.answers("problem", reason="other", tenant="t-2", account="t-2#C-1")
    changed = [row for row in cloud.rows("AccountsTable") if row not in before]
    assert all(row["pk"]["S"].startswith("t-1#C-1") for row in changed)


def test_a_link_shows_only_the_invoices_of_its_message(cloud: Cloud) -> None:
    debtor = reminded(cloud)
    file_invoice(cloud, debtor.tenant, invoice("F-77", number="LATER-77"))
    assert all("LATER-77" not in debtor.opens(action).text for action in ("", *ACTIONS))


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_outage_gives_a_page_without_a_trace_and_records_nothing(
    cloud: Cloud, method: str
) -> None:
    debtor = reminded(cloud)
    before = everything(cloud)

    def down(request: Request, proceed: Proceed) -> Outcome:
        return None, ConnectionClosedError(endpoint_url="https://internal.example")

    cloud.wire.taps.append(down)
    page = cloud.http(method, f"{debtor.link}/copy", form={})
    cloud.wire.taps.clear()
    assert page.status == 503
    assert "not available right now" in visible(page.text)
    assert "internal.example" not in page.text
    assert everything(cloud) == before
