"""A process that tries the codes of a registry, and is killed: `python job.py REGISTRY STATE TARGET KILL_AT`.

It ends itself, as `kill -9` would, before the call to the system that has this number: a sync, or a file that takes its
name. With 0 it goes on to its end.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from boxes import DAY, SECOND, sound

from configurator import revalidating
from configurator.registry.opening import open_registry
from configurator.revalidation import Revalidation

PAGE = 50


def run(registry: Path, state: Path | None, target: Path) -> revalidating.JobState:
    """The job, with small pages and parts."""
    with open_registry(registry) as store:
        revalidation = Revalidation(sound(SECOND), DAY, few=10)
        return revalidating.revalidate(revalidation, store, target, state=state, page=PAGE, part=2)


class Deadly:
    """Calls a function, until its turn has come."""

    def __init__(self, kill_at: int) -> None:
        self.left = kill_at

    def around(self, owner: object, name: str) -> None:
        """Count calls of a function of this name."""
        function = getattr(owner, name)

        def called(*arguments: object) -> object:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*arguments)

        setattr(owner, name, called)


def main() -> None:
    registry, state, target, kill_at = sys.argv[1:]
    deadly = Deadly(int(kill_at))
    deadly.around(os, "fsync")
    deadly.around(Path, "replace")
    run(Path(registry), Path(state), Path(target))


if __name__ == "__main__":
    main()
