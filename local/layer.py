"""Makes the built layer small and quick to import, after `sam build` (R28).

Installed packages carry far more than functions read: models of four hundred AWS services, a
thousand locales, tests. Bytecode is compiled without timestamps, since SAM's archives have dates of
1980, which would void it, and without the paths of this computer.
"""

import compileall
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from py_compile import PycInvalidationMode

ROOT = Path(__file__).resolve().parent.parent
MOST_BYTES = 120_000_000
SERVICES = {"dynamodb", "s3", "secretsmanager", "sesv2", "sns", "sqs", "ssm", "sts"}
# https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html, e_machine
_MACHINES = {"x86_64": 0x3E, "arm64": 0xB7}
_KEPT_METADATA = {"METADATA", "entry_points.txt", "licenses", "LICENSE", "LICENSE.txt"}


class TooLarge(Exception):
    """A layer above the limit; `size_bytes` is what it has."""

    def __init__(self, size_bytes: int) -> None:
        super().__init__(f"the layer has {_megabytes(size_bytes)}, over {_megabytes(MOST_BYTES)}")
        self.size_bytes = size_bytes


class WrongProcessor(Exception):
    """A layer whose machine code no function of this processor can load."""

    def __init__(self, file: Path, architecture: str) -> None:
        super().__init__(f"{file.name} is not for {architecture}: build anew for it")
        self.file = file


def finish(build: Path, architecture: str) -> int:
    """The size of the layer in bytes, trimmed and compiled; raises TooLarge or WrongProcessor."""
    packages = build / "SharedLayer" / "python"
    check_processor(packages, architecture)
    for path in list(_superfluous(packages)):
        _remove(path)
    for function in build.glob("*Function"):
        _compile(function, "/var/task")
    _compile(packages, "/opt/python")
    size_bytes = sum(path.stat().st_size for path in packages.rglob("*") if path.is_file())
    if size_bytes > MOST_BYTES:
        raise TooLarge(size_bytes)
    return size_bytes


def check_processor(packages: Path, architecture: str) -> None:
    """Raises WrongProcessor unless all machine code beneath is for `architecture`."""
    for file in sorted(packages.rglob("*.so*")):
        with file.open("rb") as opened:
            header = opened.read(20)
        # ELF: four bytes say that it is, and the last two for which machine.
        machine = int.from_bytes(header[18:20], "little")
        if header[:4] != b"\x7fELF" or machine != _MACHINES[architecture]:
            raise WrongProcessor(file, architecture)


def languages() -> set[str]:
    """The languages that messages are written in: the folders of templates/email."""
    return {path.name for path in (ROOT / "templates" / "email").iterdir() if path.is_dir()}


def _superfluous(packages: Path) -> Iterator[Path]:
    yield from (p for p in (packages / "botocore" / "data").iterdir() if _unused_model(p))
    yield from (packages / "botocore" / "data").glob("*/*/examples-1.json*")
    yield from (packages / "boto3" / name for name in ("data", "examples"))
    yield from (p for p in (packages / "babel" / "locale-data").iterdir() if _unused_locale(p))
    yield from (p for info in packages.glob("*.dist-info") for p in _unused_metadata(info))
    yield from packages.glob("*.data")
    yield from packages.rglob("*.pyi")
    for name in ("tests", "test", "bin", "requirements.txt"):
        yield packages / name
        yield from (p for p in packages.glob(f"*/{name}") if p.is_dir())


def _unused_model(path: Path) -> bool:
    return path.is_dir() and path.name not in SERVICES


def _unused_locale(path: Path) -> bool:
    return path.suffix == ".dat" and path.stem.partition("_")[0] not in languages() | {"root"}


def _unused_metadata(info: Path) -> Iterator[Path]:
    return (path for path in info.iterdir() if path.name not in _KEPT_METADATA)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _compile(folder: Path, mounted_at: str) -> None:
    done = compileall.compile_dir(
        folder,
        ddir=mounted_at,
        quiet=1,
        force=True,
        invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
    )
    if not done:
        raise SyntaxError(f"{folder.name} does not compile")


def _megabytes(size_bytes: int) -> str:
    return f"{size_bytes / 1_000_000:.0f} MB"


def main() -> int:
    """Finishes the build named on the command line, for the processor named after it."""
    build, architecture = Path(sys.argv[1]), sys.argv[2]
    try:
        print(f"The layer has {_megabytes(finish(build, architecture))}.")
    except (TooLarge, WrongProcessor) as wrong:
        print(wrong, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
