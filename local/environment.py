"""Makes, once, the virtual environment in which the emulator and the functions run."""

import hashlib
import subprocess
import sys
from pathlib import Path

REQUIREMENTS = Path(__file__).with_name("emulator-requirements.txt")


def ensure(folder: Path) -> Path:
    """The Python of the emulator's environment in `folder`, made or renewed if need be."""
    python = folder / "bin" / "python"
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    mark = folder / "requirements.sha256"
    if python.exists() and mark.exists() and mark.read_text(encoding="utf-8") == wanted:
        return python
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
    install = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, "--requirement", str(REQUIREMENTS)], check=True)
    mark.write_text(wanted, encoding="utf-8")
    return python
