"""Make the registry file of today's version, which later ones are tried with: `python …/make_registry_file.py`.

It is made once for each version and never again: what later releases have to read is what was written then.
"""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path

from registry_contract import RELEASE, document, narrow

from configurator.registry.migrate import LATEST
from configurator.registry.sqlite import open_file


def main() -> None:
    """Make it, unless it is there."""
    path = Path(__file__).with_name("files") / f"registry_{LATEST}.db"
    if path.exists():
        raise SystemExit(f"{path.name} is there, and stays as it was made")
    minutes = itertools.count()
    start = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
    with open_file(path, create=True, clock=lambda: start + timedelta(minutes=next(minutes)), coder=narrow(6)) as made:
        made.issue_many([document(number) for number in range(20)], release=RELEASE)
        made.issue(document(20), release="com.example.studio@2")


if __name__ == "__main__":
    main()
