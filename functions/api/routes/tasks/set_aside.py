"""Problems: stored rows that cannot be read, so that nothing goes until they are mended (R46)."""

from datetime import datetime

from relance.domain.errors import Cause
from relance.domain.run.set_aside import SetAside
from relance.flows import words
from relance.flows.tasks.set_aside import language_of, list_set_aside

from ..answer_size import fitting
from ..caller import caller, new_router
from ..fields import Answer, Cursor, LeftOut, Limit, left_out

router = new_router()


class ProblemAnswer(Answer):
    """One object that waits to be mended; what it says is never shown.

    Without a customer it is of the tenant, as `place` says. `attribute` is named where it is known.
    """

    customer_id: str | None
    place: str
    row: str
    attribute: str | None
    cause: Cause
    summary: str
    first_seen_at: datetime
    last_seen_at: datetime
    times_seen: int
    again_at: datetime

    @classmethod
    def of(cls, told: SetAside, language: str) -> "ProblemAnswer":
        """The answer about one object."""
        return cls(
            customer_id=told.place if told.of_account else None,
            place="account" if told.of_account else told.place_name,
            row=told.row,
            attribute=told.attribute or None,
            cause=told.cause,
            summary=words.name(told.cause, language, Cause),
            first_seen_at=told.first_at,
            last_seen_at=told.last_at,
            times_seen=told.times,
            again_at=told.again_at,
        )


class ProblemPage(Answer):
    """A page of problems; `cursor` asks for the next one."""

    problems: list[ProblemAnswer]
    cursor: str | None
    left_out: list[LeftOut]


@router.get("/v1/problems", summary="List what cannot be read, so that nothing goes")
def listed(cursor: Cursor = None, limit: Limit = 50) -> ProblemPage:
    """Answer a page of what waits to be mended, looked at now; what was mended is gone from it.

    It is there as well when the settings themselves cannot be read. A page may be short: there is
    more while it has a cursor.
    """
    who = caller(router)
    page = list_set_aside(who.tenant_id, cursor, limit, who.now)
    language = language_of(who.tenant_id)
    shown = fitting(
        (told for _, told in page.values), lambda told: ProblemAnswer.of(told, language)
    )
    ends = page.cursor_behind(len(shown))
    return ProblemPage(problems=shown, cursor=ends, left_out=left_out(page.left_out))
