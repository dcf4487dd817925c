"""Which rows an account is made of, besides its head, customer and messages."""

from dataclasses import fields

from relance.domain.account.account import Account
from relance.domain.account.on_file import (
    Acknowledgement,
    Claim,
    Dispute,
    LinkAnswers,
    OpenTask,
    OrderHold,
    Override,
    Promise,
    Reply,
    Stop,
)
from relance.domain.ledger.invoices import Invoice, Receipt

# What an account is made of: the field, the prefix of its rows, the type, the name of its id.
PARTS: tuple[tuple[str, str, type, str], ...] = (
    ("invoices", "invoice", Invoice, "invoice_id"),
    ("receipts", "receipt", Receipt, "payment_id"),
    ("holds", "hold", Stop, "hold_id"),
    ("claims", "claim", Claim, "claim_id"),
    ("promises", "promise", Promise, "promise_id"),
    ("disputes", "dispute", Dispute, "dispute_id"),
    ("replies", "reply", Reply, "reply_id"),
    ("answered", "answered", LinkAnswers, "message_id"),
    ("overrides", "override", Override, "what"),
    ("order_holds", "order_hold", OrderHold, "source"),
    ("owed", "owed", Acknowledgement, "fact_id"),
    ("tasks", "task", OpenTask, "task_id"),
)

assert {name for name, *_ in PARTS} < {field.name for field in fields(Account)}
