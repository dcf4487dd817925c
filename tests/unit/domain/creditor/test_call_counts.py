"""D8: fifteen calls for one owner and day; the rest goes as mail."""

from dataclasses import replace

from relance.domain.creditor.call_counts import CallCounts
from relance.domain.creditor.rules import Limits
from relance.domain.creditor.tenant import Tenant
from tests.builders import customer, day

TODAY, TOMORROW = day("2026-06-09"), day("2026-06-10")


def test_calls_are_counted_by_owner() -> None:
    counts = CallCounts(version=3).plus("Sophie", 2, TODAY).plus(None, 1, TODAY)

    assert [counts.made(owner, TODAY) for owner in ("Sophie", None, "Karim")] == [2, 1, 0]
    assert counts.version == 3


def test_a_new_day_begins_with_time_for_everybody() -> None:
    counts = CallCounts().plus("Sophie", 15, TODAY)

    assert counts.made("Sophie", TOMORROW) == 0
    assert counts.plus("Sophie", 1, TOMORROW).by_owner == {"Sophie": 1}


def test_the_owner_is_the_customers_else_the_tenants() -> None:
    tenant = Tenant("t-1", "Créancier SA", task_owner="Karim", limits=Limits(call_capacity=2))
    tired = replace(tenant, calls=CallCounts().plus("Karim", 3, TODAY))

    assert tired.calls_left(customer(), TODAY) == 0
    assert tired.calls_left(customer(), TOMORROW) == 2
    assert tired.calls_left(customer(account_owner="Sophie"), TODAY) == 2
    assert tenant.owner_of(customer(account_owner="Sophie")) == "Sophie"
