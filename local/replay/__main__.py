"""`make replay FILE=calendar.yaml`: ends with 0 only if everything expected happened, no more."""

import argparse
import io
import logging
import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path
from zoneinfo import ZoneInfo

from local.harness.home import Home
from local.replay.reading import Mistaken, read

DIFFERENT, MISTAKEN = 1, 2


def main() -> int:
    """Replays each file; the exit code says whether all went as expected."""
    said = _arguments()
    with tempfile.TemporaryDirectory(prefix="relance-replay-") as folder:
        home = Home(Path(folder))
        logging.getLogger("relance").disabled = True
        codes = [_replay(file, home, said) for file in said.files]
    return max(codes)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make replay", description=main.__doc__)
    parser.add_argument("files", nargs="+", type=Path, help="calendars, as in tests/calendars")
    parser.add_argument("--every", action="store_true", help="every reason, not only changes")
    parser.add_argument("--language", choices=("en", "fr"), default="en", help="of the reasons")
    return parser.parse_args()


def _replay(file: Path, home: Home, said: argparse.Namespace) -> int:
    # Rows read the names of their tables when they are imported: not before there is a home.
    from local.replay.play import Stumbled, compared, play
    from local.replay.telling import Teller

    try:
        calendar = read(file)
        print(f"{calendar.title} ({', '.join(calendar.rules) or file.name})\n")
        zone = ZoneInfo(str(calendar.settings.get("zone", "Europe/Paris")))
        teller = Teller(zone, sys.stdout, every=said.every, language=said.language)
        with redirect_stdout(io.StringIO()), home.deployed() as cloud:
            happened = play(calendar, cloud, teller)
    except (Mistaken, Stumbled) as wrong:
        print(wrong, file=sys.stderr)
        return MISTAKEN
    return _verdict(calendar.expect, compared(calendar, happened, said.language))


def _verdict(expect: tuple[str, ...] | None, found: list[str]) -> int:
    if expect is None:
        print("\nNothing was expected: this is what happens.")
        return 0
    print("\n" + "\n".join(found or [f"As expected: {len(expect)} lines."]))
    return DIFFERENT if found else 0


if __name__ == "__main__":
    sys.exit(main())
