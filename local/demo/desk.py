"""The desk of the creditor's staff: each open afternoon they work on what the API asks of them.

What comes of it is in the portfolio, a list of outcomes for each task of a kind, one a day:
`"desk": {"call": [["not_reached", "voicemail"], []]}` tries the first call twice and leaves every
later one as it is. What is not named there is done as `USUAL` has it, or waits for a person.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from local.demo.api import Unexpected
from local.demo.world import Asked, World

type Outcomes = tuple[str, ...]

USUAL: Mapping[str, tuple[Outcomes, ...]] = {
    "approval": (("approved",),),
    "call": (("reached",),),
    "letter": (("sent",),),
    "registered": (("sent", "", "received"),),
    "portal": (("done",),),
    "internal": (("done",),),
    "handover": (("done",),),
    "commitment": (("carried_out",),),
}
_NOTES = {"postponed": "The salesperson meets them first", "stopped": "They have just called"}
_TOLD = {
    "approved": "the {step} is approved",
    "stopped": "the {step} is stopped by a person",
    "postponed": "the {step} is postponed by a person",
    "reached": "is reached by telephone",
    "voicemail": "a message is left on the telephone",
    "not_reached": "does not answer the telephone",
    "carried_out": "the announced measure is carried out",
    "withdrawn": "the announced measure is withdrawn",
    "could_not": "the call could not be made",
}
_CONFLICT = 409


@dataclass(slots=True)
class Desk:
    """The tasks on the desk, each with the outcomes that are still to come."""

    to_come: dict[str, list[str]] = field(default_factory=dict)
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)

    def work(self, world: World) -> None:
        """Does today's share of every task; new ones are begun at once."""
        for task in [*world.api.all("/v1/tasks", "tasks")]:
            if task["task_id"] not in world.asked:
                self._take(world, task)
            world.asked[task["task_id"]].expired |= task["state"] == "expired"
        for task_id, outcomes in self.to_come.items():
            if outcomes and (outcome := outcomes.pop(0)):
                _do(world, world.asked[task_id], outcome)

    def _take(self, world: World, task: dict[str, Any]) -> None:
        """The n-th task of a kind about a customer has the n-th plan, or the last."""
        account_id, kind = task["customer_id"], task["kind"]
        plans = world.debtor(account_id).desk.get(kind) or USUAL.get(kind, ((),))
        number = min(self.seen[account_id, kind], len(plans) - 1)
        self.seen[account_id, kind] += 1
        world.asked[task["task_id"]] = Asked(task)
        self.to_come[task["task_id"]] = [*plans[number]]


def _do(world: World, asked: Asked, outcome: str) -> None:
    """One outcome, unless the matter is settled meanwhile."""
    task, (account_id, kind, _) = asked.task, asked.about
    path = f"/v1/customers/{account_id}/tasks/{task['task_id']}"
    body = {"outcome": outcome, "note": _NOTES.get(outcome)}
    try:
        world.api.post(f"{path}/{'attempts' if kind == 'call' else 'close'}", body)
    except Unexpected as refused:
        if refused.answer.status != _CONFLICT:
            raise
        return
    asked.outcomes.append((world.now, outcome))
    world.day.worked += 1
    world.tell(account_id, f"{kind}_{outcome}", _told(task, outcome))


def _told(task: Mapping[str, Any], outcome: str) -> str:
    kind = task["kind"].replace("_", " ")
    usual = f"{kind}: {outcome.replace('_', ' ')}"
    return _TOLD.get(outcome, usual).format(step=task["step"])
