"""Whether a tenant may write to debtors: what its texts and its policies need is there (R29)."""

from relance import config
from relance.adapters import identities
from relance.domain.creditor.rules import Mode
from relance.domain.creditor.tenant import Tenant
from relance.domain.policies.checks import Setting, flaws_of
from relance.flows.tenant.bound_sender import is_bound
from relance.render import texts

type Gap = tuple[str, str]


def missing(
    tenant: Tenant, before: Tenant | None = None, *, starting: bool = False
) -> tuple[Gap, ...]:
    """What a tenant must set before it may write to anybody: field and reason.

    An address that it wrote from `before` is not asked about again. Whoever is `starting` proves
    its own, also where it was set before there were bindings (R49).
    """
    wanted = {
        "legal_name": "debtors must know who writes",
        "from_email": "the address that messages come from",
        "reply_to": "answers must reach a person",
        "phone": "a debtor who does not click must be able to call",
    }
    gaps = [(name, why) for name, why in wanted.items() if not getattr(tenant, name)]
    if starting and tenant.mode == Mode.SHADOW and tenant.from_email:
        if not is_bound(tenant.tenant_id, tenant.from_email):
            gaps.append(("from_email", "it is not bound to you: see POST /v1/sender-identities"))
            return tuple(gaps)
    known = before.from_email if before else None
    if tenant.from_email and tenant.from_email != known:
        if not identities.may_send_as(tenant.from_email):
            gaps.append(("from_email", "SES has not verified this address or its domain"))
    return tuple(gaps)


def setting_of(tenant: Tenant) -> Setting:
    """What a policy of this tenant may rely on."""
    folder = config.templates_path()
    needs = {name: texts.needs(name, folder) for name in texts.names(folder)}
    categories = frozenset(tenant.policies)
    return Setting(needs, texts.consequences(folder), tenant.signatory, categories)


def unmet(before: Tenant, after: Tenant) -> tuple[Gap, ...]:
    """What a policy in use would lose by a change of the settings: field and reason."""
    if before.signatory == after.signatory:
        return ()
    found = _flaws_in_use(after) - _flaws_in_use(before)
    return tuple(("signatory", f"the policy {name}: {why}") for name, why in sorted(found))


def _flaws_in_use(tenant: Tenant) -> frozenset[Gap]:
    setting = setting_of(tenant)
    chosen = {tenant.policy_id, *tenant.policies.values()}
    known = [policy for name, policy in tenant.known_policies.items() if name in chosen]
    return frozenset((p.policy_id, flaw.detail) for p in known for flaw in flaws_of(p, setting))
