"""`python -m configurator` is the command `configurator`; it ends silently also when it is stopped while it starts."""

from __future__ import annotations

import os
import signal
import sys

INTERRUPTED = 130
"""What shells know as «stopped with Ctrl-C»."""


def main() -> None:
    """The command `configurator`; ends the process with an exit code."""
    # while modules are loaded nothing can be lost, and an exception in the middle of that may show up anywhere
    signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
    from configurator.cli.at_once import answered

    if answered(sys.argv[1:]):
        return
    from configurator.cli.app import main as run

    signal.signal(signal.SIGINT, signal.default_int_handler)
    run()


if __name__ == "__main__":
    main()
