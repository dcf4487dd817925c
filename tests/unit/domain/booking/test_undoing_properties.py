"""What is done and undone was never done, as the decision sees it, for every kind of fact (R40)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from relance.domain.account.account import Account
from relance.domain.answers.disputes import credited
from relance.domain.answers.returned_payments import noted
from relance.domain.booking.amend import amend_invoice
from relance.domain.booking.booking import cancel_invoice, find, settled
from relance.domain.booking.correcting import Rest, assigned, freed, replaced
from relance.domain.booking.levelling import Told, levelled
from relance.domain.booking.placing import Books, place
from relance.domain.booking.undoing import Error, undone
from relance.domain.booking.withdrawing import without_credit
from relance.domain.decide import decide
from relance.domain.decision import Decision, Task
from relance.domain.ledger.invoices import DocumentType
from relance.domain.ledger.payments import Outgoing, Payment, Share, Way, with_outgoing
from tests.builders import (
    account,
    at,
    at_ten,
    claim,
    customer,
    day,
    dispute,
    hold,
    invoice,
    message,
    promise,
    rules,
)

DONE, UNDONE = at("2026-06-15 14:00"), at("2026-06-17 14:00")
FREE = "2026-06-22"  # two bank days after the undoing are over
money = some.integers(20_00, 400_00)


@some.composite
def accounts(draw: some.DrawFn) -> Account:
    """A debtor with up to three invoices, and what he and we said of them before."""
    names = ("F-1", "F-2", "F-3")[: draw(some.integers(1, 3))]
    invoices = [
        invoice(
            name,
            total_minor=draw(money),
            due_on=day("2026-06-02") + timedelta(days=draw(some.integers(-20, 40))),
        )
        for name in names
    ]
    items = [f"{name}/1" for name in names]
    said: dict[str, Any] = {}
    if draw(some.booleans()):
        said["claims"] = (claim("2026-06-12", [draw(some.sampled_from(items))]),)
    if draw(some.booleans()):
        said["promises"] = (promise("2026-06-11", "2026-06-18", [draw(some.sampled_from(items))]),)
    if draw(some.booleans()):
        said["disputes"] = (dispute("2026-06-10", draw(some.sampled_from(names))),)
    if draw(some.booleans()):
        said["holds"] = (hold(invoice_id=draw(some.sampled_from(names)), until_on="2026-06-30"),)
    if draw(some.booleans()):
        said["messages"] = (message("first", "2026-06-08", items[:1]),)
    return account(*invoices, **said)


def seen(file: Account) -> tuple[Any, ...]:
    """What is open, what stands on it, and what would be decided once two bank days are over."""
    now = at_ten(FREE)
    by_id = {i.invoice_id: i.ladder_from_on for i in file.invoices if i.invoice_id[0] == "F"}
    return (
        [(item.item_id, item.open_minor) for item in file.items],
        [file.credit_minor(currency) for currency in ("EUR", "USD")],
        {c.claim_id for c in file.claims},
        {p.promise_id for p in file.promises},
        {(d.dispute_id, d.outcome, d.credited_on) for d in file.disputes},
        {h.hold_id for h in file.holds},
        by_id,
        [_told(each) for each in decide(file, rules(), now)],
    )


def _told(decision: Decision) -> tuple[Any, ...]:
    kind = decision.kind if isinstance(decision, Task) else ""
    return type(decision), kind, decision.reason, decision.figures


def books_of(file: Account, shares: dict[str, int], total_minor: int) -> Books:
    named = tuple(Share(minor, name) for name, minor in shares.items() if find(file, name))
    payment = Payment("P-1", total_minor, "EUR", day("2026-06-15"), DONE, waiting=named)
    return Books(payment, {"C-1": file, "C-2": account_of_another()})


def account_of_another() -> Account:
    other = replace(invoice("X-1", total_minor=10_000_00, due_on="2026-09-01"), customer_id="C-2")
    return replace(account(other), account_id="C-2", customer=customer("C-2"))


FILED = {"F-1": "C-1", "F-2": "C-1", "F-3": "C-1", "X-1": "C-2"}


def paid_by(file: Account, shares: dict[str, int]) -> Books:
    known = {name: minor for name, minor in shares.items() if find(file, name)}
    return place(books_of(file, known, sum(known.values())), FILED, DONE)


shares = some.dictionaries(some.sampled_from(("F-1", "F-2", "F-3")), money, min_size=1, max_size=3)


@given(accounts(), shares)
def test_money_that_was_put_elsewhere_was_never_here(file: Account, wrong: dict[str, int]) -> None:
    paid = paid_by(file, wrong)
    right = {"X-1": paid.payment.amount_minor or sum(p.amount_minor for p in paid.payment.placed)}
    right = {name: minor for name, minor in right.items() if minor}
    moved = assigned(paid, freed(paid, right, UNDONE), right, Rest(True))
    after = place(moved, FILED, UNDONE)
    after = replace(after, payment=replaced(after))
    assert seen(after.accounts["C-1"]) == seen(file)
    assert all(p.account_id == "C-2" for p in after.payment.placed)


@given(accounts(), shares, some.sampled_from(Way), money, some.sampled_from(("am04", "md06")))
def test_money_that_went_out_and_is_here_again_never_went(
    file: Account, wanted: dict[str, int], way: Way, out_minor: int, reason: str
) -> None:
    paid = paid_by(file, wanted)
    told = Told(day("2026-06-16"), reason)
    gone = _told_of(paid, Outgoing("x", way, out_minor), told, DONE + timedelta(days=1))
    again = _told_of(gone, Outgoing("x", way, out_minor, out_minor), told, UNDONE)
    assert seen(again.accounts["C-1"]) == seen(paid.accounts["C-1"])
    assert again.payment.taken == ()
    assert again.accounts["C-1"].history.returned == ()


def _told_of(books: Books, outgoing: Outgoing, told: Told, now: datetime) -> Books:
    outgoings = with_outgoing(books.payment.gone, outgoing)
    wanted = replace(books, payment=replace(books.payment, outgoings=outgoings))
    after, _ = levelled(wanted, now)
    return noted(books, after, told, now)


@given(accounts(), money, some.sampled_from(("F-1", "F-2")), some.booleans())
def test_a_credit_note_that_is_cancelled_was_never_there(
    file: Account, amount_minor: int, corrects: str, upheld: bool
) -> None:
    if upheld:
        on = day("2026-06-12")
        disputes = (
            replace(d, outcome="upheld", resolved_on=on, resolved_at=DONE) for d in file.disputes
        )
        file = replace(file, disputes=tuple(disputes))
    note = invoice(
        "N-1",
        total_minor=amount_minor,
        document_type=DocumentType.CREDIT_NOTE,
        corrects=corrects,
        recorded_at=DONE,
    )
    noted_ = settled(credited(file, amend_invoice(file, note), note, day("2026-06-15")), DONE)
    known = find(noted_, "N-1")
    assert known
    gone = cancel_invoice(without_credit(noted_, known), "N-1", day("2026-06-17"))
    after = undone(noted_, gone, Error(DONE, known.issued_on), UNDONE)
    assert seen(after) == seen(file)


@given(accounts(), shares, some.permutations([0, 1, 2]))
def test_the_order_in_which_things_are_told_does_not_matter(
    file: Account, wanted: dict[str, int], order: list[int]
) -> None:
    """A refund, its failure and a dispute: what is gone in the end is the same."""
    paid = paid_by(file, wanted)
    told = Told(day("2026-06-16"), "am04")
    things = (
        Outgoing("re_1", Way.REFUND, 30_00),
        Outgoing("re_1", Way.REFUND, 30_00, 30_00),
        Outgoing("dp_1", Way.RETURN, 25_00),
    )
    ends = []
    for sequence in ([0, 1, 2], order):
        books = paid
        for index in sequence:
            books = _told_of(books, things[index], told, UNDONE)
        after, payment = books.accounts["C-1"], books.payment
        net_minor = sum(item.open_minor for item in after.items) - after.credit_minor("EUR")
        ends.append((payment.reversed_minor, payment.refunded_minor, net_minor))
    assert ends[0] == ends[1]
