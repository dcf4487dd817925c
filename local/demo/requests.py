"""AWS requests of our functions, as the emulator counted them by function and operation.

Mails go to the mailbox, past the emulator: each is one request more, SendEmail.
"""

import json
import urllib.request
from collections import Counter

from local.demo.world import World

COUNTS = "/_relance/requests"
# The functions of the daily run; the others answer HTTP requests of staff, debtors and providers.
RUN = ("Dispatch", "Evaluate", "Send", "Delivery")


def counted(world: World) -> Counter[tuple[str, str]]:
    """Requests by function, as the template names it, and operation."""
    url = world.stack.where.emulator_url + COUNTS
    with urllib.request.urlopen(url, timeout=10) as answer:
        told = json.load(answer)
    names = world.stack.deployed.physical("AWS::Lambda::Function")
    logical = {physical: name.removesuffix("Function") for name, physical in names.items()}
    counts: Counter[tuple[str, str]] = Counter()
    for function, operation, count in told:
        if function in logical:
            counts[logical[function], operation.rpartition(".")[2]] += count
    counts["Send", "SendEmail"] += len(world.letters)
    return counts


def of_the_run(world: World) -> Counter[tuple[str, str]]:
    """Those that the daily run made: from the tick to the last news of the mail."""
    return Counter({key: n for key, n in counted(world).items() if key[0] in RUN})


def per_reminder(world: World) -> float:
    """Requests of the daily run for each reminder delivered, hours without work included."""
    delivered = sum(1 for x in world.letters if x.is_reminder and x.mail.status == "delivered")
    return round(sum(of_the_run(world).values()) / delivered, 2) if delivered else 0.0
