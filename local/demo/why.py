"""The why of a few days, as the API explains them long afterwards (R10, B14)."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from local.demo.portfolio import Moment
from local.demo.world import Reason, World

EXPLAINED = "a_past_day_is_explained_as_it_was_decided"
# Of the rules that had nothing against it, those that a clerk would ask about: always, and where
# nothing stood in the way.
_SILENT = ("not_yet", "gap_or_cap")
_WENT = ("approval_awaited", "disputed")


def look_back(world: World) -> list[Reason]:
    """The days that the portfolio names, explained by the API from what was known then."""
    return [_reason(world, moment) for moment in world.portfolio.why]


def _reason(world: World, moment: Moment) -> Reason:
    on = _day_of(world, moment)
    path = f"/v1/customers/{moment.customer_id}/decisions?on={on.isoformat()}&language=en"
    day = world.api.get(path)
    evidence = f"{moment.customer_id} {on}: {day['differs']}"
    world.hold_true(EXPLAINED, not day["differs"] and bool(day["decisions"]), evidence)
    decided = tuple(dict.fromkeys(one["summary"] for one in day["decisions"]))
    return Reason(moment.customer_id, on, decided, tuple(_because(day)))


def _because(day: Mapping[str, Any]) -> Iterator[str]:
    """The rules that fired, the one that decided first; then why others did not."""
    rules = [rule for currency in day["currencies"] for rule in currency["rules"]]
    fired = sorted((r for r in rules if r["fired"]), key=lambda rule: not rule["decisive"])
    names = _SILENT if fired else (*_SILENT, *_WENT)
    silent = [r for name in names for r in rules if r["rule"] == name and not r["fired"]]
    yield from dict.fromkeys(rule["summary"] for rule in (*fired, *silent))


def _day_of(world: World, moment: Moment) -> date:
    """The first time that it happened."""
    if moment.label[0].isdigit():
        return date.fromisoformat(moment.label)
    diary = world.diary[moment.customer_id]
    happened_on = next(one.on for one in diary if one.label == moment.label)
    return happened_on + timedelta(days=moment.after_days)
