"""A message as a debtor would get it, rendered and sent to nobody (D1)."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from relance import config
from relance.data import accounts, tenants
from relance.domain.account import Account
from relance.domain.calendar import local_date
from relance.domain.decision import Send
from relance.domain.errors import Conflict, NotFound
from relance.domain.ledger import Item
from relance.domain.message import ACKNOWLEDGEMENTS, MessageKey
from relance.domain.reminder import deadline_of
from relance.domain.rules import Rules
from relance.domain.standing import Acknowledgement
from relance.domain.tenant import Tenant
from relance.flows import letter
from relance.flows.ruling import rules_for
from relance.flows.specimens import CONTACT, specimen
from relance.render.message import RenderedMessage, render_message

# RFC 6761: a name that leads nowhere. A preview is no message, so its links open nothing.
NOWHERE = "https://preview.invalid"
_FACT_ID = "preview"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which text, in which language, for which customer; None shows it for a specimen."""

    kind: str
    language: str | None = None
    customer_id: str | None = None


def preview(tenant_id: str, wanted: Wanted, now: datetime) -> RenderedMessage:
    """Subject, HTML and text; raises NotFound, and Conflict where nothing is open to write of."""
    tenant = _presentable(tenants.load(tenant_id))
    today = local_date(now, tenant.zone)
    account = _account(tenant, wanted, today)
    rules = rules_for(tenant, account, now)

    items = _items_of_one_currency(account)
    send = _send(account, wanted.kind, items, rules, today)
    if wanted.kind in ACKNOWLEDGEMENTS:
        account = replace(account, owed=(_fact(wanted.kind, items, today, now),))

    links = letter.links_for(NOWHERE, "preview")
    view = letter.view_for(tenant, account, send, rules, now, links, {})
    return render_message(view, config.templates_path())


def _account(tenant: Tenant, wanted: Wanted, today: date) -> Account:
    language = wanted.language or tenant.language
    if wanted.customer_id is None:
        policy = tenant.known_policies[tenant.policy_id]
        return specimen(tenant.tenant_id, language, wanted.kind, policy, today)
    account = accounts.load(tenant.tenant_id, wanted.customer_id)
    if account is None:
        raise NotFound("customer", wanted.customer_id)
    contacts = account.customer.contacts or (CONTACT,)
    language = wanted.language or account.customer.language or tenant.language
    return replace(
        account, customer=replace(account.customer, contacts=contacts, language=language)
    )


def _presentable(tenant: Tenant) -> Tenant:
    """The tenant with a word in place of what it has not set yet, so that the gap is seen."""
    return replace(
        tenant, phone=tenant.phone or "…", reply_to=tenant.reply_to or tenant.from_email or "…"
    )


def _items_of_one_currency(account: Account) -> tuple[Item, ...]:
    if not account.items:
        raise Conflict("nothing is open for this customer", "customer_id")
    currency = account.items[0].currency
    return tuple(item for item in account.items if item.currency == currency)


def _send(account: Account, kind: str, items: tuple[Item, ...], rules: Rules, today: date) -> Send:
    answer = kind in ACKNOWLEDGEMENTS
    step = None if answer else rules.policy.step(kind)
    leader, level = (items[0].item_id, step.level) if step else (_FACT_ID, 0)
    return Send(
        MessageKey(account.tenant_id, account.account_id, items[0].currency, kind, leader, level),
        account.customer.contacts[0].contact_id,
        tuple(item.item_id for item in items),
        "preview",
        deadline_on=deadline_of(step, rules, today) if step else None,
        cause_id=_FACT_ID if answer else None,
    )


def _fact(kind: str, items: tuple[Item, ...], today: date, now: datetime) -> Acknowledgement:
    """What would have been answered: a promise for next week, or the money of today."""
    on = today + timedelta(days=7) if kind == "confirmation" else today
    amount_minor = sum(item.open_minor for item in items)
    ids = tuple(item.item_id for item in items)
    return Acknowledgement(
        _FACT_ID, kind, items[0].currency, ids, now, amount_minor, on, "transfer"
    )
