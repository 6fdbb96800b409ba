"""Hostile by what lies beside the catalog: files that use each other, lie elsewhere, or burst when unpacked."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from struct import pack

from workbooks import workbook

from hostile.hostile import MAIN, Hostile, Made, lines, product

_HEAD = "catalog demo\n"
_SPACE = 'space s from "s.csv" key id { name: label, weight: number g }\n'
_BOOK = _SPACE.replace("csv", "xlsx")
_CATALOG = product("  option b: s")


def _with(name: str, content: str | bytes | Path, catalog: str = "") -> Made:
    """A catalog whose space is read from `s.csv` unless it says otherwise, and one file."""
    return {MAIN: catalog or product("  option b: s", _SPACE), name: content}


def _book(data: bytes) -> Made:
    return {MAIN: product("  option b: s", _BOOK), "s.xlsx": data}


def _uses(*files: str) -> str:
    return "".join(f'use "{each}"\n' for each in files)


def _all_use_all(count: int) -> Made:
    names = [f"f{at}.vpc" for at in range(count)]
    return {MAIN: product("", _uses(*names)), **dict.fromkeys(names, _uses(*names))}


def _zip(entries: int, size: int) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(entries):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", b"\0" * size)
    return target.getvalue()


def _font(tables: int) -> bytes:
    """A font whose tables lie far behind its end, or all upon each other."""
    head = pack(">IHHHH", 0x00010000, tables, 16, 0, 0)
    names = (b"cmap", b"head", b"hhea", b"hmtx", b"maxp", b"GSUB", b"GPOS", b"post")
    return head + b"".join(
        names[at % len(names)] + pack(">III", 0, 12, 0xFFFFFFF0 if at % 2 else 0x7FFFFFFF) for at in range(tables)
    )


def _lettered(font: bytes) -> Made:
    line = '  option b: text { max: 9, script: latin, font: "Plain", width: 40 mm }'
    return {MAIN: product(line), "Plain.ttf": font}


def _translated(po: str | bytes) -> Made:
    text = product("  option b: x | y", "").replace("catalog demo\n", "catalog demo { language en, fr }\n")
    return {MAIN: text, "languages/fr.po": po}


_PO = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
_SHEET = '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c></row>'

FOLDERS: tuple[Hostile, ...] = (
    Hostile("a file that uses itself", "a circle of one", "circular-use", lambda: product("", _uses(MAIN))),
    Hostile(
        "files in a circle",
        "a circle of many",
        "circular-use",
        lambda: (
            {MAIN: product("", _uses("f0.vpc"))} | {f"f{at}.vpc": _uses(f"f{(at + 1) % 150}.vpc") for at in range(150)}
        ),
    ),
    Hostile(
        "a chain of 300 files",
        "recursion from file to file",
        "too-large",
        lambda: {MAIN: product("", _uses("f0.vpc"))} | {f"f{at}.vpc": _uses(f"f{at + 1}.vpc") for at in range(300)},
    ),
    Hostile(
        "use of 300 files",
        "more files than may be",
        "too-large",
        lambda: (
            {MAIN: product("", _uses(*(f"f{at}.vpc" for at in range(300))))} | {f"f{at}.vpc": "" for at in range(300)}
        ),
    ),
    Hostile("files that all use all", "each way from file to file", "circular-use", lambda: _all_use_all(199)),
    Hostile(
        "ways out of the folder",
        "paths that lead elsewhere",
        "path-escape",
        lambda: product(
            '  option b: s\n  option t: text { max: 9, font: "../../F", width: 9 mm, banned: "/etc/hosts" }\n'
            '  table u (a, n) allow from "..\\\\t.csv"',
            _uses("../x.vpc", "/etc/passwd", "a/../../x.vpc", "C:\\\\x.vpc", "~/x.vpc")
            + 'space s from "/etc/passwd" key id { name: label }\n'
            'space u from "a/../../s.csv" key id { name: label }\n',
        ),
    ),
    Hostile(
        "ten thousand ways out",
        "a look at the disk for each",
        "path-escape",
        lambda: product("", lines(10_000, lambda at: f'use "../{at}.vpc"') + "\n"),
    ),
    Hostile(
        "a link out of the folder",
        "links that lead elsewhere",
        "path-escape",
        lambda: _with("s.csv", Path("/etc/passwd")),
    ),
    Hostile("a link to itself", "links that lead round", "path-escape", lambda: _with("s.csv", Path("s.csv"))),
    Hostile(
        "a linked folder",
        "links that lead elsewhere, in the middle of a path",
        "path-escape",
        lambda: {MAIN: product("", _uses("there/x.vpc")), "there": Path("/tmp")},
    ),
    Hostile("a device", "a file that never ends", "path-escape", lambda: _with("s.csv", Path("/dev/zero"))),
    Hostile(
        "a name of ten thousand letters",
        "names that no disk takes",
        "missing-file",
        lambda: product("  option b: s", _SPACE.replace("s.csv", "s" * 10_000) + _uses("x/" * 5_000 + "x.vpc")),
    ),
    Hostile(
        "a line of 20 MB",
        "a cell as long as the file",
        "too-large",
        lambda: _with("s.csv", "id,name,weight\n" + "x" * 20_000_000),
    ),
    Hostile(
        "a million columns",
        "a heading for each comma",
        "too-large",
        lambda: _with("s.csv", "id,name,weight" + "," * 1_000_000 + "\n" + "x,x,1" + "," * 1_000_000 + "\n"),
    ),
    Hostile(
        "a million named columns",
        "a heading looked for among all",
        "too-large",
        lambda: _with("s.csv", lines(1_000_000, lambda at: f"c{at}", ",") + "\nx\n"),
    ),
    Hostile(
        "quotes in a file that are never closed",
        "a cell that ends with the file",
        "too-large",
        lambda: _with("s.csv", 'id,name,weight\nx,"' + "y\n" * 5_000_000),
    ),
    Hostile(
        "a file of quotes",
        "quotes in quotes",
        "too-large",
        lambda: _with("s.csv", "id,name,weight\n" + '"' * 10_000_001),
    ),
    Hostile(
        "more than a million values",
        "values beyond their limit",
        "too-large",
        lambda: _with("s.csv", "id,name,weight\n" + lines(1_000_001, lambda at: f"k{at},n,1") + "\n"),
    ),
    Hostile(
        "a million faulty rows",
        "a diagnostic for each",
        "bad-cell",
        lambda: _with("s.csv", "id,name,weight\n" + "a b,n,heavy\n" * 1_000_000),
    ),
    Hostile(
        "a file of five million empty lines",
        "rows of nothing",
        "too-large",
        lambda: _with("s.csv", "id,name,weight\n" + "\n" * 5_000_000),
    ),
    Hostile(
        "a file of NUL bytes",
        "text that other languages take for its end",
        "bad-csv",
        lambda: _with("s.csv", b"\0" * 20_000_000),
    ),
    Hostile(
        "a file of 60 MB",
        "reading all before refusing",
        "missing-file",
        lambda: _with("s.csv", b"id,name,weight\n" * 4_000_000),
    ),
    Hostile("an archive that bursts", "200 MB out of 200 kB", "too-large", lambda: _book(_zip(1, 190_000_000))),
    Hostile(
        "an archive of many that burst", "a little out of each of many", "too-large", lambda: _book(_zip(400, 500_000))
    ),
    Hostile("an archive of too many", "a name for each entry", "too-large", lambda: _book(_zip(20_000, 0))),
    Hostile(
        "a cell in the last corner",
        "rows and columns in between",
        "too-large",
        lambda: _book(workbook({"S": _SHEET + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'})),
    ),
    Hostile(
        "words that stand for words",
        "XML that grows as it is read",
        "bad-workbook",
        lambda: _book(workbook({"S": '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + _SHEET})),
    ),
    Hostile(
        "a book of a million empty cells",
        "rows and cells that are written and empty",
        "missing-column",
        lambda: _book(
            workbook({"S": _SHEET + lines(200_000, lambda at: f'<row r="{at + 2}"><c r="A{at + 2}" s="1"/></row>', "")})
        ),
    ),
    Hostile(
        "a thousand translations of one text",
        "texts that are translated twice",
        "bad-translations",
        lambda: _translated(_PO + 'msgctxt "catalog"\nmsgid "demo"\nmsgstr "x"\n\n' * 50_000),
    ),
    Hostile(
        "translations that never end",
        "a text that is never closed",
        "bad-translations",
        lambda: _translated(_PO + 'msgid "' + 'x" "\n"' * 200_000),
    ),
    Hostile(
        "translations without a text",
        "a message for each",
        "",
        lambda: _translated(
            _PO + lines(50_000, lambda at: f'msgctxt "option {at}"\nmsgid "O{at}"\nmsgstr "{{a}}{at}"\n')
        ),
    ),
    Hostile(
        "translations in no encoding",
        "bytes that are no text",
        "bad-translations",
        lambda: _translated(b"\xff\xfe" * 100_000),
    ),
    Hostile("a font of nothing", "bytes that are no font", "bad-font", lambda: _lettered(b"\0" * 1_000_000)),
    Hostile("a font of 60,000 tables", "tables that lie beyond the end", "bad-font", lambda: _lettered(_font(60_000))),
    Hostile(
        "a font that names another",
        "a collection instead of a font",
        "bad-font",
        lambda: _lettered(b"ttcf" + pack(">III", 0x10000, 0xFFFFFFFF, 0xFFFFFF) * 1000),
    ),
    Hostile(
        "banned words of 10 MB",
        "a list that is compared word by word",
        "too-large",
        lambda: _with(
            "banned.txt",
            lines(1_000_000, lambda at: f"word{at}"),
            product('  option t: text { max: 9, banned: "banned.txt" }'),
        ),
    ),
    Hostile(
        "a table of 200,000 rows",
        "each row compared with each other one",
        "repeated-row",
        lambda: _with("t.csv", "a,n\n" + "x,*\n*,1\n" * 100_000, product('  table t (a, n) allow from "t.csv"')),
    ),
)
