"""The mailbox: an SES v2 endpoint in a thread, with its outbox, its events and its bad days."""

import queue
import tempfile
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, Self

from local.loopback import serving
from local.mailbox.errors import Refused
from local.mailbox.events import Event, events_of
from local.mailbox.failure import Failure
from local.mailbox.http import Served, respond_for
from local.mailbox.identities import Identities
from local.mailbox.mail import Mail
from local.mailbox.relay import relay
from local.mailbox.request import read_request
from local.mailbox.store import Outbox
from local.mailbox.tenants import SesTenants


def _nobody(event: Event) -> None:
    """The event path of a mailbox that publishes to nobody."""


class Mailbox:
    """`with Mailbox(publish=..., clock=...) as box:` serves SES v2 at `box.url`.

    `publish` gets each event of a mail that was sent with a configuration set, from a thread of
    the mailbox, in order; with `telling=False` not before `start_telling()`. Without a `folder`
    the outbox lives as long as the block.
    """

    def __init__(
        self,
        publish: Callable[[Event], None] = _nobody,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        folder: Path | None = None,
        port: int = 0,
        smtp: tuple[str, int] | None = None,
        *,
        telling: bool = True,
    ) -> None:
        self._publish, self._clock, self._port, self._smtp = publish, clock, port, smtp
        self._starts_telling = telling
        self._stack = ExitStack()
        home = folder or Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
        self.outbox = Outbox(home / "messages")
        self.identities = Identities(home / "identities.json")
        # None accepts any name; SES refuses a set that does not exist.
        self.configuration_sets: set[str] | None = None
        self.tenants = SesTenants(home / "tenants.json")
        self._failures: queue.SimpleQueue[Failure] = queue.SimpleQueue()
        self._untold: queue.Queue[str | None] = queue.Queue()
        self._broken: Exception | None = None
        self._teller = threading.Thread(target=self._tell_all, daemon=True)
        self.url = ""
        served = Served(self.outbox, self.identities, self.tenants, self.accept, self.next_failure)
        # What answers at `url`, for who is in the same process.
        self.respond = respond_for(served)

    def __enter__(self) -> Self:
        self.url = self._stack.enter_context(serving(self.respond, self._port))
        if self._starts_telling:
            self.start_telling()
        return self

    def __exit__(self, *_: object) -> None:
        if self._teller.is_alive():
            self._untold.put(None)
            self._teller.join()
        self._stack.close()

    def start_telling(self) -> None:
        """Begins to publish, with the events that an earlier life did not get out."""
        for mail in self.outbox.all():
            if mail.told < len(mail.events):
                self._untold.put(mail.id)
        self._teller.start()

    def messages(self) -> list[Mail]:
        """Every mail that was accepted, oldest first."""
        return self.outbox.all()

    def verify(self, identity: str) -> None:
        """Lets a domain or an address send."""
        self.identities.add(identity)

    def fail_next(
        self, when: Literal["before", "after"], code: str | None = None, times: int = 1
    ) -> None:
        """Makes the next SendEmail fail, once or `times` in a row; see `Failure`."""
        for _ in range(times):
            self._failures.put(Failure(when, code))

    def next_failure(self) -> Failure | None:
        """The failure that the present SendEmail must suffer, taken off the list."""
        try:
            return self._failures.get_nowait()
        except queue.Empty:
            return None

    def settle(self) -> None:
        """Returns when every event is published; raises what `publish` raised."""
        self._untold.join()
        if self._broken is not None:
            broken, self._broken = self._broken, None
            raise broken

    def accept(self, request: Mapping[str, Any]) -> Mail:
        """Takes a SendEmail as SES would, or refuses it."""
        mail = read_request(request, self._clock())
        if not self.identities.may_send(mail.sender):
            raise Refused(
                "MessageRejected",
                "Email address is not verified. The following identities failed the check in "
                f"region EU-WEST-3: {mail.sender}",
            )
        self.tenants.require(request.get("TenantName"), mail)
        named = mail.configuration_set
        if named and self.configuration_sets is not None and named not in self.configuration_sets:
            raise Refused("NotFoundException", f"Configuration set <{named}> does not exist.")
        mail = replace(mail, events=events_of(mail))
        self.outbox.add(mail)
        self._untold.put(mail.id)
        return mail

    def _tell_all(self) -> None:
        while (id_ := self._untold.get()) is not None:
            try:
                self._tell(id_)
            except Exception as error:  # kept for settle(): the thread must go on
                self._broken = error
            finally:
                self._untold.task_done()
        self._untold.task_done()

    def _tell(self, id_: str) -> None:
        mail = self.outbox.get(id_)
        if mail is None:
            return
        if self._smtp and not mail.told:
            relay(mail, self._smtp)
        for event in mail.events[mail.told :]:
            if mail.configuration_set:
                self._publish(event)
            self.outbox.tell(id_)
