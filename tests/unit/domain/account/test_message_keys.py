"""R6: what makes two messages the same message."""

from dataclasses import replace

from relance.domain.account.message import MessageKey
from relance.domain.account.occasion import ORDINARY, Occasion
from relance.domain.decide import decide
from relance.domain.decision import Send
from tests.builders import account, at, invoice, key, rules, says, sent, walk


def test_the_same_key_has_the_same_id() -> None:
    assert key("first").message_id == key("first").message_id
    assert len(key("first").message_id) == 26
    assert key("first").message_id.isalnum()


def test_every_part_of_the_key_makes_another_message() -> None:
    start = MessageKey("t", "c", "EUR", "first", "F-1/1", 1, ORDINARY)
    others = [
        replace(start, tenant_id="u"),
        replace(start, account_id="d"),
        replace(start, currency="USD"),
        replace(start, kind="second"),
        replace(start, leader="F-1/2"),
        replace(start, level=2),
        replace(start, occasion=Occasion.of_claim(1)),
    ]

    assert len({one.message_id for one in (start, *others)}) == 8


def test_parts_of_a_key_do_not_run_into_each_other() -> None:
    one = MessageKey("t", "ab", "EUR", "first", "F", 1)
    two = MessageKey("t", "a", "bEUR", "first", "F", 1)

    assert one.message_id != two.message_id


def test_the_key_names_tenant_customer_currency_kind_leader_and_level() -> None:
    send = says(account(), "2026-06-05 10:00")

    assert send.key == MessageKey("t-1", "C-1", "EUR", "first", "F-1/1", 1, ORDINARY)
    assert send.currency == "EUR"


def test_a_repeated_run_computes_the_same_key() -> None:
    file = account()

    assert says(file, "2026-06-05 10:00").key == says(file, "2026-06-08 10:00").key


def test_a_doubled_tick_sends_nothing_twice() -> None:
    file = account()
    send = says(file, "2026-06-05 10:00")
    after = sent(file, send, at("2026-06-05 10:00"), "reserved")

    again = decide(after, rules(), at("2026-06-05 10:00"))
    assert not [d for d in again if isinstance(d, Send)]


def test_a_year_of_silence_repeats_no_message() -> None:
    story = walk(account(invoice(), invoice("F-2", due_on="2026-07-10")), days=200)
    ids = [send.key.message_id for _, send in story.sends]

    assert len(ids) == len(set(ids))
