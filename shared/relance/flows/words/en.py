"""What every code is called, and each fact told, in English."""

from collections.abc import Mapping
from enum import StrEnum

from relance.domain.account.message import MessageKind, MessageState
from relance.domain.account.on_file import (
    Chosen,
    DisputeOutcome,
    DisputeReason,
    Means,
    ReplyKind,
    StopReason,
)
from relance.domain.creditor.rules import Mode
from relance.domain.decision import Variant
from relance.domain.fact import FactKind
from relance.domain.ledger.invoices import PartReason, PaymentMethod
from relance.domain.ledger.return_reasons import ReturnReason
from relance.domain.payer.profile import ProfileName
from relance.domain.policies.policy import Approval, Measure
from relance.domain.reasons import Reason
from relance.domain.task_kinds import TaskKind, TaskOutcome, TaskReason

# What each member of each enum is called; a reason is a clause that stands after a colon.
WORDS: Mapping[type[StrEnum], Mapping[str, str]] = {
    MessageKind: {
        MessageKind.COURTESY: "courtesy note",
        MessageKind.DUE_TODAY: "note of the due day",
        MessageKind.FIRST: "first reminder",
        MessageKind.SECOND: "second reminder",
        MessageKind.FINAL: "final reminder",
        MessageKind.NOTICE: "formal notice",
        MessageKind.HANDOVER: "notice of handover",
        MessageKind.CONFIRMATION: "confirmation of a promise",
        MessageKind.RECEIPT: "receipt",
        MessageKind.THANKS: "thanks",
        MessageKind.COPY: "copy of an invoice",
    },
    TaskKind: {
        TaskKind.PAYMENT_DIVERTED: "deal with money sent to an account that is not ours",
        TaskKind.ASK_BEFORE_PRESENTING: "ask before the debit is presented again",
        TaskKind.ASK_NEW_DETAILS: "ask for new bank details, by a secure route",
        TaskKind.CHECK_COLLECTION: "check whether the collection went through",
        TaskKind.UNPAID_BILL: "call about an unpaid bill of exchange",
        TaskKind.REPLY_OVERDUE: "read a reply, overdue",
        TaskKind.REPLY_SUSPECT: "look at a reply taken for spam",
        TaskKind.REPLY_UNREAD: "read a reply",
        TaskKind.CHECK_CURRENCY: "check the currency of a payment",
        TaskKind.LARGE_PROMISE: "look at a large promise",
        TaskKind.MATCH_MONEY: "match the money received",
        TaskKind.MATCH_UNKNOWN_MONEY: "match the money of an unknown payer",
        TaskKind.REFUND_OR_ALLOCATE: "give a credit back, or allocate it",
        TaskKind.REQUEST_FOR_TIME: "answer a request for more time",
        TaskKind.SEARCH_PAYMENT: "look for a payment",
        TaskKind.CREDIT_NOTE_OVERDUE: "issue the credit note, overdue",
        TaskKind.CREDIT_NOTE_WAITS: "issue the credit note that is awaited",
        TaskKind.DISPUTE: "look at a problem that was reported",
        TaskKind.DISPUTE_OVERDUE: "answer the dispute, overdue",
        TaskKind.DISPUTE_WAITS: "answer the dispute",
        TaskKind.ISSUE_CREDIT_NOTE: "issue the credit note",
        TaskKind.SEND_COPY: "send a copy of the invoice",
        TaskKind.APPROVAL: "approve the next message",
        TaskKind.COMMITMENT: "carry out or withdraw what was announced",
        TaskKind.ORDER_HOLD: "consider holding new orders",
        TaskKind.CALL: "call the debtor",
        TaskKind.CHECK_PORTAL: "check the state of the invoice in the portal",
        TaskKind.LETTER: "send a letter",
        TaskKind.PORTAL: "look in the portal",
        TaskKind.REGISTERED: "send a registered letter",
        TaskKind.CHECK: "check the invoice",
        TaskKind.CONTACT_LEFT: "find a new contact",
        TaskKind.DECISION: "decide what becomes of the debt",
        TaskKind.HANDOVER: "hand the file over",
        TaskKind.INTERNAL: "speak with the account owner",
        TaskKind.OUTCOME_UNKNOWN: "find out whether a message left",
        TaskKind.PROPOSE_CONTACT: "look at a substitute that was named",
        TaskKind.RELEASE_ORDER_HOLD: "release the orders that are held",
        TaskKind.RELEASE_RETENTION: "ask for the retention to be released",
        TaskKind.REVIEW_BACKLOG: "look at an old debt before anything is written",
        TaskKind.REVIEW_HARDSHIP: "look again at a customer in difficulty",
        TaskKind.UNCONFIRMED: "find out whether a message arrived",
    },
    Reason: {
        Reason.CLAIMED: "the debtor says it is paid",
        Reason.COLLECTION_UNCONFIRMED: "a person checks whether the collection went through",
        Reason.COLLECTION_UNDER_WAY: "a collection is under way",
        Reason.CREDIT_NOTE_AWAITED: "our credit note is awaited",
        Reason.DECIDED: "a person has decided what becomes of it",
        Reason.DISPUTE: "the debtor reported a problem",
        Reason.FACTORED: "the invoice was assigned to a factor",
        Reason.NETTING: "the invoice is netted",
        Reason.PAYMENT_DIVERTED: "the debtor paid to an account that is not ours",
        Reason.PORTAL: "the invoice is paid through a portal",
        Reason.PROMISED: "the debtor promised to pay",
        Reason.REPLY_UNREAD: "a reply is unread",
        Reason.RETENTION: "a retention is released, not chased",
        Reason.SMALL_BALANCE: "what is left is too small",
        Reason.SHORT_PAYMENT: "what the payment lacks is too small",
        Reason.NOTHING_DUE: "nothing is due",
        Reason.LADDER_ENDED: "the last step has been reached",
        Reason.COVERED_BY_UNALLOCATED_MONEY: "money not yet allocated covers it",
        Reason.MONEY_OF_UNKNOWN_PAYER: "money of an unknown payer is to the cent what is owed",
        Reason.BACKLOG_REVIEW: "a person looks at old debts first",
        Reason.DECISION_PENDING: "a person must decide",
        Reason.MOSTLY_DISPUTED: "most of the account is disputed",
        Reason.NO_DELIVERABLE_ADDRESS: "nobody can be written to",
        Reason.ANSWERED_TODAY: "the debtor paid or answered that day",
        Reason.APPROVAL_AWAITED: "a person still has a say",
        Reason.APPROVAL_MISSING: "nobody has approved it",
        Reason.CAP: "there were enough contacts for now",
        Reason.CLOSED_DAY: "the day is closed for the debtor or for us",
        Reason.DECIDED_TODAY: "that day has been decided already",
        Reason.EVE_OF_CLOSED_DAY: "nobody could answer it before the closed days",
        Reason.FEED_STALE: "cash is not booked through the last bank day",
        Reason.GAP: "the last contact is too recent",
        Reason.NOT_YET: "the day of the next step has not come",
        Reason.OUTCOME_AWAITED: "the outcome of the last message is not known yet",
        Reason.OUTCOME_UNKNOWN: "the outcome of the last message is not known",
        Reason.OUTSIDE_WINDOW: "it is outside the sending hours",
        Reason.PAYMENTS_BACKLOG: "a payment waits to be recorded",
        Reason.POSTPONED: "a person postponed it",
        Reason.PREREQUISITE_NOT_DELIVERED: "the step before was not delivered",
        Reason.STOPPED: "a person stopped it",
        Reason.TENANT_PAUSED: "sending is paused",
        Reason.RECEIPT_WAITS: "the receipt waits for the sending hour",
        Reason.CLAIM_UNSEEN: "the payment that was announced has not been seen",
        Reason.DEBT_RETURNED: "a factor has given the debt back",
        Reason.NO_EVENT_WHILE_LATER_ONES_CAME: "the message certainly never left",
        Reason.PAYMENT_RETURNED: "a payment was returned",
        Reason.PROMISE_BROKEN: "what was promised has not come",
        Reason.STATEMENT: "the debt is old and nothing was ever written about it",
    },
    TaskReason: {
        TaskReason.BEFORE_FINAL: "somebody speaks with the debtor before a final",
        TaskReason.LARGE_AMOUNT: "the amount is worth a call",
        TaskReason.LETTER_WITH_THE_MAIL: "the amount is worth a letter with the mail",
        TaskReason.NEVER_ANSWERED: "nobody has answered what was written",
        TaskReason.SATISFACTION: "a new customer is asked whether all is well",
        TaskReason.STEP_DUE: "the policy asks for it on this day",
        TaskReason.APPROVAL_REQUIRED: "it goes only if a person approves",
        TaskReason.APPROVAL_VETO: "it goes unless a person stops it",
        TaskReason.A_PERSON_SEES_IT: "it is large enough for a person to see it",
        TaskReason.A_REPLY_WAITS_TO_BE_READ: "a reply waits to be read",
        TaskReason.A_SUBSTITUTE_WAS_NAMED: "a substitute was named",
        TaskReason.CLAIMED_AGAIN_WITHOUT_MONEY: "it was said again to be paid, without money",
        TaskReason.CREDIT_EXCEEDS_THE_DEBT: "the credit exceeds the debt",
        TaskReason.LARGE_AND_LATE: "the debt is large and late",
        TaskReason.NO_DELIVERY_WAS_REPORTED: "no delivery was reported",
        TaskReason.TAKEN_FOR_SPAM: "it was taken for spam",
        TaskReason.THE_ACCOUNT_PAID_IS_NOT_OURS: "the account paid is not ours",
        TaskReason.THE_CREDIT_IS_LATE: "our credit note is late",
        TaskReason.THE_DEBTOR_SAYS_IT_IS_PAID: "the debtor says it is paid",
        TaskReason.THE_DISPUTE_WAITS_FOR_US: "the dispute waits for us",
        TaskReason.THE_GENTLE_MONTHS_ARE_OVER: "the gentle months are over",
        TaskReason.THE_LADDER_HAS_ENDED: "the last step has been reached",
        TaskReason.THE_MAIL_MAY_OR_MAY_NOT_HAVE_LEFT: "the message may or may not have left",
        TaskReason.THE_MONEY_IS_THERE: "the money for which orders were held is there",
        TaskReason.THE_READER_HAS_LEFT: "the reader has left",
        TaskReason.THE_RETENTION_IS_DUE: "the day of the retention has come",
    },
    Measure: {
        Measure.ACCOUNT_REVIEW: "the review of the account that was announced",
        Measure.COLLECTION: "the collection that was announced",
        Measure.ESCALATION: "the escalation that was announced",
        Measure.HANDOVER: "the handover that was announced",
        Measure.NOTICE: "the formal notice that was announced",
        Measure.ORDER_HOLD: "the hold of orders that was announced",
        Measure.PREPAYMENT: "the prepayment that was announced",
        Measure.TAKEOVER: "the takeover that was announced",
    },
    StopReason: {
        StopReason.CASH_DIFFICULTY: "the debtor is short of cash",
        StopReason.DISPUTE: "the debtor reported a problem",
        StopReason.NOT_RECEIVED: "the debtor says the invoice has not arrived",
        StopReason.TIME_REQUESTED: "the debtor asked for more time",
    },
    DisputeReason: {
        DisputeReason.APPROVAL: "it waits for approval",
        DisputeReason.ORDER_NUMBER: "the order number is missing",
        DisputeReason.WRONG_DETAILS: "wrong details",
        DisputeReason.PRICE: "the price",
        DisputeReason.DELIVERY: "the delivery",
        DisputeReason.QUALITY: "the quality",
        DisputeReason.CREDIT_NOTE: "a credit note is expected",
        DisputeReason.DUPLICATE: "it was invoiced twice",
        DisputeReason.DUE_DATE: "the due date",
        DisputeReason.PAID_ELSEWHERE: "paid elsewhere",
        DisputeReason.NOT_OURS: "not the debtor's invoice",
        DisputeReason.ALREADY_DISPUTED: "disputed before",
        DisputeReason.DEBIT_REFUSED: "the direct debit was refused",
        DisputeReason.OTHER: "another problem",
    },
    DisputeOutcome: {
        DisputeOutcome.UPHELD: "the debtor was right",
        DisputeOutcome.REFUSED: "unfounded",
        DisputeOutcome.PROMISED: "a day of payment was agreed",
        DisputeOutcome.PAID: "paid",
    },
    TaskOutcome: {
        TaskOutcome.APPROVED: "approved",
        TaskOutcome.CARRIED_OUT: "carried out",
        TaskOutcome.COULD_NOT: "it could not be done",
        TaskOutcome.DONE: "done",
        TaskOutcome.NOT_REACHED: "nobody was reached",
        TaskOutcome.POSTPONED: "postponed",
        TaskOutcome.REACHED: "somebody was reached",
        TaskOutcome.READ: "read",
        TaskOutcome.RECEIVED: "received",
        TaskOutcome.REFUSED: "refused",
        TaskOutcome.SENT: "sent",
        TaskOutcome.STOPPED: "stopped",
        TaskOutcome.UNCLAIMED: "nobody collected it",
        TaskOutcome.UNPAID: "not paid",
        TaskOutcome.VOICEMAIL: "a voice message was left",
        TaskOutcome.WITHDRAWN: "withdrawn",
        TaskOutcome.WENT: "the message has gone",
        TaskOutcome.MOOT: "nothing is left to do",
    },
    MessageState: {
        MessageState.RESERVED: "on its way",
        MessageState.UNKNOWN: "it may or may not have left",
        MessageState.SENT: "sent",
        MessageState.DELAYED: "the delivery is delayed",
        MessageState.SOFT_BOUNCED: "it came back for now: the reader may be away",
        MessageState.MAILBOX_FULL: "the mailbox was full",
        MessageState.DELIVERED: "delivered",
        MessageState.REFUSED: "the mail service refused it",
        MessageState.REJECTED: "the mail service rejected it",
        MessageState.FAILED: "it could not be composed",
        MessageState.BOUNCED: "bounced",
        MessageState.COMPLAINED: "its reader marked it as unwanted",
    },
    Variant: {
        Variant.ORDINARY: "in ordinary words",
        Variant.CLAIM_UNSEEN: "the payment that was announced has not been seen",
        Variant.PROMISE_BROKEN: "what was promised has not come",
        Variant.PAYMENT_RETURNED: "a payment was returned",
        Variant.DEBT_RETURNED: "a factor has given the debt back",
        Variant.STATEMENT: "nothing was ever written about it",
    },
    Mode: {
        Mode.SHADOW: "shadow",
        Mode.LIVE: "live",
        Mode.PAUSED: "paused",
    },
    Approval: {
        Approval.NONE: "not needed",
        Approval.VETO: "a person may stop it",
        Approval.REQUIRED: "a person must agree",
    },
    Chosen: {
        Chosen.PROFILE: "profile",
        Chosen.POLICY: "policy",
    },
    ReplyKind: {
        ReplyKind.PERSON: "a person",
        ReplyKind.AUTOMATIC: "an automatic answer",
        ReplyKind.LEFT: "the reader has left",
        ReplyKind.SUSPECT: "taken for spam",
    },
    Means: {
        Means.TRANSFER: "bank transfer",
        Means.CARD: "card",
        Means.CHEQUE: "cheque",
        Means.DIRECT_DEBIT: "direct debit",
        Means.CASH: "cash",
        Means.OTHER: "another way",
    },
    ReturnReason: {
        ReturnReason.AM04: "insufficient funds",
        ReturnReason.NO_FUNDS: "insufficient funds",
        ReturnReason.INSUFFICIENT_FUNDS: "insufficient funds",
        ReturnReason.AC04: "the account is closed",
        ReturnReason.ACCOUNT_CLOSED: "the account is closed",
        ReturnReason.MD01: "there is no mandate",
        ReturnReason.NO_MANDATE: "there is no mandate",
        ReturnReason.MD06: "the debtor asked for a refund",
        ReturnReason.REFUND_REQUESTED: "the debtor asked for a refund",
        ReturnReason.RETURNED: "no reason was given",
    },
    PaymentMethod: {
        PaymentMethod.TRANSFER: "bank transfer",
        PaymentMethod.CARD: "card",
        PaymentMethod.DIRECT_DEBIT_CORE: "direct debit",
        PaymentMethod.DIRECT_DEBIT_B2B: "business direct debit",
        PaymentMethod.LCR: "bill of exchange",
        PaymentMethod.BOR: "promissory note",
        PaymentMethod.CHEQUE: "cheque",
        PaymentMethod.PORTAL: "portal",
        PaymentMethod.FACTOR: "factor",
        PaymentMethod.NETTING: "netting",
    },
    PartReason: {
        PartReason.INSTALMENT: "an instalment",
        PartReason.RETENTION: "a retention",
        PartReason.DISCOUNT_PERIOD: "a discount period",
    },
    ProfileName: {
        ProfileName.GOOD: "good payer",
        ProfileName.USUAL: "usual payer",
        ProfileName.LATE: "late payer",
        ProfileName.UNKNOWN: "unknown payer",
    },
}

