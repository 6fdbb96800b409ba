"""The browser runtime in Node, asked from Python: a process that answers a line of JSON with a line of JSON."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
RUNTIME = HERE.parent.parent / "browser" / "src" / "index.js"


class NodeRuntime:
    """A running one; `browser/src/index.js`, or another module that offers the same."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def load(self, name: str, document: Path) -> None:
        """Load the document of a product, which goes by this name from now on."""
        self._answer({"product": name, "load": str(document)})

    def ask(self, name: str, question: str, choices: str = "{}", **more: Any) -> Any:
        """The answer to a question about a product; `choices` are JSON text, as a browser would have it."""
        return self._answer({"product": name, "ask": question, "choices": choices, **more})

    def _answer(self, question: dict[str, Any]) -> Any:
        streams = self._process.stdin, self._process.stdout
        assert streams[0] is not None
        assert streams[1] is not None
        streams[0].write(json.dumps(question) + "\n")
        streams[0].flush()
        line = streams[1].readline()
        assert line, f"the runtime ended at {question}"
        return json.loads(line)


@contextmanager
def node_runtime(module: Path = RUNTIME) -> Iterator[NodeRuntime]:
    """A process of its own, which ends with the block. Skips where there is no Node."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node.js is not installed")
    command = [node, str(HERE / "answering.mjs"), str(module)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        yield NodeRuntime(process)
        assert process.stdin is not None
        process.stdin.close()
