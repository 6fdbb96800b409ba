"""A large catalog, made up: some hundred products like those that people write, in 10,000 lines.

Products share spaces (one of them from a file), facts of the sale, a family and rules for many products, and each has
options, rules, a table, prices, a build and expectations of its own, with numbers and words of its own. Everything is
sound, so a check goes all the way. The same numbers make the same catalog.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

LINES = 10_000
TEAMS = 400

HEAD = """\
// A house that finishes what others make: mugs, cases, bags, with colors, logos and names to order.
catalog house "Finishing house" {
  language en
  currency EUR
}

context market "Market": eu "European Union" | us "United States" | jp "Japan"
context day "Day of the order": date

// Shared by all products.
space shade "Color":
    white "White" { family: neutral, tone: light }
  | chalk "Chalk" { family: neutral, tone: light }
  | slate "Slate" { family: neutral, tone: dark }
  | black "Black" { family: neutral, tone: dark }
  | sand "Sand" { family: earth, tone: light }
  | cognac "Cognac" { family: earth, tone: mid }
  | olive "Olive" { family: earth, tone: mid }
  | navy "Navy" { family: deep, tone: dark }
  | bottle "Bottle green" { family: deep, tone: dark }
  | red "Signal red" { family: bright, tone: mid }
  | sun "Sun yellow" { family: bright, tone: light }
  | silver "Silver" { family: metallic, tone: mid }

space wrapping "Gift wrapping":
    box "Gift box" { price: 5.00 EUR, weight: 90 g }
  | bag "Linen bag" { price: 3.50 EUR, weight: 30 g }
  | paper "Paper" { price: 1.50 EUR, weight: 10 g }

space team "Team" from "teams.csv" key id {
  name: label
  league: northern | coastal | metro
  tone: dark | mid | light
  royalty: money
}

// Letters that can be read, whatever they are engraved in.
rules readable (words, place) {
  rule short_on_the_edge
    require length(words) <= 10 when place = edge
    because "The edge has room for 10 characters."
}

