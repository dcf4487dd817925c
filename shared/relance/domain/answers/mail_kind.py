"""What an incoming mail is: written by a person, by an absence notice, or by a ticket system (R42).

Where it is not plain that a machine wrote, a person did: a pause too many harms nobody.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from relance.domain.account.on_file import Contest, ReplyKind
from relance.domain.answers.absences import looks_absent, returns_on
from relance.domain.answers.contests import contest_in
from relance.domain.answers.departures import Departure, departure
from relance.domain.answers.quotations import own_words

_ADDRESS = re.compile(
    r"(?<![\w.%+-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}"
)
_ANSWERS = re.compile(r"^(?:\s*(?:re|aw|rép?|sv|antw|fwd?|tr|wg|rv)\s?:)+\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """What a mail says, and what of it is known beforehand."""

    subject: str
    text: str
    sender: str = ""
    writer: str = ""  # the display name
    automatic: bool = False  # a mark of its own says that a machine wrote
    failed: bool = False  # it reports that a message did not arrive
    unreadable: bool = False
    cut: bool = False  # there is more than was read
    suspect: bool = False  # the provider took it for spam or a virus
    also: Sequence[str] = ()  # the same words read in another way: what they say counts as well


@dataclass(frozen=True, slots=True)
class Reading:
    """What it is, when the absent one is back, and the address that it names instead."""

    kind: ReplyKind
    returns_on: date | None = None
    substitute: str | None = None
    contests: Contest | None = None
    reader_in_doubt: bool = False


def reading(
    mail: Written, received_on: date, readers: Sequence[str] = (), ours: tuple[str, str] = ("", "")
) -> Reading:
    """What a mail is; `readers` are who was written to, `ours` our subject and text answered."""
    said = own_words(mail.text, ours[1])
    if mail.unreadable:
        return Reading(ReplyKind.UNREADABLE)
    if mail.suspect:
        return Reading(ReplyKind.SUSPECT, contests=_contested(mail, said, ours))
    if not mail.automatic and not looks_absent(mail.subject, said):
        return Reading(ReplyKind.PERSON)
    contests = _contested(mail, said, ours)
    if mail.cut and not contests:
        return Reading(ReplyKind.UNREADABLE)  # what was not read may contest
    left = departure(said, (mail.writer, mail.sender, *readers))
    sure = left is Departure.SURE and not contests
    return Reading(
        ReplyKind.LEFT if sure else ReplyKind.AUTOMATIC,
        None if sure else returns_on(said, received_on),
        _substitute(said, mail.sender),
        contests,
        not sure and (left is not None or mail.failed),
    )


def _contested(mail: Written, said: str, ours: tuple[str, str]) -> Contest | None:
    """What the subject or the writer's own words contest, however they are read."""
    subject = _ANSWERS.sub("", mail.subject)
    if ours[0]:
        subject = subject.replace(ours[0], "")
    others = (own_words(text, ours[1]) for text in mail.also)
    found = (contest_in(text) for text in (said, subject, *others))
    return next((contest for contest in found if contest), None)


def _substitute(said: str, sender: str) -> str | None:
    others = (a for a in _ADDRESS.findall(said) if a.casefold() != sender.casefold())
    return next(others, None)
