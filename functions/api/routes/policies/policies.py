"""Policies: read, validate, replace, go back (B1 to B3)."""

from datetime import datetime
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path
from pydantic import Field

from relance.domain.creditor.policy_of import Version
from relance.domain.policies.policy import Policy
from relance.flows.policies.policies import (
    check,
    get_policy,
    list_policies,
    put_policy,
    restore,
    version_of,
    versions_of,
)
from relance.flows.tenant.settings import get_settings

from ..caller import caller, new_router
from ..fields import CODE_PATTERN, Answer, Body
from .policy_body import PolicyBody, PolicyContent, content_of

router = new_router()

PolicyId = Annotated[str, Path(pattern=CODE_PATTERN, description="As classic")]
Number = Annotated[int, Path(ge=1, le=2**31)]


class PolicyAnswer(PolicyContent):
    """A policy as it holds; what was read can be put again."""

    policy_id: str
    version: int


class PolicyListed(Answer):
    """A policy that may be chosen, and for whom it is."""

    policy_id: str
    version: int
    steps: int
    default: bool
    categories: list[str]


class PolicyList(Answer):
    """Every policy that may be chosen."""

    policies: list[PolicyListed]


class FlawAnswer(Answer):
    """A place, as steps.2.level, and what is wrong there."""

    field: str
    detail: str


class Validation(Answer):
    """Whether the policy would be accepted."""

    accepted: bool
    errors: list[FlawAnswer]


class VersionListed(Answer):
    """A version, since when it holds, and who set it; a shipped one is there from the start."""

    version: int
    since_at: datetime | None
    author: str | None


class VersionList(Answer):
    """The versions of a policy, oldest first."""

    versions: list[VersionListed]


class VersionAnswer(VersionListed):
    """A version with its content."""

    policy: PolicyAnswer


class RestoreBody(Body):
    """The version to go back to."""

    version: Annotated[int, Field(strict=True, ge=1, le=2**31)]


def _answer(policy: Policy) -> PolicyAnswer:
    said = {**content_of(policy), "policy_id": policy.policy_id, "version": policy.version}
    return PolicyAnswer.model_validate(said)


def _listed(found: Version) -> VersionListed:
    return VersionListed(version=found.policy.version, since_at=found.since_at, author=found.author)


@router.get("/v1/policies", summary="List policies")
def listed() -> PolicyList:
    """Answer the policies that come with Relance and the tenant's own."""
    tenant_id = caller(router).tenant_id
    tenant = get_settings(tenant_id)
    return PolicyList(
        policies=[
            PolicyListed(
                policy_id=policy.policy_id,
                version=policy.version,
                steps=len(policy.steps),
                default=policy.policy_id == tenant.policy_id,
                categories=sorted(c for c, p in tenant.policies.items() if p == policy.policy_id),
            )
            for policy in list_policies(tenant_id)
        ]
    )


@router.post("/v1/policies/validate", summary="Check a policy")
def validate(body: PolicyContent) -> Validation:
    """Answer every place for which the policy would not be accepted; nothing is kept."""
    found = check(caller(router).tenant_id, body.policy("candidate"))
    errors = [FlawAnswer(field=flaw.place, detail=flaw.detail) for flaw in found]
    return Validation(accepted=not errors, errors=errors)


@router.get("/v1/policies/<policy_id>", summary="Read a policy")
def get(policy_id: PolicyId) -> PolicyAnswer:
    """Answer the policy as it holds now."""
    return _answer(get_policy(caller(router).tenant_id, policy_id))


@router.put("/v1/policies/<policy_id>", summary="Replace a policy")
def put(policy_id: PolicyId, body: PolicyBody) -> tuple[PolicyAnswer, int]:
    """Keep a new version; it reaches existing invoices with the next run."""
    who = caller(router)
    wanted = body.policy(policy_id, body.version)
    policy, new = put_policy(who.tenant_id, wanted, who.author, who.now)
    return _answer(policy), 201 if new else 200


@router.get("/v1/policies/<policy_id>/versions", summary="List the versions of a policy")
def versions(policy_id: PolicyId) -> VersionList:
    """Answer since when each version holds."""
    found = versions_of(caller(router).tenant_id, policy_id)
    return VersionList(versions=[_listed(version) for version in found])


@router.get("/v1/policies/<policy_id>/versions/<number>", summary="Read a version of a policy")
def version(policy_id: PolicyId, number: Number) -> VersionAnswer:
    """Answer the content of one version."""
    found = version_of(caller(router).tenant_id, policy_id, number)
    listed_as = _listed(found).model_dump()
    return VersionAnswer(**listed_as, policy=_answer(found.policy))


@router.post("/v1/policies/<policy_id>/restore", summary="Go back to a version of a policy")
def post_restore(policy_id: PolicyId, body: RestoreBody) -> PolicyAnswer:
    """Keep a new version with the content of an old one."""
    who = caller(router)
    return _answer(restore(who.tenant_id, policy_id, body.version, who.author, who.now))
