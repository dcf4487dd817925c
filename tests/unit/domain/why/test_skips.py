"""R33: a skipped step is told once, with the first run that said so."""

from relance.domain.decision import Decision, Hold, Skip, Skipped, Task
from relance.domain.why.skips import SkippedAt, skips_of
from tests.builders import account, at, day, ids, message, outage, rules, says

MONDAY, TUESDAY = at("2026-06-08 10:00"), at("2026-06-09 10:00")
(ITEM,) = ids("F-1/1")
FIRST, COURTESY = Skipped(ITEM, "first", "missed_run"), Skipped(ITEM, "courtesy", "stale")


def silent(*skipped: Skipped) -> Skip:
    return Skip("EUR", "nothing_due", skipped=skipped)


def test_each_skipped_step_is_told_once_and_oldest_first() -> None:
    runs = ((MONDAY, [silent(COURTESY)]), (TUESDAY, [silent(COURTESY, FIRST), silent(FIRST)]))
    found = list(skips_of(runs))
    assert found == [SkippedAt(MONDAY, COURTESY), SkippedAt(TUESDAY, FIRST)]


def test_the_same_step_that_is_skipped_for_another_reason_is_told_again() -> None:
    other = Skipped(ITEM, "first", "stale")
    found = skips_of([(MONDAY, [silent(FIRST)]), (TUESDAY, [silent(other)])])
    assert [one.step.reason for one in found] == ["missed_run", "stale"]


def test_a_message_tells_what_it_skipped_and_a_hold_or_a_question_skips_nothing() -> None:
    dark = rules(outages=outage("2026-06-04 12:00", "2026-06-10 08:00"))
    file = account(messages=(message("courtesy", "2026-05-26"),))
    send = says(file, "2026-06-10 10:00", dark)
    task = Task("t-1", "call", "EUR", "step_due", day("2026-06-08"))
    beside: list[Decision] = [Hold("EUR", "gap"), task]
    said = list(skips_of([(MONDAY, beside), (TUESDAY, [send])]))
    assert said == [SkippedAt(TUESDAY, FIRST)]
