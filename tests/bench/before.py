"""The system as it was when its figures began to be compared: a checkout of one commit."""

import io
import shutil
import subprocess
import tarfile
from pathlib import Path

from local.harness.template import ROOT

# The last commit before reminders were made cheap: tick tenant by tenant, one read an account.
COMMIT = "ecf19b30623b38d0e7521c3e106dc79a51dcd783"


def checkout() -> Path | None:
    """The folder of that commit, made where it is not there; None where git does not have it."""
    folder = ROOT / "build" / f"before-{COMMIT[:12]}"
    complete = folder / ".complete"
    if not complete.exists():
        content = _archive()
        if content is None:
            return None
        shutil.rmtree(folder, ignore_errors=True)
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            archive.extractall(folder, filter="data")
        (folder / "node_modules").symlink_to(ROOT / "node_modules")
        complete.touch()
    return folder


def _archive() -> bytes | None:
    """None in a shallow clone, in an unpacked archive, and where there is no git."""
    try:
        done = subprocess.run(["git", "archive", COMMIT], cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout
