"""`configurator fmt`, from outside."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cli_runs import run, spawn

from configurator.answers import LayoutsAnswer

ROUGH = "catalog demo\nproduct mug{\n  option size:small|large\n}\n"
LAID = "catalog demo\nproduct mug {\n  option size: small | large\n}\n"
BROKEN = "catalog demo\nproduct mug {\n  option size:small||large\n  option lid:yes or no\n}\n"


@pytest.fixture
def rough(tmp_path: Path) -> Path:
    path = tmp_path / "rough.vpc"
    path.write_text(ROUGH, "utf-8")
    return path


def test_a_file_is_laid_out_and_the_second_time_it_is_already(rough: Path) -> None:
    ran = run("fmt", str(rough))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"laid out {rough}\n1 file laid out anew\n"
    assert rough.read_text("utf-8") == LAID
    assert run("fmt", str(rough)).out == "1 file is laid out already\n"


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_what_is_only_asked_for_is_not_written(rough: Path, option: str) -> None:
    asked = run("fmt", str(rough), option)
    assert asked.code == 1
    assert rough.read_text("utf-8") == ROUGH
    run("fmt", str(rough))
    assert run("fmt", str(rough), option).code == 0


def test_check_names_the_files_and_diff_shows_the_lines(rough: Path) -> None:
    assert run("fmt", str(rough), "--check").out == f"would lay out {rough}\n1 file would be laid out anew\n"
    shown = run("fmt", str(rough), "--diff")
    assert "-product mug{\n-  option size:small|large\n+product mug {\n+  option size: small | large\n" in shown.out
    assert shown.err == "1 file would be laid out anew\n"


def test_folders_stand_for_all_catalogs_below_but_for_hidden_ones(tmp_path: Path) -> None:
    for name in ("a.vpc", "sub/b.vpc", ".git/c.vpc", "sub/d.csv"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(ROUGH, "utf-8")
    ran = run("fmt", str(tmp_path), str(tmp_path / "a.vpc"))
    assert ran.out.splitlines()[-1] == "2 files laid out anew"
    assert [path.name for path in tmp_path.rglob("*.*") if path.is_file() and path.read_text() == LAID] == [
        "a.vpc",
        "b.vpc",
    ]


def test_standard_input_is_laid_out_to_standard_output() -> None:
    ran = run("fmt", "-", given=ROUGH)
    assert (ran.code, ran.out, ran.err) == (0, LAID, "")
    assert run("fmt", "-", "--check", given=ROUGH).code == 1
    assert run("fmt", "-", "--check", given=LAID).code == 0


def test_what_cannot_be_read_is_left_and_told(tmp_path: Path) -> None:
    path = tmp_path / "broken.vpc"
    path.write_text(BROKEN, "utf-8")
    ran = run("fmt", str(path))
    assert ran.code == 1
    assert f"{path}:3:20: error[malformed]" in ran.out
    assert "what cannot be read was left as it is" in ran.out
    assert ran.out.endswith("\n`configurator help malformed` explains a code\n")
    assert path.read_text("utf-8") == BROKEN.replace("lid:yes", "lid: yes")
    moved = BROKEN.replace("product", "\n\n\nproduct")
    path.write_text(moved, "utf-8")
    assert f"{path}:6:20: error[malformed]" in run("fmt", str(path), "--check").out
    assert f"{path}:4:20: error[malformed]" in run("fmt", str(path)).out
    piped = run("fmt", "-", given=BROKEN)
    assert (piped.code, piped.out) == (1, BROKEN.replace("lid:yes", "lid: yes"))
    assert "standard input:3:20: error[malformed]" in piped.err


def test_the_json_answer_holds_all_files(rough: Path) -> None:
    ran = run("fmt", str(rough), "--check", "--format", "json")
    answer = LayoutsAnswer.model_validate_json(ran.out)
    assert (ran.code, answer.ok) == (1, False)
    assert [(each.file, each.changed, each.whole, each.text) for each in answer.files] == [
        (str(rough), True, True, None)
    ]
    piped = LayoutsAnswer.model_validate_json(run("fmt", "-", "--format", "json", given=ROUGH).out)
    assert (piped.ok, piped.files[0].text) == (True, LAID)


def test_permissions_and_links_stay_and_nothing_else_is_left_behind(rough: Path, tmp_path: Path) -> None:
    rough.chmod(0o640)
    link = tmp_path / "link.vpc"
    link.symlink_to(rough)
    assert run("fmt", str(link)).code == 0
    assert link.is_symlink()
    assert (rough.read_text("utf-8"), stat.S_IMODE(rough.stat().st_mode)) == (LAID, 0o640)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.vpc", "rough.vpc"]


def test_a_file_that_is_laid_out_is_not_touched(rough: Path) -> None:
    run("fmt", str(rough))
    before = rough.stat()
    run("fmt", str(rough))
    assert (rough.stat().st_ino, rough.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_lines_end_as_on_unix(rough: Path) -> None:
    rough.write_bytes(b"\xef\xbb\xbf" + LAID.replace("\n", "\r\n").encode())
    assert run("fmt", str(rough), "--check").code == 1
    run("fmt", str(rough))
    assert rough.read_bytes() == LAID.encode()


def test_nothing_is_written_where_one_file_cannot_be_read(rough: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.vpc"
    bad.write_bytes(b"\xff\xfe")
    for other in (str(bad), str(tmp_path / "nowhere.vpc"), "-", ""):
        ran = run("fmt", str(rough), other)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("error: ")
    assert rough.read_text("utf-8") == ROUGH


def test_a_folder_without_catalogs_is_wrong_use(tmp_path: Path) -> None:
    ran = run("fmt", str(tmp_path))
    assert (ran.code, ran.out) == (2, "")
    assert "there is no catalog in or below the folder" in ran.err


def test_a_file_that_cannot_be_replaced_stays_and_is_our_fault(rough: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    ran = run("fmt", str(rough))
    assert (ran.code, ran.out) == (3, "")
    assert ran.err == f"error: `{rough}` cannot be written: No space left on device\n"
    assert [path.name for path in rough.parent.iterdir()] == ["rough.vpc"]
    assert rough.read_text("utf-8") == ROUGH


def test_a_process_of_its_own_does_the_same(rough: Path) -> None:
    ran = spawn("fmt", "rough.vpc", folder=rough.parent)
    assert (ran.code, ran.out, ran.err) == (0, "laid out rough.vpc\n1 file laid out anew\n", "")
