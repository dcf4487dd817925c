"""The portfolio of the demo as its data file has it: a creditor, debtors with a script, invoices.

A rule of a debtor reads `{"when": "first+2", "do": "pay", ...}`: two days after the first reminder.
`when` counts from a day, from `due`, from the kind of a message, or from an act of the debtor.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent.parent / "portfolio.json"
_WHEN = re.compile(r"([a-z_]+|\d{4}-\d\d-\d\d)([+-]\d+)?")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a debtor, or the staff about him, does when something happened."""

    label: str  # due, the kind of a message, an act, or a day
    after_days: int
    do: str
    how: Mapping[str, Any]

    @property
    def again(self) -> bool:
        """Whether it is done each time, and not only the first."""
        return bool(self.how.get("again"))


@dataclass(frozen=True, slots=True)
class Debtor:
    """A customer, in the words of the API, with what the demo lets it do."""

    customer_id: str
    story: str
    body: Mapping[str, Any]
    rules: tuple[Rule, ...]

    @property
    def name(self) -> str:
        """The name of the company."""
        return str(self.body["name"])


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Everything that the demo feeds."""

    first_on: date
    days: int
    creditor: Mapping[str, Any]
    neighbour: Mapping[str, Any]
    debtors: Mapping[str, Debtor]
    invoices: tuple[Mapping[str, Any], ...]

    @property
    def last_on(self) -> date:
        """The last day that passes."""
        return self.first_on + timedelta(days=self.days - 1)

    def issued_on(self, day: date) -> list[Mapping[str, Any]]:
        """The invoices that come in on a day; on the first also all earlier ones."""
        first = day == self.first_on
        return [
            invoice
            for invoice in self.invoices
            if (issued_on := date.fromisoformat(invoice["issued_on"])) == day
            or (first and issued_on < day)
        ]


def read(file: Path = FILE) -> Portfolio:
    """The portfolio of a file."""
    document = json.loads(file.read_text(encoding="utf-8"))
    return Portfolio(
        first_on=date.fromisoformat(document["first_on"]),
        days=document["days"],
        creditor=document["creditor"],
        neighbour=document["neighbour"],
        debtors={one["id"]: _debtor(one) for one in document["customers"]},
        invoices=tuple(document["invoices"]),
    )


def _debtor(one: Mapping[str, Any]) -> Debtor:
    rules = tuple(_rule(rule) for rule in one["debtor"])
    return Debtor(one["id"], one["story"], one["is"], rules)


def _rule(rule: Mapping[str, Any]) -> Rule:
    when = _WHEN.fullmatch(rule["when"])
    if when is None:
        raise ValueError(f"not a moment: {rule['when']}")
    how = {name: value for name, value in rule.items() if name not in ("when", "do")}
    return Rule(when[1], int(when[2] or 0), rule["do"], how)
