"""A creditor comes aboard: a tenant in shadow mode, and its first key (R29)."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from relance.data import tenants
from relance.domain.creditor.api_key import SCOPES
from relance.domain.creditor.tenant import Tenant
from relance.flows.tenant.keys import create_key
from relance.flows.tenant.senders import bind


def new_tenant(legal_name: str, now: datetime, senders: Sequence[str] = ()) -> tuple[Tenant, str]:
    """The tenant, and the text of its first key with every scope.

    `senders` are domains or addresses that it may send as, because who runs the installation says
    so (R49). Raises Invalid and Conflict for those, and leaves no key then.
    """
    tenant = tenants.save(Tenant(f"t-{secrets.token_hex(8)}", legal_name))
    for sender in senders:
        bind(tenant.tenant_id, sender, now)
    _, text = create_key(tenant.tenant_id, SCOPES, "first", now)
    return tenant, text
