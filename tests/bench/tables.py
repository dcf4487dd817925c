"""Tables for people."""

from collections.abc import Sequence
from typing import Any


def rows(heading: Sequence[str], lines: Sequence[Sequence[Any]]) -> str:
    """A table for people."""
    texts = [[str(cell) for cell in line] for line in (heading, *lines)]
    widths = [max(len(line[i]) for line in texts) for i in range(len(heading))]
    formatted = ["  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) for line in texts]
    return "\n".join(line.rstrip() for line in formatted)
