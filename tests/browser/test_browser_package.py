"""The runtime's own tests in Node and in Chromium, from the sources and from the package; how large the package is."""

from __future__ import annotations

import gzip
import html
import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from configurator import __version__

BROWSER = Path(__file__).parents[2] / "browser"
MOST_BYTES = 15_000
"""Of the package's module, compressed, with all that texts take but Unicode's tables."""


def needed(program: str) -> str:
    """The path of a program. Skips where it is not installed."""
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} is not installed")
    return found


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The folder of the package, with its modules built as `npm run build` does it."""
    needed("esbuild")
    folder = tmp_path / "browser"
    shutil.copytree(BROWSER, folder, ignore=shutil.ignore_patterns("node_modules", "dist"))
    scripts = json.loads((folder / "package.json").read_text("utf-8"))["scripts"]
    for name in ("build:main", "build:text"):
        subprocess.run(scripts[name].split(), cwd=folder, check=True, capture_output=True)
    return folder


def test_the_runtimes_tests_pass_in_node() -> None:
    ran = subprocess.run([needed("node"), "--test", "tests/"], cwd=BROWSER, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize("runtime", ["../src/index.js", "../dist/optionary.js"])
def test_they_pass_in_chromium(runtime: str, package: Path) -> None:
    with served(package) as address:
        told = page(f"{address}/tests/index.html?runtime={runtime}")
    lines = told.splitlines()
    assert lines[-1].endswith(" tests, 0 failed"), told
    assert len(lines) > 8


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a server on loopback that gives the files of a folder."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def page(address: str) -> str:
    """What a page says in the end."""
    command = [
        needed("chromium"), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--virtual-time-budget=60000", "--dump-dom", address,
    ]  # fmt: skip
    ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    found = re.search(r'<pre id="results">(.*?)</pre>', ran.stdout, re.DOTALL)
    assert found, ran.stdout + ran.stderr
    return html.unescape(found[1])


def test_the_package_is_small_and_needs_nothing_else(package: Path) -> None:
    main, text = ((package / "dist" / name).read_text("utf-8") for name in ("optionary.js", "text.js"))
    tables = (package / "src" / "unicode.js").read_text("utf-8")
    for_texts = len(gzip.compress(text.encode(), 9)) - len(gzip.compress(tables.encode(), 9))
    assert len(gzip.compress(main.encode(), 9)) + max(for_texts, 0) < MOST_BYTES
    assert set(re.findall(r'import\("([^"]*)"\)', main)) == {"./text.js"}
    assert not re.search(r'\b(?:from|import)\s*"', main + text)
    assert "eval(" not in main + text
    assert "Function(" not in main + text


def test_the_package_has_the_version_and_the_tables_of_the_engine() -> None:
    assert json.loads((BROWSER / "package.json").read_text("utf-8"))["version"] == __version__
    tables = BROWSER.parent / "configurator" / "text" / "unicode-15.0.0.json"
    written = (BROWSER / "src" / "unicode.js").read_text("utf-8").partition("export default ")[2]
    assert json.loads(written.rstrip().rstrip(";")) == json.loads(tables.read_text("utf-8"))
