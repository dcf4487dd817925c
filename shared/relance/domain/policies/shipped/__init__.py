"""The policies that come with Relance, as practice.md 6 tells them (B2)."""

from relance.domain.policies.shipped.classic import CLASSIC
from relance.domain.policies.shipped.eight_steps import EIGHT_STEPS
from relance.domain.policies.shipped.gentle import GENTLE
from relance.domain.policies.shipped.key_account import KEY_ACCOUNT, PUBLIC_BODY

__all__ = ["CLASSIC", "EIGHT_STEPS", "GENTLE", "KEY_ACCOUNT", "PUBLIC_BODY", "SHIPPED"]

SHIPPED = {
    policy.policy_id: policy for policy in (CLASSIC, EIGHT_STEPS, KEY_ACCOUNT, PUBLIC_BODY, GENTLE)
}
