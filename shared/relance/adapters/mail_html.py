"""The text of an HTML mail in one pass, whatever its tags are; quotations get their mark."""

import re
from dataclasses import dataclass, field
from html import unescape

_TAG = re.compile(r"<(?:(/?)([A-Za-z][A-Za-z0-9:]{0,30})|[!?])")
_BLOCKS = frozenset(
    "br p div tr li ul ol table hr blockquote h1 h2 h3 h4 h5 h6 pre section article".split()
)
_UNSEEN = frozenset({"style", "script", "head", "title"})
_ENDS = {
    what: re.compile(re.escape(what), re.IGNORECASE)
    for what in ("-->", ">", *(f"</{name}" for name in _UNSEEN))
}
_CITES = re.compile(r"cite|quote", re.IGNORECASE)  # type="cite", gmail_quote and their kind
_HUGE = re.compile(r"&#[xX]?[0-9a-fA-F]{8,};?")  # no character has such a number


def text_of(html: str) -> str:
    """What a reader sees, line by line; lines of a marked quotation begin with `>`."""
    return _Reader(html).text()


@dataclass(slots=True)
class _Reader:
    """One walk from tag to tag: each character is looked at a fixed number of times."""

    html: str
    lines: list[list[str]] = field(default_factory=lambda: [[]])
    cited: list[bool] = field(default_factory=lambda: [False])
    quotes: list[tuple[bool, int]] = field(default_factory=list)  # open ones: cites, first line
    citing: int = 0  # how many of the open ones are quotations
    verbatim: bool = False  # inside of <pre> a line is a line
    absent: set[str] = field(default_factory=set)  # ends that were looked for and are not there

    def text(self) -> str:
        place = 0
        while ">" not in self.absent and (tag := _TAG.search(self.html, place)):
            self._say(self.html[place : tag.start()])
            place = self._past(tag)
        self._say(self.html[place:])
        return "\n".join(self._marked()).strip()

    def _past(self, tag: re.Match[str]) -> int:
        """Where the text goes on behind what begins here."""
        start = tag.start()
        if self.html.startswith("<!--", start) and (end := self._end("-->", start)):
            return end
        if not (end := self._end(">", start)):
            return start
        name, closes = (tag[2] or "").lower(), bool(tag[1])
        if name in _UNSEEN and not closes:
            closing = f"</{name}"
            return max(end, self._end(closing, end) - len(closing))
        self._block(name, closes, self.html[start:end])
        return end

    def _block(self, name: str, closes: bool, tag: str) -> None:
        if name in _BLOCKS:
            self._break()
        if name == "pre":
            self.verbatim = not closes
        if name == "blockquote":
            self._quote(closes, tag)

    def _end(self, what: str, start: int) -> int:
        """The place behind the next one of these, or 0; what is absent is looked for once."""
        if what in self.absent:
            return 0
        found = _ENDS[what].search(self.html, start)
        if found is None:
            self.absent.add(what)
            return 0
        return found.end()

    def _say(self, text: str) -> None:
        shown = unescape(_HUGE.sub("\ufffd", text))
        first, *others = shown.split("\n") if self.verbatim else [shown.replace("\n", " ")]
        self.lines[-1].append(first)
        for line in others:
            self._break()
            self.lines[-1].append(line)

    def _break(self) -> None:
        self.lines.append([])
        self.cited.append(self.citing > 0)

    def _quote(self, closes: bool, tag: str) -> None:
        if not closes:
            cites = bool(_CITES.search(tag[len("<blockquote") :]))
            self.quotes.append((cites, len(self.lines) - 1))
            self.citing += cites
        elif self.quotes:
            self.citing -= self.quotes.pop()[0]
        self.cited[-1] = self.citing > 0

    def _marked(self) -> list[str]:
        """The lines; those of a quotation without an end may be the writer's own."""
        sure = next((first for cites, first in self.quotes if cites), len(self.lines))
        texts = ("".join(parts).strip() for parts in self.lines)
        return [
            f"> {text}" if cited and place < sure else text
            for place, (text, cited) in enumerate(zip(texts, self.cited, strict=True))
        ]
