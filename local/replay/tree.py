"""A calendar file as YAML, with its head included and the place of everything in it.

YAML is read as people mean it: only `true` and `false` are truth (NO is a country), a number with
a leading nought is text (a region), 14:30 is an hour, and a day that no calendar has is told with
its line.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from local.replay.mistakes import Mistake, Mistaken
from local.replay.mistakes import Path as Way

INCLUDE = "include"
# Of what a head says, these are joined with what the file says; any other word is the file's.
JOINED = ("customers", "invoices", "facts", "no_runs", "doubled_runs")
MERGED = ("settings", "limits")
_TAG = "tag:yaml.org,2002:"


class _Loader(yaml.SafeLoader):
    """YAML as people mean it."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - as the library declares it
        first: [(tag, pattern) for tag, pattern in found if not tag.endswith((":bool", ":int"))]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def day(self, node: yaml.ScalarNode) -> Any:
        """The day; a moment, and a day that no calendar has, stay text as they were written."""
        try:
            return date.fromisoformat(node.value)
        except ValueError:
            return node.value


_Loader.add_constructor(f"{_TAG}timestamp", _Loader.day)
_Loader.add_implicit_resolver(f"{_TAG}bool", re.compile(r"^(?:true|false)$"), ["t", "f"])
_Loader.add_implicit_resolver(
    f"{_TAG}int", re.compile(r"^[-+]?(?:0|[1-9][0-9_]*)$"), list("-+0123456789")
)


@dataclass
class Tree:
    """The whole calendar, as values and as nodes that know their lines."""

    node: yaml.Node
    mistakes: list[Mistake] = field(default_factory=list)

    @property
    def values(self) -> Any:
        """The calendar as plain values."""
        return _Loader("").construct_document(self.node)

    def told(self, mistake: Mistake) -> str:
        """One mistake, as `calendar.yaml:12: facts.0.amount: an amount is written 1200.00`."""
        mark, steps = self._find(mistake.path)
        named = f"{'.'.join(steps)}: " if steps else ""
        return f"{mark.name}:{mark.line + 1}: {named}{mistake.text}"

    def in_order(self, mistakes: Iterable[Mistake]) -> list[str]:
        """The mistakes of this file and its heads, each told with its line, from the top down."""
        marks = [(self._find(one.path)[0], one) for one in mistakes]
        marks.sort(key=lambda found: (found[0].name, found[0].line))
        return [self.told(one) if one.path else one.text for _, one in marks]

    def _find(self, way: Way) -> tuple[Any, list[str]]:
        """Where a way leads, and its steps; kinds of fact are no steps of the file."""
        node, mark, steps = self.node, self.node.start_mark, list[str]()
        for index, step in enumerate(way):
            key, inner = _inner(node, str(step))
            if inner is None:
                if index == len(way) - 1:
                    steps.append(str(step))  # what is missing
                continue
            node, mark = inner, (key or inner).start_mark
            steps.append(str(step))
        return mark, steps


def tree(file: Path) -> Tree:
    """The file with its heads; raises Mistaken."""
    return _tree(file, ())


def _tree(file: Path, within: tuple[Path, ...]) -> Tree:
    own = Tree(_composed(file))
    if not isinstance(own.node, yaml.MappingNode):
        raise Mistaken(f"{file}:1: a calendar is words with what they say, as title: a title")
    own.mistakes += _repeated(own.node, ())
    for name in _taken(own.node, INCLUDE):
        head = _tree(_head(file, name, within), (*within, file.resolve()))
        own.mistakes += [Mistake((), head.told(one)) for one in head.mistakes]
        own.node = _joined(head.node, own.node)
    return own


