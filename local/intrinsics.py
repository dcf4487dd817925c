"""Resolves the few CloudFormation functions that SAM writes into an API's OpenAPI body."""

import re
from collections.abc import Mapping
from typing import Any

from local.aws import ACCOUNT
from local.settings import REGION

_VARIABLE = re.compile(r"\$\{([^}!]+)\}")
_PSEUDO = {
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::AccountId": ACCOUNT,
    "AWS::URLSuffix": "amazonaws.com",
}


class Unresolvable(Exception):
    """A reference of the template that the deployed stack does not have."""

    def __init__(self, reference: str) -> None:
        super().__init__(f"{reference} is not in the deployed stack")
        self.reference = reference


def resolve(value: Any, functions: Mapping[str, str]) -> str:
    """The text of `value`: a string, Fn::Sub, Ref or Fn::GetAtt of a function's Arn.

    `functions` maps the logical id of each function to its physical name.
    """
    match value:
        case str():
            return value
        case {"Fn::Sub": [str() as text, dict() as given]}:
            names = {name: resolve(inner, functions) for name, inner in given.items()}
            return _substitute(text, names, functions)
        case {"Fn::Sub": str() as text}:
            return _substitute(text, {}, functions)
        case {"Ref": str() as name}:
            return _lookup(name, functions)
        case {"Fn::GetAtt": [str() as name, "Arn"]}:
            return _lookup(f"{name}.Arn", functions)
    raise Unresolvable(repr(value))


def _substitute(text: str, names: Mapping[str, str], functions: Mapping[str, str]) -> str:
    def found(match: re.Match[str]) -> str:
        return names.get(match[1]) or _lookup(match[1], functions)

    return _VARIABLE.sub(found, text)


def _lookup(name: str, functions: Mapping[str, str]) -> str:
    if name in _PSEUDO:
        return _PSEUDO[name]
    logical, _, attribute = name.partition(".")
    if logical in functions and attribute in ("", "Arn"):
        physical = functions[logical]
        arn = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{physical}"
        return arn if attribute else physical
    raise Unresolvable(name)
