"""Laws of files with values: cells have their places, workbooks say what CSV files say, forged archives are refused."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from snippets import reader
from workbooks import letters, sheet_xml, workbook, workbook_of

from configurator.analysis import archives
from configurator.analysis.archives import ArchiveError, check_sheet, column_number, unpacked
from configurator.analysis.csv_sheet import CsvSheet
from configurator.analysis.sheets import SheetError
from configurator.analysis.xlsx_sheet import XlsxSheet, cell_text
from configurator.diagnostics import Diagnostic, Outcome
from configurator.diagnostics.render import as_json, full, one_line
from configurator.knowledge.knowledge_base import KnowledgeBase
from configurator.pipeline import build
from configurator.source import Source, Sources, Span, beside

CELLS = st.text(st.sampled_from('ab ,;"\né日'), max_size=6)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6), st.sampled_from(",;\t"))
def test_the_place_of_every_cell_holds_that_cell(rows: list[list[str]], delimiter: str) -> None:
    header = ["one", "two", "three"]
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter, lineterminator="\n").writerows([header, *rows])
    sheet = CsvSheet("t.csv", written.getvalue())
    found = [row for _, chunk in sheet.chunks() for row in chunk]
    assert found == rows
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            span = sheet.cell(number, column)
            piece = sheet.source.text[span.start : span.end]
            if cell.strip():
                read = next(csv.reader(io.StringIO(piece), delimiter=delimiter))
                assert [each.strip() for each in read] == [cell.strip()]
            place = sheet.row(number)
            assert place.start <= span.start
            assert span.end <= max(place.end, place.start + 1) + 1


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_a_number_of_a_workbook_has_the_digits_that_were_typed(number: Decimal) -> None:
    assert Decimal(cell_text(float(number))) == number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.3000000000000003, "3.3"),
        (7.0, "7"),
        (9007199254740991.0, "9007199254740991"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
    ],
)
def test_a_number_of_a_workbook_never_shows_its_binary_garbage(value: float, text: str) -> None:
    assert cell_text(value) == text


@given(st.integers(min_value=0, max_value=16_383))
def test_letters_of_columns_count(column: int) -> None:
    assert column_number(letters(column).encode()) == column + 1


CATALOG = """catalog demo {{ currency EUR }}
space team from "teams.{kind}" key id {{ name: label, price: money, since: date, lit: yes or no, rank: integer }}
product cap {{
  option team: team
}}
"""
TEAMS = "id,name,price,since,lit,rank\neagles,The Eagles,1.5,2026-05-01,yes,3\n007,,0.1,,no,\n"


def built(kind: str, text: str) -> Outcome[KnowledgeBase]:
    return build(Source("catalog.vpc", CATALOG.format(kind=kind)), reader({f"teams.{kind}": text}))


def test_a_workbook_says_what_a_csv_file_of_the_same_cells_says() -> None:
    typed = TEAMS.replace("2026-05-01", "date 2026-05-01").replace("yes", "TRUE").replace(",no", ",FALSE")
    from_csv, from_book = built("csv", TEAMS).value, built("xlsx", typed.replace("007", "'007")).value
    assert from_csv is not None
    assert from_book is not None
    spaces = [each.catalog.spaces["team"] for each in (from_csv, from_book)]
    values = [[(v.key, v.label, dict(v.attributes)) for v in space.values] for space in spaces]
    assert values[0] == values[1]
    assert len(values[0]) == 2


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_semicolons_and_tabs_separate_as_commas_do(delimiter: str) -> None:
    ours, plain = built("csv", TEAMS.replace(",", delimiter)).value, built("csv", TEAMS).value
    assert ours is not None
    assert plain is not None
    assert [v.attributes for v in ours.catalog.spaces["team"].values] == [
        v.attributes for v in plain.catalog.spaces["team"].values
    ]


def test_a_fault_of_a_workbook_is_told_with_sheet_row_and_column() -> None:
    outcome = built("xlsx", "id,name,price,since,lit,rank\n\nlions,Lions,dear,,,\n")
    (found,) = outcome.diagnostics
    assert "--> teams.xlsx, sheet Sheet1, row 3, column price\n" in full(found, outcome.sources)
    assert one_line(found, outcome.sources).startswith(
        "teams.xlsx, sheet Sheet1, row 3, column price: error[bad-cell]: "
    )
    place = as_json(found, outcome.sources)["place"]
    assert isinstance(place, Mapping)
    assert (place["line"], place["column"], place["heading"], place["sheet"]) == (3, 3, "price", "Sheet1")


def opened(data: bytes) -> XlsxSheet:
    return XlsxSheet("t.xlsx", "t.xlsx", data, None)


def test_a_cell_in_the_last_corner_is_refused_before_it_is_laid_out() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(SheetError, match="more than 8,000,000 cells") as refused:
        opened(workbook({"S": rows}))
    assert refused.value.code.name == "too-large"


@pytest.mark.parametrize(
    "xml",
    [
        """<row><c r='XFD1048576'><v>1</v></c></row>""",
        """<row r="1048575"/><row><c><v>1</v></c><c r="XFD3"><v>1</v></c></row>""",
        """<x:row r="1"><x:c t="n" r = "XFD1048576"><x:v>1</x:v></x:c></x:row>""",
        """<row r="1"><c foo=">" r="xfd1048576"><v>1</v></c></row>""",
        """<!-- <c r=' --><row r="1"><c r="XFD1048576"><v>1</v></c></row>""",
        """<row r="1"><c foo="<" r="XFD1048576"><v>1</v></c></row>""",
        """<!DOCTYPE x [<!ENTITY a "b">]><row r="1"><c r="A1"><v>1</v></c></row>""",
    ],
)
def test_no_spelling_of_a_far_cell_gets_through(xml: str) -> None:
    with pytest.raises(ArchiveError):
        check_sheet(xml.encode())


