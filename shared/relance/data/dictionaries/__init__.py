"""What mails of a language have in common, so that a kept one is little more than its figures.

A file is a version, `fr_1.txt`, and stays as it was shipped for as long as there is a mail that
was compressed with it: for ever. `make dictionary` writes the next one.
"""

import re
from functools import cache
from pathlib import Path

from relance.data.codec import Misread

FOLDER = Path(__file__).parent
_NAME = re.compile(r"([a-z]{2})_([0-9]{1,3})")


@cache
def opened(name: str) -> bytes:
    """The dictionary of that name; raises Misread where there is none such."""
    file = FOLDER / f"{name}.txt"
    if not _NAME.fullmatch(name) or not file.exists():
        raise Misread("dictionary")
    return file.read_bytes()


@cache
def newest(language: str) -> str | None:
    """The name of the last version for a language; None where it has none."""
    found = (_NAME.fullmatch(file.stem) for file in FOLDER.glob(f"{language}_*.txt"))
    numbers = [int(name[2]) for name in found if name]
    return f"{language}_{max(numbers)}" if numbers else None
