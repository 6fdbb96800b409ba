"""What is done anew after an edit: what it changed and what depends on that, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from edits import FILES, SMALL, assert_same
from snippets import reader

from configurator import pipeline
from configurator.source import Source
from configurator.workspace.workspace import Anew, Workspace

PRODUCTS = 5  # base, cup, pen, box, bead; `base` is abstract, and never examined
Edit = Callable[[str], str]


def instead(old: str, new: str) -> Edit:
    """The edit that writes `new` in the place of `old`."""
    assert old in SMALL
    return lambda text: text.replace(old, new, 1)


def after(edit: Edit) -> Anew:
    """What a workspace that knows the small catalog does anew when this edit is made."""
    workspace = Workspace("shop.vpc")
    assert workspace.check(SMALL, reader(FILES)).value is not None
    assert workspace.anew == Anew(parsed=14, spaces=4, products=PRODUCTS, examined=PRODUCTS - 1)
    workspace.check(SMALL, reader(FILES))
    assert workspace.anew == Anew()
    text = edit(SMALL)
    assert text != SMALL
    assert_same(workspace.check(text, reader(FILES)), pipeline.examined(Source("shop.vpc", text), reader(FILES)))
    return workspace.anew


@pytest.mark.parametrize(
    ("edit", "anew"),
    [
        pytest.param(instead("require length(words) <= 5", "require length(words) <= 6"), Anew(1, 0, 1, 1), id="rules"),
        pytest.param(instead('"Cup"', '"Mug"'), Anew(1, 0, 1, 1), id="a letter in a label"),
        pytest.param(lambda text: "// a line\n\n" + text, Anew(1, 0, 0, 0), id="lines at the top move all places"),
        pytest.param(instead("ink: blue | green", "ink: blue | gray | green"), Anew(1, 0, 1, 1), id="a value"),
        pytest.param(
            instead("black { tone: dark }", "black { tone: dark } | gray { tone: mid }"),
            Anew(1, 1, 3, 2),
            id="a value of a space that three products have, one of them abstract",
        ),
        pytest.param(instead("option shade", "option  shade"), Anew(1, 0, 3, 2), id="a family"),
        pytest.param(instead("forbid ink = red", "forbid ink = rod"), Anew(1, 0, 1, 0), id="a typing mistake"),
        pytest.param(
            instead('"Market": eu | us', '"Market": eu | us | jp'), Anew(1, 0, 5, 4), id="a fact of all sales"
        ),
        pytest.param(
            lambda text: text + "product tin { option lid: yes or no }\n", Anew(1, 0, 1, 1), id="a new product"
        ),
        pytest.param(instead("product box { option lid: yes or no }\n", ""), Anew(0, 0, 0, 0), id="a product less"),
    ],
)
def test_only_what_an_edit_changed_is_done_anew(edit: Edit, anew: Anew) -> None:
    assert after(edit) == anew


def test_a_mistake_that_is_taken_back_costs_nothing() -> None:
    workspace = Workspace("shop.vpc")
    workspace.check(SMALL, reader(FILES))
    assert workspace.check(SMALL.replace("forbid ink", "forbid inc"), reader(FILES)).value is None
    assert workspace.check(SMALL, reader(FILES)).value is not None
    assert workspace.anew == Anew()


def test_only_who_looks_at_a_file_is_concerned_when_it_changes() -> None:
    workspace = Workspace("shop.vpc")
    workspace.check(SMALL, reader(FILES))
    workspace.check(SMALL, reader({**FILES, "teams.csv": FILES["teams.csv"] + "t3,Three,nfl,1.00\n"}))
    assert workspace.anew == Anew(0, 1, 1, 1)
    workspace.check(SMALL, reader({**FILES, "shared/deep.vpc": "space deep: one | two | three\n"}))
    assert workspace.anew == Anew(1, 1, 0, 0)  # the teams are those of before, which are known


def test_a_faulty_attribute_concerns_those_who_ask_for_it() -> None:
    """An attribute that is faulty anywhere is not called unknown elsewhere; such a leak has to be seen, too."""
    text = "catalog c\nproduct a {\n  option x: u { w: 3 mm } | v\n}\n"
    text += "product b {\n  option y: s | t\n  rule r forbid y.w = 2 mm\n}\n"
    workspace = Workspace("shop.vpc")
    for each in (text, text.replace("3 mm", "3 mn"), text, text.replace("v\n", "v { w: 3 kg }\n")):
        assert_same(workspace.check(each, reader({})), pipeline.examined(Source("shop.vpc", each), reader({})))