def _composed(file: Path) -> yaml.Node:
    try:
        loader = _Loader(file.read_text(encoding="utf-8"))
        loader.name = str(file)
        node = loader.get_single_node()
    except OSError as error:
        raise Mistaken(f"{file}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Mistaken(f"{file}: it is no text in UTF-8") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise Mistaken(_unreadable(file, error)) from error
    if node is None:
        raise Mistaken(f"{file}:1: the file says nothing")
    return node


def _unreadable(file: Path, error: Exception) -> str:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = [getattr(error, "context", None), getattr(error, "problem", None)]
    text = ", ".join(filter(None, said)) or str(error)
    return f"{file}:{mark.line + 1}: {text}" if mark else f"{file}: {text}"


def _repeated(node: yaml.Node, way: Way) -> Iterator[Mistake]:
    """Words that stand twice in one place: the second would silently win."""
    match node:
        case yaml.MappingNode():
            seen: dict[str, int] = {}
            for key, value in node.value:
                name = str(key.value)
                if name in seen:
                    text = f"it says {name!r} twice, first on line {seen[name]}"
                    yield Mistake((*way, name), text)
                seen.setdefault(name, key.start_mark.line + 1)
                yield from _repeated(value, (*way, name))
        case yaml.SequenceNode():
            for index, value in enumerate(node.value):
                yield from _repeated(value, (*way, index))


def _taken(node: yaml.MappingNode, word: str) -> list[yaml.ScalarNode]:
    """What the word says, a name or several, taken out of the node."""
    said = [value for key, value in node.value if key.value == word]
    node.value = [(key, value) for key, value in node.value if key.value != word]
    names = [one for value in said for one in _names(value)]
    for name in names:
        if not isinstance(name, yaml.ScalarNode):
            line = name.start_mark.line + 1
            raise Mistaken(f"{name.start_mark.name}:{line}: include: it names a file")
    return names


def _names(value: yaml.Node) -> Iterable[Any]:
    return value.value if isinstance(value, yaml.SequenceNode) else [value]


def _head(file: Path, name: yaml.ScalarNode, within: tuple[Path, ...]) -> Path:
    """The file that is included; it lies beside the one that includes it, or below."""
    place = f"{file}:{name.start_mark.line + 1}: include: {name.value}"
    here = beside(file, str(name.value))
    if here is None:
        raise Mistaken(f"{place}: a head lies beside the calendar or in a folder beside it")
    if here.resolve() in (*within, file.resolve()):
        raise Mistaken(f"{place}: it includes itself")
    if not here.is_file():
        raise Mistaken(f"{place}: there is no such file")
    return here


def beside(file: Path, name: str) -> Path | None:
    """A file named in another one: beside it or below, else None."""
    here = file.parent / name
    if not name or Path(name).is_absolute():
        return None
    return here if here.resolve().is_relative_to(file.parent.resolve()) else None


def _joined(head: yaml.Node, own: yaml.Node) -> yaml.MappingNode:
    """What the head says, with what is said here above it, word by word."""
    assert isinstance(head, yaml.MappingNode)
    said = {str(key.value): (key, value) for key, value in head.value}
    for key, value in own.value:
        name = str(key.value)
        said[name] = (key, _over(said[name][1], value, name) if name in said else value)
    return yaml.MappingNode(own.tag, [*said.values()], own.start_mark, own.end_mark)


def _over(head: yaml.Node, own: yaml.Node, word: str) -> yaml.Node:
    match head, own:
        case yaml.SequenceNode(), yaml.SequenceNode() if word in JOINED:
            both = [*head.value, *own.value]
            return yaml.SequenceNode(own.tag, both, own.start_mark, own.end_mark)
        case yaml.MappingNode(), yaml.MappingNode() if word in MERGED:
            return _joined(head, own)
    return own


def _inner(node: Any, step: str) -> tuple[Any, Any]:
    """The word, if it is one, and what it says."""
    match node:
        case yaml.MappingNode():
            found = [(key, value) for key, value in node.value if str(key.value) == step]
            return found[-1] if found else (None, None)
        case yaml.SequenceNode() if step.isdigit() and int(step) < len(node.value):
            return None, node.value[int(step)]
    return None, None
