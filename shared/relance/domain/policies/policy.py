"""A policy: the steps of a conversation, as data (B1). `ladder_days` says when each falls."""

from dataclasses import dataclass, field
from enum import StrEnum

from relance.domain.account.message import MessageKind

# What threatens a measure: never on the eve of a closed day, never about what is disputed.
FINAL_KINDS = frozenset({MessageKind.FINAL, MessageKind.NOTICE, MessageKind.HANDOVER})


class Channel(StrEnum):
    """How a step speaks; all but e-mail are carried out by a person, as a task (D8)."""

    EMAIL = "email"
    CALL = "call"
    LETTER = "letter"
    REGISTERED = "registered"
    PORTAL = "portal"
    TASK = "task"  # something to do or to decide inside; it says nothing to the debtor


class Anchor(StrEnum):
    """From where the days of a step are counted."""

    DUE_DATE = "due_date"
    ISSUE_DATE = "issue_date"
    PREVIOUS_STEP = "previous_step"
    CALENDAR = "calendar"  # the first such day on or after due date and offset
    PAYMENT_RUN = "payment_run"  # the first run of the debtor after due date, and 2 bank days


class Approval(StrEnum):
    """What a person has to do before a step goes (practice 3)."""

    NONE = "none"
    VETO = "veto"  # it goes unless stopped; forewarned two business days before
    REQUIRED = "required"  # it does not go unless approved


class Measure(StrEnum):
    """What a message may announce for its deadline (B13)."""

    ACCOUNT_REVIEW = "account_review"
    COLLECTION = "collection"
    ESCALATION = "escalation"
    HANDOVER = "handover"
    NOTICE = "notice"
    ORDER_HOLD = "order_hold"
    PREPAYMENT = "prepayment"
    TAKEOVER = "takeover"


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a message announces for its deadline: a commitment of whoever accepted it (B13)."""

    kind: str  # a `Measure`
    accepted_by: str  # a person, or "signatory": the person who signs for the tenant


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `days_after_due` is negative before the anchor (pains C7).

    `kind` and `level` together are unique in a policy; level 0 is courtesy. `text` names the
    template (the kind unless told otherwise) and `tones` the tone for a profile, by which a text
    `<text>_<tone>` is chosen where there is one. Amounts are in whole units of the currency, of
    what is due net; `spacing_days` counts from the delivery of the level before; `needs` is the
    kind that must have been delivered.
    """

    kind: str
    level: int
    days_after_due: int
    channel: Channel = Channel.EMAIL
    anchor: Anchor = Anchor.DUE_DATE
    business_days: bool = False  # whether the offset counts the debtor's business days
    weekday: int | None = None  # calendar anchor: 1 Monday to 7 Sunday
    nth_of_month: int | None = None  # calendar anchor: which such day of the month
    text: str | None = None
    tone: str = "neutral"
    tones: dict[str, str] = field(default_factory=dict)
    minimum_units: int = 0
    minimum_by_profile: dict[str, int] = field(default_factory=dict)
    below_units: int | None = None
    profiles: tuple[str, ...] = ()  # none named: any
    categories: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    first_invoice_only: bool = False
    contacted_before_days: int = 0  # only if the last contact lies at least so far back
    unanswered_only: bool = False
    needs: str | None = None
    float_bank_days: int = 0
    spacing_days: int = 0
    stale_after_days: int | None = None
    available_days: int = 0  # the debtor has had the invoice for so long
    business_days_before_due: int = 0  # later than that, it is no help any more
    moves: bool = True  # day 0 is never moved (R4)
    call_from_units: int | None = None  # from here a call goes first, the mail if it fails
    mail_instead: str | None = None  # a call that cannot be made: the text that goes instead
    letter_from_units: int | None = None  # from here a letter on paper goes with the mail
    copy_to_escalation: bool = False
    approval: Approval = Approval.NONE
    consequence: Consequence | None = None
    deadline_business_days: int = 0
    deadline_days: int = 0

    @property
    def courtesy(self) -> bool:
        """Whether it speaks at or before the due date: no word of lateness (R5)."""
        return self.level == 0

    @property
    def written(self) -> bool:
        """Whether Relance itself can carry it out."""
        return self.channel is Channel.EMAIL


@dataclass(frozen=True, slots=True)
class Policy:
    """A named, versioned ladder; steps are in the order in which they are climbed."""

    policy_id: str
    version: int
    steps: tuple[Step, ...]
    listing_days_ahead: int = 10  # courtesy lists what falls due within so many days
    gap_days: int | None = None  # instead of the tenant's
    caps: tuple[tuple[int, int], ...] | None = None
    approve_all: bool = False  # nothing leaves without approval

    @property
    def courtesies(self) -> tuple[Step, ...]:
        """The steps at or before the due date."""
        return tuple(step for step in self.steps if step.courtesy)

    @property
    def ladder(self) -> tuple[Step, ...]:
        """The steps after the due date, lowest first."""
        return tuple(step for step in self.steps if not step.courtesy)

    def step(self, kind: str) -> Step:
        """The first step of that kind."""
        return next(step for step in self.steps if step.kind == kind)
