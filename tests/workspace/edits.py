"""Random edits of catalogs as people and accidents make them; and what two checks must have in common."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from random import Random

from configurator.diagnostics import Outcome
from configurator.diagnostics.render import as_json, report
from configurator.examination import Examined
from configurator.source import Sources, Span

ROOT = Path(__file__).parents[2]

SMALL = """\
// Two families, shared spaces, files, and rules for many products.
catalog shop "Shop" { language en, fr  currency EUR }
use "shared/more.vpc"
context market "Market": eu | us
context day: date
space team "Team" from "teams.csv" key id { name: label, league: nba | nfl, fee: money }
space shade "Shade": white { tone: light } | black { tone: dark }
rules readable (words, place) {
  rule short require length(words) <= 5 when place = edge because "Short."
}
product base "Base" abstract {
  option shade "Shade": shade
  option size: small | large { price: 2 EUR }
  rule dark forbid shade.tone = dark and size = small because "Too dark."
}
product cup "Cup" extends base {
  narrow size: small | large default large
  option team "Team": team optional
  option words: text { max: 9 } optional
  option place: back | edge when words present
  rule league forbid team.league = nba and shade = white
  apply readable(words, place) as front
  table fits (size, shade) allow {
    small, white
    large, { white, black }
  } because "No mold."
  sell home require market = us when team.league = nfl
  derive price: money = 9 EUR + size.price + team.fee
  build {
    pick "CUP-{size}" 1 each
    print press as logo { at: "back" } when team present
  }
  expect count = 3 over size, shade
  expect valid { size: large, shade: black }
  expect invalid { size: small, shade: black } because dark
  expect price { size: large, shade: black } = 11 EUR
}
product pen "Pen" {
  option ink: blue | green | red
  option cap: yes or no
  rule never forbid ink = red and cap = yes
  expect count = 5
}
product box { option lid: yes or no }
"""
NESTED = """\
// Products within products, and options that follow from others.
catalog shop "Shop" { language en  currency EUR }
space shade "Shade": white { tone: light, level: 1 } | black { tone: dark, level: 4 }
product tray "Tray" {
  option first "First": product pen
  option second: product pen optional
  option pens: 0 .. 2 of product pen
  option lid: yes or no
  rule alike require second.shade = first.shade because "Alike."
  rule dark require every pen in pens (pen.shade.tone = dark) when lid = yes because "Dark."
  derive price = first.price + sum(pens.price)
  build {
    check "One {first.shade}"
  }
  expect count = 104
  expect valid { first: { shade: white, cap: no }, pens: [2 of { shade: black, cap: yes }], lid: yes }
  expect invalid { first: { shade: black, cap: no }, lid: no } because first.never
  expect price { first: { shade: white, cap: no }, lid: no } = 3 EUR
}
product pen "Pen" {
  option shade: shade
  option cap: yes or no
  option weight: integer 1 .. 9 derived = shade.level + count(cap = yes)
  option grip: soft | hard derived
  table grips (shade, cap) gives grip {
    black, *, soft
    *, *, hard
  }
  rule never forbid shade = black and cap = no
  derive price = 3 EUR
  build {
    pick "PEN-{shade}"
  }
  expect count = 3
}
product box {
  option tray: product tray
  option extras: any of { ribbon { price: 2 EUR }, card { price: 1 EUR } }
  rule cheap require sum(e.price for e in extras when e.price > 1 EUR) <= 2 EUR
  rule named require every e in extras (e.price <= 2 EUR)
}
"""
FILES = {
    "teams.csv": "id,name,league,fee\nt1,One,nba,1.50\nt2,Two,nfl,2.50\n",
    "shared/more.vpc": 'space charm: star | moon\nproduct bead extends base { option charm: charm }\nuse "deep.vpc"\n',
    "shared/deep.vpc": "space deep: one | two\n",
    "languages/fr.po": 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n',
}

BITS = (
    *'{ } ( ) " = : | , // \n \n\n x _ 7'.split(" "),
    *"option product space rule table expect use catalog context rules narrow build".split(),
    '\nproduct spare "Spare" {\n  option a: b | c\n}\n',
    "\nproduct {\n  option a: b | c\n}\n",
    "\nproduct half {\n  option a: b | c\n",
    "\nspace shade2 same keys as shade: white | black\n",
    "\nspace\n",
    "\ncontext channel: web | shop\n",
    "\noption loose: a | b\n",
    "\nuse\n",
    '\nuse "nowhere.vpc"\n',
    '\nuse "shared/more.vpc"\n',
    "\nprodct pen { option a: b }\n",
    "\n  option\n",
    "\n  option extra: shade optional\n",
    "\n  rule extra forbid shade.tone = light\n",
    "\n  expect count = 7\n",
    " when team present",
    "\n  option pen: product pen\n",
    "\n  option boxes: 1 .. 2 of product box\n",
    " derived",
    " = 2",
    "first.shade",
    "every p in pens (p.cap = no)",
    " and not",
    " price: 2 EUR",
    "\u00e9",
)


def edited(text: str, random: Random) -> str:
    """The text after one edit: mostly a small one, sometimes of whole lines or statements."""
    lines = text.splitlines(keepends=True)
    at = random.randrange(len(text) + 1)
    row = random.randrange(len(lines)) if lines else 0
    match random.randrange(18):
        case 10 | 11:
            return _changed(r'"[^"\n]+"', text, random, lambda words: words[:-1] + random.choice(' .x"'))
        case 12 | 13:
            return _changed(r"\d+", text, random, lambda _: str(random.randint(0, 12)))
        case 14 | 15:
            return _changed(r"\b\w+ \| ", text, random, lambda value: f"{value}spare{random.randrange(3)} | ")
        case 16:
            return "".join([*lines[:row], "  // note\n", *lines[row:]])
        case 17:
            return _changed(r"=|!=|<|<=", text, random, lambda _: random.choice(("=", "!=", ">=", "<")))
        case 0:
            return text[:at] + random.choice(BITS) + text[at:]
        case 1:
            return text[:at] + text[at + random.randint(1, 4) :]
        case 2:
            return "".join([*lines[:row], *lines[row + random.randint(1, 3) :]])
        case 3:
            return "".join([*lines[:row], *lines[row : row + random.randint(1, 12)], *lines[row:]])
        case 4 if lines:
            other = random.randrange(len(lines))
            return "".join([*lines[:row], lines[other], *lines[row:]])
        case 5:
            return random.choice(("// note\n", "\n", "x\n", "}\n")) + text
        case 6:
            return "".join([*lines[:row], random.choice(BITS) + "\n", *lines[row:]])
        case 7 | 8:
            return _with_another_word(text, random)
        case _ if lines:
            row, other = sorted((row, random.randrange(len(lines))))
            return "".join([*lines[:row], *lines[other:], *lines[row:other]])
    return text


def _changed(pattern: str, text: str, random: Random, change: Callable[[str], str]) -> str:
    """The text with one of the places changed that match a pattern: such an edit often leaves it sound."""
    found = list(re.finditer(pattern, text))
    if not found:
        return text
    place = random.choice(found)
    return text[: place.start()] + change(place[0]) + text[place.end() :]


def _with_another_word(text: str, random: Random) -> str:
    """One word in the place of another, both of the text; or with a letter too few."""
    words = [word for word in text.replace("\n", " \n ").split(" ") if word.strip()]
    if not words:
        return text
    old, new = random.choice(words), random.choice(words)
    places = [at for at in range(len(text)) if text.startswith(old, at)]
    if not places:
        return text
    at = random.choice(places)
    return text[:at] + random.choice((new, old[:-1])) + text[at + len(old) :]


def plain(value: object, sources: Sources) -> object:
    """A value in a form that can be compared, its places being those of whole texts."""
    if isinstance(value, Span):
        return tuple(sources.settled(value))
    if is_dataclass(value) and not isinstance(value, type):
        return (type(value).__name__, *(plain(getattr(value, each.name), sources) for each in fields(value)))
    if isinstance(value, Mapping):
        return [(key, plain(each, sources)) for key, each in value.items()]
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [plain(each, sources) for each in value]
    return repr(value) if isinstance(value, Exception) else value


def assert_same(found: Outcome[Examined], expected: Outcome[Examined]) -> None:
    """The same diagnostics in the same order at the same places, shown alike; the same catalog, the same counts."""
    assert found.diagnostics == expected.diagnostics
    assert report(found.diagnostics, found.sources) == report(expected.diagnostics, expected.sources)
    assert [as_json(each, found.sources) for each in found.diagnostics] == [
        as_json(each, expected.sources) for each in expected.diagnostics
    ]
    assert (found.value is None) is (expected.value is None)
    if found.value is not None and expected.value is not None:
        ours, theirs = found.value.knowledge, expected.value.knowledge
        assert plain(ours.catalog, found.sources) == plain(theirs.catalog, expected.sources)
        assert plain(found.value.counts, found.sources) == plain(expected.value.counts, expected.sources)
        assert list(ours.products) == list(theirs.products)
        assert all(ours.products[each.key].product is each for each in ours.catalog.products)
