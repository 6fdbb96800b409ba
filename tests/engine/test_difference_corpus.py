"""Large feature models: a release that drops rules loses nothing, and gains what it has more."""

from __future__ import annotations

from dataclasses import replace

import pytest
from corpus import CORPUS, needs_corpus
from ways_to_answer import by_circuits, by_solver, made_by

from configurator.engine.compared import HowMany, compared
from configurator.engine.conjunction import Compiling
from configurator.engine.count import count
from configurator.exchange.foreign_files import opened
from configurator.service import load

pytestmark = needs_corpus


@pytest.mark.parametrize("compiling", [by_circuits, by_solver], ids=["circuit", "solver"])
def test_what_rules_forbade_is_gained_where_they_are_dropped(compiling: Compiling) -> None:
    old = load(opened(CORPUS / "uvl" / "pc-richmond.uvl")).only.product
    new = replace(old, constraints=old.constraints[::2])
    before, after = count(old), count(new)
    assert before < after
    found = compared(made_by(compiling, old), made_by(compiling, new), 3, compiling=compiling)
    none = HowMany.exactly(0)
    assert (found.kept, found.gained, found.lost) == (HowMany.exactly(before), HowMany.exactly(after - before), none)
    assert (len(found.some_gained), found.some_lost) == (3, ())
    back = compared(made_by(compiling, new), made_by(compiling, old), 3, compiling=compiling)
    assert (back.kept, back.gained, back.lost) == (found.kept, none, found.gained)
