"""Parts and work steps: what is picked, in which order things are done, what people and machines are told."""

from __future__ import annotations

import pytest
from lines import completed, product
from snippets import reader

from configurator.engine.explode import Exploded, explode
from configurator.model.derivation import Amount
from configurator.pipeline import build
from configurator.source import Source

CASE = """catalog demo
product case {
  option model "Phone": p14 "P-14" { screws: 4 } | p15 "P-15" { screws: 6, blank: "BLANK-15" }
  option cover: black "Black" | blue "Blue"
  option extras: any of { strap "Strap", stand "Stand", lens "Lens kit" }
  option length: number 20 .. 60 cm step 0.5 when strap in extras default 30
  option name: text { max: 9 } optional
  option gift: yes or no default no
  derive screws = model.screws + 2 * count(extras)
  build {
    STEPS
  }
}
"""


def exploded(steps: str, **choices: object) -> Exploded:
    line = product(CASE.replace("STEPS", steps))
    return explode(line.product, completed(line, **({"model": "p14", "cover": "black"} | choices)))


def parts(steps: str, **choices: object) -> dict[str, str]:
    return {each.part: str(each.quantity) for each in exploded(steps, **choices).parts}


@pytest.mark.parametrize(
    ("steps", "choices", "found"),
    [
        ('pick "BLANK-{model}-{cover}" 1 each', {}, {"BLANK-p14-black": "1"}),
        ('pick "BLANK-{model}-{cover}"', {"cover": "blue"}, {"BLANK-p14-blue": "1"}),
        ('pick "STRAP-{length}" 1 each when strap in extras', {"extras": ["strap"], "length": "25.5 cm"},
         {"STRAP-25.5": "1"}),
        ('pick "STRAP-{length}" 1 each when strap in extras', {}, {}),
        ('pick "SCREW" screws', {"extras": ["strap", "lens"]}, {"SCREW": "8"}),
        ('pick "SCREW" count(extras)', {}, {}),
        ('pick "SCREW" 2\n    pick "SCREW" model.screws', {}, {"SCREW": "6"}),
        ('pick "GLUE" 3 ml\n    pick "GLUE" 0.5 cl when gift = yes', {"gift": True}, None),
        ("pick model.blank", {"model": "p15"}, {"BLANK-15": "1"}),
        ('pick "CORD" length when strap in extras', {"extras": ["strap"]}, {"CORD": "30 cm"}),
        ('pick "{{model}}"', {}, {"{model}": "1"}),
        ('pick "FILM" (2 when cover = blue else 1)', {"cover": "blue"}, {"FILM": "2"}),
    ],
)  # fmt: skip
def test_parts_are_picked_as_chosen(steps: str, choices: dict[str, object], found: dict[str, str] | None) -> None:
    listed = exploded(steps, **choices).parts
    if found is None:  # amounts of one part in two units stay apart
        assert [(each.part, str(each.quantity)) for each in listed] == [("GLUE", "3 ml"), ("GLUE", "0.5 cl")]
    else:
        assert {each.part: str(each.quantity) for each in listed} == found


def order(steps: str, **choices: object) -> list[str]:
    return [each.machine or str(each.text) for each in exploded(steps, **choices).steps]


def test_steps_come_as_written_but_behind_those_that_they_name() -> None:
    steps = """glaze oven after press, laser
    pick "A"
    engrave laser when name present
    print press as motif
    check "Done" after oven"""
    assert order(steps, name="Zoë") == ["A", "laser", "press", "oven", "Done"]
    assert order(steps) == ["A", "press", "oven", "Done"]


def test_a_text_for_people_has_labels_and_units_and_one_for_machines_what_it_names() -> None:
    steps = """check "{model} in {cover}, {extras}, {length} long, gift: {gift}, {name}"
    cut saw { to: length, x: gift, t: name, m: model, s: "{length}" }"""
    found = exploded(steps, extras=["strap", "lens"], name="Zoë")
    check, cut = found.steps
    assert check.text == "P-14 in Black, Lens kit, Strap, 30 cm long, gift: no, Zoë"
    assert cut.parameters is not None
    told = {name: str(value) if isinstance(value, Amount) else value for name, value in cut.parameters.items()}
    assert told == {"to": "30 cm", "x": False, "t": "Zoë", "m": "p14", "s": "30"}


def test_what_nobody_chose_is_told_as_nothing() -> None:
    found = exploded("cut saw { to: length, t: name }\n    check \"'{name}'\"").steps
    assert dict(found[0].parameters or {}) == {"to": None, "t": None}
    assert found[1].text == "''"


def test_the_build_of_a_configuration_does_not_depend_on_the_order_of_choices() -> None:
    line = product(CASE.replace("STEPS", 'pick "BLANK-{model}" 1\n    pick "E" count(extras)'))
    one = completed(line, model="p14", cover="black", extras=["strap", "lens"])
    other = completed(line, extras=["lens", "strap"], cover="black", model="p14")
    assert explode(line.product, one) == explode(line.product, other)


def test_steps_that_wait_for_each_other_are_told_and_so_is_one_that_waits_behind_them() -> None:
    steps = "\n    ".join(f"do m{at} as s{at} after s{(at + 1) % 3}" for at in range(3)) + "\n    do m9 after s0"
    outcome = build(Source("catalog.vpc", CASE.replace("STEPS", steps)), reader({}))
    (found,) = outcome.diagnostics
    assert found.code.name == "unknown-step"
    assert found.message.endswith("which waits for this step through 1 more")
