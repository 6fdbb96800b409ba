"""Lints of sale and build: examples answer before graphs are asked, and what is expected is asked before either."""

from __future__ import annotations

import pytest
from snippets import reader

from configurator.compiler.compile_graphs import prepare
from configurator.pipeline import check
from configurator.source import Source

TEXT = """catalog demo
context market: eu | us
product mug {
  option size: small | large
  option lid: yes or no
  rule no_large_lid forbid lid = yes when size = large
  sell home require market = us when lid = yes
  build {
    pick "LID" when lid = yes
    pick "LARGE" when size = large
  }
  expect count = 3
  EXAMPLES
}
"""
EXAMPLES = "expect valid { size: small, lid: yes }\n  expect valid { size: large, lid: no }"


@pytest.mark.parametrize(("examples", "graphs"), [(EXAMPLES, 0), ("", 4)])
def test_an_example_that_answers_a_question_saves_a_graph(
    examples: str, graphs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two steps, and two markets."""
    asked = []

    def counted(*arguments: object) -> object:
        asked.append(arguments)
        return prepare(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("configurator.examined_sales.prepare", counted)
    assert check(Source("catalog.vpc", TEXT.replace("EXAMPLES", examples)), reader({})).diagnostics == ()
    assert len(asked) == graphs
