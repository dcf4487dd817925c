"""What of a tenant cannot be read or decided, for the people who have it mended (R46)."""

from datetime import datetime

from relance.data import set_aside, tenants
from relance.domain.errors import NotFound, Unreadable
from relance.domain.run.set_aside import SetAside
from relance.flows import mending, setting_aside
from relance.flows.listing import Listing, Page, page_of


def list_set_aside(tenant_id: str, cursor: str | None, limit: int, now: datetime) -> Page[SetAside]:
    """What waits to be mended, by place; looked at now, so that no tick need have met it.

    Needs nothing of the tenant: it is there when the settings are what cannot be read.
    """
    of = Listing(tenant_id, "problems")
    of.opened(cursor)
    for error in mending.trouble_of(tenant_id, now):
        setting_aside.note(error, now)
    kept = [*set_aside.all_of(tenant_id)]
    placed = [(sk, told) for sk, told in kept if told]
    page = page_of(of, "", placed, cursor, limit)
    shown = [
        (at, told)
        for at, (_, told) in zip(page.places, page.values, strict=True)
        if not mending.is_mended(tenant_id, told, now)
    ]
    return Page(
        of,
        tuple((told.place if told.of_account else "", told) for _, told in shown),
        tuple(at for at, _ in shown),
        page.cursor,
        tuple(("", sk) for sk, told in kept if told is None),
    )


def language_of(tenant_id: str) -> str:
    """The tenant's language; English where the settings do not say."""
    try:
        return tenants.load(tenant_id).language
    except (Unreadable, NotFound):
        return "en"
