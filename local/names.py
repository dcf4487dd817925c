"""A name server on this computer: says what a test lets the owner of a domain publish."""

import socket
import threading
from collections.abc import Mapping

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from local.settings import LOOPBACK

_SECONDS_TO_LIVE = 60


class Names:
    """Answers at `address` as the one name server of the world, until the process ends.

    `texts` are TXT records by name, `aliases` lead from one name to another; `silent` answers
    nobody.
    """

    def __init__(self) -> None:
        self.texts: dict[str, list[str]] = {}
        self.aliases: dict[str, str] = {}
        self.silent = False
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((LOOPBACK, 0))
        self.address = f"{LOOPBACK}:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def forget(self) -> None:
        """Publishes nothing any more."""
        self.texts, self.aliases, self.silent = {}, {}, False

    def publish(self, records: Mapping[str, str]) -> None:
        """Adds a TXT record at each name."""
        for name, text in records.items():
            self.texts.setdefault(name.lower(), []).append(text)

    def _serve(self) -> None:
        while True:
            wire, asker = self._socket.recvfrom(4096)
            if not self.silent:
                self._socket.sendto(self._answer(dns.message.from_wire(wire)).to_wire(), asker)

    def _answer(self, question: dns.message.Message) -> dns.message.Message:
        answer = dns.message.make_response(question)
        answer.flags |= dns.flags.RA
        name = question.question[0].name.to_text(omit_final_dot=True).lower()
        if alias := self.aliases.get(name):
            answer.answer.append(_set(name, "CNAME", f"{alias}."))
            name = alias
        if texts := self.texts.get(name):
            answer.answer.append(_set(name, "TXT", *(f'"{text}"' for text in texts)))
        if not answer.answer:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer


def _set(name: str, kind: str, *values: str) -> dns.rrset.RRset:
    return dns.rrset.from_text(f"{name}.", _SECONDS_TO_LIVE, "IN", kind, *values)
