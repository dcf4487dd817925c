"""`make serve`: keeps the stack of the kept state running until Ctrl-C.

Time stands still where the state left it; each Enter lets one day pass, hour by hour.
"""

import signal
import sys
import threading
from datetime import timedelta

from local.deploy import DeployFailed
from local.emulator import EmulatorFailed
from local.settings import PortTaken
from local.stack import Stack, running_stack

HOURS_OF_A_DAY = 24


def main() -> int:
    """Runs until Ctrl-C or SIGTERM; the exit code tells whether the stack came up."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with running_stack() as stack:
            _welcome(stack)
            _until_the_end(stack)
    except KeyboardInterrupt:
        print("\nStopped; the state is kept.")
    except (DeployFailed, EmulatorFailed, PortTaken) as failed:
        print(failed, file=sys.stderr)
        return 1
    return 0


def let_a_day_pass(stack: Stack) -> None:
    """Moves the clock by a day, with the tick of each hour and all the work that follows."""
    for _ in range(HOURS_OF_A_DAY):
        stack.tick(stack.clock.advance(timedelta(hours=1)))
        stack.drain()


def _welcome(stack: Stack) -> None:
    key = stack.where.key_file
    known = key.read_text(encoding="utf-8") if key.exists() else "none yet: run `make demo`"
    print(f"API      {stack.where.api_url}")
    print(f"Key      {known.strip()}")
    print(f"Outbox   {stack.mailbox.url}")
    print(f"Time     {stack.clock.now():%Y-%m-%d %H:%M} UTC (Enter: a day passes; Ctrl-C: stop)")


def _until_the_end(stack: Stack) -> None:
    for _ in sys.stdin:
        let_a_day_pass(stack)
        print(f"Time     {stack.clock.now():%Y-%m-%d %H:%M} UTC", flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    sys.exit(main())
