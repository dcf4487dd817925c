"""The circuit breaker of the demo: a business is taken over, its old invoices come in one night.

Far more is overdue in the morning than yesterday's run saw coming, so nothing leaves; a person
looks, and releases the run by one call (R13, B9).
"""

from local.demo.onboarding import take_over
from local.demo.world import World

TRIPS_AFTER_DAYS = 14
TRIPPED = "far_more_overdue_overnight_trips_the_breaker"
WAITS = "nothing_sent_until_the_tripped_breaker_is_released"
GOES_ON = "what_the_breaker_stopped_goes_out_once_released"


def import_books(world: World) -> None:
    """The books of the business that was taken over, before the first tick of the working day."""
    fed = take_over(world)
    world.stack.drain()
    world.day.note = f"{fed} old invoices are imported overnight"


def release(world: World) -> None:
    """A person looks at the run of today, and lets it go if it was stopped."""
    run = world.api.get("/v1/runs/today")
    expected = (world.today - world.portfolio.first_on).days == TRIPS_AFTER_DAYS
    world.hold_true(TRIPPED, run["tripped"] is expected, f"{world.today}: {run}")
    if not run["tripped"]:
        return
    sent = _reminders(world)
    world.hold_true(WAITS, not sent, f"{world.today}: {sent} reminders")
    world.api.post("/v1/runs/release", {"confirm": True})
    why = str(run["why"]).replace("_", " ")
    world.day.note += f": the breaker trips ({why}), a person releases it"


def look_after(world: World) -> None:
    """On the evening of that day: what was stopped went out."""
    world.hold_true(GOES_ON, _reminders(world) > 0, f"{world.today}: no reminder")


def _reminders(world: World) -> int:
    return sum(1 for letter in world.letters if letter.on == world.today and letter.is_reminder)
