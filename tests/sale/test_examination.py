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


NEVER = '  pick "BOTH" when lid = yes and size = large\n  }\n  expect'


@pytest.mark.parametrize("examples", [EXAMPLES, ""])
@pytest.mark.parametrize(("never", "graphs"), [("  }\n  expect", 0), (NEVER, 1)])
def test_a_configuration_at_hand_that_answers_a_question_saves_a_graph(
    examples: str, never: str, graphs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the steps and markets, only the step that nothing asks for needs one: examples and paths show the others."""
    asked = []

    def counted(*arguments: object) -> object:
        asked.append(arguments)
        return prepare(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("configurator.examined_sales.prepare", counted)
    text = TEXT.replace("EXAMPLES", examples).replace("  }\n  expect", never)
    told = check(Source("catalog.vpc", text), reader({})).diagnostics
    assert [each.code.name for each in told] == ["never-happens"] * graphs
    assert len(asked) == graphs