def test_colored_empty_cells_far_away_are_no_matter() -> None:
    check_sheet(b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>')


def test_cells_up_to_the_limit_pass_and_one_row_more_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "CELLS_LIMIT", 6)
    check_sheet(sheet_xml([["a", "b", "c"], ["d", "e", "f"]]).encode())
    with pytest.raises(ArchiveError, match="more than 6"):
        check_sheet(sheet_xml([["a", "b", "c"], ["d", "e", "f"], ["g"]]).encode())


def archive(entries: Mapping[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as made:
        for name, data in entries.items():
            made.writestr(name, data)
    return target.getvalue()


def test_an_archive_has_limits_of_entries_size_and_ratio(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "ENTRIES_LIMIT", 3)
    monkeypatch.setattr(archives, "UNPACKED_LIMIT", 1_000)
    assert len(unpacked(archive({"a": b"", "b": b"", "c": b"x" * 1_000}))) == 3
    with pytest.raises(ArchiveError, match="has 4 entries, more than 3"):
        unpacked(archive({"a": b"", "b": b"", "c": b"", "d": b""}))
    with pytest.raises(ArchiveError, match="unpacks to more than 0 MB"):
        unpacked(archive({"a": b"x" * 1_001}))
    monkeypatch.setattr(archives, "UNPACKED_LIMIT", 200_000_000)
    packed = archive({"a": b"\0" * 10_000})
    unpacked(packed)
    with pytest.raises(ArchiveError, match="more than 100 times its own size"):
        unpacked(archive({"a": b"\0" * 1_000_000}))


def test_an_archive_that_lies_about_its_sizes_is_refused() -> None:
    packed = archive({"a": b"\0" * 1_000_000})
    size = (1_000_000).to_bytes(4, "little")
    assert packed.count(size) == 2
    with pytest.raises(ArchiveError):
        unpacked(packed.replace(size, (10).to_bytes(4, "little")))


@given(st.data())
def test_a_damaged_workbook_is_refused_and_never_crashes(data: st.DataObject) -> None:
    octets = bytearray(workbook_of("id,name\neagles,Eagles\n7,Seven\n"))
    for _ in range(data.draw(st.integers(1, 4))):
        octets[data.draw(st.integers(0, len(octets) - 1))] = data.draw(st.integers(0, 255))
    with suppress(SheetError):  # and nothing else
        list(opened(bytes(octets)).chunks())


def test_sources_find_texts_by_name_and_order_them() -> None:
    own, other = Source("a/shop.vpc", "one\ntwo"), Source("a/more.vpc", "x")
    both = Sources((own,)) | Sources((other, own))
    assert both.texts == (own, other)
    assert both.of(Span(0, 1, "a/more.vpc")) is other
    assert both.of(Span(0, 1)) is own
    assert both.holding(Span(0, 1, "b.vpc")) is None
    spans = [Span(0, 1, "a/more.vpc"), Span(5, 6, "a/shop.vpc"), Span(1, 2, "a/shop.vpc")]
    assert sorted(spans, key=both.order) == [spans[2], spans[1], spans[0]]


@pytest.mark.parametrize(
    ("name", "file", "called"),
    [
        ("shop.vpc", "t.csv", "t.csv"),
        ("cat/shop.vpc", "art/t.csv", "cat/art/t.csv"),
        ("v1:shop.vpc", "t.csv", "v1:t.csv"),
        ("v1:cat/shop.vpc", "t.csv", "v1:cat/t.csv"),
    ],
)
def test_a_file_is_called_by_its_place_beside_the_catalog(name: str, file: str, called: str) -> None:
    assert beside(name, file) == called


def test_many_faults_of_one_file_are_told_in_part_and_counted() -> None:
    rows = "".join(f"t{number},T,dear,,,\n" for number in range(30))
    outcome = built("csv", "id,name,price,since,lit,rank\n" + rows)
    messages = [each.message for each in outcome.diagnostics if isinstance(each, Diagnostic)]
    assert len(messages) == 21
    assert "`teams.csv` has 10 more faults like these" in messages
