"""Each entry of a timeline as one sentence that a person reads (F3)."""

from relance.data.journal import MessageHistory, Superseded
from relance.domain.account.message import MessageState
from relance.domain.decision import Decision, Hold, Send, Skip, Task
from relance.domain.fact import Fact
from relance.render.money import format_amount

_FACTS = {
    "customer_created": "The customer arrived.",
    "customer_amended": "The customer was amended.",
    "invoice_issued": "The invoice arrived: {amount}, due on {due_on}.",
    "invoice_amended": "The invoice was amended: {amount}, due on {due_on}.",
    "invoice_cancelled": "The invoice was cancelled: {reason}.",
    "payment": "A payment of {amount} was recorded.",
    "reversal": "{amount} of a payment went back: {reason}.",
    "promise": "The debtor promised to pay {amount} on {promised_on}.",
    "time_requested": "The debtor asked for time until {promised_on}.",
    "problem": "The debtor reported a problem: {reason}.",
    "dispute_opened": "A dispute was written down: {reason}.",
    "dispute_resolved": "The dispute was resolved: {outcome}.",
    "copy": "The debtor asked for a copy.",
    "suppressed": "Mail to an address of this customer stopped.",
    "bounced": "A message bounced: its level does not count.",
    "complained": "The reader marked a message as unwanted: mail to that address stopped.",
    "rejected": "SES rejected a message: its level does not count.",
    "failed": "A message could not be composed: its level does not count.",
    "reply_read": "A person read the debtor's reply.",
    "hold_lifted": "The hold was lifted: {reason}.",
    "override_set": "A person chose the {what} {value}, through {until_on}.",
    "override_lifted": "The {what} {value} is chosen no more.",
    "order_hold_on": "The order system holds new orders since {since_on}.",
    "order_hold_off": "The order system lets new orders go again.",
    "order_hold_release": "The money is there: held orders are to be released at once.",
    "task_attempted": "A person tried ({task}): {outcome}.",
    "task_closed": "A person closed the task {task}: {outcome}.",
}
_REASONS = {
    "not_yet": "the next step's day has not come",
    "nothing_due": "nothing is due",
    "gap": "the last contact was too recent",
    "cap": "there were enough contacts for now",
    "closed_day": "the day is closed for the debtor or for us",
    "answered_today": "the debtor paid or answered that day",
    "outside_window": "it was outside the sending hours",
    "decided_today": "that day had been decided already",
    "portal": "the invoice is paid through a portal",
    "netting": "the invoice is netted",
    "retention": "a retention is released, not chased",
    "dispute": "the debtor reported a problem",
    "money_of_unknown_payer": "money of an unknown payer is to the cent what is owed",
    "credit_note_awaited": "the debtor was right, and our credit note is not in the ledger yet",
    "payment_diverted": "the debtor paid to an account that is not ours",
    "collection_unconfirmed": "a person checks whether the collection went through",
    "below_step_minimum": "the amount is below the minimum of the step",
    "feed_stale": "cash was not booked through the last bank day",
    "payments_backlog": "a payment waits to be recorded",
    "tenant_paused": "the tenant is paused",
    "no_deliverable_address": "nobody can be written to",
    "small_balance": "what is left is too small",
    "reply_unread": "the debtor wrote, and nobody has read it yet",
    "a_reply_waits_to_be_read": "the debtor wrote, and nobody has read it yet",
    "taken_for_spam": "a reply was taken for spam",
    "the_reader_has_left": "the reader has left the company",
    "a_substitute_was_named": "an absence notice names somebody else",
    "receipt_waits": "money is answered at the sending hour, once a day",
    "promised": "the debtor promised to pay",
    "claimed": "the debtor says it is paid",
    "collection_under_way": "a collection is under way",
    "factored": "the invoice was assigned to a factor",
    "prerequisite_not_delivered": "the step before was not delivered",
    "decision_pending": "a person must decide",
    "covered_by_unallocated_money": "money not yet allocated covers it",
    "backlog_review": "a person looks at old debts first",
    "outcome_awaited": "the outcome of the last message is not known yet",
    "outcome_unknown": "the outcome of the last message is not known",
    "delivery_awaited": "the delivery of the last message is awaited",
    "ladder_ended": "the last step has been reached",
}


class _Words(dict[str, str]):
    """Figures of a fact; one that is absent reads as unknown."""

    def __missing__(self, name: str) -> str:
        return "unknown"


def of_fact(fact: Fact) -> str:
    """What happened."""
    figures = {name: _plain(str(value)) for name, value in fact.figures.items() if value}
    words = _Words(figures, amount=_amount(fact))
    match fact.kind:
        case "hold_set":
            until = f" through {figures['until_on']}" if "until_on" in figures else ""
            return f"Reminders are held{until}: {words['reason']}."
        case "reply":
            return _reply(figures)
        case "claim":
            where = " to an account that is not ours" if "diverted" in figures else ""
            return f"The debtor said to have paid{where} on {words['paid_on']} ({words['means']})."
    pattern = _FACTS.get(fact.kind)
    return pattern.format_map(words) if pattern else f"{_plain(fact.kind).capitalize()}."


def _reply(figures: dict[str, str]) -> str:
    match figures.get("kind"):
        case "automatic":
            back = f", back on {figures['returns_on']}" if "returns_on" in figures else ""
            return f"An automatic reply came{back}: it pauses nothing."
        case "left":
            return "An automatic reply says that the reader has left: that contact is used no more."
        case "suspect":
            return "A reply came that was taken for spam: it pauses nothing, a person looks."
        case _:
            return "The debtor wrote back: nothing more is sent until a person has read it."


def _amount(fact: Fact) -> str:
    amount = fact.figures.get("amount_minor", fact.figures.get("total_minor"))
    currency = fact.figures.get("currency")
    if isinstance(amount, int) and isinstance(currency, str):
        return format_amount(amount, currency, "en")
    return "money"


def of_message(history: MessageHistory) -> str:
    """What was written, and how far it got."""
    message = history.message
    what = f"{_plain(message.key.kind)} message".capitalize()
    return f"{what} to contact {message.contact_id}: {_state(message.state)}."


def _state(state: MessageState) -> str:
    if state is MessageState.UNKNOWN:
        return "it may or may not have left"
    return _plain(state.value)


def of_superseded(dropped: Superseded) -> str:
    """Why a message that had been decided did not go."""
    if dropped.reason == "address_gap":
        return (
            "A message was not sent: its address was written to for another account too recently; "
            f"it is free again on {dropped.until_on}."
        )
    return "A message was not sent: something had happened since it was decided."


def of_decision(decision: Decision, mode: str) -> str:
    """What was decided about the debtor, and why."""
    match decision:
        case Send():
            verb = "would be sent (shadow mode)" if mode == "shadow" else "was decided"
            return f"A {_plain(decision.key.kind)} message {verb}: {_why(decision.reason)}."
        case Task():
            return f"A person was asked ({_plain(decision.kind)}): {_why(decision.reason)}."
        case Hold():
            return f"Nothing was sent: {_why(decision.reason)}."
        case Skip():
            until = f" until {decision.next_on}" if decision.next_on else ""
            return f"Nothing to say{until}: {_why(decision.reason)}."


def _why(reason: str) -> str:
    return _REASONS.get(reason, _plain(reason))


def _plain(code: str) -> str:
    return code.replace("_", " ")
