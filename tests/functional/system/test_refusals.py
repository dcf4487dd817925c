"""What a transaction refuses is a value: which thing, and what became of it meanwhile (R15)."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from relance.data import (
    accounts,
    address_contacts,
    call_counts,
    filing,
    inbox,
    policies,
    reservations,
    reviews,
    runs,
    suppressions,
    tenants,
)
from relance.data.bodies import KeptMail
from relance.data.transaction import Write, commit
from relance.domain.account.account import Account
from relance.domain.account.address_contacts import with_message
from relance.domain.account.message import Message, MessageState
from relance.domain.creditor.call_counts import CallCounts
from relance.domain.deciding.outcome import outcome_of
from relance.domain.errors import (
    AccountMoved,
    AddressContacted,
    AddressStopped,
    CallsCounted,
    Conflict,
    InvoiceFiled,
    MessageTaken,
    PaymentMoved,
    Refusal,
    Refused,
    TenantMoved,
)
from relance.domain.fact import Fact, FactKind
from relance.domain.ledger.payments import Payment
from tests.actors.payments import payment
from tests.builders import PLAIN, at, customer, invoice, message, rules
from tests.harness.cloud import Cloud
from tests.harness.portfolio import TENANT, file_customer, file_invoice, live_tenant
from tests.harness.races import bumped

T, NOW = TENANT.tenant_id, at("2026-06-05 08:00")


def refusals(act: Callable[[], object]) -> frozenset[Refusal]:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.refusals


def of(*batches: Sequence[Write]) -> frozenset[Refusal]:
    """What a commit of these writes is refused with."""
    return refusals(lambda: commit([write for batch in batches for write in batch]))


@pytest.fixture(name="file")
def _file(cloud: Cloud) -> Account:
    """C-1 with one open invoice."""
    cloud.clock.set(NOW)
    tenant = live_tenant(cloud)
    file_customer(cloud, tenant, customer())
    return file_invoice(cloud, tenant, invoice())


def reserved(file: Account, one: Message, free: Sequence[str] = ()) -> list[Write]:
    return reservations.reserve(file, one, KeptMail("subject", "html", "text"), "0", NOW, free)


def reminder(**changes: object) -> Message:
    mine = replace(message().key, tenant_id=T, account_id="C-1")
    made = message(state="reserved", key=mine, message_id=mine.message_id, contact_digest="ada")
    return replace(made, **changes)  # type: ignore[arg-type]


def test_an_account_that_was_written_since_it_was_read_refuses_its_changes(file: Account) -> None:
    bumped(T, "C-1")
    fact = Fact("v9", FactKind.CUSTOMER_AMENDED, NOW, NOW.date())
    after = replace(file, customer=replace(file.customer, name="Another"))
    moved = {AccountMoved(T, "C-1")}
    assert of(accounts.changes(file, after, fact)) == moved
    assert of(reserved(file, reminder())) == moved
    assert of(runs.outcome_writes(outcome_of(file, (), rules(), NOW))) == moved


def test_an_invoice_that_was_filed_meanwhile_refuses_to_be_filed_and_to_be_unknown(
    cloud: Cloud, file: Account
) -> None:
    other = file_customer(cloud, TENANT, customer("C-2"))
    fact = Fact("v9", FactKind.INVOICE_ISSUED, NOW, NOW.date())
    again = replace(other, invoices=(invoice(customer_id="C-2"),))
    filed = {InvoiceFiled("F-1")}
    assert of(accounts.changes(other, again, fact)) == filed
    assert of([filing.unfiled(T, "F-1")]) == filed


def test_a_message_that_is_reserved_refuses_another(file: Account) -> None:
    commit(reserved(file, reminder()))
    fresh = accounts.load(T, "C-1")
    assert fresh is not None
    taken = {MessageTaken(reminder().message_id)}
    assert of(reserved(fresh, reminder(reserved_by="another"))) == taken
    assert of(reservations.release(fresh, reminder(reserved_by="another"), NOW)) == taken
    assert of(reservations.refuse(fresh, reminder(reserved_by="another"), NOW, "")) == taken


def test_a_message_that_is_as_far_already_refuses_what_is_known(file: Account) -> None:
    class Delivered:
        state, at, attempt, detail = MessageState.DELIVERED, NOW, 1, ""

    commit(reserved(file, reminder()))
    name = reminder().message_id
    commit(reservations.reached(T, "C-1", name, [Delivered()]))
    assert of(reservations.reached(T, "C-1", name, [Delivered()])) == {MessageTaken(name)}
    assert of(reservations.reached(T, "C-1", "none", [Delivered()])) == {MessageTaken("none")}


def test_addresses_whose_mail_stopped_refuse_the_reservation_each_by_itself(file: Account) -> None:
    everybody = ["ada", "boss", "clerk"]
    commit(suppressions.stop(T, "boss", "bounced", NOW))
    boss = AddressStopped("boss")
    assert of(reserved(file, reminder(), everybody)) == {boss}
    commit(suppressions.stop(T, "ada", "bounced", NOW))
    assert of(reserved(file, reminder(), everybody)) == {boss, AddressStopped("ada")}


def test_everything_that_came_between_is_named(file: Account) -> None:
    commit(suppressions.stop(T, "ada", "bounced", NOW))
    bumped(T, "C-1")
    named = {AccountMoved(T, "C-1"), AddressStopped("ada")}
    assert of(reserved(file, reminder(), ["ada"])) == named


def noted(seen: address_contacts.AddressContacts, message_id: str) -> Write:
    contacts = with_message(seen.contacts, reminder(message_id=message_id), 30)
    return address_contacts.noted(seen, contacts, ())


@pytest.mark.parametrize("known", [0, 1])
def test_an_address_that_another_message_was_noted_for_refuses_the_next(
    cloud: Cloud, known: int
) -> None:
    for number in range(known):
        commit([noted(address_contacts.load(T, "ada"), f"m-{number}")])
    seen = address_contacts.load(T, "ada")
    commit([noted(seen, "theirs")])
    assert of([noted(seen, "mine")]) == {AddressContacted("ada")}


@pytest.mark.parametrize("known", [0, 1])
def test_an_address_that_stopped_since_it_was_read_refuses_what_is_noted_for_it(
    cloud: Cloud, known: int
) -> None:
    for number in range(known):
        commit([noted(address_contacts.load(T, "ada"), f"m-{number}")])
    seen = address_contacts.load(T, "ada")
    commit(suppressions.stop(T, "ada", "bounced", NOW))
    assert of([noted(seen, "mine")]) == {AddressContacted("ada")}

    after = address_contacts.load(T, "ada")
    assert after.stopped
    assert after.contacts == seen.contacts


def test_a_payment_that_was_written_since_it_was_read_refuses(cloud: Cloud) -> None:
    paid: Payment = payment()
    commit([*inbox.payment_changes(T, None, paid)])
    moved = {PaymentMoved(paid.payment_id)}
    assert of([*inbox.payment_changes(T, None, paid)]) == moved
    known = inbox.payment(T, paid.payment_id)
    commit([*inbox.payment_changes(T, known, paid)])
    assert of([*inbox.payment_changes(T, known, paid)]) == moved


def test_calls_that_others_counted_meanwhile_refuse_the_next(cloud: Cloud) -> None:
    seen = CallCounts()
    commit([call_counts.counted(T, seen, seen)])
    assert of([call_counts.counted(T, seen, seen)]) == {CallsCounted(T)}


def test_an_account_that_is_reviewed_sooner_is_left_out_and_the_others_are_brought_forward(
    cloud: Cloud, file: Account
) -> None:
    later = at("2026-06-05 09:00")
    file_customer(cloud, TENANT, customer("C-2"))
    commit([reservations.due_again(T, "C-2", at("2026-06-09 10:00"))])
    assert reviews.bring_forward(T, ["C-1", "C-2", "nobody"], later) == 1
    found = accounts.load(T, "C-2")
    assert found is not None
    assert found.review_at == later


def test_a_tenant_that_was_written_since_it_was_read_refuses_its_settings_and_policies(
    cloud: Cloud,
) -> None:
    tenant = live_tenant(cloud)
    tenants.save(tenant)
    assert refusals(lambda: tenants.save(tenant)) == {TenantMoved(T)}
    policies.save(T, policies.Current(), PLAIN, NOW, "test")
    with pytest.raises(Conflict) as conflict:
        policies.save(T, policies.Current(), PLAIN, NOW, "test")
    assert isinstance(conflict.value.__cause__, Refused)
    assert conflict.value.__cause__.refusals == {TenantMoved(T)}
