"""A creditor comes aboard: a tenant in shadow mode, and its first key (R29)."""

import secrets
from datetime import datetime

from relance.data import tenants
from relance.domain.creditor.api_key import SCOPES
from relance.domain.creditor.tenant import Tenant
from relance.flows.tenant.keys import create_key


def new_tenant(legal_name: str, now: datetime) -> tuple[Tenant, str]:
    """The tenant, and the text of its first key with every scope."""
    tenant = tenants.save(Tenant(f"t-{secrets.token_hex(8)}", legal_name))
    _, text = create_key(tenant.tenant_id, SCOPES, "first", now)
    return tenant, text
