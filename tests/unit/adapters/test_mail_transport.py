"""R15, R47: what never left, and what SES may have read, over real sockets."""

import inspect
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from botocore import exceptions
from botocore.config import Config
from botocore.session import Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from relance import config
from relance.adapters import mail
from relance.adapters.mail import Outcome
from relance.adapters.mail_transport import BY_PLACE, NEVER_LEFT, never_left
from relance.adapters.mime import Mail
from relance.domain.errors import SendingSuspended

READY = Mail("Atelier", "a@b.example", "c@d.example", "a@b.example", "s", "h" * 99_999, "t", "k", 1)
type Behaviour = Callable[[socket.socket], object]
SOON = 0.15  # seconds; longer than anything on this machine takes
SDK = Session()  # one, since it keeps what it read of its services


@pytest.fixture(name="certificate", scope="module")
def _certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of localhost that vouches for itself, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = tmp_path_factory.mktemp("tls") / "localhost.pem"
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + pem)
    return file


@contextmanager
def serving(behaviour: Behaviour) -> Iterator[int]:
    """The port of a server that treats its one connection so."""
    with socket.create_server(("localhost", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                connection, _ = listening.accept()
                with connection, suppress(OSError):
                    behaviour(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
    thread.join(2)


def tls(certificate: Path, then: Behaviour) -> Behaviour:
    """A server that shakes hands before it behaves so."""

    def shaken(connection: socket.socket) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        with context.wrap_socket(connection, server_side=True) as secured:
            then(secured)

    return shaken


def closes(connection: socket.socket) -> None:
    """Accepts, and hangs up."""
    connection.close()


def resets(connection: socket.socket) -> None:
    """Accepts, and tears the connection down."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def waits(connection: socket.socket) -> None:
    """Accepts, and says nothing, until the other side has gone."""
    while connection.recv(65536):
        pass


def talks_nonsense(connection: socket.socket) -> None:
    """Shakes no hands."""
    connection.recv(65536)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def read_whole(connection: socket.socket) -> None:
    """Reads the whole request."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += connection.recv(65536)
    head, _, body = got.partition(b"\r\n\r\n")
    (length,) = (x for x in head.split(b"\r\n") if x.lower().startswith(b"content-length"))
    left = int(length.split(b":")[1]) - len(body)
    while left > 0:
        left -= len(connection.recv(65536))


def reads_and(then: Behaviour) -> Behaviour:
    """Reads the whole request, and behaves so."""

    def behave(connection: socket.socket) -> None:
        read_whole(connection)
        then(connection)

    return behave


def says(text: str) -> Behaviour:
    """Answers with these bytes, and hangs up."""
    return lambda connection: connection.sendall(text.replace("\n", "\r\n").encode())


def attempt(monkeypatch: pytest.MonkeyPatch, url: str, **changes: Any) -> Outcome | None:
    """What is known after one attempt at this address; None where nothing left."""
    monkeypatch.setattr(config, "configuration_set", lambda: "set")
    monkeypatch.setattr(config, "sender_concurrency", lambda: 2)
    monkeypatch.setattr(config, "ses_send_rate", lambda: 100_000)
    once = Config(
        connect_timeout=SOON,
        read_timeout=SOON,
        retries={"total_max_attempts": 1},
        proxies=changes.pop("proxies", {}),
    )
    keys = {"aws_access_key_id": "k", "aws_secret_access_key": "s", "region_name": "eu-west-3"}
    made = SDK.create_client(
        "sesv2", endpoint_url=url, config=once, **(keys | {"verify": False} | changes)
    )
    monkeypatch.setattr(mail, "mail_client", lambda: made)
    try:
        return mail.send(READY).outcome
    except SendingSuspended:
        return None
    finally:
        made.close()


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("localhost", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


@dataclass
class Full:
    """An address that answers no request to connect: its queue of connections is full."""

    port: int = 0

    def __enter__(self) -> "Full":
        self._listening = socket.socket()
        self._listening.bind(("127.0.0.1", 0))
        self._listening.listen(0)
        self.port = self._listening.getsockname()[1]
        self._waiting = [socket.socket() for _ in range(4)]
        for one in self._waiting:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", self.port))
        return self

    def __exit__(self, *_: object) -> None:
        for one in (*self._waiting, self._listening):
            one.close()


def test_where_nobody_listens_nothing_left(monkeypatch: pytest.MonkeyPatch) -> None:
    assert attempt(monkeypatch, f"https://localhost:{closed_port()}") is None
    assert attempt(monkeypatch, f"http://localhost:{closed_port()}") is None


def test_a_name_that_nobody_knows_sent_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert attempt(monkeypatch, "https://no-such-host.invalid") is None


def test_a_connection_that_is_never_made_sent_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with Full() as full:
        assert attempt(monkeypatch, f"https://127.0.0.1:{full.port}") is None


@pytest.mark.parametrize("behaviour", [closes, resets, waits, talks_nonsense])
def test_a_handshake_that_fails_sent_nothing_however_it_fails(
    monkeypatch: pytest.MonkeyPatch, behaviour: Behaviour
) -> None:
    with serving(behaviour) as port:
        assert attempt(monkeypatch, f"https://localhost:{port}") is None


def test_a_certificate_that_is_not_trusted_sent_nothing(
    monkeypatch: pytest.MonkeyPatch, certificate: Path
) -> None:
    with serving(tls(certificate, waits)) as port:
        assert attempt(monkeypatch, f"https://localhost:{port}", verify=True) is None


def test_a_certificate_of_somebody_else_sent_nothing(
    monkeypatch: pytest.MonkeyPatch, certificate: Path
) -> None:
    with serving(tls(certificate, waits)) as port:
        url, trusted = f"https://127.0.0.1:{port}", str(certificate)
        assert attempt(monkeypatch, url, verify=trusted) is None


@pytest.mark.parametrize("behaviour", [closes, resets, waits, says("HTTP/1.1 502 Bad Gateway\n\n")])
def test_a_proxy_that_makes_no_tunnel_sent_nothing(
    monkeypatch: pytest.MonkeyPatch, behaviour: Behaviour
) -> None:
    with serving(behaviour) as port:
        proxies = {"https": f"http://localhost:{port}"}
        assert attempt(monkeypatch, "https://ses.example", proxies=proxies) is None
    proxies = {"https": f"http://localhost:{closed_port()}"}
    assert attempt(monkeypatch, "https://ses.example", proxies=proxies) is None


AFTER = [
    reads_and(closes),
    reads_and(resets),
    reads_and(waits),
    reads_and(says("HTTP/1.1 200 OK\nContent-Length: 99\n\n{")),
    reads_and(says("HTTP/1.1 200 OK\nContent-Length: 4\n\nMerc")),
    reads_and(says("HTTP/1.1 200 OK\nContent-Length: 2\n\n{}")),
    reads_and(says("HTTP/1.1 503 Service Unavailable\nContent-Length: 0\n\n")),
    reads_and(says("HTTP/1.1 504 Gateway Timeout\n\n<html>")),
    reads_and(says("Bonjour\n")),
    closes,
    waits,
]


@pytest.mark.parametrize("secured", [False, True])
@pytest.mark.parametrize("behaviour", AFTER)
def test_what_was_written_is_unknown_whatever_comes_back(
    monkeypatch: pytest.MonkeyPatch, certificate: Path, behaviour: Behaviour, secured: bool
) -> None:
    served = tls(certificate, behaviour) if secured else behaviour
    with serving(served) as port:
        url = f"http{'s' if secured else ''}://localhost:{port}"
        assert attempt(monkeypatch, url, verify=str(certificate)) is Outcome.UNKNOWN


def test_what_ses_took_is_sent(monkeypatch: pytest.MonkeyPatch, certificate: Path) -> None:
    took = reads_and(says('HTTP/1.1 200 OK\nContent-Length: 17\n\n{"MessageId":"1"}'))
    with serving(tls(certificate, took)) as port:
        url = f"https://localhost:{port}"
        assert attempt(monkeypatch, url, verify=str(certificate)) is Outcome.SENT


# What is neither certain nor a matter of place. SES answered: `mail` reads it.
ANSWERED = {"ClientError", "ParamValidationError"}
# Kinds of which others are the members, and what reads an answer: SES may have the mail.
AFTER_ALL = {
    "BotoCoreError",
    "ChecksumError",
    "EventStreamError",
    "FlexibleChecksumError",
    "IncompleteReadError",
    "InvalidChecksumConfigError",
}
# Of other services, of waiters, pages and tests, or of a call that is written wrongly: no SendEmail
# of ours ends so, and if one did, nobody would know when.
NOT_OF_A_SEND = {
    "AliasConflictParameterError",
    "ApiVersionNotFoundError",
    "AwsChunkedWrapperError",
    "CapacityNotAvailableError",
    "ImminentRemovalWarning",
    "InvalidDNSNameError",
    "InvalidEndpointDiscoveryConfigurationError",
    "InvalidExpressionError",
    "InvalidHostLabelError",
    "InvalidS3AddressingStyleError",
    "InvalidS3UsEast1RegionalEndpointConfigError",
    "InvalidSTSRegionalEndpointsConfigError",
    "MD5UnavailableError",
    "MissingParametersError",
    "MissingServiceIdError",
    "OperationNotPageableError",
    "PaginationError",
    "RangeError",
    "StubAssertionError",
    "StubResponseError",
    "UnStubbedResponseError",
    "UndefinedModelAttributeError",
    "UnknownClientMethodError",
    "UnknownKeyError",
    "UnknownParameterError",
    "UnknownServiceStyle",
    "UnseekableStreamError",
    "UnsupportedOutpostResourceError",
    "UnsupportedS3AccesspointConfigurationError",
    "UnsupportedS3ArnError",
    "UnsupportedS3ConfigurationError",
    "UnsupportedS3ControlArnError",
    "UnsupportedS3ControlConfigurationError",
    "UnsupportedServiceProtocolsError",
    "UnsupportedTLSVersionWarning",
    "ValidationError",
    "WaiterConfigError",
    "WaiterError",
}


def test_every_error_of_the_sdk_is_in_exactly_one_list() -> None:
    known = {
        name: kind
        for name, kind in vars(exceptions).items()
        if inspect.isclass(kind)
        and issubclass(kind, Exception)
        and kind.__module__ == exceptions.__name__
    }
    before = {name for name, kind in known.items() if issubclass(kind, NEVER_LEFT)}
    by_place = {name for name, kind in known.items() if issubclass(kind, BY_PLACE)} - before
    lists = (before, by_place, ANSWERED, AFTER_ALL, NOT_OF_A_SEND)

    assert set(known) - set().union(*lists) == set()
    assert set().union(*lists) - set(known) == set()
    assert sum(map(len, lists)) == len(known)
    assert by_place == {
        "ConnectionClosedError",
        "ConnectionError",
        "HTTPClientError",
        "ReadTimeoutError",
        "ResponseStreamingError",
        "SSLError",
    }


def test_an_error_of_which_the_place_is_not_known_may_have_left() -> None:
    url = "https://ses.example"
    for error in (
        exceptions.SSLError(endpoint_url=url, error=OSError("handshake")),
        exceptions.ReadTimeoutError(endpoint_url=url),
        exceptions.ConnectionClosedError(endpoint_url=url),
        exceptions.HTTPClientError(error="something else"),
        ValueError("of ours"),
    ):
        assert not never_left(error)
