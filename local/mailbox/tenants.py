"""The tenants of the local SES: whose mail counts for which reputation, and who of them is paused.

Each sends with what was associated with it: the identity of the sender and the configuration set.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from local.mailbox.errors import Refused
from local.mailbox.mail import Mail
from relance.domain.creditor.sender_identity import names_over


@dataclass(slots=True)
class _Tenant:
    resources: list[str] = field(default_factory=list)  # identities and sets, by their names
    paused: bool = False


class SesTenants:
    """Made and filled as the API does it; `pause` is what SES does by itself."""

    def __init__(self, file: Path) -> None:
        self._file = file
        kept = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        self._known = {name: _Tenant(**said) for name, said in kept.items()}

    def act(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to CreateTenant and CreateTenantResourceAssociation."""
        name = str(body["TenantName"])
        if path == "":
            if name in self._known:
                raise Refused("AlreadyExistsException", f"Tenant {name} already exists.")
            self._known[name] = _Tenant()
            self._keep()
            return {"TenantName": name, "SendingStatus": "ENABLED"}
        if path == "resources":
            self._tenant(name).resources.append(str(body["ResourceArn"]).rpartition("/")[2])
            self._keep()
            return {}
        raise Refused("BadRequestException", f"The local mailbox does not know tenants/{path}.")

    def pause(self, name: str, *, paused: bool = True) -> None:
        """Its reputation is such that SES takes no mail of it, or takes it again."""
        self._tenant(name).paused = paused
        self._keep()

    def require(self, name: str | None, mail: Mail) -> None:
        """Refuses a mail that its tenant may not send."""
        if name is None:
            return
        tenant = self._tenant(name)
        if tenant.paused:
            raise Refused("SendingPausedException", f"Sending is paused for tenant {name}.")
        names = {*names_over(parseaddr(mail.sender)[1].lower())}
        if (
            not names.intersection(tenant.resources)
            or mail.configuration_set not in tenant.resources
        ):
            raise Refused(
                "BadRequestException", f"A resource is not associated with tenant {name}."
            )

    def _keep(self) -> None:
        told = {name: asdict(tenant) for name, tenant in self._known.items()}
        self._file.write_text(json.dumps(told), encoding="utf-8")

    def _tenant(self, name: str) -> _Tenant:
        if name not in self._known:
            raise Refused("NotFoundException", f"Tenant {name} does not exist.")
        return self._known[name]
