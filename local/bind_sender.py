"""Binds a sender to a tenant, or takes it away, because who runs the installation says so (R49).

make sender ARGS='t-4f2a... lumen.example'                binds it, in the stack of `dev`
make sender ARGS='t-4f2a... lumen.example --withdraw'     takes it away: mail sent as it stops
make sender ARGS='t-4f2a... lumen.example --env prod'
make sender ARGS='t-4f2a... lumen.example --ses-tenant'   with a reputation of its own at SES
"""

import argparse
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import boto3

from local.installation import reached


def main(arguments: list[str]) -> int:
    """Binds or withdraws, and says what became of it."""
    parser = argparse.ArgumentParser(prog="make sender", description="whose a sender is")
    parser.add_argument("tenant", help="the id of the tenant")
    parser.add_argument("sender", help="a domain or an address")
    parser.add_argument("--withdraw", action="store_true", help="take it away from the tenant")
    parser.add_argument(
        "--ses-tenant", action="store_true", help="its mail counts for a tenant of SES of its own"
    )
    parser.add_argument("--env", default="dev", help="dev, prod or local (samconfig.toml)")
    said = parser.parse_args(arguments)
    outputs = reached(said.env)
    if outputs is None:
        return 1
    if failed := _done(said.tenant, said.sender, withdraw=said.withdraw):
        return failed
    if said.ses_tenant and said.withdraw:
        leave(said.tenant)
    elif said.ses_tenant:
        enrol(said.tenant, said.sender.rpartition("@")[2], outputs)
    return 0


def enrol(tenant_id: str, identity: str, outputs: Mapping[str, str]) -> None:
    """Makes a tenant of SES with the identity and the shared configuration set, and sends as it.

    The identity is the one that SES verified; whoever runs this may make tenants at SES, and no
    function may.
    """
    ses: Any = boto3.client("sesv2")
    _, partition, _, region, account, _ = outputs["MailEventsTopic"].split(":")
    arn = f"arn:{partition}:ses:{region}:{account}"
    known = ses.exceptions.AlreadyExistsException
    with suppress(known):
        ses.create_tenant(TenantName=tenant_id)
    for resource in (f"identity/{identity}", f"configuration-set/{outputs['ConfigurationSet']}"):
        with suppress(known):
            ses.create_tenant_resource_association(
                TenantName=tenant_id, ResourceArn=f"{arn}:{resource}"
            )
    from relance.flows.tenant.senders import set_ses_tenant

    set_ses_tenant(tenant_id, tenant_id)
    print(f"{tenant_id} has a reputation of its own at SES")


def leave(tenant_id: str) -> None:
    """Lets the mail count for the account again; what SES knows of the tenant stays there."""
    from relance.flows.tenant.senders import set_ses_tenant

    set_ses_tenant(tenant_id, None)
    print(f"{tenant_id} has the reputation of the account at SES")


def _done(tenant_id: str, sender: str, *, withdraw: bool) -> int:
    # Rows read the names of their tables when they are imported.
    from relance.adapters import clock
    from relance.data import tenants
    from relance.domain.errors import Conflict, Invalid, NotFound
    from relance.flows.tenant.senders import bind, drop

    try:
        tenants.load(tenant_id)
        if withdraw:
            drop(tenant_id, sender)
        else:
            bind(tenant_id, sender, clock.now())
    except (Conflict, Invalid) as refused:
        print(f"{sender}: {refused.detail}", file=sys.stderr)
        return 1
    except NotFound as unknown:
        print(f"there is no {unknown.kind} {unknown.id}", file=sys.stderr)
        return 1
    print(f"{sender} is {'not any more' if withdraw else 'now'} a sender of {tenant_id}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
