"""What is said over what is kept: nothing goes away unless somebody says `null`.

PUT replaces the fields that it names, PATCH merges (RFC 7396); both keep what they leave out. What
an answer shows and nobody can set may be sent back as it was read, and not otherwise.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.event_handler.openapi.params import Body as BodyParameter
from pydantic import BaseModel, Field, ValidationError

from .fields import Answer, Body

type Document = Mapping[str, Any]

_READ_ONLY = {"readOnly": True}
ReadOnly = Annotated[Any, Field(json_schema_extra=_READ_ONLY)]
Patch = Annotated[
    dict[str, Any],
    BodyParameter(description="A merge patch (RFC 7396): `null` removes, what is left out stays"),
]


def put_over[B: Body](model: type[B], shown: Document, said: Document) -> B:
    """The body with the fields that it names replaced in what is shown; objects field by field."""
    whole = {
        name: {**shown[name], **value} if _both_objects(model, name, shown, value) else value
        for name, value in said.items()
    }
    return _read(model, shown, {**_settable(model, shown), **whole}, said)


def patch_over[B: Body](model: type[B], shown: Document, patch: Document) -> B:
    """The body that a merge patch makes of what is shown."""
    return _read(model, shown, merge_patch(_settable(model, shown), patch), patch)


def merge_patch(target: Any, patch: Any) -> Any:
    """The target once patched, as RFC 7396 has it."""
    if not isinstance(patch, Mapping):
        return patch
    merged = dict(target) if isinstance(target, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge_patch(merged.get(name), value)
    return merged


def document(answer: Answer) -> dict[str, Any]:
    """An answer as the caller reads it."""
    return answer.model_dump(mode="json")


def refuse_changed(names: Document, shown: Document, place: str = "") -> None:
    """Raises the problem that names what somebody cannot set and did not send back as read."""
    changed = [n for n, said in names.items() if _plain(said) != _plain(shown.get(n))]
    if changed:
        why = "this cannot be set: leave it out, or send it as it was read"
        errors = [{"type": "read_only", "loc": (f"{place}{name}",), "msg": why} for name in changed]
        raise RequestValidationError(errors)


def _both_objects(model: type[Body], name: str, shown: Document, value: Any) -> bool:
    """Whether a field is an object with fields of its own: those that are left out stay too."""
    known = model.model_fields.get(name)
    kind = known.annotation if known else None
    fields = isinstance(kind, type) and issubclass(kind, BaseModel)
    return fields and isinstance(value, Mapping) and isinstance(shown.get(name), Mapping)


def _read_only(model: type[Body]) -> frozenset[str]:
    fields = model.model_fields.items()
    return frozenset(n for n, field in fields if field.json_schema_extra == _READ_ONLY)


def _settable(model: type[Body], shown: Document) -> dict[str, Any]:
    names = model.model_fields.keys() - _read_only(model)
    return {name: value for name, value in shown.items() if name in names}


def _read[B: Body](model: type[B], shown: Document, whole: Document, said: Document) -> B:
    fixed = _read_only(model)
    refuse_changed({name: said[name] for name in fixed & said.keys()}, shown)
    wanted = {n: value for n, value in whole.items() if n not in fixed and value is not None}
    try:
        return model.model_validate(wanted)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise RequestValidationError([_placed(one, said) for one in found]) from None


def _placed(error: Mapping[str, Any], said: Document) -> dict[str, Any]:
    """The error, with where the value is from: what is kept may be what is not accepted."""
    place = error["loc"]
    if not place or place[0] in said:
        return dict(error)
    return {**error, "msg": f"{error['msg']} (as it is kept; say it anew)"}


def _plain(value: Any) -> Any:
    """A value in one form: an instant may be written with Z or +00:00."""
    match value:
        case str() if value.endswith("Z"):
            return f"{value[:-1]}+00:00"
        case Mapping():
            return {name: _plain(one) for name, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
        case _:
            return value
