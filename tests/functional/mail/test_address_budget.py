"""B5: twelve sites of one chain do not send twelve mails to one clerk on one morning.

Gap and cap hold per e-mail address over all accounts of a tenant (practice 1, Payer and group).
"""

from collections import Counter
from datetime import timedelta

import pytest

from relance.adapters.mail import parse_key
from relance.data import accounts, address_contacts, journal
from relance.domain.creditor.tenant import Tenant
from relance.domain.ledger.payments import Payment, Share
from relance.flows.money.payments import record_payment
from tests.builders import at, contact, customer, invoice
from tests.harness.cloud import Cloud, Killed, Outcome, Proceed, Request
from tests.harness.portfolio import file_customer, file_invoice, live_tenant

SITES = 12
CLERK = contact(email="compta@chain.example")
NOON = at("2026-06-09 12:00")


@pytest.fixture
def chain(cloud: Cloud) -> Tenant:
    """Twelve accounts, whose first reminder falls on Tuesday 9 June, read by one clerk."""
    cloud.clock.set(at("2026-06-08 08:00"))
    tenant = live_tenant(cloud, live_since_at=at("2026-01-05 10:00"))
    for number in range(SITES):
        name = f"C-{number}"
        file_customer(cloud, tenant, customer(name, contacts=(CLERK,)))
        late = invoice(f"F-{number}", customer_id=name, due_on="2026-06-05")
        file_invoice(cloud, tenant, late)
    cloud.run(at("2026-06-08 10:00"))
    return tenant


def mornings(cloud: Cloud, first: str, days: int) -> None:
    for number in range(days):
        cloud.run(at(f"{first} 10:00") + timedelta(days=number))


def per_day(cloud: Cloud) -> dict[str, int]:
    return dict(sorted(Counter(m.sent_at[:10] for m in cloud.mailbox.messages()).items()))


def told(cloud: Cloud) -> list[str]:
    """The accounts of the reminders that went, one after the other."""
    keys = (parse_key(m.tags["relance_key"]) for m in cloud.mailbox.messages())
    return [key[1] for key in keys if key and "receipt" not in key[2]]


def test_twelve_sites_send_one_mail_and_the_next_four_days_later(
    cloud: Cloud, chain: Tenant
) -> None:
    cloud.twice = True
    for _ in range(2):
        cloud.run(at("2026-06-09 10:00"))
    assert per_day(cloud) == {"2026-06-09": 1}

    # Free again on Saturday the 13th, so that the next one goes on Monday.
    mornings(cloud, "2026-06-10", 8)
    assert per_day(cloud) == {"2026-06-09": 1, "2026-06-15": 1}


def test_the_sites_of_a_clerk_take_turns(cloud: Cloud, chain: Tenant) -> None:
    mornings(cloud, "2026-06-09", 22)

    assert len(told(cloud)) >= 3
    assert len(set(told(cloud))) == len(told(cloud))


def test_a_site_that_paid_while_it_waited_costs_the_others_a_day_at_most(
    cloud: Cloud, chain: Tenant
) -> None:
    cloud.run(at("2026-06-09 10:00"))
    (first,) = told(cloud)
    waiting = sorted(f"C-{number}" for number in range(SITES) if f"C-{number}" != first)
    for name in waiting[:-1]:
        site = accounts.load(chain.tenant_id, name)
        assert site
        share = Share(site.items[0].open_minor, site.items[0].invoice.invoice_id)
        money = Payment(f"P-{name}", share.amount_minor, "EUR", NOON.date(), NOON, shares=(share,))
        record_payment(chain.tenant_id, money, NOON)
    mornings(cloud, "2026-06-10", 7)

    reminded = [m for m in cloud.mailbox.messages() if m.sent_at[:10] > "2026-06-10"]
    assert told(cloud)[-1] == waiting[-1], [m.subject for m in reminded]
    assert per_day(cloud) in (
        {"2026-06-09": 1, "2026-06-15": 1},
        {"2026-06-09": 1, "2026-06-16": 1},
    )


def test_the_month_of_one_clerk_has_five_mails_at_most(cloud: Cloud, chain: Tenant) -> None:
    mornings(cloud, "2026-06-09", 30)

    assert len(cloud.mailbox.messages()) <= 5


def test_who_had_to_wait_is_told_why_and_until_when(cloud: Cloud, chain: Tenant) -> None:
    cloud.run(at("2026-06-09 10:00"))

    waiting = [
        dropped
        for number in range(SITES)
        for dropped in journal.superseded(chain.tenant_id, f"C-{number}")
    ]
    assert len(waiting) == SITES - 1
    assert {(d.reason, d.until_on and d.until_on.isoformat()) for d in waiting} == {
        ("address_gap", "2026-06-13")
    }


def test_another_tenant_has_a_budget_of_its_own(cloud: Cloud, chain: Tenant) -> None:
    other = live_tenant(cloud, tenant_id="t-2", live_since_at=at("2026-01-05 10:00"))
    file_customer(cloud, other, customer("C-1", contacts=(CLERK,)))
    late = invoice("F-1", customer_id="C-1", due_on="2026-06-05")
    file_invoice(cloud, other, late)
    cloud.run(at("2026-06-09 10:00"))

    assert len(cloud.mailbox.messages()) == 2


def test_a_mail_that_ses_refused_does_not_use_up_the_budget(cloud: Cloud, chain: Tenant) -> None:
    cloud.mailbox.fail_next("before", code="MessageRejected")
    cloud.run(at("2026-06-09 10:00"))

    assert len(cloud.mailbox.messages()) == 1


def test_a_crash_after_the_reservation_neither_doubles_nor_frees_the_address(
    cloud: Cloud, chain: Tenant
) -> None:
    killed: list[Request] = []

    def kill(request: Request, proceed: Proceed) -> Outcome:
        if request.service == "sesv2" and request.operation == "SendEmail" and not killed:
            killed.append(request)
            raise Killed
        return proceed()

    cloud.wire.taps.append(kill)
    cloud.run(at("2026-06-09 10:00"))
    cloud.errors.clear()

    assert killed
    assert cloud.mailbox.messages() == []
    digest = CLERK.digest
    (noted,) = address_contacts.load(chain.tenant_id, digest).contacts
    mornings(cloud, "2026-06-10", 3)
    accounts = {mail.to[0] for mail in cloud.mailbox.messages()}
    assert len(cloud.mailbox.messages()) <= 1, accounts
    assert noted.message_id in {
        c.message_id for c in address_contacts.load(chain.tenant_id, digest).contacts
    }
