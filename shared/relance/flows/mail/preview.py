"""A message as a debtor would get it, rendered and sent to nobody (D1)."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from relance import config
from relance.data import accounts, tenants
from relance.domain.account.account import Account
from relance.domain.account.message import ACKNOWLEDGEMENTS, MessageKey
from relance.domain.account.on_file import Acknowledgement
from relance.domain.calendar import local_date
from relance.domain.conversation.releases import RELEASE
from relance.domain.creditor.policy_of import policy_of
from relance.domain.creditor.tenant import Tenant
from relance.domain.deciding.reminder import deadline_of
from relance.domain.decision import Send
from relance.domain.errors import Conflict, Invalid, NotFound
from relance.domain.ledger.invoices import Item, PartReason
from relance.domain.policies.policy import Policy, Step
from relance.flows.mail import letter
from relance.flows.mail.specimens import CONTACT, CUSTOMER_ID, specimen
from relance.flows.rules_for import rules_for, under
from relance.render import texts
from relance.render.message import RenderedMessage, render_message

# RFC 6761: a name that leads nowhere. A preview is no message, so its links open nothing.
NOWHERE = "https://preview.invalid"
_FACT_ID = "preview"


@dataclass(frozen=True, slots=True)
class PreviewWish:
    """Which step, or answer, of which policy, in which words; None leaves each as it would be.

    `text` and `tone` show other words than those of the step; without a customer a specimen is
    written to.
    """

    kind: str
    language: str | None = None
    customer_id: str | None = None
    policy_id: str | None = None
    level: int | None = None
    text: str | None = None
    tone: str | None = None


def preview(tenant_id: str, wanted: PreviewWish, now: datetime) -> RenderedMessage:
    """Subject, HTML and text.

    Raises NotFound, Invalid for a step or text that there is not, and Conflict where nothing is
    open to write of.
    """
    tenant = presentable(tenants.load(tenant_id))
    today = local_date(now, tenant.zone)
    known = _known(tenant, wanted)
    policy = _policy(tenant, known, wanted, today)
    step = None if wanted.kind in ACKNOWLEDGEMENTS else _step(policy, wanted)
    account = known or specimen(tenant_id, wanted.language or tenant.language, step, today)
    rules = under(rules_for(tenant, account, now), policy)

    items = _items_of_one_currency(account, step)
    send = _send(account, wanted, step, items, deadline_of(step, rules, today) if step else None)
    if step is None:
        account = replace(account, owed=(_fact(wanted.kind, items, today, now),))
    links = letter.links_for(NOWHERE, "preview")
    view = letter.view_for(tenant, account, send, rules, now, links, {})
    return render_message(view, config.templates_path())


def _policy(tenant: Tenant, account: Account | None, wanted: PreviewWish, today: date) -> Policy:
    """The policy that was named, or that of the customer, or the tenant's."""
    if wanted.policy_id is None:
        usual = tenant.known_policies[tenant.policy_id]
        return policy_of(account, tenant, today) if account else usual
    named = tenant.known_policies.get(wanted.policy_id)
    if named is None:
        raise Invalid("policy_id", "no such policy")
    return named


def _step(policy: Policy, wanted: PreviewWish) -> Step:
    """The step that was named, where it says something by e-mail."""
    found = [
        s
        for s in (*policy.steps, RELEASE)
        if s.kind == wanted.kind and wanted.level in (None, s.level)
    ]
    if not found:
        raise Invalid("kind", f"no such step in {policy.policy_id}")
    if _text(found[0], wanted) not in texts.names(config.templates_path()):
        raise Invalid("text" if wanted.text else "kind", "says nothing by e-mail")
    return found[0]


def _text(step: Step, wanted: PreviewWish) -> str:
    return wanted.text or step.text or step.mail_instead or step.kind


def _known(tenant: Tenant, wanted: PreviewWish) -> Account | None:
    """The customer's account, with somebody to write to and the language that was asked for."""
    if wanted.customer_id is None:
        return None
    account = accounts.load(tenant.tenant_id, wanted.customer_id)
    if account is None:
        raise NotFound("customer", wanted.customer_id)
    contacts = account.customer.contacts or (CONTACT,)
    language = wanted.language or account.customer.language or tenant.language
    return replace(
        account, customer=replace(account.customer, contacts=contacts, language=language)
    )


def presentable(tenant: Tenant) -> Tenant:
    """The tenant with a word in place of what it has not set yet, so that the gap is seen."""
    return replace(
        tenant, phone=tenant.phone or "…", reply_to=tenant.reply_to or tenant.from_email or "…"
    )


def _items_of_one_currency(account: Account, step: Step | None) -> tuple[Item, ...]:
    """What is open in one currency; its retentions where the message is about their release."""
    items = [item for item in account.items if step is not RELEASE or _retained(account, item)]
    if not items:
        raise Conflict("nothing is open for this customer", "customer_id")
    return tuple(item for item in items if item.currency == items[0].currency)


def _retained(account: Account, item: Item) -> bool:
    return account.account_id == CUSTOMER_ID or item.part.reason is PartReason.RETENTION


def _send(
    account: Account,
    wanted: PreviewWish,
    step: Step | None,
    items: tuple[Item, ...],
    deadline_on: date | None,
) -> Send:
    leader, level = (items[0].item_id, step.level) if step else (_FACT_ID, 0)
    kind, currency = wanted.kind, items[0].currency
    send = Send(
        MessageKey(account.tenant_id, account.account_id, currency, kind, leader, level),
        account.customer.contacts[0].contact_id,
        tuple(item.item_id for item in items),
        "preview",
    )
    if step is None:
        return replace(send, cause_id=_FACT_ID)
    return replace(
        send,
        deadline_on=deadline_on,
        text=_text(step, wanted),
        tone=wanted.tone or step.tone,
        consequence=step.consequence.kind if step.consequence else None,
    )


def _fact(kind: str, items: tuple[Item, ...], today: date, now: datetime) -> Acknowledgement:
    """What would have been answered: a promise for next week, or the money of today."""
    on = today + timedelta(days=7) if kind == "confirmation" else today
    amount_minor = sum(item.open_minor for item in items)
    ids = tuple(item.item_id for item in items)
    return Acknowledgement(
        _FACT_ID, kind, items[0].currency, ids, now, amount_minor, on, "transfer"
    )
