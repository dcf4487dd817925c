"""`make serve`: keeps the local stack running until Ctrl-C, with the state that the demo left.

Without one the portfolio is fed first. Time stands still; each Enter lets one day pass, hour by
hour.
"""

import re
import signal
import sys
import threading
from datetime import timedelta

from local.demo import portfolio
from local.demo.api import Api
from local.demo.onboarding import come_aboard, go_live
from local.demo.workdays import is_bank_day
from local.deploy import DeployFailed
from local.emulator import EmulatorFailed
from local.settings import PortTaken
from local.stack import Stack, running_stack

HOURS_OF_A_DAY = 24
CASH_HOUR = 16
_LINK = re.compile(r"https?://\S+/r/[^/\s]+")


def main() -> int:
    """Runs until Ctrl-C or SIGTERM; the exit code tells whether the stack came up."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with running_stack() as stack:
            stack.mailbox.identities.playground = "example"
            if not stack.where.key_file.exists():
                _begin(stack)
            _welcome(stack)
            _until_the_end(stack)
    except KeyboardInterrupt:
        print("\nStopped; the state is kept. `make demo` begins anew.")
    except (DeployFailed, EmulatorFailed, PortTaken) as failed:
        print(failed, file=sys.stderr)
        return 1
    return 0


def let_a_day_pass(stack: Stack, api: Api) -> None:
    """Moves the clock by a day, with the tick of each hour and all the work that follows."""
    for _ in range(HOURS_OF_A_DAY):
        now = stack.clock.advance(timedelta(hours=1))
        stack.tick(now)
        stack.drain()
        if now.hour == CASH_HOUR and is_bank_day(now.date()):
            api.put("/v1/feed", {"cash_through_on": now.date().isoformat()})
    stack.sweep()


def _begin(stack: Stack) -> None:
    """The portfolio, fed and live, with the mails of its first day."""
    print("There is no kept state: feeding the portfolio of the demo")
    world = come_aboard(stack, portfolio.read(), print)
    go_live(world)
    let_a_day_pass(stack, world.api)


def _key(stack: Stack) -> str:
    return stack.where.key_file.read_text(encoding="utf-8").strip()


def _welcome(stack: Stack) -> None:
    api = stack.where.api_url
    print(f"\nAPI      {api}/v1/invoices  (all of it: {api}/v1/openapi.json)")
    print(f"Key      {_key(stack)}  (send it as: Authorization: Bearer ...)")
    print(f"Outbox   {stack.mailbox.url}")
    print(f"Debtor   {_debtor_link(stack) or 'no mail yet'}")
    _tell_time(stack)


def _debtor_link(stack: Stack) -> str | None:
    """The page of the newest mail of which something is still open."""
    for mail in reversed(stack.mailbox.messages()):
        if found := _LINK.search(mail.text):
            page = stack.http("GET", f"{found[0]}/pay")
            if page.status == 200 and b"IBAN" in page.body:
                return found[0]
    return None


def _tell_time(stack: Stack) -> None:
    mails = len(stack.mailbox.messages())
    now = stack.clock.now()
    print(f"Time     {now:%A %-d %B %Y, %H:%M} UTC, {mails} mails so far")
    print("Enter lets a day pass, Ctrl-C stops everything.", flush=True)


def _until_the_end(stack: Stack) -> None:
    api = Api(stack, _key(stack))
    for _ in sys.stdin:
        let_a_day_pass(stack, api)
        _tell_time(stack)
    threading.Event().wait()


if __name__ == "__main__":
    sys.exit(main())
