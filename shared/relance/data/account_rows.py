"""The rows of the table `accounts`: names, keys, attributes; no rule.

    <tenant>#<account>           head, customer, invoice#, receipt#, hold#, claim#, promise#,
                                 dispute#, reply#, override#, order_hold#, owed#, task#,
                                 message#
                                 (hot: one Query loads the account)
    <tenant>#<account>#archive   fact#, decision#, body#, written#, invoice# (closed)
    <tenant>#invoice#<id>        pointer: in which account, open or closed     (R20)
    <tenant>#address#<digest>    contacts: what was sent to it, over all accounts, and whether mail
                                 to it stopped (data/address_contacts); suppression: that it stopped
    link#<message_id>            pointer: to which account a link belongs      (R26)

Indexes: `review` (sparse, data/review_index) and `by_tenant` (listing, listed_as).
"""

from datetime import datetime
from typing import Any

from pynamodb.attributes import (
    BinaryAttribute,
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, IncludeProjection

from relance import config
from relance.data.stored import CompactJson, StoredRow


class ReviewIndex(GlobalSecondaryIndex["AccountRow"]):
    """Heads by tenant and the instant of their next look (R12); eventually consistent."""

    class Meta:
        index_name = "review"
        projection = IncludeProjection(
            ["review_at", "oldest_due_on", "decided_at", "zone", "country"]
        )

    review_shard = UnicodeAttribute(hash_key=True)
    review_turn = UnicodeAttribute(range_key=True)


class ListingIndex(GlobalSecondaryIndex["AccountRow"]):
    """Rows that lists show, by tenant (R20); eventually consistent."""

    class Meta:
        index_name = "by_tenant"
        projection = AllProjection()

    listing = UnicodeAttribute(hash_key=True)
    listed_as = UnicodeAttribute(range_key=True)


class AccountRow(StoredRow):
    """Any row of the table; `doc` is the domain value, the rest is what conditions look at."""

    class Meta:
        table_name = config.accounts_table()

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    doc = CompactJson(null=True)
    former = CompactJson(null=True)
    waiting = CompactJson(null=True)
    body = BinaryAttribute(null=True, legacy_encoding=False)
    version = NumberAttribute(null=True)
    rows = UnicodeSetAttribute(null=True)  # what the account has (data/manifest)
    messages = UnicodeSetAttribute(null=True)
    rows_version = NumberAttribute(null=True)
    review_shard = UnicodeAttribute(null=True)
    review_at = UnicodeAttribute(null=True)
    review_turn = UnicodeAttribute(null=True)
    oldest_due_on = UnicodeAttribute(null=True)
    open_minor = UnicodeAttribute(null=True)
    decided_at = UnicodeAttribute(null=True)
    moved_by = UnicodeAttribute(null=True)  # the wish that last moved the review (data/moving)
    zone = UnicodeAttribute(null=True)
    country = UnicodeAttribute(null=True)
    paid_on = UnicodeAttribute(null=True)
    listing = UnicodeAttribute(null=True)
    listed_as = UnicodeAttribute(null=True)
    state = UnicodeAttribute(null=True)
    rank = NumberAttribute(null=True)
    attempt = NumberAttribute(null=True)
    reserved_by = UnicodeAttribute(null=True)
    sent_at = UnicodeAttribute(null=True)
    delivered_at = UnicodeAttribute(null=True)
    events: ListAttribute[Any] = ListAttribute(null=True)
    ttl = NumberAttribute(null=True)  # the second at which it ends (data/expiry)

    review_index = ReviewIndex()
    listing_index = ListingIndex()


def hot(tenant_id: str, account_id: str) -> str:
    """The partition that one Query loads."""
    return f"{tenant_id}#{account_id}"


def archive(tenant_id: str, account_id: str) -> str:
    """The partition that `decide` never reads."""
    return f"{tenant_id}#{account_id}#archive"


def place_of(partition: str) -> dict[str, str]:
    """The tenant and the account of a partition, hot or archived, by the names of their fields."""
    tenant_id, account_id, *_ = partition.split("#")
    return {"tenant_id": tenant_id, "account_id": account_id}


def pointer(tenant_id: str, invoice_id: str) -> AccountRow:
    """The row that says in which account an invoice is filed."""
    return AccountRow(f"{tenant_id}#invoice#{invoice_id}", "pointer")


def link(message_id: str) -> AccountRow:
    """The row that says to which account the links of a message belong."""
    return AccountRow(f"link#{message_id}", "pointer")


def address(tenant_id: str, address_digest: str) -> str:
    """The partition of what is known of an address, over all accounts of a tenant."""
    return f"{tenant_id}#address#{address_digest}"


def suppression(tenant_id: str, address_digest: str) -> AccountRow:
    """The row whose existence stops mail of this tenant to an address."""
    return AccountRow(address(tenant_id, address_digest), "suppression")


def stamp(at: datetime) -> str:
    """An instant as text that sorts as time does: always UTC, always microseconds."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")
