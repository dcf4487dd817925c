"""Runs MiniStack and ends it when the process that started it is gone.

Executed by the emulator's own Python. The starter holds the other end of standard input: its
closing, however the starter died, saves the state and stops the emulator, so that no orphan stays.
"""

import os
import signal
import sys
import threading

from ministack.app import main


def _stop_with_the_starter() -> None:
    # Not sys.stdin: its lock would be held for ever and break the end of the interpreter.
    os.read(0, 1)
    os.kill(os.getpid(), signal.SIGTERM)


threading.Thread(target=_stop_with_the_starter, daemon=True).start()
sys.argv = ["ministack"]
main()
