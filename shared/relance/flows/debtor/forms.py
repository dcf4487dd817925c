"""What the debtor entered, read into an answer, or what is wrong with it field by field."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from urllib.parse import parse_qsl

from relance.domain.answers.claims_and_promises import Answer, Copy, Paid, Problem, Promised
from relance.domain.era import day_of, within
from relance.domain.printable import printable
from relance.render.forms import FieldError, Form, Means, ProblemReason

MOST_BYTES = 65_536
MOST_FIELDS = 20
MOST_REFERENCE = 140
MOST_TEXT = 2000
# Where a browser has no date field, people type the day first, in French as in British English.
_DAY_FIRST = re.compile(r"([0-9]{1,2})[./\- ]([0-9]{1,2})[./\- ]([0-9]{4})")
_UNKNOWN = FieldError.NOT_A_DATE  # a date that the texts have no better sentence for


def entered(body: bytes) -> dict[str, str]:
    """The fields of a form as a browser sends them; none where it is no form of ours."""
    try:
        text = body[:MOST_BYTES].decode(errors="replace")
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        return {}


class _Fields:
    """The fields of one form; what is wrong collects in `errors`."""

    def __init__(self, entered: Mapping[str, str]) -> None:
        self.entered = entered
        self.errors: dict[str, FieldError] = {}

    def text(self, name: str, longest: int) -> str:
        """What was written, without spaces around it and without what steers a screen."""
        written = printable(self.entered.get(name, "")).strip()
        if len(written) > longest:
            self.errors[name] = FieldError.TOO_LONG
        return written

    def day(self, name: str) -> date:
        """The date; today's rules are the domain's."""
        written = self.entered.get(name, "").strip()
        if not written:
            self.errors[name] = FieldError.MISSING
        try:
            if found := _DAY_FIRST.fullmatch(written):
                return within(date(int(found[3]), int(found[2]), int(found[1])))
            return day_of(written)
        except ValueError:
            self.errors.setdefault(name, FieldError.NOT_A_DATE)
            return date.min

    def choice(self, name: str, choices: type[StrEnum]) -> str:
        """One of the choices of the form."""
        written = self.entered.get(name, "")
        if written not in choices:
            self.errors[name] = FieldError.NOT_A_CHOICE if written else FieldError.MISSING
        return written


def _paid(fields: _Fields) -> Answer:
    means = fields.choice("means", Means)
    last4 = "".join(fields.entered.get("account_last4", "").split()).upper()
    if means == Means.TRANSFER and len(last4) != 4:
        fields.errors["account_last4"] = FieldError.NOT_FOUR if last4 else FieldError.MISSING
    account_last4 = last4 if means == Means.TRANSFER else None
    reference = " ".join(fields.text("reference", MOST_REFERENCE).split())
    return Paid(fields.day("paid_on"), means, account_last4, reference)


def _promised(fields: _Fields) -> Answer:
    return Promised(fields.day("promise_on"))


def _problem(fields: _Fields) -> Answer:
    return Problem(fields.choice("reason", ProblemReason), fields.text("text", MOST_TEXT))


def _copy(fields: _Fields) -> Answer:
    return Copy()


_FORMS: dict[str, Callable[[_Fields], Answer]] = {
    "paid": _paid,
    "promise": _promised,
    "problem": _problem,
    "copy": _copy,
}
ACTIONS = frozenset(_FORMS)


def read_form(action: str, entered: Mapping[str, str]) -> Answer | Form:
    """The answer, or the form as entered with what is wrong in it."""
    fields = _Fields(entered)
    answer = _FORMS[action](fields)
    return Form(entered, fields.errors) if fields.errors else answer


def refused(entered: Mapping[str, str], field: str, detail: str) -> Form:
    """The form as entered, with what the domain does not accept."""
    known = detail in FieldError
    return Form(entered, {field: FieldError(detail) if known else _UNKNOWN})
