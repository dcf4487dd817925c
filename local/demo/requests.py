"""AWS requests of our functions, as the emulator counted them by function and operation.

Mails go to the mailbox, past the emulator: each is one request more, SendEmail.
"""

from collections import Counter

from local.demo.world import World
from local.loopback import get_json

COUNTS = "/_relance/requests"
# From an account that is due to the last news of its mail; the others answer HTTP requests of
# staff, debtors and providers.
STORY = ("Evaluate", "Send", "Delivery")


def counted(world: World) -> Counter[tuple[str, str]]:
    """Requests by function, as the template names it, and operation."""
    told = get_json(world.stack.where.emulator_url + COUNTS)
    names = world.stack.deployed.physical("AWS::Lambda::Function")
    logical = {physical: name.removesuffix("Function") for name, physical in names.items()}
    counts: Counter[tuple[str, str]] = Counter()
    for function, operation, count in told:
        if function in logical:
            counts[logical[function], operation.rpartition(".")[2]] += count
    counts["Send", "SendEmail"] += len(world.letters)
    return counts


def total(counts: Counter[tuple[str, str]], *functions: str) -> int:
    """The requests of some functions."""
    return sum(count for (function, _), count in counts.items() if function in functions)


def per_reminder(world: World) -> float:
    """Requests of the story for each mail delivered; each hour's look at the index is apart."""
    delivered = sum(day.delivered for day in world.days.values())
    return round(total(counted(world), *STORY) / delivered, 2) if delivered else 0.0
