"""The bad days of SES, as a test orders them."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Failure:
    """How the next SendEmail fails: before it takes effect or after.

    With a `code` SES answers that error; without, the connection breaks and nobody knows.
    """

    when: Literal["before", "after"]
    code: str | None = None
