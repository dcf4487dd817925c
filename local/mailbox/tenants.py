"""The tenants of the local SES: whose mail counts for which reputation, and who of them is paused.

Each sends with what was associated with it: the identity of the sender and the configuration set.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Any

from local.mailbox.errors import Refused
from local.mailbox.mail import Mail


@dataclass(slots=True)
class _Tenant:
    resources: set[str] = field(default_factory=set)  # identities and sets, by their names
    paused: bool = False


class SesTenants:
    """Made and filled as the API does it; `pause` is what SES does by itself."""

    def __init__(self) -> None:
        self._known: dict[str, _Tenant] = {}

    def act(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to CreateTenant and CreateTenantResourceAssociation."""
        name = str(body["TenantName"])
        if path == "":
            if name in self._known:
                raise Refused("AlreadyExistsException", f"Tenant {name} already exists.")
            self._known[name] = _Tenant()
            return {"TenantName": name, "SendingStatus": "ENABLED"}
        if path == "resources":
            self._tenant(name).resources.add(str(body["ResourceArn"]).rpartition("/")[2])
            return {}
        raise Refused("BadRequestException", f"The local mailbox does not know tenants/{path}.")

    def pause(self, name: str, *, paused: bool = True) -> None:
        """Its reputation is such that SES takes no mail of it, or takes it again."""
        self._tenant(name).paused = paused

    def require(self, name: str | None, mail: Mail) -> None:
        """Refuses a mail that its tenant may not send."""
        if name is None:
            return
        tenant = self._tenant(name)
        if tenant.paused:
            raise Refused("SendingPausedException", f"Sending is paused for tenant {name}.")
        address = parseaddr(mail.sender)[1].lower()
        labels = address.rpartition("@")[2].split(".")
        names = {address, *(".".join(labels[start:]) for start in range(len(labels)))}
        if not names & tenant.resources or mail.configuration_set not in tenant.resources:
            raise Refused(
                "BadRequestException", f"A resource is not associated with tenant {name}."
            )

    def _tenant(self, name: str) -> _Tenant:
        if name not in self._known:
            raise Refused("NotFoundException", f"Tenant {name} does not exist.")
        return self._known[name]
