"""Trying a policy before it holds: who would get something else (B10)."""

from dataclasses import replace
from typing import Annotated, Self

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import Field, model_validator

from relance.domain.ahead.backtest import Span
from relance.domain.ahead.policy_diff import LineChange
from relance.domain.errors import Invalid
from relance.domain.policies.policy import Policy
from relance.flows.policies.backtest import ASSUMPTIONS, backtest
from relance.flows.policies.diff import Changed, PolicyQuestion, candidate_of, compare
from relance.flows.tenant.settings import get_settings

from ..answer_size import fitting
from ..caller import Caller, caller, new_router
from ..fields import Answer, Body, Code, Cursor, Day
from ..why.forecast_answers import LineAnswer, line_answer
from .policy_body import PolicyContent

router = new_router()

MOST_REPLAYED_DAYS = 184
Fewer = Annotated[int, Query(ge=1, le=10, description="Customers of a page")]
Few = Annotated[int, Query(ge=1, le=50, description="Customers of a page")]


class VersionNamed(Body):
    """A version that is kept already."""

    policy_id: Code
    version: Annotated[int, Field(strict=True, ge=1, le=2**31)]


class TrialBody(Body):
    """The candidate, as a document or as a version, and the policy whose place it takes.

    Without `replaces` it takes the place of the version's own policy, or of the default one.
    """

    policy: PolicyContent | None = None
    kept: VersionNamed | None = None
    replaces: Code | None = None

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.policy is None) == (self.kept is None):
            raise ValueError("name a policy or a kept version, and not both")
        return self

    def candidate(self, who: Caller) -> Policy:
        """The policy to be tried, under the id whose place it takes."""
        usual = get_settings(who.tenant_id).policy_id
        if self.kept:
            found = candidate_of(who.tenant_id, self.kept.policy_id, self.kept.version)
            return replace(found, policy_id=self.replaces or found.policy_id)
        assert self.policy
        return self.policy.policy(self.replaces or usual)


class DiffBody(TrialBody):
    """How far ahead to look, from today on."""

    days: Annotated[int, Field(strict=True, ge=0, le=60)] = 14


class BacktestBody(TrialBody):
    """The days to be replayed, the last included; they lie behind us."""

    from_on: Day
    to_on: Day

    @model_validator(mode="after")
    def _is_a_span(self) -> Self:
        if not 0 <= (self.to_on - self.from_on).days < MOST_REPLAYED_DAYS:
            raise ValueError(f"to_on comes after from_on, by less than {MOST_REPLAYED_DAYS} days")
        return self


class ChangeAnswer(Answer):
    """What goes otherwise; without `before` it is new, without `after` it is gone."""

    before: LineAnswer | None
    after: LineAnswer | None


class ChangedCustomer(Answer):
    """A customer who would get something else; `left_out` counts changes that are too many."""

    customer_id: str
    customer_name: str
    changes: list[ChangeAnswer]
    left_out: int = 0


class DiffAnswer(Answer):
    """How many customers of this page were compared, and those for whom something changes."""

    compared: int
    changed: int
    customers: list[ChangedCustomer]
    cursor: str | None


@router.post("/v1/policies/diff", summary="See who would get something else")
def diff(body: DiffBody, cursor: Cursor = None, limit: Few = 25) -> DiffAnswer:
    """Compare, customer by customer, what goes now with what would go; nothing is kept or sent."""
    who = caller(router)
    question = PolicyQuestion(body.candidate(who), body.days, who.now)
    found = compare(who.tenant_id, question, cursor, limit)
    language = get_settings(who.tenant_id).language
    changed = (one for _, one in found.page.values)
    customers = fitting(changed, lambda one: _changed(one, language))
    number = len(customers)
    return DiffAnswer(
        compared=found.number(number),
        changed=number,
        customers=customers,
        cursor=found.page.cursor_behind(number),
    )


def _changed(found: Changed, language: str) -> ChangedCustomer:
    changes = fitting(found.changes, lambda change: _change(change, language))
    return ChangedCustomer(
        customer_id=found.customer_id,
        customer_name=found.customer_name,
        changes=changes,
        left_out=len(found.changes) - len(changes),
    )


class StepAnswer(Answer):
    """How often a step would have gone, and did; `cross`: to a debt already paid, not recorded."""

    kind: str
    level: int
    would: int
    did: int
    would_cross: int
    did_cross: int


class ContactsAnswer(Answer):
    """How often one customer would have been written to, and was."""

    customer_id: str
    would: int
    did: int


class BacktestAnswer(Answer):
    """The customers of this page, replayed; the counts of the pages add up."""

    replayed: int
    steps: list[StepAnswer]
    customers: list[ContactsAnswer]
    cursor: str | None
    assumptions: list[str]


@router.post("/v1/policies/backtest", summary="Replay a policy on recorded history")
def post_backtest(body: BacktestBody, cursor: Cursor = None, limit: Fewer = 5) -> BacktestAnswer:
    """Compare what a policy would have said with what was said; nothing is kept or sent."""
    who = caller(router)
    if body.to_on >= who.today():
        raise Invalid("to_on", "the day is not over yet")
    span = Span(body.from_on, body.to_on)
    found = backtest(who.tenant_id, body.candidate(who), span, cursor, limit, who.now)
    return BacktestAnswer(
        replayed=found.replayed,
        steps=[StepAnswer.model_validate(step) for step in found.steps],
        customers=[ContactsAnswer.model_validate(one) for one in found.customers],
        cursor=found.cursor,
        assumptions=list(ASSUMPTIONS),
    )


def _change(change: LineChange, language: str) -> ChangeAnswer:
    return ChangeAnswer(
        before=line_answer(change.before, language) if change.before else None,
        after=line_answer(change.after, language) if change.after else None,
    )
