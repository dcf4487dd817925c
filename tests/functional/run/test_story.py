"""The story of one reminder, through the real handlers and the real rows."""

from datetime import timedelta

from relance.data import accounts
from tests.builders import at, customer, invoice
from tests.harness.cloud import Cloud
from tests.harness.portfolio import file_customer, file_invoice, live_tenant


def test_an_overdue_invoice_is_reminded_once_delivered_and_looked_at_again(cloud: Cloud) -> None:
    tenant = live_tenant(cloud)
    file_customer(cloud, tenant, customer())
    file_invoice(cloud, tenant, invoice(due_on="2026-06-02"))

    cloud.run(at("2026-06-05 10:00"))

    (mail,) = cloud.mailbox.messages()
    assert mail.to == ("billing@client.example",)
    assert "F-1" in mail.subject
    assert "300,00" in mail.text

    for hour in (11, 12, 14):
        cloud.run(at(f"2026-06-05 {hour}:00"))
    cloud.run(at("2026-06-06 10:00"))
    assert len(cloud.mailbox.messages()) == 1
    assert cloud.dead_letters() == {}


def test_the_whole_ladder_goes_out_day_by_day_and_ends_with_a_person(cloud: Cloud) -> None:
    tenant = live_tenant(cloud)
    file_customer(cloud, tenant, customer())
    cloud.clock.set(at("2026-05-20 08:00"))
    file_invoice(cloud, tenant, invoice(due_on="2026-06-02", total_minor=90_000))

    went = {}
    for number in range(46):
        day = at("2026-05-20 10:00") + timedelta(days=number)
        before = len(cloud.mailbox.messages())
        cloud.run(day)
        for mail in cloud.mailbox.messages()[before:]:
            went[day.date().isoformat()] = mail.subject

    assert [*went] == ["2026-05-26", "2026-06-02", "2026-06-08", "2026-06-12", "2026-06-23"]
    assert all("F-1" in subject for subject in went.values())
    # Nobody touched the approvals: the second and the final went all the same.
    file = accounts.load(tenant.tenant_id, "C-1")
    assert file
    asked = sorted(task.kind for task in file.tasks)
    assert asked == ["approval", "approval", "commitment", "decision"]
