"""What a tenant sets; a change of rules reaches its open accounts (R12, practice 4.2)."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

from relance import calendars
from relance.adapters import sender_name
from relance.data import tenants
from relance.data.moving import Move, wished
from relance.data.transaction import Write
from relance.domain.calendar import local_date
from relance.domain.creditor.rules import Mode
from relance.domain.creditor.tenant import Tenant
from relance.domain.errors import Forbidden, Invalid
from relance.flows import moving
from relance.flows.redoing import redo
from relance.flows.tenant.bound_sender import is_bound
from relance.flows.tenant.readiness import missing, unmet
from relance.telemetry import logger

# What other stories set: the settings keep it as it is.
_KEPT = (
    "version",
    "ses_tenant",
    "mode",
    "resume_mode",
    "daily_cap",
    "capped",
    "capped_on",
    "live_since_at",
    "cash_through_on",
    "feed_ended_at",
    "released_on",
    "own_policies",
    "switches",
)
# What changes the day on which something is due.
_PLANNING = ("limits", "policy_id", "policies", "zone", "country", "region", "closed_on")


def put_settings(
    tenant_id: str, said: Callable[[Tenant], Tenant], may_change_bank: bool, now: datetime
) -> Tenant:
    """The settings as kept: what `said` makes of those that are there.

    Raises Forbidden when the bank details change without the scope for it, Invalid where a tenant
    that writes to debtors would lose what its texts say. A new IBAN in place of another is shown to
    nobody for some bank days.
    """

    def change(before: Tenant) -> Tenant:
        wanted = said(before)
        if _bank(before) != _bank(wanted) and not may_change_bank:
            raise Forbidden("admin", "bank details are changed with an admin key")
        kept = {name: getattr(before, name) for name in _KEPT}
        kept["iban_set_on"] = _iban_set_on(before, wanted, now)
        kept["from_email_bound"] = before.from_email_bound or before.from_email != wanted.from_email
        after = replace(wanted, **kept)
        if Mode.LIVE in (after.mode, after.resume_mode):
            _require_what_texts_say(before, after)
        return after

    known = tenants.load(tenant_id)
    wanted = change(known)
    _require_region(known, wanted)
    _require_policies(known, wanted)
    _require_sendable(wanted)
    _require_own_sender(known, wanted)
    before, after = rewrite(tenant_id, change, lambda was, will: _asks(was, will, now))
    moving.begin(tenant_id)
    if _bank(before) != _bank(after):
        logger.warning("bank details changed", tenant=tenant_id)
    return after


def _require_what_texts_say(before: Tenant, after: Tenant) -> None:
    """A tenant that writes to debtors keeps what its messages name: sender, phone, signatory."""
    for field, why in (*missing(after, before), *unmet(before, after)):
        raise Invalid(field, f"{why}; this tenant is live")


def _require_region(known: Tenant, wanted: Tenant) -> None:
    place = (wanted.country, wanted.region)
    if wanted.region and place != (known.country, known.region):
        if calendars.region_named(wanted.country, wanted.region) is None:
            raise Invalid("region", f"{wanted.country} has no such region, or name its department")


def _require_policies(known: Tenant, wanted: Tenant) -> None:
    """Every policy that is named exists; one that is in use is never taken away."""
    named = {"policy_id": wanted.policy_id}
    named |= {f"policies.{category}": policy_id for category, policy_id in wanted.policies.items()}
    for field, policy_id in named.items():
        if policy_id not in known.known_policies:
            raise Invalid(field, f"there is no policy {policy_id}")


def _require_sendable(wanted: Tenant) -> None:
    """Mail can be sent under the name that debtors would read, from the address if there is one."""
    if flaw := sender_name.flaw_of(wanted.sender, wanted.from_email or ""):
        raise Invalid("from_name" if wanted.from_name else "legal_name", flaw)


def _require_own_sender(known: Tenant, wanted: Tenant) -> None:
    """An address that is new is bound to the tenant; the one it had is looked at before sending.

    Nor does its name hold another address, which many mail programs show in place of the real one.
    """
    address = wanted.from_email
    if address and address != known.from_email and not is_bound(wanted.tenant_id, address):
        why = "is not bound to you: ask for it with POST /v1/sender-identities and prove it"
        raise Invalid("from_email", why)
    if wanted.sender != known.sender and sender_name.address_in(wanted.sender, address or ""):
        named = "from_name" if wanted.from_name else "legal_name"
        raise Invalid(named, "must not contain another address than from_email")


def _asks(before: Tenant, after: Tenant, now: datetime) -> Sequence[Write]:
    """A review of the open accounts where the days of steps may change (R12)."""
    if all(getattr(before, name) == getattr(after, name) for name in _PLANNING):
        return ()
    return (wished(after.tenant_id, Move.NEXT_RUN, now),)


def _nothing(before: Tenant, after: Tenant) -> Sequence[Write]:
    return ()


def rewrite(
    tenant_id: str,
    change: Callable[[Tenant], Tenant],
    asks: Callable[[Tenant, Tenant], Sequence[Write]] = _nothing,
) -> tuple[Tenant, Tenant]:
    """The tenant before and after a change, made again on what somebody else wrote meanwhile.

    What the change `asks` for is written with it.
    """

    def attempt() -> tuple[Tenant, Tenant]:
        before = tenants.load(tenant_id)
        after = change(before)
        if after == before:
            return before, before
        return before, tenants.save(after, asks(before, after))

    return redo(attempt)


def _bank(tenant: Tenant) -> tuple[str | None, str | None]:
    return tenant.iban, tenant.bic


def _iban_set_on(before: Tenant, wanted: Tenant, now: datetime) -> date | None:
    """The day of the change; the very first IBAN replaces none."""
    if before.iban == wanted.iban:
        return before.iban_set_on
    first = before.iban is None and before.iban_set_on is None
    return None if first else local_date(now, wanted.zone)


def get_settings(tenant_id: str) -> Tenant:
    """The settings as kept."""
    return tenants.load(tenant_id)
