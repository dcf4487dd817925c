"""What a rule said, and why another was silent, in English; figures stand in braces.

Of several sentences the first is said of which every figure is there: what is absent is a
sentence of its own.
"""

from collections.abc import Mapping

type Patterns = str | tuple[str, ...]

# By the code of what the rule said.
FIRED: Mapping[str, Patterns] = {
    "tenant_paused": "Sending is paused.",
    "sender_withdrawn": "The sender's address is not bound to the tenant, or not any more.",
    "outcome_awaited": (
        "The outcome of a message of {reserved_at} ({message}) is awaited until {settles_at}.",
        "The outcome of the last message is awaited.",
    ),
    "outcome_unknown": (
        "Nobody knows whether the message of {reserved_at} left ({message}).",
        "Nobody knows whether the last message left.",
    ),
    "not_yet": "The step “{step}” falls on {nominal_on}, with its distance on {falls_on}.",
    "day_named": "We named {named_on}: no “{step}” before its money is booked ({free_on}).",
    "payments_backlog": "A payment waits to be recorded.",
    "feed_stale": (
        "Cash is booked through {cash_through_on}; {needed_on} is needed.",
        "No cash is booked yet; {needed_on} is needed.",
    ),
    "prerequisite_not_delivered": "The step “{needs}” was not delivered.",
    "closed_day": "{day} is closed; the next open day is {open_on}.",
    "reader_absent": "The reader is away until {returns_on}: “{step}” waits until {back_on}.",
    "eve_of_closed_day": "No “{step}” on {day}: {next_day} is closed.",
    "gap": (
        "The last contact was on {last_on}; {gap_days} days must pass.",
        "The last contact is too recent.",
    ),
    "cap": ("There were enough contacts: {counted}.", "There were enough contacts."),
    "approval_awaited": (
        "Asked on {asked_on}: {approval}. The answer is awaited.",
        "Nobody has been asked yet: {approval}.",
    ),
    "approval_lapsed": "What was shown on {asked_on} is no more what would go; it is asked again.",
    "approval_missing": (
        "Asked on {asked_on}: {approval}. Nobody has answered.",
        "Nobody has answered: {approval}.",
    ),
    "stopped": (
        "A person stopped it on {closed_at} ({step}).",
        "A person stopped it on {closed_at}.",
        "A person stopped it.",
    ),
    "postponed": ("A person postponed it (asked on {asked_on}).", "A person postponed it."),
    "answered_today": (
        "Money came on {paid_on}, the last answer on {said_on}.",
        "Money came on {paid_on}.",
        "The last answer came on {said_on}.",
    ),
    "outside_window": "{now} is outside {opens_at} to {closes_at}.",
    "decided_today": (
        "The day had its message on {decided_at}.",
        "The day had its message before.",
    ),
    "daily_cap": "The old debts of this day have been begun with; this one waits its turn.",
    "next_sending_hour": (
        "What became possible after {decides_at} waits for tomorrow’s sending hour.",
        "It waits for the next sending hour.",
    ),
    "factored": (
        "The invoice was assigned to {assigned_to} (to be paid by: {method}).",
        "The invoice was assigned to a factor (to be paid by: {method}).",
    ),
    "portal": "The invoice is paid through a portal.",
    "netting": "The invoice is netted.",
    "due_date_moved": (
        "The due date moved from {from_on} to {to_on}, and nobody has said why.",
        "The due date moved, and nobody has said why.",
    ),
    "refunded": (
        "We gave the money back on {refunded_on}; the answer: {outcome}.",
        "We gave the money back on {refunded_on}; nobody has said whether a credit note follows.",
        "We gave the money back.",
    ),
    "undone_lately": (
        "An error of ours was put right; no “{step}” before {free_on}.",
        "An error of ours was put right lately.",
    ),
    "retention": "It is a retention ({part}).",
    "dispute": ("A dispute since {opened_on}: {dispute}.", "The debtor disputes the invoice."),
    "credit_note_awaited": (
        "The debtor was right ({dispute}); our credit note is awaited.",
        "The debtor was right; our credit note is awaited.",
    ),
    "collection_under_way": "A collection ({method}) of {due_on} is under way.",
    "collection_unconfirmed": "The collection ({method}) of {due_on} is not confirmed.",
    "decided": (
        "A person decided what becomes of it: {outcome}.",
        "A person decided what becomes of it.",
    ),
    "reply_unread": ("A reply of {received_on} is unread.", "A reply is unread."),
    "payment_diverted": (
        "The debtor said on {said_on} to have paid to an account that is not ours.",
        "The debtor said to have paid to an account that is not ours.",
    ),
    "claimed": (
        "The debtor said on {said_on} that it is paid; this holds before {free_on}.",
        "The debtor says that it is paid.",
    ),
    "promised": (
        "Payment was promised for {promised_on}; this holds before {free_on}.",
        "Payment was promised.",
    ),
    "not_enough": "The step “{step}” is from {minimum_units} on; {net_minor} is due.",
    "not_below": "The step “{step}” is below {below_units}; {net_minor} is due.",
    "not_profile": "The step “{step}” is for: {wanted}; this one is: {profile}.",
    "not_category": (
        "The step “{step}” is for {wanted}; the customer is “{category}”.",
        "The step “{step}” is for {wanted}; the customer has no category.",
    ),
    "not_method": "The step “{step}” is for payment by {wanted}; this one is by {method}.",
    "not_first_invoice": "The step “{step}” is for a first invoice; there are {invoices}.",
    "not_contact_long_ago": (
        "The step “{step}” wants {days} days without contact; the last: {last_on}.",
        "The step “{step}” wants {days} days without contact.",
    ),
    "not_unanswered": "The step “{step}” is for silence; the debtor has answered.",
    "not_number_known": "The step “{step}” is a call; no number is known.",
    "small_balance": "{open_minor} is left, not more than {small_minor}.",
    "covered_by_unallocated_money": "{credit_minor} not yet allocated covers {overdue_minor}.",
    "short_payment": "{open_minor} is left, no more than a residue ({most_minor}).",
    "nothing_due": "Nothing is due and nothing is to be announced yet.",
    "money_of_unknown_payer": "Money of an unknown payer is to the cent what is owed.",
    "ladder_ended": "No step of the policy is left.",
    "backlog_review": "{net_minor} is due from before; a person looks first.",
    "decision_pending": "A person must decide.",
    "mostly_disputed": "Most of the account is disputed; {net_minor} is due.",
    "no_deliverable_address": "Nobody can be written to (contacts: {contacts}).",
}
HELD = "A person holds it: {holds}."

