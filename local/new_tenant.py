"""Makes a tenant and its first key, on AWS or on the local stack, and shows the key once.

make tenant ARGS='"Atelier Lumen SARL"'                 the stack of samconfig.toml's `dev`
make tenant ARGS='"Atelier Lumen SARL" --env prod'      the stack of `prod`
make tenant ARGS='"Atelier Lumen SARL" --env local'     the stack that `make serve` runs
make tenant ARGS='"Atelier Lumen SARL" --sender lumen.example'   it may send as that domain
"""

import argparse
import sys
from collections.abc import Sequence

from local.installation import reached


def main(arguments: list[str]) -> int:
    """Asks for a name, prints the id of the tenant and its key."""
    parser = argparse.ArgumentParser(prog="make tenant", description="a tenant and its first key")
    parser.add_argument("name", help="the legal name of the creditor")
    parser.add_argument("--env", default="dev", help="dev, prod or local (samconfig.toml)")
    parser.add_argument(
        "--sender", action="append", default=[], help="a domain or an address that it may send as"
    )
    said = parser.parse_args(arguments)
    if reached(said.env) is None:
        return 1
    try:
        tenant_id, key = new_tenant(said.name, said.sender)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Tenant  {tenant_id}  (shadow mode: decides and sends nothing until go-live)")
    for sender in said.sender:
        print(f"Sender  {sender}")
    print(f"Key     {key}")
    print("The key is shown this once; only its digest is kept.")
    return 0


def new_tenant(legal_name: str, senders: Sequence[str] = ()) -> tuple[str, str]:
    """The id of a new tenant and the text of its first key.

    Raises ValueError for a sender that cannot be, or is not, its own.
    """
    # Rows read the names of their tables when they are imported.
    from relance.adapters import clock
    from relance.domain.errors import Conflict, Invalid
    from relance.flows.tenant import onboarding

    try:
        tenant, key = onboarding.new_tenant(legal_name, clock.now(), senders)
    except (Conflict, Invalid) as refused:
        raise ValueError(f"the sender: {refused.detail}") from refused
    return tenant.tenant_id, key


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
