"""The installation that a command is about: its stack, where it listens, its tables."""

import json
import os
import sys
import tomllib
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


def addressed(env: str) -> dict[str, str]:
    """The parameters of an environment's stack, to which calls to AWS go from now on."""
    stack = stack_of(env)
    os.environ.update(address_of(env) | {"AWS_DEFAULT_REGION": stack["region"]})
    return stack


def reached(env: str) -> dict[str, str] | None:
    """The outputs of an environment's stack, whose tables rows are then of; None: it is said why.

    To be called before rows are imported, which read the names of their tables then.
    """
    stack = addressed(env)
    try:
        outputs = outputs_of(stack["stack_name"])
    except (BotoCoreError, ClientError) as error:
        print(f"the stack {stack['stack_name']} cannot be read: {error}", file=sys.stderr)
        return None
    os.environ.update({name: outputs[output] for name, output in TABLES.items()})
    return outputs


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
        "AWS_ENDPOINT_URL_SESV2": f"http://{settings.LOOPBACK}:{ports['outbox']}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "RELANCE_CLOCK_FILE": str(home / "clock"),
    }


def outputs_of(stack_name: str) -> dict[str, str]:
    """The outputs of a deployed stack."""
    cloudformation: Any = boto3.client("cloudformation")
    (stack,) = cloudformation.describe_stacks(StackName=stack_name)["Stacks"]
    return {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}
