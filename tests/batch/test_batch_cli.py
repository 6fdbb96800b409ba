"""`configurator batch`: what it says, how it ends, and what it does without its libraries."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cli_runs import ROOT, run

import configurator
from configurator.errors import MissingExtraError

ROWS = '{"model": "p14", "cover": "black"}\n{"model": "p14"}\n'


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.ndjson"
    path.write_text(ROWS)
    return path


def test_all_rows_valid_is_yes_and_some_not_is_no(rows: Path, tmp_path: Path) -> None:
    target = tmp_path / "said.ndjson"
    ran = run("batch", "studio:phone_case", str(rows), "-o", str(target), "--processes", "1")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out == f"2 rows, 1 valid; written to {target}\n\nwhy not:\n  1  missing-option:cover\n"
    first, second = map(json.loads, target.read_text().splitlines())
    code = configurator.load("studio")["phone_case"].code({"model": "p14", "cover": "black"})
    assert first == {"valid": True, "digest": code.digest.hex(), "code": code.code}
    assert second == {"valid": False, "reason": "missing-option:cover"}
    rows.write_text(ROWS.splitlines()[0])
    ran = run("batch", "studio:phone_case", str(rows), "-o", str(target), "--force", "--processes", "1", "--verdicts")
    assert (ran.code, ran.out) == (0, f"1 row, 1 valid; written to {target}\n")
    assert target.read_text() == '{"valid":true}\n'


def test_the_answer_in_json_counts_the_reasons(rows: Path, tmp_path: Path) -> None:
    target = tmp_path / "said.parquet"
    ran = run("batch", "studio:phone_case", str(rows), "-o", str(target), "--processes", "1", "--format", "json")
    assert ran.code == 1
    assert json.loads(ran.out) == {
        "product": "studio/phone_case",
        "output": str(target),
        "rows": 2,
        "valid": 1,
        "reasons": {"missing-option:cover": 1},
        "written": 2,
    }


def test_wrong_use_is_told_and_nothing_is_written(rows: Path, tmp_path: Path) -> None:
    rows.write_text("{}\nno JSON\n")
    target = tmp_path / "said.parquet"
    ran = run("batch", "studio:phone_case", str(rows), "-o", str(target), "--processes", "1")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: line 2: the JSON cannot be read: ")
    assert not target.exists()
    target.write_text("mine")
    ran = run("batch", "studio:phone_case", str(rows), "-o", str(target))
    assert ran.code == 2
    assert "is there already" in ran.err
    assert target.read_text() == "mine"
    ran = run("batch", "studio:phone_case", str(tmp_path / "rows.csv"), "-o", str(tmp_path / "out.parquet"))
    assert ran.code == 2
    assert "names end in .parquet" in ran.err


@pytest.mark.parametrize("library", ["numpy", "pyarrow"])
def test_without_its_libraries_a_batch_says_what_brings_them(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [each for each in sys.modules if each.startswith("configurator.batch")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    monkeypatch.delattr("configurator.batch", raising=False)
    with pytest.raises(MissingExtraError, match=f"a batch needs {library}") as told:
        configurator.load("studio")["phone_case"].code_many([])
    assert "optionary[batch]" in told.value.hint


def test_who_asks_for_one_configuration_loads_none_of_its_libraries() -> None:
    program = (
        "import sys, configurator\n"
        "configurator.load('studio')['phone_case'].code({'model': 'p14', 'cover': 'black'})\n"
        "print({'numpy', 'pyarrow', 'configurator.batch'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "set()"


def test_amounts_and_numbers_stand_beside_the_verdicts(rows: Path, tmp_path: Path) -> None:
    target = tmp_path / "said.ndjson"
    asked = ("batch", "studio:phone_case", str(rows), "-o", str(target), "--verdicts")
    ran = run(*asked, "--amount", "price", "--rank", "--fact", "market=us", "--on", "2026-11-26")
    assert (ran.code, ran.err) == (1, "")
    first, second = map(json.loads, target.read_text().splitlines())
    single = json.loads(run("rank", "studio:phone_case", "model=p14", "cover=black", "--format", "json").out)
    assert first == {"valid": True, "price": "19.00", "price_unit": "EUR", "number": single["number"]}
    assert second == {"valid": False, "reason": "missing-option:cover"}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("--amount", "prise"), ("derives no amount `prise`", "did you mean `price`?")),
        (("--amount", "price", "--fact", "markt=us"), ("knows no fact `markt`", "did you mean `market`?")),
        (("--fact", "market=us"), ("facts are given, and nothing depends on them", "name an `--amount`, too")),
        (("--amount", "price", "--amount", "price"), ("two columns of the answers would be called `price`",)),
    ],
)
def test_what_cannot_be_asked_beside_the_verdicts_is_wrong_use(
    rows: Path, tmp_path: Path, asked: tuple[str, ...], told: tuple[str, ...]
) -> None:
    ran = run("batch", "studio:phone_case", str(rows), "-o", str(tmp_path / "said.ndjson"), *asked)
    assert (ran.code, ran.out) == (2, "")
    assert all(each in ran.err for each in told)


def test_configurations_are_listed_into_a_file_that_a_batch_reads(tmp_path: Path) -> None:
    target = tmp_path / "rows.ndjson"
    asked = ("list", "lamp:lamp", "--sample", "--seed", "7", "--most", "5")
    ran = run(*asked, "-o", str(target))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"308 valid configurations of lamp/lamp; 5 written to {target}\n"
    shown = json.loads(run(*asked, "--format", "json").out)["configurations"]
    ran = run("batch", "lamp:lamp", str(target), "-o", str(tmp_path / "said.ndjson"), "--rank", "--verdicts")
    assert ran.code == 0
    said = [json.loads(each)["number"] for each in (tmp_path / "said.ndjson").read_text().splitlines()]
    assert said == [each["number"] for each in shown]
    ran = run("list", "lamp:lamp", "--first", "306", "-o", str(target))
    assert (ran.code, ran.out) == (2, "")
    assert "is there already" in ran.err
    ran = run("list", "lamp:lamp", "--first", "306", "-o", str(target), "--force", "--format", "json")
    assert json.loads(ran.out) == {
        "product": "lamp/lamp",
        "output": str(target),
        "count": 308,
        "count_text": "308",
        "rows": 2,
    }
    ran = run("list", "lamp:lamp", "-o", str(tmp_path / "rows.csv"))
    assert ran.code == 2
    assert "names end in .parquet" in ran.err
