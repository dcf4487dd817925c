"""Stripe's types of events by what they do to money, family by family (R40, facts 2.1).

What moves a debtor's money is mapped in `stripe_events`. Here is the rest: what people are told
although it names nothing of ours, what ends that, and what moves no money, each with the reason.
A contest between the lists is a mistake, as is a type of Stripe's that stands in none.
"""

from collections.abc import Mapping

from relance.domain.ledger.reports import ReportKind

# What people are told of, whosever it is.
REPORTED: Mapping[str, ReportKind] = {
    "payout.canceled": ReportKind.PAYOUT_CANCELED,
    "payout.failed": ReportKind.PAYOUT_FAILED,
    "reserve.hold.created": ReportKind.HELD_BACK,
    "source.refund_attributes_required": ReportKind.FUNDS_WAIT,
    "source.transaction.created": ReportKind.MONEY_ARRIVED,
    "topup.canceled": ReportKind.TOPUP_FAILED,
    "topup.failed": ReportKind.TOPUP_FAILED,
    "topup.reversed": ReportKind.TOPUP_REVERSED,
    "transfer.reversed": ReportKind.TRANSFER_REVERSED,
    "treasury.credit_reversal.posted": ReportKind.MONEY_TAKEN,
    "treasury.debit_reversal.completed": ReportKind.MONEY_ARRIVED,
    "treasury.inbound_transfer.canceled": ReportKind.TOPUP_FAILED,
    "treasury.inbound_transfer.failed": ReportKind.TOPUP_FAILED,
    "treasury.outbound_payment.canceled": ReportKind.PAYOUT_CANCELED,
    "treasury.outbound_payment.failed": ReportKind.PAYOUT_FAILED,
    "treasury.outbound_payment.returned": ReportKind.PAYOUT_FAILED,
    "treasury.outbound_transfer.canceled": ReportKind.PAYOUT_CANCELED,
    "treasury.outbound_transfer.failed": ReportKind.PAYOUT_FAILED,
    "treasury.outbound_transfer.returned": ReportKind.PAYOUT_FAILED,
    "treasury.received_credit.created": ReportKind.MONEY_ARRIVED,
    "treasury.received_credit.succeeded": ReportKind.MONEY_ARRIVED,
    "treasury.received_debit.created": ReportKind.MONEY_TAKEN,
}

# What ends such a report for certain, where it is later than the trouble.
SETTLING = frozenset(
    {
        "payout.paid",
        "topup.succeeded",
        "treasury.inbound_transfer.succeeded",
        "treasury.outbound_payment.posted",
        "treasury.outbound_transfer.posted",
        "treasury.received_credit.failed",
    }
)

# Steps on the way of a payment: money has neither come nor gone, and what follows is told.
ON_ITS_WAY = frozenset(
    {
        "charge.expired",
        "charge.pending",
        "charge.updated",
        "checkout.session.expired",
        "payment_intent.amount_capturable_updated",
        "payment_intent.canceled",
        "payment_intent.created",
        "payment_intent.processing",
        "payment_intent.requires_action",
    }
)

_FAILED = "a try that failed moved no money"
_ORDERED = "the creditor moves money of his own as he ordered; that it failed is told by itself"
_DOCUMENT = "a document; what pays it, or gives money back, is told by its payment"
_OFFER = "what is for sale, to whom and for how much: nobody has paid"
_SETTING = "about the account, its people, cards and settings"
_SPENT = "what the creditor spends by cards that he issued himself"
_WARNING = "a warning; a dispute or a refund is told by itself"

