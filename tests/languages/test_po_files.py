"""PO files: what is written is read again, and whatever is no PO file is refused at a line of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configurator.analysis.po_file import Entry, PoError, PoFile, is_previous, previous, read_po_file, written

POEDIT = """# French translation of the shop.
#
# Anna, 2026.
#, fuzzy
msgid ""
msgstr ""
"Project-Id-Version: shop 3\\n"
"PO-Revision-Date: who knows\\n"
"Last-Translator: Anna <anna@example.com>\\n"
"Language: fr_NOWHERE!\\n"
"Content-Type: text/plain; charset=CHARSET\\n"
"Plural-Forms: nplurals=99; plural=import;\\n"
"X-Generator: Poedit 3.4\\n"

#  Said on   the box, too.
#. from the catalog
#: shop.vpc:12
#, fuzzy, no-wrap
#| msgid "Old"
msgctxt "product mug"
msgid ""
"100 % cotton, "
"\\"as is\\" \\\\ \\t%(x)s"
msgstr "100 %\\n"

#~| msgctxt "rule before"
#~| msgid "older"
#~ msgctxt "rule gone"
#~ msgid "Gone"
#~ msgstr "Parti"

# The end.
"""

words = st.one_of(st.text(st.characters(codec="utf-8"), max_size=30), st.sampled_from(("a #~ b", "#, fuzzy", "# b")))
names = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=8)
comments = st.one_of(names.map("# {}".format), names.map("#. {}".format), st.just("#"))


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    said = tuple(draw(st.lists(comments, max_size=3)))
    before = tuple(previous(draw(words))) if draw(st.booleans()) else ()
    flags = tuple(draw(st.lists(names, max_size=2, unique=True)))
    text = draw(words.filter(bool))
    return Entry(draw(names), text, draw(words), 0, (*said, *before), flags, draw(st.booleans()))


@st.composite
def files(draw: st.DrawFn) -> PoFile:
    found = draw(st.lists(entries(), max_size=6, unique_by=lambda entry: entry.address))
    header = [Entry(None, "", draw(words), comments=tuple(draw(st.lists(comments, max_size=2))))]
    return PoFile(tuple(header + found if draw(st.booleans()) else found), tuple(draw(st.lists(comments, max_size=2))))


@given(files())
def test_a_file_that_is_written_is_read_as_it_was(file: PoFile) -> None:
    text = written(file)
    assert read_po_file(text) == file
    assert written(read_po_file(text)) == text


@given(files())
def test_the_line_of_an_entry_is_that_of_its_text(file: PoFile) -> None:
    text = written(file)
    lines = text.split("\n")
    for each in read_po_file(text).entries:
        assert lines[each.line - 1].removeprefix("#~ ").startswith("msgid ")


def test_what_other_tools_write_is_kept_and_means_nothing() -> None:
    file = read_po_file(POEDIT)
    header, mug, gone = file.entries
    assert header.is_header
    assert "X-Generator: Poedit 3.4\n" in header.translation
    assert header.comments == ("# French translation of the shop.", "#", "# Anna, 2026.")
    assert (mug.address, mug.text) == ("product mug", '100 % cotton, "as is" \\ \t%(x)s')
    assert mug.flags == ("fuzzy", "no-wrap")
    assert mug.comments[0] == "#  Said on   the box, too."
    assert list(filter(is_previous, mug.comments)) == ['#| msgid "Old"']
    assert gone.obsolete
    assert (gone.address, gone.text, gone.translation) == ("rule gone", "Gone", "Parti")
    assert file.tail == ("# The end.",)
    again = written(file)
    assert read_po_file(again) == file
    assert [line for line in POEDIT.splitlines() if line.startswith("#")] == [
        line for line in again.splitlines() if line.startswith("#")
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('msgid "a', 1),
        ('msgid "a"\nmsgstr "b\\x"', 2),
        ('msgid "a" "b"', 1),
        ('msgid "a"\n', 1),
        ('msgctxt "a"', 1),
        ('\n\nmsgstr "b"', 3),
        ('"b"', 1),
        ("what is this?", 1),
        ('msgid "a"\n# between\nmsgstr "b"', 2),
        ('msgid "a"\nmsgstr "b"\nmsgstr "c"', 3),
        ('msgctxt "c"\nmsgctxt "d"', 2),
        ('msgctxt "c"\nmsgstr "d"', 2),
        ('msgid "a"\nmsgid_plural "b"', 2),
        ('msgid "a"\nmsgstr[0] "b"', 2),
        ('#~ msgid "a"\nmsgstr "b"', 2),
        ('msgid "a"\n#~ msgstr "b"', 2),
        ('msgctxt "c"\nmsgid "a"\nmsgstr ""\n\nmsgctxt "c"\nmsgid "b"\nmsgstr ""', 6),
        ('msgid ""\nmsgstr ""\nmsgid ""\nmsgstr ""', 3),
        ('domain "x"', 1),
    ],
)
def test_what_is_no_po_file_is_refused_at_its_line(text: str, line: int) -> None:
    with pytest.raises(PoError) as refused:
        read_po_file(text)
    assert refused.value.line == line
    assert refused.value.finding
    assert refused.value.hint


GRAINS = (
    *("msgid ", "msgstr ", "msgctxt ", "msgid_plural ", "msgstr[0] ", "msgstr[99999999999] ", '"', "\\", "\\n", '""'),
    *("\n", "\r", "\t", "\0", "#", "#~", "#|", "#~|", "#,", "#:", "#.", "\u2068", "\u2069", "\u2028", "\x85", "\ufeff"),
    *("fuzzy", "Plural-Forms: nplurals=0;", "Language: ../../x", "é", "日本", "%(", "{x}", "a"),
)


def is_read_or_refused(text: str) -> bool:
    """Whether a text is a file that can be written again, or refused at one of its lines."""
    try:
        file = read_po_file(text)
    except PoError as error:
        return 1 <= error.line <= text.count("\n") + 1
    return read_po_file(written(file)) == file


@given(st.lists(st.one_of(st.sampled_from(GRAINS), st.just('msgid "a"\nmsgstr "b"\n')), max_size=25).map("".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert is_read_or_refused(text)


@given(st.data())
def test_a_file_that_somebody_has_spoiled_is_read_or_refused(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(POEDIT)))
    end = data.draw(st.integers(start, min(len(POEDIT), start + 30)))
    text = POEDIT[:start] + data.draw(st.sampled_from(("", *GRAINS))) + POEDIT[end:]
    assert is_read_or_refused(text)
