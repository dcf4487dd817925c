"""A webhook endpoint: one payment provider of one tenant, and the secrets it signs with (R22)."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One provider of one tenant; the secrets never appear in a log or a trace."""

    tenant_id: str
    provider: str
    secrets: tuple[str, ...] = field(repr=False)
