"""An account as it once stood: what was recorded later is taken back (R10)."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from relance.data.account_parts import PARTS
from relance.domain.account.account import Account
from relance.domain.account.as_of import as_of
from relance.domain.account.history import History, Money, Returned, Trace
from relance.domain.account.journal import Former, Journal, Moment, Reached, Told
from relance.domain.account.message import MessageState
from relance.domain.account.on_file import OpenTask
from relance.domain.account.replaced import IDENTITIES, former_of
from tests.builders import (
    PARIS,
    account,
    at,
    contact,
    customer,
    day,
    hold,
    invoice,
    message,
    owed,
    paid,
    promise,
)

THEN = at("2026-06-05 10:00")
LATER = at("2026-06-08 12:00")


def then(now: Account, journal: Journal, moment: Moment | None = None) -> Account:
    """The account as it stood on 5 June at ten."""
    return as_of(now, journal, moment or Moment(THEN), PARIS)


def journal_of(*accounts: Account, since: datetime = LATER) -> Journal:
    """What facts that led from one account to the next kept."""
    formers = [
        former_of(before, after, since + timedelta(hours=number))
        for number, (before, after) in enumerate(pairwise(accounts))
    ]
    return Journal(formers)


def versions(*accounts: Account) -> tuple[Account, ...]:
    """The same accounts, each a version later than the one before."""
    return tuple(replace(one, version=number) for number, one in enumerate(accounts, 1))


def test_every_part_of_an_account_is_told_apart_as_its_rows_are() -> None:
    assert {name: identity for name, _, _, identity in PARTS} == IDENTITIES


def test_a_fact_keeps_what_it_replaced_and_that_something_was_not_there() -> None:
    before, after = account(), paid(account(), "2026-06-08")
    more = replace(after, promises=(promise("2026-06-08", "2026-06-12"),))

    former = former_of(before, more, LATER)

    assert former.parts == {"invoices": {"F-1": invoice()}, "promises": {"promise": None}}
    assert (former.paid_on, former.version) == ((None,), 2)


def test_a_fact_keeps_nothing_that_names_a_person() -> None:
    before = account(customer=customer(name="Old SA", notes="rude", country="BE"))
    after = account(
        customer=customer(contacts=(contact(email="new@client.example", suppressed="bounce"),))
    )

    former = former_of(before, after, LATER)

    assert (former.customer, former.suppressed) == ({"country": "BE"}, {"billing": None})


def test_facts_are_taken_back_from_the_last_to_the_first() -> None:
    start = account(holds=(hold("strike"),))
    lifted = replace(start, holds=())
    amended = replace(lifted, invoices=(invoice(total_minor=999_00),))
    cancelled = replace(amended, invoices=())
    settled = paid(cancelled, "2026-06-09")
    now = versions(start, lifted, amended, cancelled, settled)

    past = then(now[-1], journal_of(*now))

    assert (past.holds, past.invoices, past.paid_on) == (start.holds, start.invoices, None)


def test_what_was_recorded_before_stays() -> None:
    now = versions(account(), replace(account(), holds=(hold("strike"),)))

    past = then(now[-1], journal_of(*now, since=THEN - timedelta(hours=1)))

    assert past.holds == now[-1].holds


def test_a_run_is_repeated_on_the_version_that_it_read() -> None:
    now = versions(account(), replace(account(), holds=(hold("strike"),)))
    journal = journal_of(*now, since=THEN - timedelta(seconds=1))

    assert then(now[-1], journal, Moment(THEN, version=1)).holds == ()
    assert then(now[-1], journal, Moment(THEN, version=2)).holds == now[-1].holds


def test_a_customer_is_again_what_decided_about_it_under_the_contacts_of_today() -> None:
    old = account(customer=customer(type="public_body", contacts=(contact(), contact("boss"))))
    new = account(customer=customer(contacts=(contact(suppressed="bounce"), contact("boss"))))
    now = versions(old, new)

    assert then(now[-1], journal_of(*now)).customer == old.customer


def told(*reached: tuple[str, str, int]) -> Told:
    """The first reminder of 4 June, and what became of it."""
    events = tuple(
        Reached(at(when), MessageState(state), attempt) for when, state, attempt in reached
    )
    return Told(message(on="2026-06-04", attempt=2), events)


def test_a_message_is_as_far_as_it_had_got() -> None:
    story = told(
        ("2026-06-04 10:00", "reserved", 1),
        ("2026-06-04 10:01", "sent", 1),
        ("2026-06-05 09:00", "delivered", 1),
        ("2026-06-05 11:00", "bounced", 1),
    )
    (row,) = then(account(), Journal(told=(story,))).messages

    assert row.state is MessageState.DELIVERED
    assert (row.sent_at, row.delivered_at) == (at("2026-06-04 10:01"), at("2026-06-05 09:00"))
    assert row.attempt == 1


def test_only_the_last_attempt_of_a_message_counts() -> None:
    story = told(
        ("2026-06-04 10:00", "unknown", 1),
        ("2026-06-05 09:00", "reserved", 2),
    )
    (row,) = then(account(), Journal(told=(story,))).messages

    assert (row.state, row.attempt, row.sent_at) == (MessageState.RESERVED, 2, None)


def test_what_is_told_late_of_the_first_attempt_is_about_the_same_message() -> None:
    story = told(
        ("2026-06-05 09:00", "reserved", 2),
        ("2026-06-04 10:02", "delivered", 1),
        ("2026-06-05 09:01", "soft_bounced", 2),
    )
    (row,) = then(account(), Journal(told=(story,))).messages

    assert (row.state, row.attempt) == (MessageState.DELIVERED, 2)


def test_a_message_reserved_later_is_not_there() -> None:
    late = Told(message(on="2026-06-05"), ())

    assert then(account(), Journal(told=(late,))).messages == ()


def test_a_message_of_which_nothing_is_noted_was_reserved() -> None:
    (row,) = then(account(), Journal(told=(told(),))).messages

    assert row.state is MessageState.RESERVED


def test_a_task_that_the_run_itself_asked_was_not_asked_before() -> None:
    early = OpenTask("early", "call", THEN - timedelta(hours=1))
    own = OpenTask("own", "decision", THEN)

    assert then(account(tasks=(early, own)), Journal()).tasks == (early,)


def test_a_task_that_a_later_run_closed_was_open() -> None:
    task = OpenTask("t", "call", THEN - timedelta(days=1))
    moot = replace(task, closed_at=LATER, outcome="moot")
    done = replace(task, task_id="u", closed_at=THEN - timedelta(hours=1), outcome="moot")

    assert then(account(tasks=(moot, done)), Journal()).tasks == (task, done)


def test_an_answer_given_since_was_still_owed() -> None:
    fact = owed(at_="2026-06-04 12:00")
    waiting = owed(at_="2026-06-04 13:00", fact_id="fact-2")
    file = account(owed=(waiting,))
    answered = ((fact, LATER), (replace(fact, fact_id="fact-3"), THEN - timedelta(hours=2)))

    assert then(file, Journal(answered=answered)).owed == (waiting, fact)
    assert then(file, Journal(answered=((waiting, LATER),))).owed == (waiting,)


def test_the_last_run_before_had_decided() -> None:
    decided = (THEN - timedelta(days=1), THEN - timedelta(hours=1), THEN, LATER)

    assert then(account(), Journal(decided=decided)).decided_at == THEN - timedelta(hours=1)
    assert then(account(), Journal()).decided_at is None


def test_what_was_settled_later_is_not_remembered_yet() -> None:
    def trace(name: str, recorded_at: datetime) -> Trace:
        money = Money(day("2026-06-01"), 300_00, recorded_at)
        return Trace(name, "EUR", ((day("2026-06-02"), 300_00),), (money,))

    history = History(
        (trace("F-8", THEN - timedelta(days=1)), trace("F-9", LATER)),
        (promise("2026-06-01", "2026-06-03"), promise("2026-06-08", "2026-06-10")),
        (Returned("P-1", day("2026-06-05"), "funds"), Returned("P-2", day("2026-06-06"), "funds")),
    )
    past = then(replace(account(), history=history), Journal()).history

    assert [one.invoice_id for one in past.closed] == ["F-8"]
    assert [one.promised_on for one in past.promises] == [day("2026-06-03")]
    assert [one.payment_id for one in past.returned] == ["P-1"]


def test_a_fact_without_consequence_takes_nothing_back() -> None:
    file = account()

    assert then(file, Journal((Former(LATER, 2),))) == replace(file, history=History())