product gift "What can be a gift" abstract {
  option wrapping "Gift wrapping": wrapping optional
  option message "Message on the card": text { max: 140 } optional when wrapping present
  derive wrapped: money = wrapping.price + (1.00 EUR when message present else 0.00 EUR)
  build {
    pick "WRAP-{wrapping}" 1 each when wrapping present
    pick "CARD" 1 each when message present
    check "The card says: {message}" when message present
  }
}
"""

THINGS = "mug case bag bottle notebook lamp apron towel tray clock".split()
ADJECTIVES = "small large round tall flat soft light classic modern travel".split()
TEXTURES = "smooth ribbed woven brushed hammered".split()
MATERIALS = {"steel": "dark", "wood": "mid", "glass": "light", "leather": "mid", "felt": "dark"}


def large_catalog(lines: int = LINES, seed: int = 1) -> str:
    """The text of a catalog of at least so many lines, by less than one product."""
    written = HEAD.splitlines()
    number = 0
    while len(written) < lines:
        written += ["", *product(number, Random(f"{seed}/{number}"))]
        number += 1
    return "\n".join(written) + "\n"


def teams(rows: int = TEAMS, seed: int = 1) -> str:
    """The file of the space `team`."""
    random = Random(seed)
    rows_ = [
        f"t{number:04},Team {number},{random.choice(('northern', 'coastal', 'metro'))},"
        f"{random.choice(('dark', 'mid', 'light'))},{random.randrange(50, 500) / 100:.2f}"
        for number in range(rows)
    ]
    return "\n".join(["id,name,league,tone,royalty", *rows_]) + "\n"


def product(number: int, random: Random) -> Iterator[str]:
    """The lines of one product."""
    key = f"{ADJECTIVES[number // len(THINGS) % len(ADJECTIVES)]}_{THINGS[number % len(THINGS)]}_{number}"
    models = [f"m{number}_{each}" for each in range(random.randint(4, 7))]
    textures = random.sample(TEXTURES, 4)
    materials = random.sample(sorted(MATERIALS), 4)
    wide, strap = random.randint(46, 52), random.randint(25, 35)
    yield f"// Number {number} of the house."
    yield f'product {key} "{key.replace("_", " ").capitalize()}" extends gift {{'
    yield from _options(models, textures, materials, wide)
    yield from _rules(models, textures, materials, random, strap)
    yield from _table(models, textures)
    yield from _sale(materials, random)
    yield from _build(key)
    yield from _expectations(models, textures, materials, strap)
    yield "}"


def _options(models: list[str], textures: list[str], materials: list[str], wide: int) -> Iterator[str]:
    yield '  option model "Model":'
    for at, each in enumerate(models):
        sign = "|" if at else " "
        yield f'    {sign} {each} "Model {each[1:]}" {{ width: {wide + 4 * at} mm, weight: {120 + 15 * at} g }}'
    yield '  option material "Material":'
    for at, each in enumerate(materials):
        sign = "|" if at else " "
        yield f'    {sign} {each} "{each.capitalize()}" {{ tone: {MATERIALS[each]}, price: {2 * at}.50 EUR }}'
    yield '  option color "Color": shade'
    yield '  option inside "Color inside": shade without { silver } default white'
    yield f'  option texture "Texture": {" | ".join(textures)}'
    yield '  option team "Team logo": team optional'
    yield '  option logo_size "Size of the logo":'
    yield '      small "Small, 24 mm" { width: 24 mm }'
    yield '    | large "Large, 46 mm" { width: 46 mm, price: 2.00 EUR }'
    yield "    when team present default small"
    yield '  option engraving "Engraving": text { max: 20, script: latin } optional'
    yield '  option place "Place of the engraving": back "Back" | edge "Edge" when engraving present default back'
    yield '  option extras "Extras":'
    yield "    any of {"
    yield '      strap "Strap" { price: 6.00 EUR, weight: 20 g }'
    yield '      stand "Stand" { price: 5.00 EUR, weight: 40 g }'
    yield '      ring "Ring" { price: 4.00 EUR, weight: 8 g }'
    yield '      pocket "Pocket" { price: 7.50 EUR, weight: 12 g }'
    yield "    } up to 2"
    yield '  option strap_length "Length of the strap": number 20 .. 60 cm step 0.5 when strap in extras'
    yield '  option express "Made at once": yes or no default no'
    yield ""


def _rules(models: list[str], textures: list[str], materials: list[str], random: Random, strap: int) -> Iterator[str]:
    rules = [
        ("dark_ink", "forbid team.tone = dark when color.tone = dark", "A dark logo cannot be seen on a dark color."),
        ("light_ink", "forbid team.tone = light when color.tone = light", "A light logo cannot be seen there."),
        ("logo_width", "require logo_size.width <= model.width - 8 mm", "The logo is too wide for this model."),
        ("foil", f"forbid color.family = metallic when material = {materials[0]}", "Foils do not hold on this."),
        ("inside", f"require inside.tone != dark when material = {materials[1]}", "It would shine through."),
        ("metro", f"require material != {materials[2]} when team.league = metro", "The Metro League says so."),
        ("logo_texture", f"forbid texture = {textures[1]} when team present", "A logo needs even ground."),
        ("one_on_the_back", "require count(stand in extras, pocket in extras) <= 1", "There is one place for both."),
        ("long_strap", f"require strap_length >= {strap} cm when model = {models[-1]}", "So large, so long."),
        ("ring", f"forbid ring in extras when texture = {textures[2]}", "The ring would not hold."),
        ("royal", "require logo_size = large when team.royalty >= 4.00 EUR", "This club is printed large."),
        ("weight", "require sum(model.weight, extras.weight) <= 220 g", "It would be too heavy."),
        ("express", f"forbid express and material = {materials[3]}", "This material takes its time."),
        ("edge", f"forbid place = edge when model = {models[0]}", "This model has no edge."),
    ]
    for key, words, because in rules[: random.randint(10, len(rules))]:
        yield f"  rule no_{key}"
        yield f"    {words}"
        yield f'    because "{because}"'
        yield ""
    yield "  apply readable(engraving, place) as engraved"
    yield ""


def _table(models: list[str], textures: list[str]) -> Iterator[str]:
    yield "  table molds (model, texture) allow {"
    yield f"    {models[0]}, {textures[0]}"
    for at, each in enumerate(models[1:]):
        yield f"    {each}, {{ {textures[0]}, {textures[1 + at % 3]}, {textures[1 + (at + 1) % 3]} }}"
    yield '  } because "We have no mold for that."'
    yield ""


def _sale(materials: list[str], random: Random) -> Iterator[str]:
    yield "  sell metro_in_the_us"
    yield "    require market = us when team.league = metro"
    yield '    because "The Metro League licenses its logos for the United States."'
    yield "  sell japan"
    yield f"    forbid material = {materials[1]} when market = jp"
    yield '    because "This material cannot be imported into Japan."'
    yield "  derive engraved: money = 4.00 EUR when engraving present else 0.00 EUR"
    yield "  derive decoration: money = logo_size.price + team.royalty + engraved"
    yield "  derive weight: number g = model.weight + sum(extras.weight) + wrapping.weight"
    yield (
        f'  derive price "Price": money = {random.randint(12, 40)}.00 EUR + material.price + decoration'
        " + sum(extras.price) + wrapped"
    )
    yield ""


def _build(key: str) -> Iterator[str]:
    yield "  build {"
    yield f'    pick "{key.upper()}-{{model}}-{{material}}" 1 each'
    yield f'    pick "LINING-{{inside}}" {1 + len(key) % 2} each'
    yield '    print uv_printer as logo { art: "logos/{team}.svg", width: logo_size.width } when team present'
    yield "    engrave laser { text: engraving, side: place } when engraving present after logo"
    yield '    pick "STRAP-{color}-{strap_length}" 1 each when strap in extras'
    yield '    pick "STAND" 1 each when stand in extras'
    yield '    check "Read the engraving back: {engraving}" when engraving present'
    yield "  }"
    yield ""


def _expectations(models: list[str], textures: list[str], materials: list[str], strap: int) -> Iterator[str]:
    plain = f"model: {models[1]}, material: {materials[2]}, color: olive, texture: {textures[0]}"
    yield f"  expect count = {1 + 3 * (len(models) - 1)} over model, texture"
    yield f"  expect valid {{ {plain} }}"
    yield f'  expect valid {{ {plain}, engraving: "Zoë", place: edge }}'
    yield "  expect valid {"
    yield f"    {plain}, extras: {{ strap, ring }}"
    yield f"    strap_length: {strap + 5} cm, wrapping: box"
    yield "  }"
    yield f"  expect invalid {{ model: {models[0]}, material: {materials[2]}, color: red, texture: {textures[1]} }}"
    yield "    because molds"
    yield f"  expect invalid {{ {plain}, extras: {{ stand, pocket }} }} because no_one_on_the_back"
    yield f'  expect invalid {{ {plain}, engraving: "For Maximiliane", place: edge }}'
    yield "    because engraved_short_on_the_edge"
    yield f"  expect sold {{ {plain}, market: jp }}"
    yield f"  expect unsold {{ {plain.replace(materials[2], materials[1])}, market: jp }} because japan"
    yield f"  expect weight {{ {plain}, extras: {{ stand }}, wrapping: bag }} = 205 g"
