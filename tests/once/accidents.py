"""What can befall a call to AWS, below the SDK's own repeats (R30)."""

from collections.abc import Callable

from botocore.exceptions import ConnectionClosedError, ReadTimeoutError

from tests.harness.cloud import Killed, Outcome, Proceed, Request

FAILS = "fails before it takes effect"
UNHEARD = "takes effect, the answer is lost"
KILLED_BEFORE = "process killed before it"
KILLED_AFTER = "process killed after it"
WAYS = (FAILS, UNHEARD, KILLED_BEFORE, KILLED_AFTER)


class Accident:
    """A tap: something happens to the `number`-th call, and to the SDK's repeats of it."""

    def __init__(self, number: int, way: str) -> None:
        self.number, self.way = number, way
        self.seen = 0
        self.victim: Request | None = None
        self._over = False

    def __call__(self, request: Request, proceed: Proceed) -> Outcome:
        """Lets every other call pass."""
        if not self._meant(request):
            return proceed()
        self.victim = self.victim or request
        match self.way:
            case _ if self.way == FAILS:
                return None, ConnectionClosedError(endpoint_url="test")
            case _ if self.way == UNHEARD:
                proceed()
                return None, ReadTimeoutError(endpoint_url="test")
            case _ if self.way == KILLED_AFTER:
                proceed()
        raise Killed

    def _meant(self, request: Request) -> bool:
        if self.victim is None:
            self.seen += 1
            return self.seen > self.number
        again = (
            request.invocation == self.victim.invocation
            and request.action == self.victim.action
            and request.parameters == self.victim.parameters
        )
        self._over = self._over or not again
        return not self._over


class Stutter:
    """A tap: the first try of every call fails or is unheard, the SDK's repeat gets through.

    But for SES, of which a call is never repeated (R15).
    """

    def __init__(self, way: str) -> None:
        self.way, self.times = way, 0
        self._last: Request | None = None

    def __call__(self, request: Request, proceed: Proceed) -> Outcome:
        """Lets every second try pass."""
        again = self._last is not None and (
            request.invocation == self._last.invocation
            and request.action == self._last.action
            and request.parameters == self._last.parameters
        )
        self._last = None if again else request
        if again or request.service == "sesv2":
            return proceed()
        self.times += 1
        if self.way == UNHEARD:
            proceed()
        return None, ReadTimeoutError(endpoint_url="test")


class Intrusion:
    """A tap: right before the `number`-th call something else happens, whole."""

    def __init__(self, number: int, deed: Callable[[], object]) -> None:
        self._left, self._deed = number, deed
        self.happened = False

    def __call__(self, request: Request, proceed: Proceed) -> Outcome:
        """Lets every call pass, and those that the deed makes as well."""
        if not self.happened:
            if self._left == 0:
                self.happened = True
                self._deed()
            self._left -= 1
        return proceed()
