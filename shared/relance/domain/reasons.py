"""Why something was decided: the codes of decisions, as they are stored and told (R9, R10)."""

from enum import StrEnum


class Reason(StrEnum):
    """Why a message went or did not, or why a person is asked.

    Two families of codes are not here, since documents name them: the kind of a step before
    `_due`, `_owed` or `_pending` (see `step_due`, `answer_owed`, `pending`), and the reason that
    staff give for a stop of reminders.
    """

    # An item is out of the conversation.
    CLAIMED = "claimed"
    COLLECTION_UNCONFIRMED = "collection_unconfirmed"
    COLLECTION_UNDER_WAY = "collection_under_way"
    CREDIT_NOTE_AWAITED = "credit_note_awaited"
    DECIDED = "decided"
    DISPUTE = "dispute"
    DUE_DATE_MOVED = "due_date_moved"
    FACTORED = "factored"
    NETTING = "netting"
    PAYMENT_DIVERTED = "payment_diverted"
    PORTAL = "portal"
    PROMISED = "promised"
    REPLY_UNREAD = "reply_unread"
    REFUNDED = "refunded"
    RETENTION = "retention"
    # Too little is left of it.
    SMALL_BALANCE = "small_balance"
    SHORT_PAYMENT = "short_payment"
    # Nothing is to be said, or money may cover it.
    NOTHING_DUE = "nothing_due"
    LADDER_ENDED = "ladder_ended"
    COVERED_BY_UNALLOCATED_MONEY = "covered_by_unallocated_money"
    MONEY_OF_UNKNOWN_PAYER = "money_of_unknown_payer"
    # A person looks first.
    BACKLOG_REVIEW = "backlog_review"
    DECISION_PENDING = "decision_pending"
    MOSTLY_DISPUTED = "mostly_disputed"
    NO_DELIVERABLE_ADDRESS = "no_deliverable_address"
    # A guard delays the step.
    ANSWERED_TODAY = "answered_today"
    APPROVAL_AWAITED = "approval_awaited"
    APPROVAL_LAPSED = "approval_lapsed"
    APPROVAL_MISSING = "approval_missing"
    CAP = "cap"
    CLOSED_DAY = "closed_day"
    DAILY_CAP = "daily_cap"
    DAY_NAMED = "day_named"
    DECIDED_TODAY = "decided_today"
    EVE_OF_CLOSED_DAY = "eve_of_closed_day"
    READER_ABSENT = "reader_absent"
    FEED_STALE = "feed_stale"
    GAP = "gap"
    NEXT_SENDING_HOUR = "next_sending_hour"
    NOT_YET = "not_yet"
    OUTCOME_AWAITED = "outcome_awaited"
    OUTCOME_UNKNOWN = "outcome_unknown"
    OUTSIDE_WINDOW = "outside_window"
    PAYMENTS_BACKLOG = "payments_backlog"
    POSTPONED = "postponed"
    PREREQUISITE_NOT_DELIVERED = "prerequisite_not_delivered"
    STOPPED = "stopped"
    SENDER_WITHDRAWN = "sender_withdrawn"
    TENANT_PAUSED = "tenant_paused"
    UNDONE_LATELY = "undone_lately"
    RECEIPT_WAITS = "receipt_waits"
    # A message goes, in words of its own.
    CLAIM_PARTLY_SEEN = "claim_partly_seen"
    CLAIM_UNSEEN = "claim_unseen"
    DEBT_RETURNED = "debt_returned"
    NO_EVENT_WHILE_LATER_ONES_CAME = "no_event_while_later_ones_came"
    OUR_ERROR = "our_error"
    PAYMENT_RETURNED = "payment_returned"
    PROMISE_BROKEN = "promise_broken"
    STATEMENT = "statement"
    WRITTEN_BY_HAND = "written_by_hand"


def step_due(kind: str) -> str:
    """Why an ordinary message goes: the day of its step has come."""
    return f"{kind}_due"


def answer_owed(kind: str) -> str:
    """Why a confirmation, a receipt, thanks or a copy goes."""
    return f"{kind}_owed"


def pending(kind: str) -> str:
    """Why nothing goes while a person calls, writes on paper, or looks."""
    return f"{kind}_pending"
