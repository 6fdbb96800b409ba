"""`python -m configurator` is the command `configurator`."""

from __future__ import annotations

from configurator.cli.app import main

if __name__ == "__main__":
    main()
