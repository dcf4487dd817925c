"""Feed, pause, release: what a tenant says about its runs (R13, R23, R29)."""

from datetime import date, datetime
from typing import Literal

from pydantic import StrictBool

from relance.flows.tenant.switches import (
    declare_feed,
    end_feed,
    pause,
    release,
    resume,
    todays_run,
)

from ..caller import caller, new_router
from ..fields import Answer, Body, Day, LeftOut, left_out

router = new_router()


class ModeAnswer(Answer):
    """What the runs do: decide only (shadow), send (live), or nothing (paused)."""

    mode: Literal["shadow", "live", "paused"]
    daily_cap: int
    live_since_at: datetime | None
    cash_through_on: date | None
    released_on: date | None


class FeedBody(Body):
    """Through which day cash is booked."""

    cash_through_on: Day


class PauseBody(Body):
    """Whether everything stops, or goes on as before."""

    paused: StrictBool


class ReleaseBody(Body):
    """That a person has looked at what the circuit breaker stopped."""

    confirm: Literal[True]


@router.put("/v1/feed", summary="Say through which day cash is booked")
def put_feed(body: FeedBody) -> ModeAnswer:
    """Once called, nothing is sent unless cash is booked through the last bank day."""
    who = caller(router)
    tenant = declare_feed(who.tenant_id, body.cash_through_on, who.now)
    return ModeAnswer.model_validate(tenant)


@router.delete("/v1/feed", summary="End the feed: mail no longer waits for booked cash")
def delete_feed() -> ModeAnswer:
    """Let mail go without the feed; everybody finds it among the tasks for a week."""
    who = caller(router, "admin")
    return ModeAnswer.model_validate(end_feed(who.tenant_id, who.author, who.now))


@router.post("/v1/pause", summary="Stop everything, or go on")
def post_pause(body: PauseBody) -> ModeAnswer:
    """Stop the tenant at once, what is queued included; or go on as before."""
    who = caller(router)
    tenant = (pause if body.paused else resume)(who.tenant_id, who.now)
    return ModeAnswer.model_validate(tenant)


class ReviewsAnswer(Answer):
    """How far the reviews are that the last change of rules, or a start, asked for.

    `moved` counts accounts; until it is `done` the others follow, each within minutes.
    """

    asked_at: datetime
    moved: int
    done: bool


class RunAnswer(Answer):
    """The run of today as far as it got; `why` says what tripped the circuit breaker.

    `left_out` are the first hundred rows that cannot be read: who they are about is silent.
    """

    on: date
    promised: int | None
    enqueued: int
    tripped: bool
    why: Literal["too_many", "no_money_booked", "overdue_grew"] | None
    released: bool
    feed_stops_mail: bool
    left_out: list[LeftOut]
    reviews: ReviewsAnswer | None


@router.get("/v1/runs/today", summary="How far the run of today got, or why it did not go")
def get_run() -> RunAnswer:
    """Answer what was promised and enqueued today, and why the breaker tripped, if it did."""
    who = caller(router)
    run = todays_run(who.tenant_id, who.now)
    said = {name: getattr(run, name) for name in RunAnswer.model_fields if name != "left_out"}
    return RunAnswer.model_validate(said | {"left_out": left_out(run.left_out)})


@router.post("/v1/runs/release", summary="Overrule the circuit breaker for today")
def post_release(body: ReleaseBody) -> ModeAnswer:
    """Let today's run go although it is far larger than expected."""
    who = caller(router)
    return ModeAnswer.model_validate(release(who.tenant_id, who.now))
