"""A calendar file as values, checked whole before anything is replayed."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from local.replay.entries import Part
from local.replay.facts import Fact
from local.replay.mistakes import Mistake
from local.replay.values import Amount, Day, Entry, Moment, OpenEntry, Plain

LIVE_BEFORE = timedelta(days=60)
_AFTERWARDS = timedelta(days=30)


class Customer(OpenEntry):
    """A customer; whatever else the API takes may stand beside its id."""

    id: str
    name: str = "Client SA"

    @property
    def body(self) -> dict[str, Any]:
        """What is put."""
        mail = {"contact_id": "billing", "name": "Ada Martin", "email": f"{self.id}@client.example"}
        return {"name": self.name, "contacts": [mail]} | self.more


class Invoice(OpenEntry):
    """An invoice, deposit invoice or credit note; further words are those of the API."""

    id: str
    customer: str = ""
    amount: Amount | None = None
    currency: str = "EUR"
    issued: Day
    due: Day | None = None
    parts: tuple[Part, ...] = ()
    entered: Moment | None = None  # when the invoicing tool sent it: at eight of its day of issue

    @property
    def entered_at(self) -> datetime:
        """When it reached Relance."""
        return self.entered or datetime.combine(self.issued, datetime.min.time()).replace(hour=8)

    @model_validator(mode="after")
    def _amounts(self) -> Self:
        if (self.amount is None) == (not self.parts):
            raise ValueError("give either amount or parts")
        return self


class NoRuns(Entry):
    """A span without any run."""

    start: Moment = Field(alias="from")
    end: Moment = Field(alias="to")


def _span(value: Any) -> Any:
    """A day alone is the whole day."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return {"from": f"{value} 00:00", "to": f"{value + timedelta(days=1)} 00:00"}
    return value


def _no_place(mistake: Mistake) -> str:
    return mistake.text


class Calendar(Entry):
    """The whole file."""

    title: str
    rules: tuple[str, ...] = ()  # which rules it is about, as R4
    notes: str = ""
    settings: Plain = Field(default_factory=dict)
    policy: str | Plain = "classic"
    live_since: Day | None = None
    mode: Literal["live", "shadow"] = "live"
    daily_cap: int = 1_000
    customers: tuple[Customer, ...] = (Customer(id="C-1"),)
    invoices: tuple[Invoice, ...] = ()
    facts: tuple[Fact, ...] = ()
    no_runs: tuple[Annotated[NoRuns, BeforeValidator(_span)], ...] = ()
    doubled_runs: tuple[Day, ...] = ()
    first: Day | None = None
    last: Day | None = None
    expect: tuple[str, ...] | None = None
    folder: Path = Field(default=Path(), exclude=True)  # in which the file lies
    place: Callable[[Mistake], str] = Field(default=_no_place, exclude=True)

    @property
    def first_on(self) -> date:
        """The first day replayed: that of the first fact unless told otherwise."""
        known = [one.entered_at.date() for one in self.invoices]
        known += [fact.at.date() for fact in self.facts]
        return self.first or min(known, default=date.today())  # noqa: DTZ011

    @property
    def last_on(self) -> date:
        """The last day replayed."""
        if self.last:
            return self.last
        days = [part.due for one in self.invoices for part in one.parts]
        days += [one.due for one in self.invoices if one.due]
        days += [fact.at.date() for fact in self.facts]
        return max(days, default=self.first_on) + _AFTERWARDS

    @property
    def live_on(self) -> date:
        """The day on which the creditor went live."""
        return self.live_since or self.first_on - LIVE_BEFORE
