"""No text crashes the catalog's reader: mutated and hostile texts end in diagnostics that can be shown.

Only counts are asserted, never times. `OPTIONARY_LONG=1` tries a hundred times as many mutations.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial
from pathlib import Path
from random import Random

import pytest
from made_media import made_font
from snippets import MADE_BY_MACHINES, parse_snippet, reader, snippet_files

from configurator.analysis.releases.history import Release
from configurator.analysis.xlsx_sheet import XlsxSource
from configurator.catalog_files import CatalogFiles
from configurator.diagnostics import Outcome, codes
from configurator.diagnostics.render import as_json, one_line, report
from configurator.errors import InvalidConfigurationError, UnknownProductError
from configurator.identity.document import read_document
from configurator.identity.identity_key import IdentityKey
from configurator.model.expectation import ExpectVerdict
from configurator.pipeline import build, check, code
from configurator.release_check import compared
from configurator.rereading import reread
from configurator.source import Source

LONG = bool(os.environ.get("OPTIONARY_LONG"))
MUTATIONS = 30_000 if LONG else 300
SEED = 20261123

TOUR = """\
// Each construct once.
catalog studio "Case studio" {
  language en, fr
  currency EUR
  was cases
}
space team "Team" same keys as club, phone_case.logo:
  eagles { league: nfl, royalty: 1.50 EUR, ink: #000000, was: hawks }
  | bulls { league: nba, retired: 2026-05-01 } | nobody
space charm from "charms.csv" key id {
  name: label
  weight: number g
}
context market "Market": eu | us
context day: date
context pieces: integer 1 .. 100
rules engraved (words, material) {
  rule room forbid words present and material = blue
  sell abroad require market = us when words present because "Not here." owner "Anna"
  build { check "Read {words}" when words present }
}
product bare "Bare case" abstract {
  option foot: felt | cork | none_of_it
  option feet: any of { felt, cork } up to 2
  option rim: number 1 .. 5 mm step 0.5 default 2
}
product phone_case "Phone case" was case retired 2031-01-01 extends bare {
  narrow foot: felt | cork default cork
  narrow rim: number 1 .. 3 mm step 1
  option fan: team only {eagles, bulls} optional
  option fans: any of team without {nobody}
  apply engraved(engraving, cover) as front
  sell season require day in 2026-01-01 .. 2026-12-31 or pieces >= 10 when team.league = nfl
  derive price "Price": money = 19 EUR + cover.price + (5 EUR when engraving present else extra)
  derive extra = sum(team.royalty) * 2 when market = eu else 1 EUR when lit = yes else 0 EUR
  derive mass: number g = 31 g + sum(charms.weight)
  build {
    pick "BLANK-{model}-{cover}" 1 each
    pick model.width
    print press as logo { art: team.ink, at: "back", n: (1 when lit = yes else 2) } when team present
    check "{{{engraving}}} {reach}" after logo
  }
  expect sold { model: p14, cover: black, charms: {star}, market: us }
  expect unsold { model: p14, cover: black, charms: {star}, engraving: "x", market: eu } because front_abroad
  expect price { model: p14, cover: blue, charms: {star} } = 21.50 EUR
  expect parts { model: p14, cover: blue, charms: {star} } = { "BLANK-p14-blue": 1, "71.5": 1 }
  gtin "95012345678903"
  option model "Phone": p14 "P-14" { width: 71.5 mm } | p15 "P-15" { width: 71.6 mm }
  option cover "Cover": black | blue { price: 2.50 EUR } | clear { price: 4.00 EUR }
  option team "Team logo": team optional
  option engraving "Engraving": text { max: 20, script: latin } optional
  option batch "Batch": text { min: 2, max: 9, pattern: "[A-Z][A-Z0-9 ]+" } optional
  option extras "Extras": any of { strap, stand, "lens-kit" } up to 2
  option charms: any of charm at least 1
  option reach "Strap": number 20 .. 60 cm step 0.5 when strap in extras
  option holes: integer 1 .. 9 default 3
  option lit: yes or no default no
  option texture: smooth | ribbed when holes > 3 and charms != {star} since "2026-05" baseline smooth was structure
  option inset: any of { strap, stand } since r2 baseline { strap } same keys as phone_case.extras
  option photo: image { jpeg, png } at least 1200 x 1800 up to 20 MB aspect 2 : 3 .. 3 : 4 optional when cover = clear
  option line: text { max: 9, script: latin, font: "Plain", width: 40 mm, banned: {damn, "bloody hell"} } optional
  option child: text { max: 9 } optional private
  rule one_decoration
    forbid team present and engraving present
    because "A case carries a logo or an engraving, not both."
  rule dear require cover.price + sum(team.royalty, 0.5 EUR) - 1 EUR <= 4 EUR when not (lit = yes or holes in 3 .. 8)
  rule most require count(extras, team present) <= 3 and max(charms.weight, 2 g) < 2 * 30 g and length(engraving) >= 0
  table bumper (model, holes, extras) allow {
    p14, *, none
    p14, 1 .. 9, *
    {p15, p14}, 3, { strap, stand }
  } because "A ribbed case takes no stand."
  expect count = 6 over model, cover
  expect valid { model: p14, cover: black, engraving: "Zoe", charms: {star}, line: "ABBA", child: "Mia" }
  expect valid { model: p14, cover: clear, engraving: "x", charms: {star}, photo: sample }
  expect invalid { model: p14, cover: clear, team: eagles, engraving: "x", charms: {star} } because one_decoration
}
"""
CHARMS = "id,name,weight\nstar,Star,2\nmoon,Moon,3.5\n"
GRAINS = (
    *("{", "}", "(", ")", '"', "\\", "|", ",", ":", "..", ".", "=", "<", "*", "/", "//", "-", "#", "#12345", "%", "'"),
    *("\n", "\r\n", "\t", "\0", "\ufeff", "\u202e", "\ud800", "\u2028", "\x0b", "e\u0301", "é", "日本", "👩\u200d👩"),
    *("_", "0", "9" * 5000, "1e9", "1.", ".5", "0x1", "12cm", "{}", "()", "EUR", "image {", "count(", "integer 0 .."),
    *"none not and or when option rule product space catalog table expect default optional yes since any text".split(),
    *(
        "image { png } at least",
        "3 x 4",
        "up to 2 MB",
        "aspect 2 : 3",
        "private",
        "banned: {",
        'font: "Plain"',
        "width:",
    ),
    *("was cases", "was", "baseline", "retired 2026-13-01", "same keys as", "since 2026-05", "{ was: a }", "structure"),
    *("when market = eu else", "else", "abstract", "extends bare", "narrow", "apply engraved(", "only {", "without {"),
    *("derive x = ", "build {", "pick ", "after logo", 'at: "back"', "{engraving", "sell", "context", 'use "x.vpc"'),
    *('owner "Anna"', "owner", 'ticket "P-1"', "{ note: 1 }", 'because "x"', "language en, fr", "reason"),
)


PLAIN = made_font({chr(each): 600 for each in range(0x20, 0x7F)})
read_file = reader({"charms.csv": CHARMS}, {"Plain.ttf": PLAIN})
KEY = IdentityKey(bytes(32))


def tried(text: str, run: Callable[[Source], Outcome[object]]) -> Outcome[object]:
    """The outcome for a text, after its diagnostics have been shown in every way."""
    source = Source("catalog.vpc", text)
    outcome = run(source)
    assert outcome.value is not None or outcome.diagnostics, "nothing was made and nothing said"
    for each in outcome.diagnostics:
        assert each.code in codes.ALL
        held = outcome.sources.holding(each.span)
        assert held is not None
        assert -20 <= each.span.start < each.span.end
        assert each.span.end <= len(held.text) + 1 or isinstance(held, XlsxSource)
        assert each.message
        assert not MADE_BY_MACHINES.search(each.message + (each.hint or ""))
        assert len(each.message) < 1_000, "a message is one sentence, however long the text is"
        one_line(each, outcome.sources)
        as_json(each, outcome.sources)
    shown = report(outcome.diagnostics, outcome.sources)
    assert all(len(line) < 1_100 for line in shown.splitlines())
    return outcome


def mutated(random: Random, text: str) -> str:
    """A text with some of its characters, words or lines cut, doubled, moved or replaced."""
    for _ in range(random.randint(1, 4)):
        at, to = sorted(random.randint(0, len(text)) for _ in range(2))
        to = min(to, at + random.choice((1, 2, 8, 60, 400)))
        match random.randint(0, 6):
            case 0:
                text = text[:at]
            case 1:
                text = text[:at] + text[to:]
            case 2:
                text = text[:to] + text[at:to] + text[to:]
            case 3:
                text = text[:at] + random.choice(GRAINS) + text[at:]
            case 4:
                text = text[:at] + random.choice(GRAINS) + text[to:]
            case 5:
                lines = text.splitlines(keepends=True)
                first, second = random.randrange(len(lines) or 1), random.randrange(len(lines) or 1)
                if lines:
                    lines[first], lines[second] = lines[second], lines[first]
                text = "".join(lines)
            case _:
                words = text.split(" ")
                words[random.randrange(len(words))] = random.choice(words)
                text = " ".join(words)
    return text


def test_the_text_that_gets_mutated_is_sound() -> None:
    outcome = check(Source("catalog.vpc", TOUR), read_file)
    assert outcome.is_sound, report(outcome.diagnostics, Source("catalog.vpc", TOUR))


def test_mutated_catalogs_end_in_diagnostics() -> None:
    random = Random(SEED)
    refused = 0
    for _ in range(MUTATIONS):
        outcome = tried(mutated(random, TOUR), lambda source: build(source, read_file))
        refused += not outcome.is_sound
    assert refused > MUTATIONS / 2, "most mutations are mistakes, and are found"


def test_mutated_catalogs_are_compared_with_each_other() -> None:
    """Whatever is sound can be a release, before or after another; documents of one are read under the other."""
    random = Random(SEED)
    tour = build(Source("catalog.vpc", TOUR), read_file).value
    assert tour is not None
    releases, refused = [tour], 0
    for number in range(MUTATIONS):
        text = mutated(random, TOUR)
        knowledge = build(source := Source("catalog.vpc", text), read_file).value
        if knowledge is None:
            continue
        earlier = [Release(str(at), each.catalog) for at, each in enumerate(random.choices(releases, k=1 + number % 2))]
        found = compared(knowledge.catalog, earlier, texts=True)
        refused += any(each.is_error for each in found)
        for each in found:
            assert not MADE_BY_MACHINES.search(each.message + (each.hint or ""))
            one_line(each, source)
        report(found, source)
        for product in knowledge.products.values():
            for expected in product.product.expectations:
                if not isinstance(expected, ExpectVerdict):
                    continue
                with suppress(InvalidConfigurationError, UnknownProductError):
                    document = read_document(code(product, expected.example.choices, KEY).document)
                    reread(random.choice(releases), document, date(2026, 11, 25))
        if len(releases) < 4:
            releases.append(knowledge)
    assert refused > 0


def test_mutated_snippets_end_in_diagnostics() -> None:
    random = Random(SEED)
    snippets = [parse_snippet(path.read_text(encoding="utf-8")) for path in snippet_files()]
    for _ in range(MUTATIONS):
        snippet = random.choice(snippets)
        text = snippet.texts("catalog")[0].text
        tried(mutated(random, text), partial(build, read_file=reader(snippet.files())))


def test_mutated_csv_files_end_in_diagnostics() -> None:
    random = Random(SEED)
    for _ in range(MUTATIONS):
        file = mutated(random, CHARMS)
        tried(TOUR, lambda source, file=file: build(source, lambda _: file))  # type: ignore[misc]


def test_mutated_tables_in_files_end_in_diagnostics() -> None:
    random = Random(SEED)
    catalog = product('  option s: any of { a, b }\n  table t (a, n, s) allow from "t.csv"')
    rows = 'a,n,s,remark\nx,1 .. 5,"{a, b}",\n"x, y",*,none,"a ""b"""\ny,7,"a, b",\n'
    for _ in range(MUTATIONS):
        file = mutated(random, rows)
        tried(catalog, lambda source, file=file: build(source, lambda _: file))  # type: ignore[misc]


def test_every_beginning_of_a_catalog_ends_in_diagnostics() -> None:
    for end in range(0, len(TOUR), 1 if LONG else 7):
        tried(TOUR[:end], lambda source: build(source, read_file))


def product(body: str) -> str:
    return f"catalog demo\nproduct p {{\n  option a: x | y\n  option n: integer 1 .. 9\n{body}\n}}\n"


HOSTILE: dict[str, str] = {
    "nothing": "",
    "blanks": " \t\r\n" * 100,
    "comments": "// nothing\n" * 1000,
    "a comment without an end of line": "//" + "x" * 100_000,
    "parentheses": product("  rule r require " + "(" * 10_000 + "a = x" + ")" * 10_000),
    "open parentheses": product("  rule r require " + "(" * 100_000),
    "closing parentheses": product("  rule r require " + ")" * 20_000),
    "open braces": "{" * 100_000,
    "closing braces": "}" * 100_000,
    "braces on lines": "{\n" * 20_000,
    "nots": product("  rule r require " + "not " * 5_000 + "a = x"),
    "minus signs": product("  rule r require " + "-" * 10_000 + "n = 1"),
    "a chain of and": product("  rule r require " + " and ".join(["a = x"] * 10_000)),
    "a chain of plus": product("  rule r require " + "+".join(["n"] * 10_000) + " = 1"),
    "a chain of times": product("  rule r require " + "*".join(["n"] * 10_000) + " = 1"),
    "a chain of comparisons": product("  rule r require " + " = ".join(["n"] * 10_000)),
    "a call of many": product("  rule r require sum(" + ",".join(["n"] * 10_000) + ") = 1"),
    "a set of many": product("  rule r require n in {" + ",".join(str(each) for each in range(10_000)) + "}"),
    "ten thousand digits": product(f"  rule r require n < {'9' * 10_000}\n  option b: integer 1 .. {'9' * 10_000}"),
    "ten thousand decimals": product(f"  rule r require n < 0.{'3' * 10_000}"),
    "four hundred digits": product("  rule r require " + "*".join(["9" * 400] * 60) + " > n * n"),
    "tiny steps": product(f"  option b: number 0 .. {'9' * 100} mm step 0.{'0' * 100}1"),
    "a huge range": product(f"  option b: integer 0 .. {2**53 - 1}\n  rule r require b > n"),
    "no step": product("  option b: number 0 .. 9 mm step 0\n  option c: integer 0 .. 9 step 0"),
    "long text": product(f'  option b "{"x" * 100_000}": x | y'),
    "a long key": product(f"  option {'b' * 100_000}: x | y\n  rule {'r' * 50_000} require {'c' * 50_000} = x"),
    "a long quoted key": product(f'  option b: "{"x y" * 30_000}"'),
    "a long property": product(
        f"  option b: text {{ max: 9, {'s' * 5_000}: 1 }}\n  option c: image {{ {'p' * 5_000} }}"
    ),
    "a long value": product(f"  rule r require a = {'x' * 100_000}\n  rule s require a = \"{'x' * 100_000}\""),
    "an unclosed text of many lines": product('  option b "' + "x\n" * 10_000),
    "quotes": '"' * 99_999,
    "quotes on lines": '"\n' * 30_000,
    "backslashes": '"' + "\\" * 99_999,
    "nul": TOUR.replace(" ", "\0"),
    "carriage returns": TOUR.replace("\n", "\r"),
    "windows": TOUR.replace("\n", "\r\n"),
    "tabs": TOUR.replace(" ", "\t"),
    "byte order marks": "\ufeff" + TOUR.replace("\n", "\ufeff\n"),
    "right to left": product("  option \u05d0\u05d1: \u202eabc | \u0627"),
    "emoji": product("  option 👍: 👎 | 🎉\n  rule 👍 require 👍 = 👎"),
    "lone surrogates": product('  option b "\ud800": x | y\n  rule r require a = \udfff'),
    "statements": "option a: x | y\n" * 5_000,
    "options": product("".join(f"  option o{number}: x | y\n" for number in range(2_000))),
    "one option many times": product("  option o: x | y\n" * 2_000),
    "misspelt statements": product("  optoin o: x | y\n" * 1_000),
    "misspelt statements with numbers": product("".join(f"  optoin o{number}: x | y\n" for number in range(1_000))),
    "faulty rules": product("".join(f"  rule r{number} require a == x\n" for number in range(1_000))),
    "statements on a line": product("  " + " ".join(f"rule r{number} require a == x" for number in range(500))),
    "unclosed statements": product("".join(f"  rule r{number} require (a = x\n" for number in range(1_000))),
    "values": product("  option b: " + " | ".join(f"v{number}" for number in range(10_000))),
    "equal values": product("  option b: " + " | ".join(["v"] * 10_000)),
    "attributes": product("  option b: x {" + ", ".join(f"k{number}: 1" for number in range(5_000)) + "}"),
    "rows": product("  table t (a, n) allow {\n" + "    x, 1\n" * 5_000 + "  }"),
    "wide rows": product("  table t (a, n) allow {\n" + ",".join(["x"] * 20_000) + "\n  }"),
    "columns": product("  table t (" + ",".join(["a"] * 10_000) + ") allow {\n x\n }"),
    "a chain of whens": product("".join(f"  option o{n}: x | y when o{n + 1} = x\n" for n in range(1_500))),
    "a circle of whens": product("".join(f"  option o{n}: x | y when o{(n + 1) % 1500} = x\n" for n in range(1_500))),
    "a chain of derives": product("".join(f"  derive d{n} = d{n + 1} + 1\n" for n in range(2_000))),
    "a chain of derives, the last one first": product(
        "  derive d0 = 1\n" + "".join(f"  derive d{n} = d{n - 1} + 1\n" for n in range(1, 2_000))
    ),
    "deep derives": product(
        f"  derive d0 = {'(' * 60}n * 2{')' * 60}\n"
        + "".join(f"  derive d{n} = {'2 * (' * 50}d{n - 1}{')' * 50}\n" for n in range(1, 60))
    ),
    "a circle of derives": product("".join(f"  derive d{n} = d{(n + 1) % 1500} + 1\n" for n in range(1_500))),
    "choices of amounts": product("  derive d = " + "".join(f"{n} when n = 1 else " for n in range(2_000)) + "0"),
    "nested choices of amounts": product("  derive d = " + "(1 when n = 1 else " * 2_000 + "0" + ")" * 2_000),
    "steps": product("  build {\n" + '    pick "A"\n' * 5_000 + "  }"),
    "steps that wait": product(
        "  build {\n" + "".join(f"    do m{n} as s{n} after s{n + 1}\n" for n in range(3_000)) + "  }"
    ),
    "steps at one place": product(
        "  build {\n" + "".join(f'    do m{n} as s{n} {{ at: "back" }}\n' for n in range(2_000)) + "  }"
    ),
    "places in a text": product('  build { pick "' + "{a}" * 10_000 + '" }'),
    "a long place in a text": product('  build { pick "{' + "a" * 5_000 + "} {a." + "b" * 5_000 + '}" }'),
    "braces in a text": product('  build { pick "' + "{" * 50_000 + '" }'),
    "facts": "catalog c\n" + "".join(f"context f{n}: a | b\n" for n in range(500))
    + "product p {\n  option a: x | y\n  sell s forbid "
    + " and ".join(f"f{n} = a" for n in range(500)) + "\n}\n",
    "a chain of families": "catalog c\nproduct p0 { option a: x | y }\n"
    + "".join(f"product p{n} extends p{n - 1} {{ }}\n" for n in range(1, 1_000)),
    "a chain of families, the last one first": "catalog c\n"
    + "".join(f"product p{n} extends p{n + 1} {{ }}\n" for n in range(1_500)) + "product p1500 { option a: x | y }\n",
    "a circle of families": "catalog c\n"
    + "".join(f"product p{n} extends p{(n + 1) % 1_000} {{ }}\n" for n in range(1_000)),
    "rules applied many times": "catalog c\nrules r (o) {\n"
    + "".join(f"  rule k{n} forbid o = x\n" for n in range(200)) + "}\nproduct p {\n  option a: x | y\n"
    + "".join(f"  apply r(a) as t{n}\n" for n in range(200)) + "}\n",
    "products": "catalog c\n" + "product p {\n}\n" * 2_000,
    "catalogs": "catalog c\n" * 5_000,
    "spaces": "catalog c\n" + "space s: a | b\n" * 3_000,
    "a mistake at the start": "@" + TOUR,
    "words of later versions": 'use"x"\nuse\ncontext:a\nuse{' + product('  build{}\n  derive=3\n  sell"x"\n  build'),
    "first words alone": "catalog\nspace\nproduct\noption\nrule\ntable\nexpect\ngtin\n",
    "first words in a product": product("  option\n  rule\n  table\n  expect\n  gtin\n  option:\n  rule(\n  )\n"),
    "an empty pattern": product('  option t: text { max: 9, pattern: "" }'),
    "a slow pattern": product('  option t: text { max: 9, pattern: "' + "(a?){9}" * 25 + '" }'),
    "nested pattern": product('  option t: text { max: 9, pattern: "' + "(" * 99 + ")" * 99 + '" }'),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_ends_in_diagnostics(name: str) -> None:
    tried(HOSTILE[name], lambda source: build(source, read_file))


@pytest.mark.parametrize("name", ["windows", "tabs"])
def test_layout_of_other_editors_changes_nothing(name: str) -> None:
    assert tried(HOSTILE[name], lambda source: build(source, read_file)).is_sound


def test_a_file_beyond_the_limit_is_refused_by_name() -> None:
    outcome = tried("// " + "x" * 5_000_000, lambda source: build(source, read_file))
    assert [each.code for each in outcome.diagnostics] == [codes.TOO_LARGE]


@pytest.mark.parametrize(
    "path", sorted((Path(__file__).parents[1] / "catalogs").rglob("*.vpc")), ids=lambda path: path.stem
)
def test_mutated_example_catalogs_end_in_diagnostics(path: Path) -> None:
    random = Random(SEED)
    text = path.read_text(encoding="utf-8")
    for _ in range(MUTATIONS // 60):
        tried(mutated(random, text), lambda source: build(source, CatalogFiles(path)))
