"""Runs the demo; ends with 0 only if every invariant held."""

import argparse
import shutil
import sys
import time
from datetime import timedelta
from pathlib import Path

from local import settings
from local.demo import account, amends, checks, conduct, portfolio, why
from local.demo.days import pass_day
from local.demo.desk import Desk
from local.demo.onboarding import come_aboard
from local.demo.script import Script
from local.demo.world import World
from local.deploy import DeployFailed
from local.emulator import EmulatorFailed
from local.settings import PortTaken
from local.stack import running_stack


def main() -> int:
    """Builds nothing: `make demo` has built; the exit code says whether all invariants held."""
    said = _arguments()
    started = time.monotonic()
    home = said.home or settings.default_home()
    try:
        settings.load(home)  # before anything is thrown away: `make serve` may be using it
        shutil.rmtree(home)
        with running_stack(home, said.build) as stack:
            world = come_aboard(stack, portfolio.read(), print)
            _let_days_pass(world)
            checks.at_the_end(world)
            conduct.at_the_end(world)
            amends.at_the_end(world)
            world.reasons = why.look_back(world)
            account.show(world)
            account.write(world)
    except (DeployFailed, EmulatorFailed, PortTaken) as failed:
        print(failed, file=sys.stderr)
        return 1
    print(f"\n{time.monotonic() - started:.0f} seconds. `make serve` lets you look at all of it.")
    return 1 if world.broken else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make demo", description=main.__doc__)
    parser.add_argument("--home", type=Path, help="where the state is kept")
    parser.add_argument("--build", type=Path, default=settings.BUILD, help="what `make build` made")
    return parser.parse_args()


def _let_days_pass(world: World) -> None:
    script, desk = Script(), Desk()
    print(account.HEADING)
    for number in range(world.portfolio.days):
        day = world.portfolio.first_on + timedelta(days=number)
        pass_day(world, script, desk, day)
        print(account.line_of(day, world.days[day]), flush=True)


if __name__ == "__main__":
    sys.exit(main())
