"""The laptop catalog as somebody would write it by hand in JSON Schema 2020-12: the other side of the benchmark.

`RULES` has a schema for each constraint of the catalog under its key, so that a test can hold the two sides equal rule
by rule. `LEFT_OUT` are those that JSON Schema cannot say: it cannot add, so budgets would need every combination
written out. Leaving them out makes this side faster, never slower.

What would surprise: a configuration is checked as sent, without defaults filled in, so each rule says what holds
where an option is not mentioned. The script of the engraving is told by ranges of code points, nearly as strictly.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from configurator.places import shipped

Schema = dict[str, Any]
Choices = dict[str, object]

FOLDER: Path = shipped("catalogs") / "laptop"
LEFT_OUT = frozenset({"weight_budget", "power_budget", "software_space"})


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one of the catalog's spreadsheets."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PROCESSORS, KEYBOARDS, TEAMS = rows("processors.csv"), rows("keyboards.csv"), rows("teams.csv")


def keys(table: Iterable[dict[str, str]], **wanted: str) -> list[str]:
    """The ids of the rows that have these values."""
    return [row["id"] for row in table if all(row[name] == value for name, value in wanted.items())]


def one_of(values: Iterable[object]) -> Schema:
    return {"enum": list(values)}


def some(values: Iterable[str], most: int) -> Schema:
    """An array of some of these values."""
    return {"type": "array", "items": one_of(values), "uniqueItems": True, "maxItems": most}


def is_(value: object) -> Schema:
    """One value, or one of a list; a schema stands for itself."""
    if isinstance(value, dict):
        return value
    return one_of(value) if isinstance(value, list) else {"const": value}


def has(**options: object) -> Schema:
    """These options are mentioned, and so chosen."""
    return {"properties": {key: is_(value) for key, value in options.items()}, "required": list(options)}


def unless_mentioned(**options: object) -> Schema:
    """These options are so chosen where they are mentioned at all; their defaults agree."""
    return {"properties": {key: is_(value) for key, value in options.items()}}


def when(condition: Schema, then: Schema) -> Schema:
    return {"if": condition, "then": then}


def any_of(*parts: Schema) -> Schema:
    return {"anyOf": list(parts)}


def never(*parts: Schema) -> Schema:
    """Not all of these at once."""
    return {"not": {"allOf": list(parts)}}


def with_(value: str) -> Schema:
    """An array with this value in it."""
    return {"contains": {"const": value}}


def mentioned(option: str) -> Schema:
    return {"required": [option]}


FLAG: Schema = {"type": "boolean"}
MEMORY = ["8gb", "16gb", "32gb", "64gb", "128gb"]
DRIVES = ["1tb", "2tb", "4tb"]
BATTERIES = ["40wh", "60wh", "80wh", "99wh"]
PORTS = ["hdmi", "ethernet", "sd_card", "usb_a", "thunderbolt", "serial"]
SOFTWARE = ["office_suite", "photo_editor", "film_editor", "cad", "developer_kit", "manager", "backup"]
DARK_COVERS, LIGHT_COVERS = ["graphite", "midnight"], ["silver", "pearl"]

OPTIONS: dict[str, Schema] = {
    "series": one_of(["travel", "office", "creator"]),
    "chassis": one_of(["carbon", "magnesium", "aluminum"]),
    "cover": one_of([*DARK_COVERS, *LIGHT_COVERS]),
    "screen": one_of(["13.3", "14", "16"]),
    "panel": one_of(["matte", "bright", "oled"]),
    "touch": FLAG,
    "processor": one_of(keys(PROCESSORS)),
    "graphics": one_of(["integrated", "gx4", "gx6", "gx8"]),
    "memory": one_of(MEMORY),
    "storage": one_of(["256gb", "512gb", *DRIVES]),
    "second_drive": one_of(DRIVES),
    "mirror": FLAG,
    "battery": one_of(BATTERIES),
    "adapter": one_of(["65w", "100w", "140w", "230w"]),
    "plug": one_of(["eu", "uk", "ch", "us", "br", "jp"]),
    "keyboard": one_of(keys(KEYBOARDS)),
    "lit_keys": FLAG,
    "numeric_pad": FLAG,
    "camera": one_of(["sealed", "hd", "infrared"]),
    "fingerprint": FLAG,
    "card_reader": FLAG,
    "wireless": one_of(["wifi6", "wifi7"]),
    "modem": one_of(["4g", "5g"]),
    "ports": some(PORTS, 4),
    "dock": one_of(["usb_dock", "thunder_dock"]),
    "system": one_of(["bare", "home", "business", "linux"]),
    "security_chip": FLAG,
    "encryption": FLAG,
    "software": some(SOFTWARE, 4),
    "team": one_of(keys(TEAMS)),
    "logo_size": one_of(["small", "large"]),
    "company_logo": {"type": "string", "pattern": "^CL-[0-9]{6}$"},
    "engraving": {
        "type": "string",
        "minLength": 1,
        "maxLength": 24,
        "pattern": "^[ -@\\[-`{-~A-Za-z\u00aa\u00ba\u00c0-\u024f]*$",
    },
    "asset_tag": {"type": "string", "maxLength": 12, "pattern": "^[A-Z]{2,4}-[0-9]{4,7}$"},
    "warranty": {"type": "integer", "minimum": 1, "maximum": 5},
    "on_site": FLAG,
}

REQUIRED = [
    "series", "chassis", "cover", "screen", "panel", "processor", "graphics", "memory", "storage", "battery", "adapter",
    "plug", "keyboard", "system",
]  # fmt: skip

COOL = [row["id"] for row in PROCESSORS if int(row["power"]) <= 25]
MANY_CORES = [row["id"] for row in PROCESSORS if int(row["cores"]) >= 10]
SMALL_BATTERIES, LARGE_BATTERIES = BATTERIES[:2], BATTERIES[2:]
THREE_YEARS = {"minimum": 3}


def memory_up_to(limit: int) -> list[str]:
    """The memories of at most so many GB."""
    return [each for each in MEMORY if int(each.removesuffix("gb")) <= limit]


RULES: dict[str, Schema] = {
    "bodies": any_of(
        has(series="travel", screen=["13.3", "14"], chassis=["carbon", "magnesium"]),
        has(series="office", screen=["13.3", "14"], chassis=["magnesium", "aluminum"]),
        has(series="office", screen="16", chassis="aluminum"),
        has(series="creator", screen="14", chassis="magnesium"),
        has(series="creator", screen="16", chassis=["magnesium", "aluminum"]),
    ),
    "travel_cooling": when(has(series="travel"), has(processor=COOL)),
    "travel_graphics": when(has(series="travel"), has(graphics="integrated")),
    "office_graphics": when(has(series="office"), has(graphics=["integrated", "gx4"])),
    "creator_graphics": when(has(series="creator"), has(graphics=["gx4", "gx6", "gx8"])),
    "large_graphics": when(has(graphics="gx8"), has(screen="16")),
    "carbon_colors": when(has(chassis="carbon"), has(cover=DARK_COVERS)),
    "pearl_paint": when(has(cover="pearl"), has(chassis="aluminum")),
    "oversized_adapter": when(has(adapter="230w"), has(graphics=["gx6", "gx8"])),
    "slow_charging": when(has(adapter="65w"), has(battery=SMALL_BATTERIES)),
    "small_battery": when(has(graphics=["gx6", "gx8"]), has(battery=LARGE_BATTERIES)),
    "battery_room": when(has(screen="13.3"), has(battery=SMALL_BATTERIES)),
    "memory_limit": {
        "allOf": [
            when(has(processor=keys(PROCESSORS, memory_limit=str(limit))), has(memory=memory_up_to(limit)))
            for limit in (32, 64)
        ]
    },
    "many_cores": when(has(processor=MANY_CORES), has(memory=MEMORY[1:])),
    "graphics_memory": when(has(graphics="gx8"), has(memory=MEMORY[2:])),
    "integrated_graphics": when(has(graphics="integrated"), has(processor=keys(PROCESSORS, graphics="yes"))),
    "second_slot": never(has(screen="13.3"), mentioned("second_drive")),
    "modem_slot": never(has(screen="14"), mentioned("modem"), mentioned("second_drive")),
    "mirror_size": {"allOf": [when(has(mirror=True, second_drive=each), has(storage=each)) for each in DRIVES]},
    "oled_battery": when(has(panel="oled"), has(battery=BATTERIES[1:])),
    "oled_size": never(has(screen="13.3", panel="oled")),
    "touch_panel": never(has(panel="bright", touch=True)),
    "touch_hinge": never(has(series="creator", touch=True)),
    "keyboards_in_europe": when(
        has(plug=["eu", "uk", "ch"]), has(keyboard=[*keys(KEYBOARDS, region="emea"), "us_intl", "kr"])
    ),
    "keyboards_in_america": when(has(plug=["us", "br"]), has(keyboard=[*keys(KEYBOARDS, region="americas"), "tw"])),
    "keyboards_in_japan": when(has(plug="jp"), has(keyboard=["jp", "us", "us_intl"])),
    "lit_layouts": when(has(lit_keys=True), has(keyboard=keys(KEYBOARDS, lit="yes"))),
    "pad_layouts": when(has(numeric_pad=True), has(keyboard=keys(KEYBOARDS, pad="yes"))),
    "pad_room": when(has(numeric_pad=True), has(screen="16")),
    "pad_or_reader": never(has(numeric_pad=True, card_reader=True)),
    "reader_room": never(has(screen="13.3", card_reader=True)),
    "reader_system": when(has(card_reader=True), has(system="business")),
    "business_chip": when(has(system="business"), unless_mentioned(security_chip=True)),
    "encryption_chip": when(has(encryption=True), unless_mentioned(security_chip=True)),
    "encryption_system": when(has(encryption=True), has(system=["business", "linux"])),
    "encryption_travel": when(
        has(encryption=True, series="travel", system="business"),
        any_of(has(camera="infrared"), has(fingerprint=True), has(card_reader=True)),
    ),
    "linux_drivers": when(has(system="linux"), unless_mentioned(fingerprint=False, camera=["sealed", "hd"])),
    "bare_software": when(has(system="bare"), unless_mentioned(software={"maxItems": 0})),
    "linux_software": when(
        has(system="linux"),
        unless_mentioned(software={"not": {"contains": one_of(["office_suite", "photo_editor", "cad"])}}),
    ),
    "home_software": when(
        has(system="home"), unless_mentioned(software={"not": {"contains": one_of(["manager", "cad"])}})
    ),
    "managed_processor": when(has(software=with_("manager")), has(processor=keys(PROCESSORS, managed="yes"))),
    "managed_tag": when(has(software=with_("manager")), mentioned("asset_tag")),
    "cad_parts": when(has(software=with_("cad")), has(graphics=["gx6", "gx8"], memory=MEMORY[2:])),
    "film_parts": when(has(software=with_("film_editor")), has(graphics=["gx4", "gx6", "gx8"], memory=MEMORY[2:])),
    "photo_colors": when(has(software=with_("photo_editor")), has(panel="oled")),
    "developer_memory": when(has(software=with_("developer_kit")), has(memory=MEMORY[1:])),
    "backup_drive": when(
        has(software=with_("backup")), {"allOf": [mentioned("second_drive"), unless_mentioned(mirror=False)]}
    ),
    "thin_body": when(
        has(series="travel"), unless_mentioned(ports={"not": {"contains": one_of(["ethernet", "serial"])}})
    ),
    "serial_series": when(has(ports=with_("serial")), has(series="office")),
    "small_body_ports": when(has(screen="13.3"), unless_mentioned(ports={"maxItems": 2})),
    "middle_body_ports": when(has(screen="14"), unless_mentioned(ports={"maxItems": 3})),
    "thunderbolt_processor": when(has(ports=with_("thunderbolt")), has(processor=keys(PROCESSORS, thunderbolt="yes"))),
    "thunderbolt_dock": when(has(dock="thunder_dock"), has(ports=with_("thunderbolt"))),
    "card_slot": never(has(card_reader=True, ports=with_("sd_card"))),
    "dock_power": never(has(adapter="230w"), mentioned("dock")),
    "modem_antenna": never(has(chassis="aluminum"), mentioned("modem")),
    "modem_wireless": when(has(modem="5g"), has(wireless="wifi7")),
    "linux_wireless": when(has(system="linux"), unless_mentioned(wireless="wifi6")),
    "one_logo": never(mentioned("team"), mentioned("company_logo")),
    "dark_logo": never(has(cover=DARK_COVERS), has(team=keys(TEAMS, tone="dark"))),
    "light_logo": never(has(cover=LIGHT_COVERS), has(team=keys(TEAMS, tone="light"))),
    "northern_covers": when(has(team=keys(TEAMS, league="northern")), has(cover=["silver", "midnight"])),
    "alpine_size": when(has(team=keys(TEAMS, league="alpine")), has(logo_size="large")),
    "logo_room": never(has(screen="13.3", logo_size="large")),
    "carbon_engraving": never(has(chassis="carbon"), mentioned("engraving")),
    "engraving_room": when(has(screen="13.3"), unless_mentioned(engraving={"maxLength": 16})),
    "on_site_years": when(has(on_site=True), has(warranty=THREE_YEARS)),
    "on_site_countries": never(has(plug=["br", "jp"], on_site=True)),
    "home_warranty": when(has(system="home"), unless_mentioned(warranty={"maximum": 3})),
    "long_warranty": when(has(warranty=5), has(battery=BATTERIES[1:])),
}

SHAPE: Schema = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": OPTIONS,
    "required": REQUIRED,
    "additionalProperties": False,
    "dependentRequired": {"mirror": ["second_drive"], "logo_size": ["team"]},
}
"""What each option can be, without the rules."""

SCHEMA: Schema = {**SHAPE, "allOf": list(RULES.values())}
