"""Starts and stops the AWS emulator (MiniStack) on loopback, with its state in a folder."""

import os
import shutil
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local import environment, settings
from local.settings import LOOPBACK, REGION, Settings

START_SECONDS = 30
# Saving waits for nothing but the disk; beyond this the state is lost anyway.
STOP_SECONDS = 30


class EmulatorFailed(Exception):
    """The emulator did not start; `log` is the file that tells why."""

    def __init__(self, log: Path) -> None:
        super().__init__(f"the AWS emulator did not start, see {log}")
        self.log = log


@contextmanager
def running_emulator(where: Settings, outbox_url: str) -> Iterator[None]:
    """A healthy emulator for the length of the block; its state is saved when the block ends."""
    python = environment.ensure(where.emulator_environment)
    scratch = where.home / "scratch"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    log = where.home / "emulator.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(python), str(Path(__file__).with_name("ministack_main.py"))],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=settings.inherited() | _variables(where, outbox_url, scratch),
            cwd=where.home,
            # Ctrl-C reaches a whole foreground group; the emulator is stopped by us, in order.
            start_new_session=True,
        )
    try:
        _wait_until_healthy(process, where, log)
        yield
    finally:
        _stop(process)
        shutil.rmtree(scratch, ignore_errors=True)


def _variables(where: Settings, outbox_url: str, scratch: Path) -> dict[str, str]:
    emulator = {
        "BIND_HOST": LOOPBACK,
        "MINISTACK_HOST": LOOPBACK,
        "GATEWAY_PORT": str(where.ports.emulator),
        "MINISTACK_REGION": REGION,
        "LAMBDA_EXECUTOR": "local",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(where.home / "emulator"),
        "TMPDIR": str(scratch),
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
    }
    return emulator | function_variables(where, outbox_url)


def function_variables(where: Settings, outbox_url: str) -> dict[str, str]:
    """What the functions get here beside the variables of the template."""
    return {
        "AWS_ENDPOINT_URL_SESV2": outbox_url,
        "RELANCE_TEMPLATES": str(where.templates),
        "RELANCE_CLOCK_FILE": str(where.clock_file),
    }


def _wait_until_healthy(process: subprocess.Popen[bytes], where: Settings, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"{where.emulator_url}/_ministack/health", timeout=1).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
        else:
            return
    raise EmulatorFailed(log)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdin:
        process.stdin.close()
    # Functions end when their pipe closes; one caught inside a handler is ended here.
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