# By the name of the rule that had nothing against it.
SILENT: Mapping[str, Patterns] = {
    "tenant_stopped": "Sending is not paused (mode: {mode}).",
    "outcome_awaited": "The outcome of every earlier message is known.",
    "not_yet": "The step “{step}” has been due since {falls_on}.",
    "day_named": (
        "The day that we named, {named_on}, has passed and its money is booked.",
        "No milder message named a day.",
    ),
    "payments_waiting": "No payment waits to be recorded.",
    "feed_stale": (
        "Cash is booked in time (through {cash_through_on}).",
        "Nothing says that cash is late.",
    ),
    "prerequisite_missing": (
        "What the step needs was delivered: {needs}.",
        "The step needs no other before it.",
    ),
    "undone_lately": (
        "No error of ours was put right so lately (“{step}” may go from {free_on}).",
        "No error of ours was put right lately.",
    ),
    "closed_day": "{day} is an open day.",
    "reader_absent": (
        "The reader is back on {returns_on}; “{step}” has waited long enough.",
        "Nobody has said to be away when “{step}” goes.",
    ),
    "eve_of_closed_day": "The eve of a closed day does not matter for “{step}” on {day}.",
    "gap_or_cap": ("The last contact: {last_on}; {counted}.", "Nobody has been contacted yet."),
    "stopped_by_person": "No person stopped it.",
    "approval_awaited": (
        "No approval is missing (approval: {approval}; answer: {outcome}).",
        "No approval is missing (approval: {approval}).",
    ),
    "answered_today": (
        "Neither money nor an answer kept that day silent (the last money: {paid_on}).",
        "Neither money nor an answer kept that day silent.",
    ),
    "outside_window": "{now} lies within {opens_at} to {closes_at}.",
    "decided_today": (
        "No reminder had gone that day (the last one: {decided_at}).",
        "No reminder had gone yet.",
    ),
    "backlog_full": (
        "There is room for a debt without history today ({left}).",
        "It is no debt that came without history, or there is room for it.",
    ),
    "missed_days": (
        "The days without a run ({days}) were decided as they were; “{step}” would have gone.",
    ),
    "sending_hour": (
        "Nothing else could have gone at the sending hour of that day ({decides_at}).",
        "Nothing else could have gone at the sending hour.",
    ),
    "factored": "The invoice is ours to collect (method: {method}).",
    "retained": (
        "It is a retention; a person said: {outcome}.",
        "It is no retention.",
    ),
    "disputed": (
        "No dispute is open (the last one: {dispute}, {outcome}).",
        "No dispute is open (the last one: {dispute}).",
        "Nothing was ever disputed.",
    ),
    "held": "Nobody holds it.",
    "collected": "No collection runs by itself (method: {method}).",
    "due_date_moved": "No move of the due date waits to be explained.",
    "refunded": (
        "A refund of {refunded_on} keeps nothing out: {outcome}.",
        "We gave nothing of it back.",
    ),
    "decided": "Nobody has decided about it.",
    "replied": "No reply is unread.",
    "claimed": (
        "No claim holds (number: {claims}, the last one held before {free_on}).",
        "The debtor has not said that it is paid.",
    ),
    "promised": ("No promise holds (the last one held before {free_on}).", "Nothing was promised."),
    "small_balance": "{open_minor} is left, more than {small_minor}.",
    "covered_by_money": "{net_minor} is due after {credit_minor} not yet allocated.",
    "short_payment": "{open_minor} is left, more than a residue ({most_minor}).",
    "unknown_payer": "No money of an unknown payer is what is owed.",
    "step": "The step in question is “{step}”, of {nominal_on}.",
}
