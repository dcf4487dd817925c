"""The story as it goes when nothing happens, and as it goes when something does."""

from collections import Counter
from collections.abc import Callable

from tests.harness.cloud import Tap
from tests.once.moment import Moment
from tests.once.stage import Stage
from tests.once.story import Story


class Telling:
    """The moments between the acts of the undisturbed story, and the calls of each act.

    `aftermath` are the acts in which nothing is new: the hours of the nights, in which the same
    calls as in the mornings are made until everything has found its outcome.
    """

    def __init__(self, stage: Stage, story: type[Story] = Story) -> None:
        self.stage, self.story = stage, story(stage)
        self.told_to_the_end = self.told_before = 0
        self._found_right: set[tuple[int, bytes]] = set()
        self.story.before()
        self.moments = [stage.moment()]
        self.calls: list[list[str]] = []
        for act in self.story.acts:
            stage.set_back(self.moments[-1])
            act()
            self.calls.append([str(request) for request in stage.cloud.requests])
            self.moments.append(stage.moment())
        assert not stage.cloud.errors
        long = (self.story.the_night, self.story.the_days_after)
        self.aftermath = {n for n, act in enumerate(self.story.acts) if act in long}

    @property
    def the_night(self) -> int:
        """The act that begins when the first day's talk is over."""
        return min(self.aftermath)

    @property
    def end(self) -> Moment:
        """How everything stands at the end."""
        return self.moments[-1]

    def tell_from(self, act: int, *taps: Tap, until: int | None = None) -> Moment:
        """The end of the story in which `taps` interfere with one act.

        As soon as nobody could tell it from the undisturbed story, it is that story.
        """
        self._disturb(act, *taps)
        return self.go_on(act + 1, until)

    def tell_anew(self, act: int, accident: Tap, check: Callable[[Moment], None]) -> None:
        """As `tell_from`, up to where it is a story that was told before and found right.

        An accident before a call and one after the call before mostly leave the same behind, and
        what follows, follows from that. `check` raises where an end is wrong; all who share a
        telling find the same right.
        """
        self._disturb(act, accident)
        self.stage.cloud.errors.clear()
        begun: list[tuple[int, bytes]] = []
        for later in range(act + 1, len(self.story.acts)):
            if self._is_known(later, begun):
                break
            self.story.acts[later]()
        else:
            self.told_to_the_end += 1
            check(self.stage.moment())
        self._found_right.update(begun)

    def _is_known(self, act: int, begun: list[tuple[int, bytes]]) -> bool:
        """Whether what stands before an act was told from there; if not, it is noted as begun."""
        moment = self.stage.moment()
        if moment.like(self.moments[act]):
            return True
        begun.append((act, moment.likeness))
        is_known = begun[-1] in self._found_right
        self.told_before += is_known
        return is_known

    def _disturb(self, act: int, *taps: Tap) -> None:
        self.stage.set_back(self.moments[act])
        self.stage.cloud.wire.taps += taps
        self.story.acts[act]()
        for tap in taps:
            self.stage.cloud.wire.taps.remove(tap)

    def go_on(self, act: int, until: int | None = None) -> Moment:
        """The end of the story, told from one act on as everything stands."""
        self.stage.cloud.errors.clear()
        for later in range(act, until or len(self.story.acts)):
            if self.stage.moment().like(self.moments[later]):
                return self.end
            self.story.acts[later]()
        self.told_to_the_end += 1
        return self.stage.moment()

    def tell_all(self, *taps: Tap) -> Moment:
        """The end of the story with `taps` in place from the first act to the last."""
        self.stage.set_back(self.moments[0])
        self.stage.cloud.wire.taps += taps
        for act in self.story.acts:
            act()
        for tap in taps:
            self.stage.cloud.wire.taps.remove(tap)
        self.stage.cloud.errors.clear()
        return self.stage.moment()

    def acts_of(self, function: str, first: int = 0) -> list[int]:
        """The acts in which that function works and no night passes."""
        return [
            act
            for act, calls in enumerate(self.calls)
            if act not in self.aftermath
            and act >= first
            and any(call.startswith(f"{function} ") for call in calls)
        ]


def uncrossed(said: Counter[tuple[str, ...]]) -> Counter[tuple[str, ...]]:
    """What was said, without C-4: where his money came late he was reminded, and thanked."""
    crossed = [words for words in said if words[0] == "C-4"]
    assert [kind for _, kind, *_ in sorted(crossed)] in ([], ["first", "receipt"])
    return Counter({words: count for words, count in said.items() if words not in crossed})
