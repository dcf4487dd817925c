"""Which texts there are: a policy may name any that stands in every language (B1, D3).

A text is a file `email/<language>/<name>.txt.j2`. What it is beside its sentences stands in it
too, in blocks: the facts it `needs`, its `buttons`, and the shared phrases that it says otherwise.
"""

from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, Template

from relance.render.environment import environment
from relance.render.language import LOCALES

_SHARED = frozenset({"phrases", "words", "consequences"})
# What a step can give to its text; others need a payment or a promise to speak of.
_OF_A_STEP = frozenset({"deadline", "consequence"})


def exists(name: str, language: str, templates: Path) -> bool:
    """Whether a text of that name is written in that language."""
    return language in LOCALES and name in _written(templates, language)


def names(templates: Path) -> frozenset[str]:
    """The texts that a step may name: whole ones, in every language, that need no other fact."""
    everywhere = frozenset.intersection(*(_written(templates, one) for one in LOCALES))
    return frozenset(
        name
        for name in everywhere
        if is_whole(name, _any_language(), templates) and needs(name, templates) <= _OF_A_STEP
    )


def needs(name: str, templates: Path) -> frozenset[str]:
    """What a text cannot do without: deadline, consequence, promise, payment."""
    template = _template(name, _any_language(), templates)
    block = template.blocks.get("needs")
    return frozenset("".join(block(template.new_context())).split() if block else ())


def is_whole(name: str, language: str, templates: Path) -> bool:
    """Whether it closes a message too, rather than only opens the one of the step."""
    return "closing" in _template(name, language, templates).blocks


def consequences(templates: Path) -> frozenset[str]:
    """The kinds of consequence for which there are words in every language (B13)."""
    worded = (_template("consequences", one, templates).blocks for one in LOCALES)
    return frozenset.intersection(*(frozenset(blocks) for blocks in worded))


def in_tone(name: str, tone: str, language: str, templates: Path) -> str:
    """The text for a tone: `<name>_<tone>` where it is written, else the text itself."""
    toned = f"{name}_{tone}"
    return toned if exists(toned, language, templates) else name


@lru_cache(maxsize=8)
def _written(templates: Path, language: str) -> frozenset[str]:
    folder = templates / "email" / language
    found = (path.name.removesuffix(".txt.j2") for path in folder.glob("*.txt.j2"))
    return frozenset(found) - _SHARED


def _template(name: str, language: str, templates: Path) -> Template:
    env: Environment = environment(templates, language)
    return env.get_template(f"email/{language}/{name}.txt.j2")


def _any_language() -> str:
    return next(iter(LOCALES))
