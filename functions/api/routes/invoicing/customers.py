"""Customers: put, get, list (A1)."""

from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from relance.domain.account.customer import Contact, Customer
from relance.domain.conversation.step_days import WEEKDAYS
from relance.flows.invoicing.customers import get_customer, overrides_of, put_customer
from relance.flows.listing import list_customers
from relance.flows.staff.order_holds import order_hold_of
from relance.flows.tenant.settings import get_settings

from ..answer_size import fitting
from ..caller import caller, new_router
from ..fields import (
    Answer,
    Body,
    Country,
    Cursor,
    CustomerId,
    Email,
    Id,
    LeftOut,
    Limit,
    LongText,
    Phone,
    ShortText,
    Siren,
    Zone,
    left_out,
)
from ..merging import (
    Document,
    Patch,
    ReadOnly,
    document,
    patch_over,
    put_over,
    refuse_changed,
)
from ..staff.order_holds import OrderHoldAnswer
from ..staff.overrides import OverrideAnswer

router = new_router()

# A day of the week, or of the month, on which the customer pays.
PaymentDay = Annotated[str, Field(pattern=f"^({'|'.join(WEEKDAYS)}|[1-9]|[12][0-9]|3[01])$")]
CustomerType = Literal["business", "public_body", "consumer", "sole_trader"]


class ContactBody(Body):
    """Somebody who may be written to."""

    contact_id: Id
    role: Literal["billing", "approver", "escalation"] = "billing"
    name: ShortText | None = None
    email: Email | None = None
    phone: Phone | None = None
    suppressed: ReadOnly = None


class CustomerBody(Body):
    """A customer; language, country and zone fall back to the tenant's."""

    name: ShortText
    type: CustomerType = "business"
    category: ShortText | None = None
    language: Literal["fr", "en"] | None = None
    country: Country | None = None
    region: ShortText | None = None
    zone: Zone | None = None
    contacts: Annotated[tuple[ContactBody, ...], Field(max_length=50)] = ()
    account_owner: ShortText | None = None
    notes: LongText | None = None
    siren: Siren | None = None
    payment_run: Annotated[tuple[PaymentDay, ...], Field(max_length=7)] = ()
    customer_id: ReadOnly = None
    overrides: ReadOnly = None
    order_hold: ReadOnly = None

    @model_validator(mode="after")
    def _contacts_differ(self) -> Self:
        if len({contact.contact_id for contact in self.contacts}) < len(self.contacts):
            raise ValueError("two contacts have the same contact_id")
        return self

    def customer(self, customer_id: str) -> Customer:
        """The customer of that id."""
        said = self.model_dump(exclude={"contacts", "customer_id", "overrides", "order_hold"})
        contacts = tuple(
            Contact(**contact.model_dump(exclude={"suppressed"})) for contact in self.contacts
        )
        return Customer(customer_id, contacts=contacts, **said)


class ContactAnswer(Answer):
    """A contact; `suppressed` says why no mail goes to this address any more."""

    contact_id: str
    role: str
    name: str | None
    email: str | None
    phone: str | None
    suppressed: str | None


class CustomerAnswer(Answer):
    """A customer as kept."""

    customer_id: str
    name: str
    type: str
    category: str | None
    language: str | None
    country: str | None
    region: str | None
    zone: str | None
    contacts: list[ContactAnswer]
    account_owner: str | None
    notes: str | None
    siren: str | None
    payment_run: list[str]


class CustomerShown(CustomerAnswer):
    """A customer with what people chose for it, and whether its new orders are held."""

    overrides: list[OverrideAnswer]
    order_hold: OrderHoldAnswer | None


class CustomerPage(Answer):
    """Customers by id; `cursor` asks for the next page."""

    customers: list[CustomerAnswer]
    cursor: str | None
    left_out: list[LeftOut]


@router.put("/v1/customers/<customer_id>", summary="Create or set a customer")
def put(customer_id: CustomerId, body: CustomerBody) -> tuple[CustomerAnswer, int]:
    """Keep what is named; what is left out stays as it is, `null` removes it."""
    said = router.current_event.json_body
    return _put(customer_id, said, lambda shown: put_over(CustomerBody, shown, said))


@router.patch("/v1/customers/<customer_id>", summary="Change a customer")
def patch(customer_id: CustomerId, body: Patch) -> tuple[CustomerAnswer, int]:
    """Merge into a customer that is known."""
    get_customer(caller(router).tenant_id, customer_id)
    return _put(customer_id, body, lambda shown: patch_over(CustomerBody, shown, body))


def _put(
    customer_id: str, names: Document, over: Callable[[Document], CustomerBody]
) -> tuple[CustomerAnswer, int]:
    who = caller(router)
    beside = _beside(who.tenant_id, customer_id, names)

    def said(before: Customer | None) -> Customer:
        shown = document(CustomerAnswer.model_validate(before)) if before else {}
        shown = {"customer_id": customer_id, **shown, **beside}
        _refuse_other_suppressions(names, shown)
        return over(shown).customer(customer_id)

    zone = get_settings(who.tenant_id).zone
    kept = put_customer(who.tenant_id, customer_id, said, zone, who.now)
    status = 201 if kept.outcome == "created" else 200
    return CustomerAnswer.model_validate(kept.customer), status


def _beside(tenant_id: str, customer_id: str, names: Document) -> dict[str, Any]:
    """What is shown with a customer and kept elsewhere; read where somebody sends it back."""
    if not {"overrides", "order_hold"} & names.keys():
        return {}
    shown: dict[str, Any] = {"order_hold": None}
    if held := order_hold_of(tenant_id, customer_id):
        shown["order_hold"] = document(OrderHoldAnswer.model_validate(held))
    chosen = overrides_of(tenant_id, customer_id)
    return shown | {"overrides": [document(OverrideAnswer.model_validate(one)) for one in chosen]}


def _refuse_other_suppressions(names: Document, shown: Document) -> None:
    """That mail to an address stopped is shown, and ends with another address alone (D6)."""
    known = {contact["contact_id"]: contact for contact in shown.get("contacts", ())}
    said = names.get("contacts")
    for number, contact in enumerate(said if isinstance(said, list) else ()):
        if isinstance(contact, dict) and "suppressed" in contact:
            before = known.get(contact.get("contact_id"), {})
            place = f"contacts.{number}."
            refuse_changed({"suppressed": contact["suppressed"]}, before, place)


@router.get("/v1/customers/<customer_id>", summary="Read a customer")
def get(customer_id: CustomerId) -> CustomerShown:
    """Answer the customer as kept, what people chose for it, and whether its orders are held."""
    tenant_id = caller(router).tenant_id
    shown = CustomerAnswer.model_validate(get_customer(tenant_id, customer_id))
    chosen = [OverrideAnswer.model_validate(one) for one in overrides_of(tenant_id, customer_id)]
    held = order_hold_of(tenant_id, customer_id)
    order_hold = OrderHoldAnswer.model_validate(held) if held else None
    return CustomerShown(**dict(shown), overrides=chosen, order_hold=order_hold)


@router.get("/v1/customers", summary="List customers")
def listed(
    cursor: Cursor = None,
    limit: Limit = 50,
) -> CustomerPage:
    """Answer a page of customers; a new one may take a moment to appear."""
    page = list_customers(caller(router).tenant_id, cursor, limit)
    found = (customer for _, customer in page.values)
    customers = fitting(found, CustomerAnswer.model_validate)
    ends = page.cursor_behind(len(customers))
    return CustomerPage(customers=customers, cursor=ends, left_out=left_out(page.left_out))
