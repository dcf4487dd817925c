"""Settings of the tenant: read, set, change (G4, practice 4.2)."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from relance.domain.creditor.tenant import Tenant
from relance.flows.tenant.settings import get_settings, put_settings

from ..caller import caller, new_router
from ..fields import Bic, Body, Code, Country, Day, Email, Iban, Phone, ShortText, Siren, Zone
from ..merging import Document, Patch, ReadOnly, document, patch_over, put_over
from .limits import LimitsBody, limits_answer
from .mode import ModeAnswer

router = new_router()


class SettingsBody(Body):
    """The settings: what is left out stays as it is, `null` removes it."""

    legal_name: ShortText
    siren: Siren | None = None
    iban: Iban | None = None
    bic: Bic | None = None
    from_email: Email | None = None
    from_name: ShortText | None = None
    reply_to: Email | None = None
    phone: Phone | None = None
    signatory: ShortText | None = None
    takeover_name: ShortText | None = None
    task_owner: ShortText | None = None
    language: Literal["fr", "en"] = "fr"
    country: Country = "FR"
    region: ShortText | None = None
    zone: Zone = "Europe/Paris"
    closed_on: Annotated[tuple[Day, ...], Field(max_length=400)] = ()
    policy_id: Code = "classic"
    policies: dict[ShortText, Code] = Field(default_factory=dict, max_length=100)
    limits: LimitsBody = LimitsBody()
    tenant_id: ReadOnly = None
    mode: ReadOnly = None
    daily_cap: ReadOnly = None
    live_since_at: ReadOnly = None
    cash_through_on: ReadOnly = None
    released_on: ReadOnly = None
    iban_set_on: ReadOnly = None
    version: ReadOnly = None

    def tenant(self, tenant_id: str) -> Tenant:
        """The tenant with these settings."""
        shown_only = set(ModeAnswer.model_fields) | {"tenant_id", "iban_set_on", "version"}
        said = self.model_dump(exclude={"closed_on", "limits"} | shown_only)
        closed_on = tuple(sorted(set(self.closed_on)))
        return Tenant(tenant_id, closed_on=closed_on, limits=self.limits.limits(), **said)


class SettingsAnswer(ModeAnswer):
    """The settings as kept, and what the runs do with them."""

    tenant_id: str
    legal_name: str
    siren: str | None
    iban: str | None
    bic: str | None
    iban_set_on: date | None
    from_email: str | None
    from_name: str | None
    reply_to: str | None
    phone: str | None
    signatory: str | None
    takeover_name: str | None
    task_owner: str | None
    language: str
    country: str
    region: str | None
    zone: str
    closed_on: list[date]
    policy_id: str
    policies: dict[str, str]
    limits: dict[str, object]
    version: int


def _answer(tenant: Tenant) -> SettingsAnswer:
    said = {name: getattr(tenant, name) for name in SettingsAnswer.model_fields}
    return SettingsAnswer.model_validate({**said, "limits": limits_answer(tenant.limits)})


@router.get("/v1/settings", summary="Read the settings")
def get() -> SettingsAnswer:
    """Answer the settings as kept."""
    return _answer(get_settings(caller(router).tenant_id))


@router.put("/v1/settings", summary="Set the settings")
def put(body: SettingsBody) -> SettingsAnswer:
    """Set what is named; bank details change only with an admin key."""
    said = router.current_event.json_body
    return _put(lambda shown: put_over(SettingsBody, shown, said))


@router.patch("/v1/settings", summary="Change some settings")
def patch(body: Patch) -> SettingsAnswer:
    """Merge into the settings; bank details change only with an admin key."""
    return _put(lambda shown: patch_over(SettingsBody, shown, body))


def _put(over: Callable[[Document], SettingsBody]) -> SettingsAnswer:
    who = caller(router)

    def said(before: Tenant) -> Tenant:
        return over(document(_answer(before))).tenant(who.tenant_id)

    return _answer(put_settings(who.tenant_id, said, "admin" in who.scopes, who.now))
