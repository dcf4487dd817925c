"""The days of the demo: every hour the schedule ticks, and in between people do something."""

from datetime import UTC, date, datetime, time, timedelta

from local.demo import breaker, post
from local.demo.desk import Desk
from local.demo.onboarding import feed, go_live
from local.demo.script import Script
from local.demo.workdays import is_bank_day, is_open
from local.demo.world import World
from relance.domain.task_kinds import TaskKind

IMPORT_HOUR, STAFF_HOUR, DESK_HOUR, DEBTOR_HOUR = 3, 6, 13, 16
PEOPLE_AFTER = timedelta(minutes=30)  # each hour, after the tick
GO_LIVE_AFTER_DAYS = 1
NO_FEED_AFTER_DAYS = 16  # the day on which nobody declares cash
NO_TICK_AFTER_DAYS = 23
TWICE_AFTER_DAYS = 9
GATE = "nothing_sent_while_cash_is_not_declared"
TOLD = "a_person_is_told_that_undeclared_cash_stops_mail"
MISSED = "nothing_sent_on_a_day_without_a_run"
CAUGHT_UP = "what_a_dead_day_missed_is_caught_up"
DOUBLED = "a_doubled_tick_sends_nothing_more"
SHADOW = "nothing_sent_before_going_live"


def pass_day(world: World, script: Script, desk: Desk, day: date) -> None:
    """One day, hour by hour: invoices, ticks, tasks are worked, debtors act, cash is declared."""
    number = (day - world.portfolio.first_on).days
    for hour in range(24):
        at = datetime.combine(day, time(hour), UTC)
        if at < world.now:
            continue
        world.stack.clock.set(at)
        _tick(world, at, number)
        world.stack.clock.set(at + PEOPLE_AFTER)
        _people(world, script, desk, number)
    world.day.reviewed = _reviewed(world, day)
    _check_day(world, number)


def _people(world: World, script: Script, desk: Desk, number: int) -> None:
    """Who does something at half past this hour."""
    hour = world.now.hour
    if hour == IMPORT_HOUR and number == breaker.TRIPS_AFTER_DAYS:
        breaker.import_books(world)
    if hour == STAFF_HOUR:
        _staff(world, number)
    if hour == DESK_HOUR and is_open(world.today):
        breaker.release(world)
        desk.work(world)
        world.stack.drain()
    if hour == DEBTOR_HOUR:
        script.play(world)
        post.collect(world)
        _declare_cash(world, number)


def _tick(world: World, at: datetime, number: int) -> None:
    if number == NO_TICK_AFTER_DAYS:
        return
    world.stack.tick(at)
    if number == TWICE_AFTER_DAYS:
        world.stack.tick(at)
    world.stack.drain()
    new = post.collect(world)
    if number == TWICE_AFTER_DAYS:
        world.stack.tick(at)
        world.stack.drain()
        more = post.collect(world)
        world.hold_true(DOUBLED, not more, f"{at}: {len(more)} after {len(new)}")


def _staff(world: World, number: int) -> None:
    """The morning: new invoices, and on the second day the switch to live."""
    if number:
        feed(world)
    if number == GO_LIVE_AFTER_DAYS:
        _switch(world)


def _switch(world: World) -> None:
    world.hold_true(SHADOW, not world.letters, f"{len(world.letters)} mails")
    shown = go_live(world)
    world.day.note = f"goes live; {shown} messages were shown beforehand"


def _declare_cash(world: World, number: int) -> None:
    """Cash is booked on every bank day, except the one on which it is forgotten."""
    if number == NO_FEED_AFTER_DAYS:
        world.day.note = "nobody declares the cash of today"
    elif is_bank_day(world.today):
        world.api.put("/v1/feed", {"cash_through_on": world.today.isoformat()})


def _reviewed(world: World, day: date) -> int:
    """The accounts about which something was decided that day, as stored."""
    pages = (
        world.stack.aws("dynamodb")
        .get_paginator("scan")
        .paginate(
            TableName=world.stack.outputs["AccountsTable"],
            FilterExpression="begins_with(sk, :today)",
            ExpressionAttributeValues={":today": {"S": f"decision#{day.isoformat()}"}},
            ProjectionExpression="pk",
        )
    )
    return len({item["pk"]["S"] for page in pages for item in page["Items"]})


def _declared_at(day: date) -> datetime:
    """When people declare the cash of a day; whoever still has office hours is written to then."""
    return datetime.combine(day, time(DEBTOR_HOUR), UTC) + PEOPLE_AFTER


def _check_day(world: World, number: int) -> None:
    reminders = [x for x in world.letters if x.on == world.today and x.is_reminder]
    if number == NO_FEED_AFTER_DAYS + 1:
        early = [x for x in reminders if x.at < _declared_at(world.today)]
        world.hold_true(GATE, not early, f"{len(early)} reminders")
        told = (world.today, TaskKind.FEED_STALE) in world.told
        world.hold_true(TOLD, told or not is_open(world.today), f"{world.today}")
        world.day.note = "cash of yesterday is not declared: no reminder leaves before it is"
    if number == NO_TICK_AFTER_DAYS:
        world.hold_true(MISSED, not reminders, f"{len(reminders)} reminders")
        world.day.note = "the schedule is dead all day"
    if number == NO_TICK_AFTER_DAYS + 1:
        world.hold_true(CAUGHT_UP, bool(reminders), "no reminder")
        world.day.note = "what the dead day missed is caught up"
    if number == breaker.TRIPS_AFTER_DAYS:
        breaker.look_after(world)
    if number == TWICE_AFTER_DAYS:
        world.day.note = "every tick comes three times"
