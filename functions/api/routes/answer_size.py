"""Answers that can be given: Lambda ends at 6 MB, whatever the number of rows.

An answer leaves as JSON within the JSON of the response, non-ASCII letters escaped twice; that is
what is measured.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

# What an answer is says Pydantic; a cold start pays for it with the resource asked for.
if TYPE_CHECKING:
    from .fields import Answer

MOST_BYTES = 4_500_000  # for rows; what stands around them takes the rest
MOST_RESPONSE_BYTES = 6_000_000


def fitting[T, A: Answer](
    values: Iterable[T], answered: Callable[[T], A], parts: int = 1
) -> list[A]:
    """The answers for the first of these values that fit in one response, or in one of its parts.

    For one at least: no row is larger than a response.
    """
    answers: list[A] = []
    left = MOST_BYTES // max(parts, 1)
    for value in values:
        answer = answered(value)
        left -= size_of(answer)
        if left < 0 and answers:
            break
        answers.append(answer)
    return answers


def first_of_all[A: Answer](
    answers: Sequence[A], weight: Callable[[A], int], parts: int
) -> list[A]:
    """The answers that fit, those of the least weight before others, in the order they had."""
    order = sorted(range(len(answers)), key=lambda number: weight(answers[number]))
    kept = fitting(order, lambda number: answers[number], parts)
    return [answers[number] for number in sorted(order[: len(kept)])]


def size_of(answer: "Answer") -> int:
    """What an answer takes of a response."""
    return _within(json.dumps(answer.model_dump(mode="json", by_alias=True)))


def can_be_given(response: Mapping[str, Any]) -> bool:
    """Whether Lambda lets this response pass."""
    body = response.get("body") or ""
    return 2 * len(body) < MOST_RESPONSE_BYTES or _within(body) < MOST_RESPONSE_BYTES


def _within(body: str) -> int:
    """What a body takes once it stands in the JSON of the response."""
    return len(json.dumps(body))
