"""Which words a message uses, and what it may announce or refer to: what its Send says (B13)."""

from typing import Any

from relance import config
from relance.domain.account.account import Account
from relance.domain.creditor.rules import Rules
from relance.domain.creditor.tenant import Tenant
from relance.domain.decision import Send
from relance.domain.ledger.invoices import BILLS, PaymentMethod
from relance.domain.policies.policy import Consequence
from relance.domain.questions.order_hold import orders_held_on
from relance.render import texts

SIGNATORY = "signatory"
BILL_TEXT, COLLECTION_RETURNED = "courtesy_bill", "collection_returned"
_DEBITS = frozenset({PaymentMethod.DIRECT_DEBIT_CORE, PaymentMethod.DIRECT_DEBIT_B2B})


def words(tenant: Tenant, account: Account, send: Send, rules: Rules) -> dict[str, Any]:
    """The fields of a view that choose its words."""
    text, means = _text(account, send), _collected_by(account, send)
    collected = {"payment_means": means} if means else {}
    return {
        **collected,
        "text": text,
        "tone": send.tone,
        "variant": COLLECTION_RETURNED if means else send.variant,
        "language": language_of(tenant, account, text),
        "consequence": send.consequence,
        "takeover_name": _takes_over(tenant, send, rules),
        "called_on": send.called_on,
        "orders_held_on": orders_held_on(account),
        "terms_reference": terms_of(account, send),
    }


def _text(account: Account, send: Send) -> str:
    """The text of the step; whoever accepted a bill is thanked for it (practice 1)."""
    by_bill = send.key.kind == "courtesy" and _methods(account, send) <= BILLS
    return BILL_TEXT if by_bill else send.text or send.key.kind


def _collected_by(account: Account, send: Send) -> str | None:
    """What came back, where we had collected it: it is not presented again unasked (practice 1)."""
    if send.variant != "payment_returned":
        return None
    methods = _methods(account, send)
    if methods <= BILLS:
        return "bill"
    return "direct_debit" if methods <= _DEBITS else None


def _methods(account: Account, send: Send) -> set[PaymentMethod]:
    wanted = {item_id.invoice_id for item_id in send.item_ids}
    return {i.payment_method for i in account.invoices if i.invoice_id in wanted}


def language_of(tenant: Tenant, account: Account, text: str) -> str:
    """The debtor's, where the text is written in it; else the tenant's (pains H8)."""
    wanted = account.customer.language or tenant.language
    written = texts.exists(text, wanted, config.templates_path())
    return wanted if written else tenant.language


def _takes_over(tenant: Tenant, send: Send, rules: Rules) -> str | None:
    """The colleague who accepted to take the file over; nobody else is named (B13)."""
    accepted = _consequence(send, rules)
    if accepted is None or accepted.accepted_by == SIGNATORY:
        return tenant.takeover_name
    return accepted.accepted_by


def _consequence(send: Send, rules: Rules) -> Consequence | None:
    named = (send.key.kind, send.key.level)
    steps = (step for step in rules.policy.steps if (step.kind, step.level) == named)
    return next((step.consequence for step in steps), None)


def terms_of(account: Account, send: Send) -> str | None:
    """The terms on file, where they are the same for all that is demanded (practice 6.2)."""
    wanted = {item_id.invoice_id for item_id in send.item_ids}
    found = {i.terms_reference for i in account.invoices if i.invoice_id in wanted}
    return found.pop() if len(found) == 1 else None
