"""What a person is asked to do, with its place in the morning; why, and what came of it (D8)."""

from enum import IntEnum, StrEnum


class Rank(IntEnum):
    """The order of the morning: what comes first is lowest (practice 3)."""

    FRAUD = 9
    URGENT = 10
    BROKEN_PROMISES = 11
    RETURNED_PAYMENTS = 12
    REPLIES = 13
    MONEY = 14
    DISPUTES = 15
    APPROVALS = 16
    CALLS = 17
    LETTERS = 18
    OTHERS = 19


class TaskKind(StrEnum):
    """What a person is asked to do, with its rank, and whether it is about a debt.

    What is about a debt is moot once nothing of it is open. A policy may have tasks of its own,
    named by the kind of their step; they stand among the others.
    """

    rank: Rank
    about_debt: bool

    def __new__(cls, code: str, rank: Rank = Rank.OTHERS, about_debt: bool = False) -> "TaskKind":
        """The member of that code, with its rank, about a debt or not."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.rank = rank
        member.about_debt = about_debt
        return member

    # Money on its way to a stranger: a matter of hours (practice 4).
    PAYMENT_DIVERTED = "payment_diverted", Rank.FRAUD
    # What is stored of an account cannot be read: nothing goes to it (R46).
    UNREADABLE_ROW = "unreadable_row", Rank.URGENT
    # Nothing goes to anybody, or what kept it from going wrongly is gone (R23).
    FEED_STALE = "feed_stale", Rank.URGENT
    FEED_ENDED = "feed_ended", Rank.URGENT
    # Mail of the tenant cannot leave: its sender is another's, or SES does not take it (R49, R17).
    SENDER_WITHDRAWN = "sender_withdrawn", Rank.URGENT
    SENDER_REFUSED = "sender_refused", Rank.URGENT
    # A payment came back, or did not come.
    ASK_BEFORE_PRESENTING = "ask_before_presenting", Rank.RETURNED_PAYMENTS
    ASK_NEW_DETAILS = "ask_new_details", Rank.RETURNED_PAYMENTS
    CHECK_COLLECTION = "check_collection", Rank.RETURNED_PAYMENTS, True
    UNPAID_BILL = "unpaid_bill", Rank.RETURNED_PAYMENTS
    # Somebody wrote.
    REPLY_OVERDUE = "reply_overdue", Rank.REPLIES
    REPLY_SUSPECT = "reply_suspect", Rank.REPLIES
    REPLY_UNREAD = "reply_unread", Rank.REPLIES
    # What a person wrote to the debtor has not reached him (R8).
    MESSAGE_FAILED = "message_failed", Rank.REPLIES
    # Money to be found, and words about money.
    CHECK_CURRENCY = "check_currency", Rank.MONEY
    CHECK_PROVIDER_EVENT = "check_provider_event", Rank.MONEY, True
    LARGE_PROMISE = "large_promise", Rank.MONEY, True
    MATCH_MONEY = "match_money", Rank.MONEY, True
    MATCH_UNKNOWN_MONEY = "match_unknown_money", Rank.MONEY, True
    REFUND_OR_ALLOCATE = "refund_or_allocate", Rank.MONEY
    REQUEST_FOR_TIME = "request_for_time", Rank.MONEY
    REFUNDED = "refunded", Rank.MONEY, True
    REFUND_OVERDUE = "refund_overdue", Rank.MONEY, True
    SEARCH_PAYMENT = "search_payment", Rank.MONEY, True
    # The debtor waits for us.
    CREDIT_NOTE_OVERDUE = "credit_note_overdue", Rank.DISPUTES
    CREDIT_NOTE_WAITS = "credit_note_waits", Rank.DISPUTES
    DISPUTE = "dispute", Rank.DISPUTES
    DUE_DATE_MOVED = "due_date_moved", Rank.DISPUTES, True
    DISPUTE_OVERDUE = "dispute_overdue", Rank.DISPUTES
    DISPUTE_WAITS = "dispute_waits", Rank.DISPUTES
    ISSUE_CREDIT_NOTE = "issue_credit_note", Rank.DISPUTES
    SEND_COPY = "send_copy", Rank.DISPUTES
    # The machine waits for us.
    APPROVAL = "approval", Rank.APPROVALS, True
    COMMITMENT = "commitment", Rank.APPROVALS, True
    ORDER_HOLD = "order_hold", Rank.APPROVALS, True
    # A person speaks in its place.
    CALL = "call", Rank.CALLS, True
    CHECK_PORTAL = "check_portal", Rank.LETTERS, True
    LETTER = "letter", Rank.LETTERS, True
    PORTAL = "portal", Rank.LETTERS, True
    REGISTERED = "registered", Rank.LETTERS, True
    # The rest of the day.
    CHECK = "check"
    CONTACT_LEFT = "contact_left"
    DECISION = "decision", Rank.OTHERS, True
    HANDOVER = "handover", Rank.OTHERS, True
    INTERNAL = "internal", Rank.OTHERS, True
    OUTCOME_UNKNOWN = "outcome_unknown"
    PROPOSE_CONTACT = "propose_contact"
    RELEASE_ORDER_HOLD = "release_order_hold"
    RELEASE_RETENTION = "release_retention", Rank.OTHERS, True
    REVIEW_BACKLOG = "review_backlog", Rank.OTHERS, True
    REVIEW_HARDSHIP = "review_hardship", Rank.OTHERS, True
    UNCONFIRMED = "unconfirmed"

    @classmethod
    def of(cls, code: str) -> "TaskKind | None":
        """The kind of that code; None for a task that a policy names itself."""
        return cls._value2member_map_.get(code)  # type: ignore[return-value]


class TaskReason(StrEnum):
    """Why a person is asked, where it is not what holds the mail as well (see `Reason`)."""

    # Why a call, or a letter, is better than the mail alone.
    BEFORE_FINAL = "before_final"
    LARGE_AMOUNT = "large_amount"
    LETTER_WITH_THE_MAIL = "letter_with_the_mail"
    NEVER_ANSWERED = "never_answered"
    SATISFACTION = "satisfaction"
    STEP_DUE = "step_due"
    # Who has a say before a message goes.
    APPROVAL_REQUIRED = "approval_required"
    APPROVAL_VETO = "approval_veto"
    # What came to its day, or was said.
    A_PERSON_SEES_IT = "a_person_sees_it"
    A_REPLY_WAITS_TO_BE_READ = "a_reply_waits_to_be_read"
    A_SUBSTITUTE_WAS_NAMED = "a_substitute_was_named"
    CLAIMED_AGAIN_WITHOUT_MONEY = "claimed_again_without_money"
    CREDIT_EXCEEDS_THE_DEBT = "credit_exceeds_the_debt"
    LARGE_AND_LATE = "large_and_late"
    NO_DELIVERY_WAS_REPORTED = "no_delivery_was_reported"
    TAKEN_FOR_SPAM = "taken_for_spam"
    THE_ANSWER_OUTWEIGHS_THE_MARK = "the_answer_outweighs_the_mark"
    THE_READER_MAY_HAVE_LEFT = "the_reader_may_have_left"
    THE_REPLY_CANNOT_BE_READ = "the_reply_cannot_be_read"
    THE_ACCOUNT_PAID_IS_NOT_OURS = "the_account_paid_is_not_ours"
    OTHER_BANK_DETAILS = "other_bank_details"
    SES_TAKES_NO_MAIL_OF_IT = "ses_takes_no_mail_of_it"
    THE_FEED_WAS_ENDED = "the_feed_was_ended"
    THE_CREDIT_IS_LATE = "the_credit_is_late"
    THE_DEBTOR_SAYS_IT_IS_PAID = "the_debtor_says_it_is_paid"
    THE_DUE_DATE_MOVED = "the_due_date_moved"
    THE_DISPUTE_WAITS_FOR_US = "the_dispute_waits_for_us"
    THE_GENTLE_MONTHS_ARE_OVER = "the_gentle_months_are_over"
    THE_LADDER_HAS_ENDED = "the_ladder_has_ended"
    THE_MAIL_MAY_OR_MAY_NOT_HAVE_LEFT = "the_mail_may_or_may_not_have_left"
    THE_MESSAGE_COULD_NOT_GO = "the_message_could_not_go"
    THE_MESSAGE_DID_NOT_ARRIVE = "the_message_did_not_arrive"
    THE_MONEY_IS_THERE = "the_money_is_there"
    THE_MONEY_WAS_REFUNDED = "the_money_was_refunded"
    THE_PROVIDER_SAYS_SO = "the_provider_says_so"
    THE_READER_HAS_LEFT = "the_reader_has_left"
    THE_OPPOSITION_IS_OVER = "the_opposition_is_over"
    THE_RETENTION_IS_DUE = "the_retention_is_due"


class TaskOutcome(StrEnum):
    """What came of a task. Kinds that have no outcomes of their own end with any short code."""

    APPROVED = "approved"
    CARRIED_OUT = "carried_out"
    CLAIM_IT = "claim_it"  # of a retention: its release is asked for, by the ladder (R41)
    CORRECTION = "correction"  # of a due date that moved: it was wrong, and the law follows (R34)
    COULD_NOT = "could_not"
    CREDIT_NOTE_FOLLOWS = "credit_note_follows"
    DONE = "done"
    EXTENSION = "extension"  # of a due date that moved: time is given, the law stays (R34)
    NO_CREDIT_NOTE = "no_credit_note"
    NOT_REACHED = "not_reached"
    OPPOSED = "opposed"  # the debtor opposes the release of a retention (R41)
    POSTPONED = "postponed"
    REACHED = "reached"
    READ = "read"
    RECEIVED = "received"
    REFUSED = "refused"
    SENT = "sent"
    STOPPED = "stopped"
    UNCLAIMED = "unclaimed"
    UNPAID = "unpaid"
    VOICEMAIL = "voicemail"
    WITHDRAWN = "withdrawn"
    # An approval whose step has gone: nobody has to say anything any more, and it stays given.
    WENT = "went"
    # An approval of a message that is no more the one that would go: it is asked again.
    SUPERSEDED = "superseded"
    # About what is settled meanwhile: nobody has to do it, and its cause may ask again.
    MOOT = "moot"
