"""The index `review`: where a row stands in it that a tick is to look at. Nobody else says so.

    review_shard   review#<n>                  n follows from the tenant: a tenant is in one shard
    review_turn    <tenant>#<at>#<account>     a head, by the instant at which it is looked at
                   <tenant>#!<at>              what is set aside: before all heads of its tenant

So one Query reads the due heads of one tenant, oldest first, and one step behind the last turn of
a tenant finds the next one. No two heads have one turn, though all of a tenant may be due at ten:
a turn is where a page ends. `review_at` is there for conditions, and must say the same.
"""

import zlib
from datetime import datetime

from pynamodb.expressions.update import Action

from relance.data.account_rows import AccountRow, stamp
from relance.domain import era

SHARDS = 8
START = " "  # before the first turn of all; DynamoDB takes no empty key
_ASIDE = "!"  # sorts before every digit
_END = "~"
_UTC = "+00:00"  # which every stamp ends with


def looked_at(tenant_id: str, account_id: str, at: datetime) -> list[Action]:
    """The changes that have a head looked at at that instant."""
    return [
        AccountRow.review_at.set(stamp(at)),
        AccountRow.review_shard.set(shard_of(tenant_id)),
        AccountRow.review_turn.set(turn_of(tenant_id, account_id, stamp(at))),
    ]


def never_looked_at() -> list[Action]:
    """The changes that take a head out of the index."""
    attributes = (AccountRow.review_at, AccountRow.review_shard, AccountRow.review_turn)
    return [attribute.remove() for attribute in attributes]


def aside(tenant_id: str, at: datetime) -> dict[str, str]:
    """The attributes that have what is set aside looked at by every tick, the longest ago first."""
    return {
        "review_at": stamp(at),
        "review_shard": shard_of(tenant_id),
        "review_turn": f"{tenant_id}#{_ASIDE}{_short(stamp(at))}",
    }


def shard(number: int) -> str:
    """The name of a shard."""
    return f"review#{number}"


def shard_of(tenant_id: str) -> str:
    """The shard in which all of a tenant stands; stable."""
    return shard(zlib.crc32(tenant_id.encode()) % SHARDS)


def turn_of(tenant_id: str, account_id: str, review_at: str) -> str:
    """Where a head stands that says that review time."""
    return f"{tenant_id}#{_short(review_at)}#{account_id}"


def due_at(turn: str) -> str:
    """The instant for which a head stands where it does."""
    return f"{turn.split('#')[1]}{_UTC}"


def until(tenant_id: str, at: datetime) -> str:
    """The turn behind the heads of a tenant that are to be looked at at that instant, or before."""
    return f"{tenant_id}#{_short(stamp(at))}$"  # sorts right behind the sign before an account


def _short(review_at: str) -> str:
    return review_at.removesuffix(_UTC)


def heads_of(tenant_id: str) -> str:
    """The turn before all heads of a tenant, and behind what is set aside of it."""
    return f"{tenant_id}#0"


def asides_of(tenant_id: str) -> tuple[str, str]:
    """The turns between which stands what is set aside of a tenant."""
    return f"{tenant_id}#{_ASIDE}", f"{tenant_id}#{_ASIDE}{_END}"


def is_aside(turn: str) -> bool:
    """Whether what stands there is set aside."""
    return turn.partition("#")[2].startswith(_ASIDE)


def behind(tenant_id: str) -> str:
    """The turn behind every head of a tenant whose time can come (R46)."""
    return f"{tenant_id}#{era.LAST_ON.year + 1}"


def behind_all(tenant_id: str) -> str:
    """The turn behind everything of a tenant, whatever it says."""
    return f"{tenant_id}#{_END}"
