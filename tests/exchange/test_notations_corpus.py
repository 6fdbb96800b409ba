"""Models that others wrote, in their notations: counted from the original files, as the index of the corpus says.

What a decision diagram does not reach is held to the clauses of the file, and to text and knowledge that are sound.
"""

from __future__ import annotations

import gzip
import re

import pytest
from cli_runs import run
from corpus import CORPUS, needs_corpus
from imports import catalog_in

from configurator.exchange.dimacs import cnf
from configurator.pipeline import build
from configurator.source import Source

pytestmark = needs_corpus

COUNTED = {
    "prl/bikeshop.prl": 10136,
    "coom/city-bike.coom": 3340,
    "coom/kids-bike.coom": 14,
    "coom/default-bike.coom": 2,
    "coom/travel-bike-simplified.coom": 22518,
    "coom/tiny-pc.coom": 6,
    "coom/simple.coom": 4,
    "uvl/berkeleydb.dimacs": 32,
    "uvl/subsea.dimacs": 31980064896,
    "uvl/e-shop.dimacs": 247496437923840,
}
"""Models within reach of a decision diagram, and their numbers of configurations, as `INDEX.md` has them."""

OTHERS = (
    "logicng/formula1.txt",
    "logicng/large_formula.txt",
    "coom/travel-bike.coom",
    "coom/pc.coom",
    "prl/compiler/*.prl",
)


@pytest.mark.parametrize("file", sorted(COUNTED))
def test_a_model_has_as_many_configurations_as_the_index_says(file: str) -> None:
    assert run("count", str(CORPUS / file)).out.replace(",", "").strip() == str(COUNTED[file])


@pytest.mark.parametrize("file", ["prl/bikeshop.prl", "coom/city-bike.coom", "uvl/berkeleydb.dimacs"])
def test_check_finds_no_error_in_an_imported_catalog(file: str) -> None:
    ran = run("check", str(CORPUS / file))
    assert ran.code == 0, ran.out
    assert f"{COUNTED[file]:,} valid configurations" in ran.out


@pytest.mark.parametrize(
    "file", ["uvl/busybox-2010-05-02.dimacs", "uvl/uclibc-2020.dimacs", "daimler-unsat/C168_FW_SZ_66.cnf"]
)
def test_the_rules_of_a_catalog_are_the_clauses_of_its_file(file: str) -> None:
    text = (CORPUS / file).read_text("utf-8")
    found = cnf(Source(file, text))
    catalog = catalog_in(file, text).text
    options = re.findall(r"^ +option (\w+)", catalog, re.MULTILINE)
    numbers = {key: number for number, key in enumerate(options, 1)}
    assert len(options) == found.variables
    clauses = []
    for rule in re.findall(r"^  rule \w+\s+((?:require|forbid)(?:.|\n)*?)(?=^  rule|^\})", catalog, re.MULTILINE):
        wanted, _, when = rule.replace("forbid", "when").removeprefix("require").partition("when")
        clauses.append({numbers[key] for key in _keys(wanted)} | {-numbers[key] for key in _keys(when)})
    assert clauses == [set(each) for each in found.clauses if not any(-one in each for one in each)]


def _keys(words: str) -> list[str]:
    return [word for word in words.split() if word not in ("and", "or")]


@pytest.mark.parametrize("file", sorted(str(p.relative_to(CORPUS)) for each in OTHERS for p in CORPUS.glob(each)))
def test_what_a_diagram_does_not_count_is_sound_all_the_same(file: str) -> None:
    catalog = catalog_in(file, (CORPUS / file).read_text("utf-8"))
    assert build(Source("model.vpc", catalog.text), catalog, listing=False).is_sound


def test_all_rows_of_the_renault_problem_are_in_its_catalog() -> None:
    text = gzip.decompress((CORPUS / "renault-megane/megane.json.gz").read_bytes()).decode()
    catalog = catalog_in("megane.json", text)
    outcome = build(Source("model.vpc", catalog.text), catalog, listing=False)
    assert outcome.value is not None
    (knowledge,) = outcome.value.products.values()
    tables = [each for each in knowledge.product.constraints if hasattr(each, "rows")]
    assert len(knowledge.product.options) == 99
    assert (len(tables), sum(len(each.rows) for each in tables)) == (111, 112_680)


def test_decisions_of_a_user_are_no_model() -> None:
    ran = run("count", str(CORPUS / "coom/user-input-kids.coom"))
    assert ran.code != 0
    assert "user-input-kids.coom:2:1" in ran.out + ran.err
