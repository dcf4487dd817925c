"""Whether a calendar makes sense as a whole: what no word of it can tell alone."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain

from local.replay import facts
from local.replay.document import Calendar
from local.replay.mistakes import Mistake, Path, unknown
from local.replay.tree import beside


def nonsense(calendar: Calendar) -> Iterator[Mistake]:
    """Names that nobody has, days outside of the replay, files that are not there."""
    if not calendar.customers:
        yield Mistake(("customers",), "at least one is expected")
    yield from _twice(calendar)
    yield from _invoices(calendar)
    for index, fact in enumerate(calendar.facts):
        yield from _fact(calendar, fact, ("facts", index))
    if calendar.first and calendar.last and calendar.last < calendar.first:
        yield Mistake(("last",), "the last day comes before the first")
    for index, span in enumerate(calendar.no_runs):
        if span.end <= span.start:
            yield Mistake(("no_runs", index), "the span ends before it begins")


def _twice(calendar: Calendar) -> Iterator[Mistake]:
    for word, ids in (
        ("customers", [one.id for one in calendar.customers]),
        ("invoices", [one.id for one in calendar.invoices]),
    ):
        counted = Counter(ids)
        for index, one in enumerate(ids):
            if counted[one] > 1 and index > ids.index(one):
                yield Mistake((word, index, "id"), f"{one!r} is taken by one before it")


def _invoices(calendar: Calendar) -> Iterator[Mistake]:
    customers, invoices = _customers(calendar), _named(calendar)
    for index, invoice in enumerate(calendar.invoices):
        here: Path = ("invoices", index)
        if not invoice.customer and len(customers) > 1:
            yield Mistake((*here, "customer"), "there are several customers: say which")
        elif invoice.customer and invoice.customer not in customers:
            yield Mistake((*here, "customer"), unknown("customer", invoice.customer, customers))
        corrected = invoice.more.get("corrects")
        if corrected is not None and corrected not in invoices:
            yield Mistake((*here, "corrects"), unknown("invoice", corrected, invoices))


def _fact(calendar: Calendar, fact: facts.Fact, here: Path) -> Iterator[Mistake]:
    yield from _names(calendar, fact, here)
    yield from _when(calendar, fact.at.date(), here)
    if isinstance(fact, facts.Mail):
        yield from _source(calendar, fact, here)


def _names(calendar: Calendar, fact: facts.Fact, here: Path) -> Iterator[Mistake]:
    customers, invoices = _customers(calendar), _named(calendar)
    who = getattr(fact, "customer", None)
    if who is not None and who not in customers:
        yield Mistake((*here, "customer"), unknown("customer", who, customers))
    which = getattr(fact, "invoice", None)
    if which is not None and which not in invoices:
        yield Mistake((*here, "invoice"), unknown("invoice", which, invoices))
    word, several = _several(fact)
    for one in several:
        if one not in invoices:
            yield Mistake((*here, word), unknown("invoice", one, invoices))
    if isinstance(fact, facts.PaymentReturned | facts.AllocationsCorrected):
        payments = _payments(calendar)
        if fact.payment not in payments and ":" not in fact.payment:  # a provider's has a colon
            yield Mistake((*here, "payment"), unknown("payment", fact.payment, payments))


def _several(fact: facts.Fact) -> tuple[str, Iterable[str]]:
    """The invoices of a fact that may name several, and the word that does."""
    match fact:
        case facts.Payment() | facts.AllocationsCorrected():
            return "for", _paid(fact)
        case facts.Written():
            return "invoices", fact.invoices
    return "", ()


def _paid(fact: facts.Payment | facts.AllocationsCorrected) -> Iterable[str]:
    match fact.invoices:
        case str() as one:
            return (one,)
        case dict() as several:
            return several
    return ()


def _payments(calendar: Calendar) -> set[str]:
    """The references of payments: those that facts give, and what requests and webhooks name."""
    found = {fact.payment for fact in calendar.facts if isinstance(fact, facts.Payment)}
    told = (fact.body or {} for fact in calendar.facts if isinstance(fact, facts.Request))
    heard = (fact.data for fact in calendar.facts if isinstance(fact, facts.Webhook))
    found |= {str(one["payment_id"]) for one in chain(told, heard) if "payment_id" in one}
    return {one for one in found if one}


def _when(calendar: Calendar, on: date, here: Path) -> Iterator[Mistake]:
    if on > calendar.last_on:
        yield Mistake((*here, "at"), f"the last day replayed is {calendar.last_on}")
    if calendar.first and on < calendar.first:
        yield Mistake((*here, "at"), f"the first day replayed is {calendar.first}")


def _source(calendar: Calendar, fact: facts.Mail, here: Path) -> Iterator[Mistake]:
    if fact.file is None:
        if not fact.text and not fact.subject:
            yield Mistake(here, "a mail has a file, or its text")
        return
    if fact.text or fact.subject or fact.headers or fact.sender:
        yield Mistake((*here, "file"), "a mail has a file, or from, subject, text and headers")
    found = beside(calendar.folder / "calendar", fact.file)
    if found is None:
        yield Mistake((*here, "file"), "a file lies beside the calendar or in a folder beside it")
    elif not found.is_file():
        yield Mistake((*here, "file"), f"there is no file {fact.file}")


def _customers(calendar: Calendar) -> list[str]:
    return [one.id for one in calendar.customers]


def _named(calendar: Calendar) -> list[str]:
    return [one.id for one in calendar.invoices]
