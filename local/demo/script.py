"""When the rules of the debtors' scripts apply: each once, or each time what it waits for comes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from local.demo.portfolio import Debtor, Rule
from local.demo.staff import ACTS
from local.demo.world import Happening, World


@dataclass(slots=True)
class Script:
    """What has been done already of the debtors' rules."""

    done: set[tuple[str, int, str]] = field(default_factory=set)

    def play(self, world: World) -> None:
        """Does what is to be done today; on a week-end nobody does anything."""
        if world.today.weekday() >= 5:
            return
        for debtor in world.portfolio.debtors.values():
            for index, rule in enumerate(debtor.rules):
                self._apply(world, debtor, index, rule)

    def _apply(self, world: World, debtor: Debtor, index: int, rule: Rule) -> None:
        for occasion, cause in _causes(world, debtor, rule):
            known = (debtor.customer_id, index, occasion if rule.again else "")
            if known not in self.done and _reached(cause.on, rule.after_days, world.today):
                self.done.add(known)
                ACTS[rule.do](world, debtor.customer_id, cause, rule.how)


def _reached(since_on: date, after_days: int, today: date) -> bool:
    return since_on + timedelta(days=after_days) <= today


def _causes(world: World, debtor: Debtor, rule: Rule) -> Iterator[tuple[str, Happening]]:
    """What the rule counts from, each with a name of its own."""
    if rule.label[0].isdigit():
        yield rule.label, Happening(rule.label, date.fromisoformat(rule.label), "")
    elif rule.label == "due":
        yield from _due(world, debtor, rule)
    else:
        found = [h for h in world.diary[debtor.customer_id] if h.label == rule.label]
        yield from ((str(number), one) for number, one in enumerate(found))


def _due(world: World, debtor: Debtor, rule: Rule) -> Iterator[tuple[str, Happening]]:
    """Each invoice of the debtor, from its due date; paid early only where it is known by then."""
    since = rule.how.get("after")
    for bill in [*world.books.bills.values()]:
        mine = bill.customer_id == debtor.customer_id
        if mine and (since is None or bill.due_on > date.fromisoformat(since)):
            yield (
                bill.invoice_id,
                Happening("due", bill.due_on, "", None, frozenset({bill.invoice_id})),
            )
