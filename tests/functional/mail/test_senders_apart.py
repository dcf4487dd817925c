"""R14, R17: one tenant's sender, pause or change is its own matter, also within one batch."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from relance.data import accounts
from relance.domain.creditor.rules import Mode
from relance.domain.creditor.tenant import Tenant
from relance.flows.tenant.settings import rewrite
from relance.flows.tenant.switches import pause, resume
from tests.builders import at, contact, customer, invoice
from tests.harness.cloud import Cloud, Outcome, Proceed, Request
from tests.harness.portfolio import file_customer, file_invoice, live_tenant

MORNING, AN_HOUR_LATER = at("2026-06-09 10:00"), at("2026-06-09 11:00")


def owes(cloud: Cloud, tenant: Tenant, *names: str) -> None:
    """Customers with an invoice that is first spoken of on 9 June."""
    for name in names:
        email = contact(email=f"{name.lower()}@{tenant.tenant_id}.example")
        file_customer(cloud, tenant, customer(name, contacts=(email,)))
        file_invoice(cloud, tenant, invoice(f"F-{name}", customer_id=name, due_on="2026-06-05"))


def reached(cloud: Cloud) -> list[str]:
    """Who has mail."""
    return sorted(mail.to[0] for mail in cloud.mailbox.messages())


def five(tenant: Tenant) -> list[str]:
    """The addresses of five customers."""
    return [f"c-{n}@{tenant.tenant_id}.example" for n in range(1, 6)]


NAMES = [f"C-{n}" for n in range(1, 6)]


def when_ses_has(cloud: Cloud, number: int, act: Callable[[], object]) -> None:
    """Something happens, once, when SES has taken so many mails."""
    pending = [act]

    def tap(request: Request, proceed: Proceed) -> Outcome:
        outcome = proceed()
        if request.service == "sesv2" and len(cloud.mailbox.messages()) == number and pending:
            pending.pop()()
        return outcome

    cloud.wire.taps.append(tap)


def test_after_a_pause_in_the_middle_of_a_batch_not_one_mail_leaves(cloud: Cloud) -> None:
    tenant = live_tenant(cloud)
    owes(cloud, tenant, *NAMES)
    when_ses_has(cloud, 2, lambda: pause(tenant.tenant_id, MORNING))
    cloud.run(MORNING)
    assert len(cloud.mailbox.messages()) == 2

    resume(tenant.tenant_id, AN_HOUR_LATER)
    cloud.run(AN_HOUR_LATER)
    assert reached(cloud) == five(tenant)
    files = [accounts.load(tenant.tenant_id, name) for name in NAMES]
    assert {m.state for file in files if file for m in file.messages} == {"delivered"}


def test_a_pause_between_the_reservation_and_ses_prevents_that_very_mail(cloud: Cloud) -> None:
    tenant = live_tenant(cloud)
    owes(cloud, tenant, "C-1")
    pending = [tenant.tenant_id]

    def tap(request: Request, proceed: Proceed) -> Outcome:
        outcome = proceed()
        if (
            request.operation == "TransactWriteItems"
            and pending
            and "reserved" in str(request.parameters)
        ):
            pause(pending.pop(), MORNING)
        return outcome

    cloud.wire.taps.append(tap)
    cloud.run(MORNING)
    assert (pending, cloud.mailbox.messages()) == ([], [])
    account = accounts.load(tenant.tenant_id, "C-1")
    assert account
    assert account.messages == ()


def undone(tenant: Tenant) -> None:
    """Going live is undone."""
    rewrite(tenant.tenant_id, lambda before: before.switched(MORNING, mode=Mode.SHADOW))


def stale(tenant: Tenant) -> None:
    """Cash turns out not to be booked since Friday."""
    on = at("2026-06-05 10:00").date()
    rewrite(tenant.tenant_id, lambda before: before.switched(MORNING, cash_through_on=on))


@pytest.mark.parametrize("change", [undone, stale])
def test_whatever_stops_a_tenant_in_the_middle_of_a_batch_stops_the_rest_of_it(
    cloud: Cloud, change: Callable[[Tenant], None]
) -> None:
    tenant = live_tenant(cloud)
    owes(cloud, tenant, *NAMES)
    when_ses_has(cloud, 1, lambda: change(tenant))
    cloud.run(MORNING)
    assert len(cloud.mailbox.messages()) == 1


def test_a_change_that_stops_nothing_costs_no_mail_its_hour(cloud: Cloud) -> None:
    tenant = live_tenant(cloud)
    owes(cloud, tenant, *NAMES)
    when_ses_has(
        cloud,
        1,
        lambda: rewrite(
            tenant.tenant_id, lambda before: replace(before, phone="+33 2 00 00 00 00")
        ),
    )
    cloud.run(MORNING)
    assert reached(cloud) == five(tenant)
    texts = [mail.text for mail in cloud.mailbox.messages()]
    assert sum("+33 2 00 00 00 00" in text for text in texts) == 4


def test_a_pause_of_one_tenant_lets_the_others_mail_of_the_batch_go(cloud: Cloud) -> None:
    first, second = live_tenant(cloud), live_tenant(cloud, tenant_id="t-2")
    owes(cloud, first, *NAMES)
    owes(cloud, second, *NAMES)
    when_ses_has(cloud, 1, lambda: pause(first.tenant_id, MORNING))
    cloud.run(MORNING)
    assert [one for one in reached(cloud) if "@t-2." in one] == five(second)
    assert len([one for one in reached(cloud) if "@t-1." in one]) <= 1


def test_a_sender_that_ses_does_not_know_stops_its_own_mail_only(cloud: Cloud) -> None:
    first = live_tenant(cloud, from_email="compta@unproven.example")
    second = live_tenant(cloud, tenant_id="t-2")
    owes(cloud, first, *NAMES)
    owes(cloud, second, *NAMES)
    cloud.run(MORNING)
    assert reached(cloud) == five(second)

    cloud.mailbox.verify("unproven.example")
    cloud.run(AN_HOUR_LATER)
    assert reached(cloud) == sorted(five(first) + five(second))


def test_a_sender_that_ses_does_not_know_is_asked_about_once_a_batch(cloud: Cloud) -> None:
    tenant = live_tenant(cloud, from_email="compta@unproven.example")
    owes(cloud, tenant, *NAMES)
    cloud.run(MORNING)
    asked = [one for one in cloud.requests if one.service == "sesv2"]
    assert len(asked) == 1


def at_ses(cloud: Cloud, name: str, *resources: str) -> None:
    """A tenant of SES with what it may send with."""
    cloud.mailbox.tenants.act("", {"TenantName": name})
    for resource in resources:
        arn = f"arn:aws:ses:eu-west-3:123456789012:{resource}"
        cloud.mailbox.tenants.act("resources", {"TenantName": name, "ResourceArn": arn})


def test_a_reputation_of_its_own_that_is_paused_stops_its_tenant_and_nobody_else(
    cloud: Cloud,
) -> None:
    kept = f"configuration-set/{cloud.template.ref('ConfigurationSet')}"
    tenants = [live_tenant(cloud, tenant_id=f"t-{n}", ses_tenant=f"t-{n}") for n in (1, 2)]
    for tenant in tenants:
        at_ses(cloud, tenant.tenant_id, "identity/relance.example", kept)
        owes(cloud, tenant, *NAMES)
    cloud.mailbox.tenants.pause("t-1")
    cloud.run(MORNING)
    assert reached(cloud) == five(tenants[1])
    asked = [r.parameters["TenantName"] for r in cloud.requests if r.operation == "SendEmail"]
    assert asked.count("t-2") == 5

    cloud.mailbox.tenants.pause("t-1", paused=False)
    cloud.run(AN_HOUR_LATER)
    assert reached(cloud) == sorted(five(tenants[0]) + five(tenants[1]))


@pytest.mark.parametrize("resources", [None, (), ("identity/relance.example",)])
def test_a_tenant_of_ses_that_is_not_there_or_lacks_something_stops_its_own_mail_only(
    cloud: Cloud, resources: tuple[str, ...] | None
) -> None:
    first = live_tenant(cloud, ses_tenant="t-1")
    second = live_tenant(cloud, tenant_id="t-2")
    if resources is not None:
        at_ses(cloud, "t-1", *resources)
    owes(cloud, first, *NAMES)
    owes(cloud, second, *NAMES)
    cloud.run(MORNING)
    assert reached(cloud) == five(second)
