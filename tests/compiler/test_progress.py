"""A long compilation tells how far it is, can be ended by whoever hears of it, and leaves a report."""

from __future__ import annotations

from itertools import pairwise

import pytest
from count_products import differ, is_, listed, option, product

from configurator.compiler.budget import Budget
from configurator.compiler.compile_graphs import compile_graphs
from configurator.compiler.progress import Journal, Progress
from configurator.errors import TooComplexError
from configurator.model.catalog import Product
from configurator.model.constraint import Rule
from configurator.model.expression import Or


def chains() -> Product:
    """Two chains of four options each, and one option alone."""
    options = [option(key, listed("x", "y", "z")) for key in "abcdefghi"]
    pairs = [(one, other) for chain in ("abcd", "efgh") for one, other in pairwise(chain)]
    return product(options, *(Rule(f"r{one}{other}", differ(one, other)) for one, other in pairs))


def test_each_option_that_is_gone_past_is_told() -> None:
    told: list[Progress] = []
    compile_graphs(chains(), progress=told.append)
    first = [each for each in told if each.component == 1]
    assert first[0].foreseen is None
    assert [each.read for each in first] == [0, 1, 2, 3, 4, 4]
    assert [each.closed for each in first] == [0, 0, 1, 2, 3, 3]
    assert {each.components for each in told} == {3}
    assert first[-1].nodes == max(each.nodes for each in first)
    assert first[-1].foreseen is not None


def test_whoever_hears_of_it_can_end_it() -> None:
    class EnoughError(Exception):
        """Somebody has lost patience."""

    def impatient(told: Progress) -> None:
        if told.component == 2 and told.read == 2:
            raise EnoughError

    journal = Journal(impatient)
    with pytest.raises(EnoughError):
        compile_graphs(chains(), progress=journal)
    assert [set(each.order) for each in journal.built] == [set("abcd")]
    assert journal.last is not None
    assert journal.last.component == 2
    assert "given up after" in journal.words


def test_the_report_tells_of_each_component_what_its_graph_has() -> None:
    journal = Journal()
    graphs = compile_graphs(chains(), progress=journal)
    assert [each.order for each in journal.built] == [tuple(option.key for option in graph.options) for graph in graphs]
    assert [each.widths for each in journal.built] == [tuple(map(len, graph.diagram.levels)) for graph in graphs]
    assert journal.nodes == sum(graph.diagram.nodes for graph in graphs)
    first = journal.built[0]
    place = first.order.index(first.widest)
    assert first.widths[place] == max(first.widths)
    assert [set(key[1:]) for key in first.open_at_widest] == [set(first.order[place - 1 : place + 1])]
    assert len(journal.words.splitlines()) == 2


def test_what_is_given_up_is_told_with_how_far_it_came() -> None:
    rules = [Rule(f"r{one}{other}", Or((differ(one, other), is_(one, "x")))) for one in "abcd" for other in "efgh"]
    tied = product([option(key, listed("x", "y", "z")) for key in "abcdefgh"], *rules)
    journal = Journal()
    with pytest.raises(TooComplexError, match="more than 20 cases"):
        compile_graphs(tied, budget=Budget(nodes=20), progress=journal)
    assert journal.last is not None
    assert 0 < journal.last.nodes <= 20
    assert not journal.built
