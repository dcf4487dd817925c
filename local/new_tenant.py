"""Makes a tenant and its first key, on AWS or on the local stack, and shows the key once.

make tenant ARGS='"Atelier Lumen SARL"'                 the stack of samconfig.toml's `dev`
make tenant ARGS='"Atelier Lumen SARL" --env prod'      the stack of `prod`
make tenant ARGS='"Atelier Lumen SARL" --env local'     the stack that `make serve` runs
make tenant ARGS='"Atelier Lumen SARL" --sender lumen.example'   it may send as that domain
"""

import argparse
import json
import os
import sys
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from local import settings

# The outputs of the template in which the tables' names are found.
TABLES = {
    "ACCOUNTS_TABLE": "AccountsTable",
    "TENANTS_TABLE": "TenantsTable",
    "API_KEYS_TABLE": "ApiKeysTable",
    "INBOX_TABLE": "InboxTable",
}


def main(arguments: list[str]) -> int:
    """Asks for a name, prints the id of the tenant and its key."""
    parser = argparse.ArgumentParser(prog="make tenant", description="a tenant and its first key")
    parser.add_argument("name", help="the legal name of the creditor")
    parser.add_argument("--env", default="dev", help="dev, prod or local (samconfig.toml)")
    parser.add_argument(
        "--sender", action="append", default=[], help="a domain or an address that it may send as"
    )
    said = parser.parse_args(arguments)
    stack = stack_of(said.env)
    os.environ.update(address_of(said.env) | {"AWS_DEFAULT_REGION": stack["region"]})
    try:
        outputs = outputs_of(stack["stack_name"])
    except (BotoCoreError, ClientError) as error:
        print(f"the stack {stack['stack_name']} cannot be read: {error}", file=sys.stderr)
        return 1
    try:
        tenant_id, key = new_tenant(outputs, said.name, said.sender)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"Tenant  {tenant_id}  (shadow mode: decides and sends nothing until go-live)")
    for sender in said.sender:
        print(f"Sender  {sender}")
    print(f"Key     {key}")
    print("The key is shown this once; only its digest is kept.")
    return 0


def stack_of(env: str) -> dict[str, str]:
    """Name and region of the stack of an environment."""
    file = settings.ROOT / "samconfig.toml"
    known = tomllib.loads(file.read_text(encoding="utf-8"))
    if env not in known or env == "version":
        raise SystemExit(f"samconfig.toml has no environment {env}")
    parameters: dict[str, str] = known[env]["global"]["parameters"]
    return parameters


def address_of(env: str) -> dict[str, str]:
    """Where the local stack listens; on AWS nothing, the usual credentials are used."""
    if env != "local":
        return {}
    home = settings.default_home()
    file = home / "ports.json"
    if not file.exists():
        raise SystemExit("there is no local stack yet: make serve starts one")
    ports = json.loads(file.read_text(encoding="utf-8"))
    return {
        "AWS_ENDPOINT_URL": f"http://{settings.LOOPBACK}:{ports['emulator']}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "RELANCE_CLOCK_FILE": str(home / "clock"),
    }


def outputs_of(stack_name: str) -> dict[str, str]:
    """The outputs of a deployed stack."""
    cloudformation: Any = boto3.client("cloudformation")
    (stack,) = cloudformation.describe_stacks(StackName=stack_name)["Stacks"]
    return {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}


def new_tenant(
    outputs: Mapping[str, str], legal_name: str, senders: Sequence[str] = ()
) -> tuple[str, str]:
    """The id of a new tenant and the text of its first key, in the tables of these outputs.

    Raises ValueError for a sender that cannot be, or is not, its own.
    """
    os.environ.update({name: outputs[output] for name, output in TABLES.items()})
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
