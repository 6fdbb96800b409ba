"""What all tests share: the helpers beside this file can be imported, and `--update` writes snippets anew.

Properties try other examples at each run; where `CI=1` is set the same ones, so that a landing fails for its change.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from postgres_server import PostgresServer

IN_CI = os.environ.get("CI", "") not in ("", "0", "false")
settings.register_profile("untimed", deadline=None)  # no test asserts a time
settings.register_profile("repeatable", deadline=None, derandomize=True)  # the same examples at every run
settings.load_profile("repeatable" if IN_CI else "untimed")

_HERE = str(Path(__file__).parent)
if _HERE not in sys.path:
    sys.path.insert(0, _HERE)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest --update` writes what the snippets show now; the diff is then read like code."""
    parser.addoption("--update", action="store_true", help="write the generated sections of the snippets anew")


def pytest_collection_finish() -> None:
    """Nothing that was collected goes away before the end, so nobody has to look through it for what does."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)  # as the command and the service have it


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether snippets are written rather than compared."""
    return bool(request.config.getoption("--update"))


@pytest.fixture
def shop(tmp_path: Path) -> str:
    """The path of a catalog with two products, `box` and `bag`, for the tests of the command line."""
    from cli_runs import SHOP

    path = tmp_path / "shop.vpc"
    path.write_text(SHOP, "utf-8")
    return str(path)


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server of this process's own: those that test side by side do not stop one another's."""
    from postgres_server import NoPostgresError, start_server

    try:
        server = start_server()
    except NoPostgresError as missing:
        pytest.skip(str(missing))
    with server:
        yield server


@pytest.fixture
def address(postgres: PostgresServer) -> Iterator[str]:
    """The address of a new and empty PostgreSQL database."""
    address = postgres.database()
    yield address
    postgres.drop(address)
