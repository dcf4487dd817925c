"""B6: more than four invoices a month, and courtesy becomes one list a week."""

from dataclasses import replace

from relance.domain.account.account import Account
from relance.domain.booking.booking import settled
from tests.builders import PLAIN, account, at, closed, day, invoice, paid, rules, walk

FIVE = tuple(
    invoice(f"F-{n}", due_on=due_on, issued_on="2026-05-15")
    for n, due_on in enumerate(
        ("2026-06-02", "2026-06-04", "2026-06-09", "2026-06-11", "2026-06-18"), 1
    )
)


def test_many_invoices_are_announced_in_one_weekly_list() -> None:
    story = walk(account(*FIVE), start="2026-05-18", days=17, by=rules(gap_days=4))

    lists = [(on, send.item_ids, send.text) for on, send in story.sends]
    # On Mondays, what falls due within ten days; from 3 June something is overdue and leads.
    assert lists[:2] == [
        (day("2026-05-25"), ("F-1/1", "F-2/1"), "courtesy_list"),
        (day("2026-06-01"), ("F-1/1", "F-2/1", "F-3/1", "F-4/1"), "courtesy_list"),
    ]
    assert [text for _, _, text in lists[2:]] in ([], [None])


def test_a_closed_monday_moves_the_list_to_tuesday() -> None:
    by = rules(open_days=closed("2026-05-25"))
    story = walk(account(*FIVE), by, start="2026-05-18", days=14)

    assert [on for on, _ in story.sends] == [day("2026-05-26")]


def test_on_the_due_day_itself_nothing_is_said_beside_the_list() -> None:
    large = tuple(
        replace(one, total_minor=900_00, parts=(replace(one.parts[0], amount_minor=900_00),))
        for one in FIVE
    )
    story = walk(account(*large), start="2026-05-18", days=16)

    assert all(send.key.kind == "courtesy" for _, send in story.sends)


def test_four_invoices_are_announced_one_by_one() -> None:
    story = walk(account(*FIVE[:4]), start="2026-05-18", days=12)

    assert [(on, send.text) for on, send in story.sends] == [(day("2026-05-26"), None)]


def test_the_list_is_never_sent_twice_for_the_same_invoices() -> None:
    story = walk(account(*FIVE), rules(policy=PLAIN, gap_days=1), start="2026-05-18", days=16)
    leaders = [send.key.leader for _, send in story.sends if send.key.kind == "courtesy"]

    assert len(leaders) == len(set(leaders))


def test_paying_early_does_not_turn_the_list_back_into_single_announcements() -> None:
    def two_paid(file: Account) -> Account:
        both = paid(paid(file, "2026-05-20", "F-1"), "2026-05-20", "F-3")
        return settled(both, at("2026-05-20 12:00"))

    story = walk(account(*FIVE), start="2026-05-18", days=12, facts={"2026-05-20": two_paid})

    assert [(on, send.item_ids, send.text) for on, send in story.sends] == [
        (day("2026-05-25"), ("F-2/1",), "courtesy_list")
    ]


def test_a_list_that_could_not_go_on_monday_goes_on_tuesday() -> None:
    file = account(*FIVE, paid_on=day("2026-05-25"))
    story = walk(file, start="2026-05-25", days=5)

    assert [(on, send.text) for on, send in story.sends] == [(day("2026-05-26"), "courtesy_list")]
