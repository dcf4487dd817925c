"""What the code of a function can reach, read from the source: names, through calls and imports.

A module's top level runs when it is imported; a function's body only when somebody names it.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from local.harness.template import ROOT

type Name = tuple[str, str]  # module and name in it


@dataclass(slots=True)
class Module:
    """One source file: what its names mean, and what each of its parts mentions."""

    name: str
    imports: dict[str, Name] = field(default_factory=dict)
    top: list[ast.stmt] = field(default_factory=list)
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)


def reached(folder: Path) -> set[Name]:
    """Every name of `relance` that the handler in the folder can reach."""
    waiting: list[Name] = [(str(path), "") for path in sorted(folder.rglob("*.py"))]
    waiting += [(str(path), name) for path, _ in waiting for name in _module(path).functions]
    found: set[Name] = set()
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += _mentioned(*one)
    return found


def _mentioned(module_name: str, name: str) -> Iterator[Name]:
    """What the top level (no name) or a function of a module mentions."""
    module = _module(module_name)
    if not name:
        yield from ((imported, "") for imported, _ in module.imports.values())
        nodes: list[ast.stmt] = module.top
    elif name in module.functions:
        nodes = [module.functions[name]]
    else:
        yield module_name, ""
        return
    for node in (inner for one in nodes for inner in ast.walk(one)):
        match node:
            case ast.Attribute(value=ast.Name(id=local), attr=attribute) if local in module.imports:
                target, imported = module.imports[local]
                if not imported:
                    yield target, attribute
            case ast.Name(id=local) if local in module.functions:
                yield module_name, local
            case ast.Name(id=local) if module.imports.get(local, ("", ""))[1]:
                yield module.imports[local]


@cache
def _module(name: str) -> Module:
    path = Path(name) if name.endswith(".py") else _path(name)
    module = Module(name)
    for node in ast.parse(path.read_text(encoding="utf-8")).body if path else ():
        if isinstance(node, ast.FunctionDef):
            module.functions[node.name] = node
        else:
            module.top.append(node)
    for inner in (inner for part in module.top for inner in ast.walk(part)):
        if isinstance(inner, ast.ImportFrom) and (inner.module or "").startswith("relance"):
            for alias in inner.names:
                module.imports[alias.asname or alias.name] = _target(str(inner.module), alias.name)
    return module


def _target(module: str, name: str) -> Name:
    """`from relance.data import accounts` imports a module, `... accounts import load` a name."""
    return (f"{module}.{name}", "") if _path(f"{module}.{name}") else (module, name)


def _path(module: str) -> Path | None:
    base = ROOT / "shared" / Path(*module.split("."))
    for path in (base.with_suffix(".py"), base / "__init__.py"):
        if path.exists():
            return path
    return None
