"""What a reader of HTML sees: the visible text, the tags and attributes, the addresses."""

import re
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser

_UNSEEN = frozenset({"style", "script", "title"})
_INLINE = frozenset({"span", "strong", "a", "label", "b"})
_VOID = frozenset({"meta", "br", "input", "link", "img", "hr"})
_SPACES = re.compile(r"[ \t\r\n]+")


@dataclass
class _Reader(HTMLParser):
    words: list[str] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    open_tags: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in _INLINE:
            self.words.append(" ")
        if tag not in _VOID:
            self.open_tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open_tags.pop() == tag, f"</{tag}> closes another element"
        if tag not in _INLINE:
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not _UNSEEN & set(self.open_tags):
            self.words.append(data)


@cache
def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    assert not reader.open_tags, f"never closed: {reader.open_tags}"
    return reader


def visible(html: str) -> str:
    """The text a person reads, on one line; no-break spaces stay what they are."""
    return _SPACES.sub(" ", "".join(_read(html).words)).strip()


def elements(html: str) -> list[tuple[str, dict[str, str]]]:
    """Every element with its attributes, in the order of the document."""
    return _read(html).tags


def addresses(html: str) -> set[str]:
    """Where the document leads: links and forms."""
    return {
        attributes[name]
        for _, attributes in elements(html)
        for name in ("href", "action", "src")
        if name in attributes
    }


def without_addresses(text: str) -> str:
    """Plain text without its web addresses, whose words nobody chose."""
    return re.sub(r"https?://\S+", "", text)
