"""Writing one fact: read the account, compute it anew, write both in one transaction (R12)."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from relance.data import accounts, transaction
from relance.data.transaction import Write
from relance.domain.account.account import Account
from relance.domain.errors import NotFound
from relance.domain.fact import Fact
from relance.flows.redoing import redo
from relance.flows.releasing import with_orders


@dataclass(frozen=True, slots=True)
class Change:
    """The account after a fact, the fact, and what else is written with it."""

    after: Account
    fact: Fact
    reopened: frozenset[str] = frozenset()
    also: tuple[Write, ...] = ()


def fact_id(account: Account) -> str:
    """The id of the next fact of an account: its version, which only one writer can reach."""
    return f"v{account.version + 1:08d}"


def record(
    tenant_id: str,
    account_id: str,
    change: Callable[[Account], Change | None],
    absent: Account | None = None,
) -> Account:
    """The account with the fact recorded; unchanged where `change` answers None.

    `absent` stands for an account that does not exist yet; without it that is NotFound. Raises
    StaleVersion when others kept writing the account. What `change` reads beside the account is
    safe: its writers bump the same head.
    """

    def attempt() -> Account:
        before = accounts.load(tenant_id, account_id) or absent
        if before is None:
            raise NotFound("customer", account_id)
        wanted = change(before)
        if wanted is None:
            return before
        after, released = with_orders(before, wanted.after, wanted.fact.recorded_at)
        writes = accounts.changes(before, after, wanted.fact, wanted.reopened)
        transaction.commit([*writes, *wanted.also, *released])
        return replace(after, version=before.version + 1)

    return redo(attempt)
