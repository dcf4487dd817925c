"""The outbox on disk: one JSON file a mail, so that a restart loses none."""

import json
import threading
from dataclasses import replace
from pathlib import Path

from local.mailbox.mail import Mail, mail_from_json


class Outbox:
    """Every mail ever accepted, in the order of acceptance."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._lock = threading.Lock()
        self._mails: dict[str, Mail] = {}
        self._files: dict[str, Path] = {}
        for file in sorted(folder.glob("*.json")):
            mail = mail_from_json(json.loads(file.read_text(encoding="utf-8")))
            self._mails[mail.id], self._files[mail.id] = mail, file

    def add(self, mail: Mail) -> None:
        """Keeps a new mail; it is on disk when this returns."""
        with self._lock:
            self._files[mail.id] = self._folder / f"{len(self._mails):08d}-{mail.id}.json"
            self._write(mail)

    def tell(self, id_: str) -> None:
        """Notes that the next event of a mail is out."""
        with self._lock:
            mail = self._mails[id_]
            self._write(replace(mail, told=mail.told + 1))

    def all(self) -> list[Mail]:
        """The mails, oldest first."""
        with self._lock:
            return list(self._mails.values())

    def get(self, id_: str) -> Mail | None:
        """One mail, or None."""
        with self._lock:
            return self._mails.get(id_)

    def clear(self) -> None:
        """Empties the outbox."""
        with self._lock:
            for file in self._files.values():
                file.unlink(missing_ok=True)
            self._mails.clear()
            self._files.clear()

    def _write(self, mail: Mail) -> None:
        file = self._files[mail.id]
        new = file.with_suffix(".new")
        new.write_text(json.dumps(mail.as_json(), ensure_ascii=False), encoding="utf-8")
        new.replace(file)
        self._mails[mail.id] = mail
