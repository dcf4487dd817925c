"""The tables of docs/policies.md say what the shipped policies are: row by row, from the code."""

import re

import pytest

from local.harness.template import ROOT
from relance.domain.policies.policy import Anchor, Policy, Step
from relance.domain.policies.shipped import SHIPPED

PAGE = (ROOT / "docs" / "policies.md").read_text(encoding="utf-8")


def rows_of(policy_id: str) -> list[list[str]]:
    """The rows of the table under the heading of a policy."""
    section = re.split(r"^#+ ", PAGE.split(f"## `{policy_id}`", 1)[1], maxsplit=1, flags=re.M)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def day_of(step: Step) -> str:
    """The day as the table writes it."""
    days = f"{step.days_after_due:+d}" if step.days_after_due else "0"
    unit = " bd" if step.business_days else ""
    start = {Anchor.ISSUE_DATE: "issue ", Anchor.PAYMENT_RUN: "run, or "}.get(step.anchor, "")
    return f"{start}{days}{unit}"


def row_of(step: Step, policy: Policy) -> list[str]:
    """What the first five cells of a step's row say."""
    required = policy.approve_all and step.channel in ("email", "letter", "registered")
    approval = "required" if required else step.approval.value
    return [day_of(step), str(step.level), step.kind, step.channel.value, approval]


@pytest.mark.parametrize("policy_id", sorted(SHIPPED))
def test_the_page_shows_every_step_of_a_shipped_policy(policy_id: str) -> None:
    policy = SHIPPED[policy_id]
    shown = [row[:5] for row in rows_of(policy_id)]

    assert shown == [row_of(step, policy) for step in policy.steps]
