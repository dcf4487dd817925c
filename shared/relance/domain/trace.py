"""Why, as it was decided: each rule that was asked, what it said, and what it looked at (R10).

A rule answers with a `Verdict`, once; whoever asks it notes a `Finding`. Nothing tells a decision
in another voice than the one that made it.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

type Input = str | int | date | datetime | tuple[str, ...] | None
type Inputs = Mapping[str, Input]

NO_INPUTS: Inputs = MappingProxyType({})


class Family(StrEnum):
    """What a rule is about."""

    PAUSE = "pause"  # whether an item is out of the conversation
    BALANCE = "balance"  # whether what is left is worth a word
    CONDITION = "condition"  # whether a step is for this debt
    STEP = "step"  # which step would go
    PERSON = "person"  # whether somebody acts instead of a mail
    GUARD = "guard"  # whether something forbids the step now
    QUESTION = "question"  # whether somebody is asked, or answered, beside the ladder


class Verdict(NamedTuple):
    """What a rule said: the reason if it fired, from when it may be otherwise, its inputs.

    A tuple, since a decision asks hundreds of times.
    """

    reason: str | None = None
    until_on: date | None = None
    until_at: datetime | None = None
    inputs: Inputs = NO_INPUTS


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that was asked: about what, its verdict, and whether it decided."""

    rule: str
    family: Family
    subject: str  # an item, a step or a currency
    verdict: Verdict
    decisive: bool = False

    @property
    def fired(self) -> bool:
        """Whether the rule had something to say."""
        return self.verdict.reason is not None

    @property
    def reason(self) -> str | None:
        """The code of what it said, where it fired."""
        return self.verdict.reason

    @property
    def until_on(self) -> date | None:
        """The first day to look again, if known."""
        return self.verdict.until_on

    @property
    def until_at(self) -> datetime | None:
        """The instant from which it may be otherwise, if known."""
        return self.verdict.until_at

    @property
    def inputs(self) -> Inputs:
        """What it looked at, by name."""
        return self.verdict.inputs


type Trace = tuple[Finding, ...]


def first_fired(findings: Iterable[Finding]) -> Finding | None:
    """The first rule that had something to say."""
    return next((finding for finding in findings if finding.fired), None)


def decided_by(trace: Trace, decisive: Finding) -> Trace:
    """The trace with the one rule marked that decided, which is added where it is not in it."""
    marked = replace(decisive, decisive=True)
    if not any(finding is decisive for finding in trace):
        return (*trace, marked)
    return tuple(marked if finding is decisive else finding for finding in trace)


def decisive_rule(trace: Trace) -> str | None:
    """The name of the rule that decided; None of what was decided before traces were kept."""
    return next((finding.rule for finding in trace if finding.decisive), None)


def digest(trace: Trace) -> str:
    """The same for the same rules with the same verdicts on the same inputs, in their order."""
    told = "\x1e".join(_told(finding) for finding in trace)
    return hashlib.sha256(told.encode()).hexdigest()[:20]


def _told(finding: Finding) -> str:
    said = finding.verdict
    inputs = (f"{name}={_plain(value)}" for name, value in sorted(said.inputs.items()))
    head = (finding.rule, finding.subject, said.reason, said.until_on, said.until_at)
    return "\x1f".join([*(str(each) for each in head), str(finding.decisive), *inputs])


def _plain(value: Input) -> str:
    return ",".join(value) if isinstance(value, tuple) else str(value)
