"""The sender identities of the local SES: created by a call, verified at once, kept on disk."""

import json
from email.utils import parseaddr
from pathlib import Path

from local.mailbox.errors import Refused


class Identities:
    """Domains and addresses that may send."""

    def __init__(self, file: Path) -> None:
        self._file = file
        known = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
        self._known: set[str] = set(known)
        # A top domain under which every name may send, for whoever tries things out.
        self.playground: str | None = None

    def create(self, name: str) -> None:
        """Adds an identity; SES refuses one that exists."""
        if name.lower() in self._known:
            raise Refused("AlreadyExistsException", f"Email identity {name} already exist.")
        self.add(name)

    def add(self, name: str) -> None:
        """Adds an identity unless it is there."""
        self._known.add(name.lower())
        self._file.write_text(json.dumps(sorted(self._known)), encoding="utf-8")

    def remove(self, name: str) -> None:
        """Forgets an identity."""
        self.require(name)
        self._known.discard(name.lower())
        self._file.write_text(json.dumps(sorted(self._known)), encoding="utf-8")

    def require(self, name: str) -> None:
        """Does nothing for a known identity and answers as SES for any other."""
        if name.lower() not in self._known and not self._is_play(name):
            raise Refused("NotFoundException", f"Email identity {name} does not exist.")

    def all(self) -> list[str]:
        """Every identity, sorted."""
        return sorted(self._known)

    def may_send(self, sender: str) -> bool:
        """Whether the address, its domain or a parent of the domain is verified."""
        address = parseaddr(sender)[1].lower()
        labels = address.rpartition("@")[2].split(".")
        domains = {".".join(labels[start:]) for start in range(len(labels))}
        return bool(self._known & (domains | {address})) or self._is_play(address)

    def _is_play(self, name: str) -> bool:
        return self.playground is not None and name.lower().endswith(f".{self.playground}")
