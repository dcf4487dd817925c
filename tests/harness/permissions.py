"""What a function may do, as its policy says, and what an AWS call needs."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any
from urllib.parse import unquote

from local.harness.template import ACCOUNT, REGION, Template
from local.harness.wire import Request

type Need = tuple[str, str]  # action and ARN

_TRANSACTED = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
    "Get": "GetItem",
}
# The action that IAM asks for where it is not the operation's own name.
_ACTIONS = {"SendMessageBatch": "SendMessage"}


class Unmapped(Exception):
    """A call of which the tests do not know what permission it needs."""


def statements_of(template: Template, function: str) -> list[dict[str, Any]]:
    """The statements of a function's own policy."""
    return [
        statement
        for policy in template.functions()[function]["Policies"]
        for statement in policy["Statement"]
    ]


def granted(template: Template, function: str) -> Iterator[Need]:
    """Each action with each resource that a function's policy allows."""
    for statement in statements_of(template, function):
        for action in _listed(statement["Action"]):
            for resource in _listed(statement["Resource"]):
                yield action, resource


def covers(grant: Need, need: Need) -> bool:
    """Whether a grant allows what a call needs."""
    return grant[0] == need[0] and fnmatchcase(need[1], grant[1])


def keys_allowed(template: Template, function: str, need: Need) -> list[str] | None:
    """The patterns of the partition keys to which a need is granted; None: of all keys."""
    patterns: list[str] = []
    for statement in statements_of(template, function):
        actions, resources = _listed(statement["Action"]), _listed(statement["Resource"])
        if any(covers((a, r), need) for a in actions for r in resources):
            condition = statement.get("Condition", {}).get("ForAllValues:StringLike", {})
            if "dynamodb:LeadingKeys" not in condition:
                return None
            patterns += condition["dynamodb:LeadingKeys"]
    return patterns


def partition_key_of(request: Request) -> str:
    """The partition key of a call on one row, which its first key attribute is here."""
    row = request.parameters.get("Key") or request.parameters["Item"]
    return next(str(row[name]["S"]) for name in ("pk", "key_id") if name in row)


def needs_of(request: Request) -> Iterator[Need]:
    """The actions and ARNs that IAM would check for a call."""
    asked, operation = request.parameters, request.operation
    match request.service:
        case "dynamodb":
            yield from _of_dynamodb(operation, asked)
        case "sqs":
            queue = str(asked["QueueUrl"]).rpartition("/")[2]
            yield f"sqs:{_ACTIONS.get(operation, operation)}", _arn("sqs", queue)
        case "sns":
            yield f"sns:{operation}", str(asked["TopicArn"])
        case "ssm":
            yield f"ssm:{operation}", _arn("ssm", f"parameter{asked.get('Name') or asked['Path']}")
        case "secretsmanager":
            yield f"secretsmanager:{operation}", str(asked["SecretId"])
        case "s3":
            bucket = str(asked["Host"]).partition(".s3.")[0]
            yield f"s3:{operation}", f"arn:aws:s3:::{bucket}{asked['Path']}"
        case "sesv2":
            yield from _of_ses(operation, asked)
        case _:
            raise Unmapped(request.action)


def _of_dynamodb(operation: str, asked: dict[str, Any]) -> Iterator[Need]:
    if operation in ("TransactWriteItems", "TransactGetItems"):
        for item in asked["TransactItems"]:
            for kind, part in item.items():
                yield f"dynamodb:{_TRANSACTED[kind]}", _table(part["TableName"])
    elif operation in ("BatchGetItem", "BatchWriteItem"):
        for table in asked["RequestItems"]:
            yield f"dynamodb:{operation}", _table(table)
    else:
        index = f"/index/{asked['IndexName']}" if "IndexName" in asked else ""
        yield f"dynamodb:{operation}", _table(asked["TableName"]) + index


def _of_ses(operation: str, asked: dict[str, Any]) -> Iterator[Need]:
    if operation == "SendEmail":
        domain = str(asked["FromEmailAddress"]).rpartition("@")[2].rstrip(">")
        yield "ses:SendEmail", _arn("ses", f"identity/{domain}")
        if "Raw" in asked["Content"]:
            yield "ses:SendRawEmail", _arn("ses", f"identity/{domain}")
        if name := asked.get("ConfigurationSetName"):
            yield "ses:SendEmail", _arn("ses", f"configuration-set/{name}")
        if name := asked.get("TenantName"):
            yield "ses:SendEmail", _arn("ses", f"tenant/{name}")
    elif operation == "GetEmailIdentity":
        name = unquote(str(asked["Path"]).rpartition("/")[2])
        yield f"ses:{operation}", _arn("ses", f"identity/{name}")
    else:
        raise Unmapped(f"ses:{operation}")


def _table(name: str) -> str:
    return _arn("dynamodb", f"table/{name}")


def _arn(service: str, rest: str) -> str:
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{rest}"


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
