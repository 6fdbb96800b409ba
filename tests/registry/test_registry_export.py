"""What is exported comes back, in both forms and from and to both databases; what was changed since is no export."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from hashlib import sha256
from pathlib import Path

import orjson
import pytest
from merged_registries import CODER, Clock, live, view
from postgres_server import PostgresServer
from registry_contract import LONG_RUN, document, log_of

from configurator.errors import DamagedRecordError, LongRowError, UnreadableExportError, UnwritableFileError
from configurator.exchange import registry_parquet
from configurator.exchange.registry_parquet import KIND, LIST, reading_parquet, write_parquet
from configurator.registry import export
from configurator.registry.export import reading_export, write_export
from configurator.registry.joining import join
from configurator.registry.opening import open_registry
from configurator.registry.sqlite import open_file
from configurator.registry.stored import StoredRegistry
from configurator.registry.tables import Snapshot
from configurator.registry.verify import verify
from configurator.revising.rows import MOST_CHANGES

KINDS = ["issue", "many", "keep", "again", "erase", "retire", "note", "supersede", "reinstate"]


def as_lines(snapshot: Snapshot, path: Path) -> int:
    with path.open("wb") as file:
        return write_export(snapshot, file)


Form = tuple[Callable[[Snapshot, Path], int], Callable[[Path], AbstractContextManager[Snapshot]]]
FORMS: dict[str, Form] = {"ndjson": (as_lines, reading_export), "parquet": (write_parquet, reading_parquet)}


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest) -> Form:
    return FORMS[request.param]


def lived(path: Path | str, seed: int) -> StoredRegistry:
    chance = random.Random(seed)
    registry = open_registry(path, create=True, clock=(clock := Clock()), coder=CODER)
    live(registry, clock, [(chance.choice(KINDS), chance.randrange(6), 7) for _ in range(40)])
    return registry


def taken_in(registry: StoredRegistry, form: Form, path: Path) -> None:
    with form[1](path) as snapshot:
        join(registry, snapshot)
    assert verify(registry) == []


def test_an_export_is_the_registry(tmp_path: Path, form: Form) -> None:
    with lived(tmp_path / "one.db", 1) as one, open_file(tmp_path / "two.db", create=True, coder=CODER) as two:
        rows = one.at_one_moment(lambda snapshot: form[0](snapshot, tmp_path / "out"))
        taken_in(two, form, tmp_path / "out")
        assert view(two) == view(one)
        assert list(log_of(two)) == list(log_of(one))
        again = two.at_one_moment(lambda snapshot: form[0](snapshot, tmp_path / "again"))
        assert again == rows
    out, copy = (
        [each] if each.is_file() else sorted(each.iterdir()) for each in (tmp_path / "out", tmp_path / "again")
    )
    assert [each.read_bytes() for each in out] == [each.read_bytes() for each in copy]


def test_an_export_moves_a_registry_to_the_other_database_and_back(
    tmp_path: Path, form: Form, postgres: PostgresServer, address: str
) -> None:
    with (
        lived(tmp_path / "one.db", 2) as one,
        open_registry(address, create=True, coder=CODER) as there,
        open_file(tmp_path / "back.db", create=True, coder=CODER) as back,
    ):
        one.at_one_moment(lambda snapshot: form[0](snapshot, tmp_path / "out"))
        taken_in(there, form, tmp_path / "out")
        assert view(there) == view(one)
        there.at_one_moment(lambda snapshot: form[0](snapshot, tmp_path / "there"))
        taken_in(back, form, tmp_path / "there")
        assert view(back) == view(one)
        assert list(log_of(back)) == list(log_of(there)) == list(log_of(one))


def test_an_import_into_a_registry_that_has_codes_is_a_merge(tmp_path: Path, form: Form) -> None:
    with lived(tmp_path / "one.db", 3) as one, lived(tmp_path / "two.db", 4) as two:
        one.at_one_moment(lambda snapshot: form[0](snapshot, tmp_path / "out"))
        taken_in(two, form, tmp_path / "out")
        two.at_one_moment(lambda snapshot: join(one, snapshot))
        assert view(one) == view(two)


@pytest.mark.parametrize("name", ["ndjson", "parquet"])
def test_what_was_changed_or_cut_off_is_no_export(tmp_path: Path, name: str) -> None:
    write, read = FORMS[name]
    with lived(tmp_path / "one.db", 5) as one:
        one.at_one_moment(lambda snapshot: write(snapshot, tmp_path / "out"))
    files = [tmp_path / "out"] if name == "ndjson" else sorted((tmp_path / "out").iterdir())
    chance = random.Random(6)
    with open_file(tmp_path / "two.db", create=True, coder=CODER) as two:
        for _ in range(2000 if LONG_RUN else 100):
            path = chance.choice(files)
            good = path.read_bytes()
            place = chance.randrange(len(good) - 1)
            changed = bytearray(good)
            changed[place] ^= 1 << chance.randrange(8)
            for bad in (bytes(changed), good[:place]):
                path.write_bytes(bad)
                with pytest.raises(UnreadableExportError), read(tmp_path / "out") as snapshot:
                    join(two, snapshot)
            path.write_bytes(good)
        assert two.count() == 0
        for bad_path in (tmp_path / "none", tmp_path):
            with pytest.raises(UnreadableExportError), read(bad_path) as snapshot:
                join(two, snapshot)


@pytest.mark.parametrize("name", ["other.parquet", "../codes.parquet", "/dev/zero", "codes.parquet"])
def test_a_list_of_files_leads_to_no_file_but_those_of_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    looked_at: list[Path] = []
    monkeypatch.setattr(registry_parquet, "_hashed", looked_at.append)
    folder = tmp_path / "out"
    folder.mkdir()
    os.mkfifo(folder / "codes.parquet")  # it would keep us waiting
    said = {"kind": KIND, "rows": 0, "files": {name: ""}}
    sealed = {**said, "sha256": sha256(orjson.dumps(said)).hexdigest()}
    (folder / LIST).write_bytes(orjson.dumps(sealed))
    with pytest.raises(UnreadableExportError, match="changed since"), reading_parquet(folder):
        pass
    assert looked_at == []


def test_parquet_takes_no_folder_that_is_there(tmp_path: Path) -> None:
    with open_file(tmp_path / "one.db", create=True, coder=CODER) as one, pytest.raises(UnwritableFileError):
        one.at_one_moment(lambda snapshot: write_parquet(snapshot, tmp_path))


def test_many_rows_are_written_and_read_a_few_at_a_time(tmp_path: Path, form: Form) -> None:
    with open_file(tmp_path / "one.db", create=True) as one, open_file(tmp_path / "two.db", create=True) as two:
        one.issue_many((document(number) for number in range(12_345)), release="shop@1")
        assert one.at_one_moment(lambda snapshot: form[0](snapshot, tmp_path / "out")) == 12_345 + 13
        with form[1](tmp_path / "out") as snapshot:
            assert join(two, snapshot).codes == 12_345
        assert two.codes(limit=20_000) == one.codes(limit=20_000)


def test_a_revision_of_as_many_changes_as_one_may_have_is_exported_and_comes_back(tmp_path: Path, form: Form) -> None:
    change = {"attribute": "label", "new": '"' * 40, "of": "a" * 60, "old": "\\" * 40}
    revision = orjson.dumps({"changes": [change] * MOST_CHANGES})
    with open_file(tmp_path / "one.db", create=True) as one, open_file(tmp_path / "two.db", create=True) as two:
        one.revisions.add(revision, catalog="shop", release="shop@1", effective="2026", seen=0, told={})
        one.at_one_moment(lambda snapshot: form[0](snapshot, tmp_path / "out"))
        taken_in(two, form, tmp_path / "out")
        assert two.revisions.of_release("shop@1") == one.revisions.of_release("shop@1")


def test_a_row_that_could_not_be_read_again_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "LONGEST_LINE", 300)
    with open_file(tmp_path / "one.db", create=True) as one:
        short = one.issue(document(1), release="shop@1").short_code
        with pytest.raises(LongRowError, match=f"the row {short} [0-9a-f]+ of `codes` takes [0-9]+ bytes") as caught:
            one.at_one_moment(lambda snapshot: as_lines(snapshot, tmp_path / "out"))
    assert caught.value.reason == "long-row"


@pytest.mark.parametrize("table", ["codes", "revisions"])
def test_a_document_that_is_no_text_is_told_by_its_place(tmp_path: Path, table: str) -> None:
    with open_file(tmp_path / "one.db", create=True) as one:
        short = one.issue(document(1), release="shop@1").short_code
        one.revisions.add(b"{}", catalog="shop", release="shop@1", effective="2026", seen=0, told={})
        one.database.write(lambda tx: tx.execute(f"DROP TRIGGER {table}_are_fixed"))
        one.database.write(lambda tx: tx.execute(f"UPDATE {table} SET document = x'ff'"))
        place = rf"the row ({short} [0-9a-f]+|shop@1 1) of `{table}` is no text"
        with pytest.raises(DamagedRecordError, match=place):
            one.at_one_moment(lambda snapshot: as_lines(snapshot, tmp_path / "out"))


def test_an_export_without_its_last_octet_was_cut_off(tmp_path: Path) -> None:
    with open_file(tmp_path / "one.db", create=True) as one:
        one.at_one_moment(lambda snapshot: as_lines(snapshot, tmp_path / "out"))
    (tmp_path / "out").write_bytes((tmp_path / "out").read_bytes()[:-1])
    with pytest.raises(UnreadableExportError, match="it was cut off"), reading_export(tmp_path / "out"):
        pass