# Of a reason that names a kind before its ending.
DUE = "the day of the {kind} has come"
OWED = "the debtor is owed an answer ({kind})"
PENDING = "a person is to act first: {kind}"

# Each fact: the first sentence of which every figure is there.
FACTS: Mapping[FactKind, tuple[str, ...]] = {
    FactKind.CUSTOMER_CREATED: ("The customer arrived.",),
    FactKind.CUSTOMER_AMENDED: ("The customer was amended.",),
    FactKind.INVOICE_ISSUED: (
        "The invoice arrived: {amount}, due on {due_on}.",
        "The invoice arrived.",
    ),
    FactKind.INVOICE_AMENDED: (
        "The invoice was amended: {amount}, due on {due_on}.",
        "The invoice was amended.",
    ),
    FactKind.INVOICE_CANCELLED: (
        "The invoice was cancelled: {reason}.",
        "The invoice was cancelled.",
    ),
    FactKind.PAYMENT: (
        "A payment of {amount} was recorded.",
        "A payment was recorded.",
    ),
    FactKind.REVERSAL: (
        "{amount} of a payment went back: {reason}.",
        "{amount} of a payment went back.",
        "A payment went back.",
    ),
    FactKind.CLAIM: (
        "The debtor said to have paid on {paid_on} ({means}).",
        "The debtor said to have paid.",
    ),
    FactKind.PROMISE: (
        "The debtor promised to pay {amount} on {promised_on}.",
        "The debtor promised to pay on {promised_on}.",
        "The debtor promised to pay.",
    ),
    FactKind.TIME_REQUESTED: (
        "The debtor asked for time until {promised_on}.",
        "The debtor asked for time.",
    ),
    FactKind.PROBLEM: (
        "The debtor reported a problem: {reason}.",
        "The debtor reported a problem.",
    ),
    FactKind.COPY_REQUESTED: ("The debtor asked for a copy.",),
    FactKind.REPLY: ("The debtor wrote back: nothing more is sent until a person has read it.",),
    FactKind.REPLY_READ: ("A person read the debtor's reply.",),
    FactKind.DISPUTE_OPENED: (
        "A dispute was written down: {reason}.",
        "A dispute was written down.",
    ),
    FactKind.DISPUTE_RESOLVED: (
        "The dispute was resolved: {outcome}.",
        "The dispute was resolved.",
    ),
    FactKind.HOLD_SET: (
        "Reminders are held through {until_on}: {reason}.",
        "Reminders are held: {reason}.",
        "Reminders are held.",
    ),
    FactKind.HOLD_LIFTED: (
        "The hold was lifted: {reason}.",
        "The hold was lifted.",
    ),
    FactKind.OVERRIDE_SET: (
        "A person chose the {what} “{value}”, through {until_on}.",
        "A person chose the {what} “{value}”.",
        "A person chose otherwise.",
    ),
    FactKind.OVERRIDE_LIFTED: (
        "The {what} “{value}” is chosen no more.",
        "What a person chose holds no more.",
    ),
    FactKind.TASK_ATTEMPTED: (
        "A person tried to {task}: {outcome}.",
        "A person tried what was asked.",
    ),
    FactKind.TASK_CLOSED: (
        "A person closed the task “{task}”: {outcome}.",
        "A person closed the task “{task}”.",
        "A person closed a task.",
    ),
    FactKind.ORDER_HOLD_ON: (
        "The order system holds new orders since {since_on}.",
        "The order system holds new orders.",
    ),
    FactKind.ORDER_HOLD_OFF: ("The order system lets new orders go again.",),
    FactKind.ORDER_HOLD_RELEASE: ("The money is there: held orders are to be released at once.",),
    FactKind.SUPPRESSED: ("Mail to an address of this customer stopped.",),
    FactKind.BOUNCED: ("A message bounced: its level does not count.",),
    FactKind.COMPLAINED: (
        "The reader marked a message as unwanted: mail to that address stopped.",
    ),
    FactKind.REJECTED: ("The mail service rejected a message: its level does not count.",),
    FactKind.FAILED: ("A message could not be composed: its level does not count.",),
}
REPLIES: Mapping[ReplyKind, tuple[str, ...]] = {
    ReplyKind.PERSON: ("The debtor wrote back: nothing more is sent until a person has read it.",),
    ReplyKind.AUTOMATIC: (
        "An automatic reply came, back on {returns_on}: it pauses nothing.",
        "An automatic reply came: it pauses nothing.",
    ),
    ReplyKind.LEFT: (
        "An automatic reply says that the reader has left: that contact is used no more.",
    ),
    ReplyKind.SUSPECT: (
        "A reply came that was taken for spam: it pauses nothing, a person looks.",
    ),
}
DIVERTED = "The debtor said to have paid to an account that is not ours on {paid_on} ({means})."
MESSAGE = "{kind} to contact {contact}: {state}."
SUPERSEDED = "A message was not sent: something had happened since it was decided."
ADDRESS_GAP = (
    "A message was not sent: its address was written to for "
    "another account too recently; it is free again on {until_on}."
)

# A part of an invoice, and how many contacts there were.
PART = "{number}, part {part}"
COUNTED = "{count} of {most} in {days} days"
