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
from relance.domain.task_kinds import TaskKind, TaskOutcome

type Outcomes = tuple[str, ...]

USUAL: Mapping[str, tuple[Outcomes, ...]] = {
    TaskKind.APPROVAL: ((TaskOutcome.APPROVED,),),
    TaskKind.CALL: ((TaskOutcome.REACHED,),),
    TaskKind.LETTER: ((TaskOutcome.SENT,),),
    TaskKind.REGISTERED: ((TaskOutcome.SENT, "", TaskOutcome.RECEIVED),),
    TaskKind.PORTAL: ((TaskOutcome.DONE,),),
    TaskKind.INTERNAL: ((TaskOutcome.DONE,),),
    TaskKind.HANDOVER: ((TaskOutcome.DONE,),),
    TaskKind.COMMITMENT: ((TaskOutcome.CARRIED_OUT,),),
}
_NOTES: Mapping[str, str] = {
    TaskOutcome.POSTPONED: "The salesperson meets them first",
    TaskOutcome.STOPPED: "They have just called",
}
_TOLD: Mapping[str, str] = {
    TaskOutcome.APPROVED: "the {step} is approved",
    TaskOutcome.STOPPED: "the {step} is stopped by a person",
    TaskOutcome.POSTPONED: "the {step} is postponed by a person",
    TaskOutcome.REACHED: "is reached by telephone",
    TaskOutcome.VOICEMAIL: "a message is left on the telephone",
    TaskOutcome.NOT_REACHED: "does not answer the telephone",
    TaskOutcome.CARRIED_OUT: "the announced measure is carried out",
    TaskOutcome.WITHDRAWN: "the announced measure is withdrawn",
    TaskOutcome.COULD_NOT: "the call could not be made",
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
            if task["customer_id"] is None:  # about the whole business: nobody closes it by hand
                world.told.add((world.today, task["kind"]))
                continue
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
        world.api.post(f"{path}/{'attempts' if kind == TaskKind.CALL else 'close'}", body)
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
