"""Reads a calendar file; a mistake is named with its place and its line."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from local.replay.document import Calendar


class Mistaken(Exception):
    """The file is not a calendar; the text says where and why."""


def read(file: Path) -> Calendar:
    """The calendar in the file; raises Mistaken."""
    try:
        text = file.read_text(encoding="utf-8")
        document, places = yaml.safe_load(text), yaml.compose(text, yaml.SafeLoader)
    except OSError as error:
        raise Mistaken(f"{file}: {error.strerror}") from error
    except yaml.YAMLError as error:
        raise Mistaken(f"{file}: {error}") from error
    try:
        return Calendar.model_validate(document)
    except ValidationError as wrong:
        lines = [_line(file, places, error) for error in wrong.errors()]
        raise Mistaken("\n".join(lines)) from wrong


def _line(file: Path, places: Any, error: Any) -> str:
    """One mistake, as `calendar.yaml:12: facts.0.amount: an amount is written 1200.00`."""
    path = [str(step) for step in error["loc"]]
    message = str(error["msg"]).removeprefix("Value error, ")
    at, found = _find(places, path)
    return f"{file}:{at}: {'.'.join(found)}: {message}" if path else f"{file}: {message}"


def _find(node: Any, path: Sequence[str]) -> tuple[int, list[str]]:
    """The line on which the path leads, and its steps; kinds of fact are no steps of the file."""
    line, steps = 1, []
    for index, step in enumerate(path):
        inner = _inner(node, step)
        if inner is None:
            if index == len(path) - 1:
                steps.append(step)  # what is missing
            continue
        node = inner
        line = node.start_mark.line + 1
        steps.append(step)
    return line, steps


def _inner(node: Any, step: str) -> Any:
    match node:
        case yaml.MappingNode():
            return next((value for key, value in node.value if key.value == step), None)
        case yaml.SequenceNode() if step.isdigit() and int(step) < len(node.value):
            return node.value[int(step)]
    return None
