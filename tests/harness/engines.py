"""The second DynamoDB: dynoxide, a native engine that npm installs (R30).

Transactions with request tokens and conditions under concurrency are real in it; moto's are not.
"""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local.harness.template import ROOT

BINARY = ROOT / "node_modules" / "@dynoxide" / "linux-x64" / "dynoxide"
_START_SECONDS = 15


class EngineMissing(Exception):
    """The engine is not installed; `make test` installs it."""


@contextmanager
def dynoxide(folder: Path) -> Iterator[str]:
    """The address of an engine that ends with the block, with its data; `folder` is for its log.

    In memory: on a disk each write waits for it, ten times as long as the engine works on it.
    """
    if not BINARY.exists():
        raise EngineMissing(f"{BINARY.relative_to(ROOT)} is missing: run `make node_modules`")
    port = _free_port()
    folder.mkdir(parents=True, exist_ok=True)
    address = ("--host", "127.0.0.1", "--port", str(port))
    with (folder / "dynoxide.log").open("wb") as log:
        process = subprocess.Popen([BINARY, "serve", *address], stdout=log, stderr=log)
    try:
        _wait_for(port, process, folder)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise EngineMissing((folder / "dynoxide.log").read_text(encoding="utf-8"))
