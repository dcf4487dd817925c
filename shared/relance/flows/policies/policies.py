"""Policies of a tenant: read, checked, replaced, put back (B1). No version is ever lost."""

from dataclasses import replace
from datetime import datetime

from relance.data import policies, tenants
from relance.data.moving import Move, wished
from relance.domain.creditor.policy_of import Version
from relance.domain.errors import Conflict, Flawed, NotFound
from relance.domain.policies.checks import Flaw, flaws_of
from relance.domain.policies.policy import Policy
from relance.domain.policies.shipped import SHIPPED
from relance.flows import moving
from relance.flows.tenant.readiness import setting_of

MOST_OWN = 20


def check(tenant_id: str, policy: Policy) -> tuple[Flaw, ...]:
    """Why the policy would not be accepted now; empty where it would."""
    return flaws_of(policy, setting_of(tenants.load(tenant_id)))


def put_policy(tenant_id: str, wanted: Policy, author: str, now: datetime) -> tuple[Policy, bool]:
    """The policy as it holds from now on, and whether it is the first of its id.

    `wanted.version` is the version it replaces, 0 for a new one. Raises Flawed with every place
    that cannot be accepted, Conflict when another version holds. The same content again changes
    nothing.
    """
    seen, tenant = policies.current(tenant_id), tenants.load(tenant_id)
    known = SHIPPED | {policy.policy_id: policy for policy in seen.policies}
    holds = known.get(wanted.policy_id)
    if holds and replace(wanted, version=holds.version) == holds:
        return holds, False
    if wanted.version != (holds.version if holds else 0):
        raise Conflict("another version holds: read it first", "version")
    if len(known) - len(SHIPPED) >= MOST_OWN and not holds:
        raise Conflict(f"there are {MOST_OWN} policies already")
    if found := flaws_of(wanted, setting_of(tenant)):
        raise Flawed(tuple((flaw.place, flaw.detail) for flaw in found))
    after = replace(wanted, version=wanted.version + 1)
    # Existing invoices are chased by the new version from the next run on (B10, R12).
    policies.save(tenant_id, seen, after, now, author, [wished(tenant_id, Move.NEXT_RUN, now)])
    moving.begin(tenant_id)
    return after, holds is None


def restore(tenant_id: str, policy_id: str, number: int, author: str, now: datetime) -> Policy:
    """A new version with the content of an old one; raises NotFound, Flawed."""
    old = version_of(tenant_id, policy_id, number).policy
    holds = get_policy(tenant_id, policy_id)
    return put_policy(tenant_id, replace(old, version=holds.version), author, now)[0]


def get_policy(tenant_id: str, policy_id: str) -> Policy:
    """The version that holds; raises NotFound."""
    found = tenants.load(tenant_id).known_policies.get(policy_id)
    if found is None:
        raise NotFound("policy", policy_id)
    return found


def list_policies(tenant_id: str) -> tuple[Policy, ...]:
    """Every policy that may be chosen, by id, as it holds now."""
    known = tenants.load(tenant_id).known_policies
    return tuple(known[policy_id] for policy_id in sorted(known))


def versions_of(tenant_id: str, policy_id: str) -> tuple[Version, ...]:
    """Every version, oldest first; a shipped one held since ever. Raises NotFound."""
    shipped = (Version(SHIPPED[policy_id]),) if policy_id in SHIPPED else ()
    found = (*shipped, *policies.versions(tenant_id, policy_id))
    if not found:
        raise NotFound("policy", policy_id)
    return found


def version_of(tenant_id: str, policy_id: str, number: int) -> Version:
    """One version; raises NotFound."""
    shipped = SHIPPED.get(policy_id)
    if shipped and shipped.version == number:
        return Version(shipped)
    found = policies.version(tenant_id, policy_id, number)
    if found is None:
        raise NotFound("policy", f"{policy_id}/{number}")
    return found


def version_at(tenant_id: str, policy_id: str, at: datetime) -> Policy:
    """The version that held at an instant (R10); raises NotFound where none did."""
    held = [v for v in versions_of(tenant_id, policy_id) if v.since_at is None or v.since_at <= at]
    if not held:
        raise NotFound("policy", policy_id)
    return held[-1].policy
