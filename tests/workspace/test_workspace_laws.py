"""After each edit of a series, a workspace says what a check from the beginning says; `OPTIONARY_LONG=1` edits longer.

Beside what is said, the codes of the products' own examples are compared.
"""

from __future__ import annotations

import os
from random import Random

import pytest
from edits import FILES, NESTED, ROOT, SMALL, assert_same, edited
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from snippets import parse_snippet, reader, snippet_files

from configurator import pipeline
from configurator.analysis.scope import ReadFile
from configurator.catalog_files import CatalogFiles
from configurator.examination import Examined
from configurator.model.expectation import ExpectVerdict
from configurator.source import Source
from configurator.workspace.workspace import Workspace

LONG = os.environ.get("OPTIONARY_LONG") == "1"
LAW = settings(max_examples=3_000 if LONG else 25, deadline=None, suppress_health_check=list(HealthCheck))


def codes_of(examined: Examined) -> list[str]:
    """The codes of all examples that are expected to be valid."""
    return [
        pipeline.code(product, example.example.choices).code
        for product in examined.knowledge.products.values()
        if not product.product.private_options
        for example in product.product.expectations
        if isinstance(example, ExpectVerdict) and example.valid
    ]


def compare(workspace: Workspace, name: str, text: str, read_file: ReadFile) -> None:
    """Check a text in both ways."""
    found, expected = workspace.check(text, read_file), pipeline.examined(Source(name, text), read_file)
    assert_same(found, expected)
    if found.value is not None and expected.value is not None and expected.is_sound:
        assert codes_of(found.value) == codes_of(expected.value)


@pytest.mark.parametrize("whole", [SMALL, NESTED], ids=["families", "nested"])
@LAW
@given(st.randoms(use_true_random=False), st.integers(1, 8))
def test_a_small_catalog_with_every_construct(whole: str, random: Random, steps: int) -> None:
    workspace, text, files = Workspace("shop.vpc"), whole, dict(FILES)
    compare(workspace, "shop.vpc", text, reader(files))
    for _ in range(steps):
        before = text
        if random.random() < 0.2:
            name = random.choice(sorted(files))
            files[name] = edited(files[name], random)
        else:
            text = edited(text, random)
        compare(workspace, "shop.vpc", text, reader(files))
        if random.random() < (0.1 if workspace.anew.examined else 0.7):  # taken back, mostly where nothing was sound
            text = before


SHIPPED = [
    "tests/vectors/phone_case/phone_case.vpc",
    *(f"catalogs/{each}/{each}.vpc" for each in ("keepsake", "lamp", "gifts")),
]
LARGE = [f"catalogs/{each}/{each}.vpc" for each in ("atelier", "jersey", "laptop", "sneaker", "studio")]


@pytest.mark.parametrize(("name", "edits"), [*((each, 25) for each in SHIPPED), *((each, 3) for each in LARGE)])
def test_the_shipped_catalogs(name: str, edits: int) -> None:
    path = ROOT / name
    text = CatalogFiles(path).source().text
    workspace, random = Workspace(str(path)), Random(name)
    compare(workspace, str(path), text, CatalogFiles(path))
    for _ in range(edits * (40 if LONG else 1)):
        faulty = edited(text, random)
        compare(workspace, str(path), faulty, CatalogFiles(path))
    compare(workspace, str(path), text, CatalogFiles(path))


def test_one_text_after_the_other_of_those_with_mistakes() -> None:
    """Snippets, one following another in one workspace, share nothing by mistake."""
    workspace = Workspace("catalog.vpc")
    for path in snippet_files()[:: 1 if LONG else 7]:
        snippet = parse_snippet(path.read_text("utf-8"))
        for catalog in snippet.texts("catalog"):
            compare(workspace, "catalog.vpc", catalog.text, reader(snippet.files(), snippet.data()))
