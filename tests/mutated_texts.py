"""A catalog that has each construct once, and texts with some of their parts cut, doubled, moved or replaced."""

from __future__ import annotations

from random import Random

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
