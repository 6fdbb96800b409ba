"""`python -m configurator` is the command `configurator`; it ends silently also when it is stopped while it starts."""

from __future__ import annotations

import os
import signal
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from configurator.serving import Serving

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
    from configurator.cli.serve import server

    server.set(_serve)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    run()


def _serve(serving: Serving, say: Callable[[str], object]) -> None:
    """Run the HTTP service; only this module knows two surfaces."""
    from configurator.api.server import run

    run(serving, say)


if __name__ == "__main__":
    main()