# What moves no money of a debtor, by the beginning of its type, and why. Where one of them names a
# payment or an invoice of ours and carries an amount, a person is asked about it all the same.
MOVING_NONE: Mapping[str, str] = {
    "account.": _SETTING,
    "application_fee.": "fees that a platform and its sellers settle among themselves",
    "apps.": _SETTING,
    "balance.available": "a balance may be paid out now; the payments in it were told",
    "balance_settings.": _SETTING,
    "billing.": "credits and meters of subscriptions, which are no money",
    "billing_portal.": _SETTING,
    "capability.": _SETTING,
    "charge.failed": _FAILED,
    "checkout.session.async_payment_failed": _FAILED,
    "climate.": "what the creditor buys for himself",
    "coupon.": _OFFER,
    "credit_note.": _DOCUMENT,
    "customer.": _SETTING,
    "entitlements.": _OFFER,
    "file.": _SETTING,
    "financial_connections.": "what a bank lets be read; it moves nothing",
    "identity.": _SETTING,
    "invoice.created": _DOCUMENT,
    "invoice.deleted": _DOCUMENT,
    "invoice.finalization_failed": _DOCUMENT,
    "invoice.finalized": _DOCUMENT,
    "invoice.marked_uncollectible": _DOCUMENT,
    "invoice.overdue": _DOCUMENT,
    "invoice.overpaid": _DOCUMENT,
    "invoice.payment_action_required": _FAILED,
    "invoice.payment_attempt_required": _FAILED,
    "invoice.payment_failed": _FAILED,
    "invoice.sent": _DOCUMENT,
    "invoice.upcoming": _DOCUMENT,
    "invoice.updated": _DOCUMENT,
    "invoice.voided": _DOCUMENT,
    "invoice.will_be_due": _DOCUMENT,
    "invoiceitem.": _DOCUMENT,
    "issuing_": _SPENT,
    "mandate.": _SETTING,
    "payment_intent.payment_failed": _FAILED,
    "payment_link.": _OFFER,
    "payment_method.": _SETTING,
    "payout.created": _ORDERED,
    "payout.reconciliation_completed": _ORDERED,
    "payout.updated": _ORDERED,
    "person.": _SETTING,
    "plan.": _OFFER,
    "price.": _OFFER,
    "product.": _OFFER,
    "promotion_code.": _OFFER,
    "quote.": _OFFER,
    "radar.": _WARNING,
    "reporting.": _SETTING,
    "reserve.hold.updated": "what was held back was told when it began",
    "reserve.plan.": _SETTING,
    "reserve.release.": "what was held back is free again, and was told when it was not",
    "review.": _WARNING,
    "setup_intent.": _SETTING,
    "sigma.": _SETTING,
    "source.canceled": _FAILED,
    "source.chargeable": "may be charged; the charge is told by itself",
    "source.failed": _FAILED,
    "source.mandate_notification": _SETTING,
    "source.transaction.updated": "the money was told when it arrived",
    "subscription_schedule.": _OFFER,
    "tax.": _SETTING,
    "tax_rate.": _SETTING,
    "terminal.": _SETTING,
    "test_helpers.": _SETTING,
    "three_d_secure.": _SETTING,
    "topup.created": _ORDERED,
    "transfer.created": _ORDERED,
    "transfer.updated": _ORDERED,
    "treasury.credit_reversal.created": _ORDERED,
    "treasury.debit_reversal.created": _ORDERED,
    "treasury.debit_reversal.initial_credit_granted": _ORDERED,
    "treasury.financial_account.": _SETTING,
    "treasury.inbound_transfer.created": _ORDERED,
    "treasury.outbound_payment.created": _ORDERED,
    "treasury.outbound_payment.expected_arrival_date_updated": _ORDERED,
    "treasury.outbound_payment.tracking_details_updated": _ORDERED,
    "treasury.outbound_transfer.created": _ORDERED,
    "treasury.outbound_transfer.expected_arrival_date_updated": _ORDERED,
    "treasury.outbound_transfer.tracking_details_updated": _ORDERED,
}


def moves_none(kind: str) -> bool:
    """Whether a type is known to move no money of a debtor."""
    return any(
        kind == begins or (begins.endswith((".", "_")) and kind.startswith(begins))
        for begins in MOVING_NONE
    )
