"""Where the local stack lives and on which ports: the one place that reads the environment.

The ports are part of the state, since queue addresses and the links in sent mail contain them:
they are chosen when a state is born and kept with it.
"""

import json
import os
import socket
from dataclasses import asdict, dataclass
from pathlib import Path

LOOPBACK = "127.0.0.1"
REGION = "eu-west-3"
STACK_NAME = "relance-local"
ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / ".aws-sam" / "build"


class PortTaken(Exception):
    """A port that the kept state needs is in use by another program."""

    def __init__(self, port: int) -> None:
        super().__init__(f"port {port} of the kept local state is in use: stop what listens there")
        self.port = port


@dataclass(frozen=True, slots=True)
class Ports:
    """Emulator, API (the address in links) and outbox, all on loopback."""

    emulator: int
    api: int
    outbox: int


@dataclass(frozen=True, slots=True)
class Settings:
    """One local stack: its folder of state, its ports and the artifacts that it deploys."""

    home: Path
    ports: Ports
    build: Path = BUILD
    templates: Path = ROOT / "templates"
    stack_name: str = STACK_NAME
    emulator_environment: Path = ROOT / ".local" / "emulator"

    @property
    def emulator_url(self) -> str:
        """The address of every AWS service but SES."""
        return f"http://{LOOPBACK}:{self.ports.emulator}"

    @property
    def api_url(self) -> str:
        """The base of the API and of the links in messages."""
        return f"http://{LOOPBACK}:{self.ports.api}"

    @property
    def clock_file(self) -> Path:
        """The file whose instant is the time of the functions and of the mailbox."""
        return self.home / "clock"

    @property
    def key_file(self) -> Path:
        """The file that keeps the API key of the demo's tenant, which is shown only once."""
        return self.home / "api-key"

    @property
    def mail(self) -> Path:
        """The folder of the outbox."""
        return self.home / "mail"


def default_home() -> Path:
    """The folder of the kept state: RELANCE_LOCAL_STATE or `.local/state`."""
    return Path(os.environ.get("RELANCE_LOCAL_STATE", ROOT / ".local" / "state")).resolve()


def load(home: Path | None = None, build: Path = BUILD) -> Settings:
    """The settings of the state in `home`; a new state gets free ports, a kept one its own."""
    folder = home or default_home()
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "ports.json"
    if file.exists():
        ports = Ports(**json.loads(file.read_text(encoding="utf-8")))
        for port in asdict(ports).values():
            if not _is_free(port):
                raise PortTaken(port)
    else:
        ports = _choose()
        file.write_text(json.dumps(asdict(ports)), encoding="utf-8")
    return Settings(home=folder, ports=ports, build=build)


def smtp_relay() -> tuple[str, int] | None:
    """Host and port of the SMTP server that also gets every mail, when SMTP_HOST is set."""
    host = os.environ.get("SMTP_HOST")
    return (host, int(os.environ.get("SMTP_PORT", "25"))) if host else None


def inherited() -> dict[str, str]:
    """What a child process needs of this environment, and nothing of its AWS settings."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "SYSTEMROOT", "PIP_INDEX_URL")
    return {name: os.environ[name] for name in kept if name in os.environ}


def _choose() -> Ports:
    preferred = (("EMULATOR", 4610), ("API", 8480), ("OUTBOX", 8481))
    chosen: list[int] = []
    for name, usual in preferred:
        wanted = os.environ.get(f"RELANCE_LOCAL_{name}_PORT")
        port = int(wanted) if wanted else usual
        if not _is_free(port) or port in chosen:
            if wanted:
                raise PortTaken(port)
            port = _any_free(chosen)
        chosen.append(port)
    return Ports(*chosen)


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def _any_free(taken: list[int]) -> int:
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.bind((LOOPBACK, 0))
            port = int(probe.getsockname()[1])
        if port not in taken:
            return port
