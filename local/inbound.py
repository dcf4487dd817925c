"""Whether replies of debtors can arrive: `make inbound ENV=prod`, before and after a deploy.

SES takes mail for a verified domain alone, and by the one rule set that is active: CloudFormation
proves the one no more than it switches the other on.
"""

import argparse
import sys
from collections.abc import Iterator
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from local.installation import addressed
from relance.domain.creditor.sender_identity import names_over


def main(arguments: list[str]) -> int:
    """Says what is missing; 0 where nothing is."""
    parser = argparse.ArgumentParser(prog="make inbound", description="whether replies can arrive")
    parser.add_argument("--env", default="dev", help="dev, prod or local (samconfig.toml)")
    parser.add_argument("--domain", help="the domain; else the one of the stack")
    said = parser.parse_args(arguments)
    stack = addressed(said.env)
    try:
        domain, rule_set = said.domain, None
        if not domain:
            domain, rule_set = _deployed(stack["stack_name"])
        found = [*troubles(domain, rule_set, boto3.client("sesv2"), boto3.client("ses"))]
    except (BotoCoreError, ClientError) as error:
        print(f"AWS cannot be asked: {error}", file=sys.stderr)
        return 1
    for trouble in found:
        print(trouble, file=sys.stderr)
    if not found:
        print(f"SES may receive for {domain}; its MX record is yours to look at.")
    return 1 if found else 0


def _deployed(stack_name: str) -> tuple[str, str | None]:
    """The domain and the rule set of a stack."""
    formation = boto3.client("cloudformation")
    (stack,) = formation.describe_stacks(StackName=stack_name)["Stacks"]
    given = {one["ParameterKey"]: one.get("ParameterValue", "") for one in stack["Parameters"]}
    domain = given.get("InboundDomain", "")
    if not domain:
        return "", None
    # Named: of all its resources AWS answers a hundred.
    asked = {"StackName": stack_name, "LogicalResourceId": "ReceiptRules"}
    (rule_set,) = formation.describe_stack_resources(**asked)["StackResources"]
    return domain, rule_set["PhysicalResourceId"]


def troubles(domain: str, rule_set: str | None, sesv2: Any, ses: Any) -> Iterator[str]:
    """What keeps mail for the domain from coming in; without a rule set only the identity."""
    if not domain:
        yield "InboundDomain is empty: replies go to each tenant's own mailbox."
        return
    if not any(_verified(sesv2, name) for name in names_over(domain)):
        yield f"{domain} is no verified identity of SES in this Region: mail to it is refused."
    if rule_set:
        active = ses.describe_active_receipt_rule_set().get("Metadata", {}).get("Name")
        if active != rule_set:
            command = f"aws ses set-active-receipt-rule-set --rule-set-name {rule_set}"
            yield f"The active rule set is {active or 'none'}; switch it on: {command}"


def _verified(sesv2: Any, name: str) -> bool:
    try:
        return bool(sesv2.get_email_identity(EmailIdentity=name)["VerifiedForSendingStatus"])
    except sesv2.exceptions.NotFoundException:
        return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
