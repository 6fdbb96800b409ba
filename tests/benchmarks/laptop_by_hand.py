"""The laptop catalog as a good programmer would write it by hand in Python: ifs, each rule with its name.

`completed` reads a configuration and fills in the defaults, or says None where a value cannot be; `broken` names the
rules that a completed one breaks, all 73 of them, budgets included. What it does not have is a reason in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from laptop_schema import (
    BATTERIES,
    DARK_COVERS,
    DRIVES,
    KEYBOARDS,
    MEMORY,
    OPTIONS,
    PORTS,
    PROCESSORS,
    REQUIRED,
    SOFTWARE,
    Choices,
    keys,
    rows,
)

Completed = dict[str, Any]

WORDS = {key: frozenset(schema["enum"]) for key, schema in OPTIONS.items() if "enum" in schema}
FLAGS = frozenset(key for key, schema in OPTIONS.items() if schema.get("type") == "boolean")
LISTS = {"ports": (frozenset(PORTS), 4), "software": (frozenset(SOFTWARE), 4)}
TEXTS = {
    key: (re.compile(OPTIONS[key]["pattern"]), OPTIONS[key].get("maxLength", 9))
    for key in ("company_logo", "engraving", "asset_tag")
}
NEEDED = frozenset(REQUIRED)
DEFAULTS: Completed = {
    **dict.fromkeys(OPTIONS),
    **dict.fromkeys(FLAGS - {"mirror"}, False),
    "security_chip": True,
    "camera": "hd",
    "wireless": "wifi6",
    "ports": (),
    "software": (),
    "warranty": 2,
}

BODIES = {
    *(("travel", screen, chassis) for screen in ("13.3", "14") for chassis in ("carbon", "magnesium")),
    *(("office", screen, chassis) for screen in ("13.3", "14") for chassis in ("magnesium", "aluminum")),
    ("office", "16", "aluminum"),
    ("creator", "14", "magnesium"),
    ("creator", "16", "magnesium"),
    ("creator", "16", "aluminum"),
}
POWER = {row["id"]: int(row["power"]) for row in PROCESSORS}
CORES = {row["id"]: int(row["cores"]) for row in PROCESSORS}
MEMORY_LIMIT = {row["id"]: int(row["memory_limit"]) for row in PROCESSORS}
WITH_GRAPHICS, MANAGED, THUNDERBOLT = (
    frozenset(keys(PROCESSORS, **{name: "yes"})) for name in ("graphics", "managed", "thunderbolt")
)
GRAPHICS_POWER = {"integrated": 0, "gx4": 35, "gx6": 60, "gx8": 95}
SCREEN_POWER = {"13.3": 5, "14": 5, "16": 10}
WEIGHT_LIMIT = {"travel": 1450, "office": 1950, "creator": 2150}
WEIGHT = {
    "chassis": {"carbon": 400, "magnesium": 500, "aluminum": 700},
    "screen": {"13.3": 250, "14": 300, "16": 450},
    "graphics": {"integrated": 0, "gx4": 100, "gx6": 200, "gx8": 300},
    "battery": {"40wh": 150, "60wh": 250, "80wh": 350, "99wh": 450},
}
OUTPUT = {"65w": 65, "100w": 100, "140w": 140, "230w": 230}
MEMORY_SIZE = {each: int(each.removesuffix("gb")) for each in MEMORY}
DRIVE_SIZE = {"256gb": 256, "512gb": 512, **{each: 1000 * int(each[0]) for each in DRIVES}}
SYSTEM_SPACE = {"bare": 0, "home": 30, "business": 35, "linux": 20}
SOFTWARE_SPACE = dict(zip(SOFTWARE, (10, 25, 60, 80, 70, 5, 5), strict=True))
IN_EUROPE = frozenset((*keys(KEYBOARDS, region="emea"), "us_intl", "kr"))
IN_AMERICA = frozenset((*keys(KEYBOARDS, region="americas"), "tw"))
LIT, PADDED = frozenset(keys(KEYBOARDS, lit="yes")), frozenset(keys(KEYBOARDS, pad="yes"))
TONE, LEAGUE = ({row["id"]: row[name] for row in rows("teams.csv")} for name in ("tone", "league"))


def completed(choices: Choices) -> Completed | None:
    """The configuration with its defaults; None where some value cannot be."""
    for key, value in choices.items():
        if key in WORDS:
            good = type(value) is str and value in WORDS[key]
        elif key in FLAGS:
            good = type(value) is bool
        elif key in TEXTS:
            pattern, most = TEXTS[key]
            good = type(value) is str and 0 < len(value) <= most and pattern.fullmatch(value) is not None
        elif key in LISTS:
            among, most = LISTS[key]
            good = type(value) is list and len(value) <= most and _are_some(value, among)
        else:
            good = key == "warranty" and type(value) is int and 1 <= value <= 5
        if not good:
            return None
    if not choices.keys() >= NEEDED:
        return None
    if ("mirror" in choices and "second_drive" not in choices) or ("logo_size" in choices and "team" not in choices):
        return None
    return {**DEFAULTS, **choices}


def _are_some(values: list[object], among: frozenset[str]) -> bool:
    return all(type(each) is str and each in among for each in values) and len(set(values)) == len(values)


def broken(c: Completed) -> Iterator[str]:  # noqa: PLR0915 - a rule after another
    """The names of the rules that a completed configuration breaks."""
    series, screen, chassis, cover = c["series"], c["screen"], c["chassis"], c["cover"]
    processor, graphics, memory = c["processor"], c["graphics"], MEMORY_SIZE[c["memory"]]
    battery, adapter, plug, keyboard = c["battery"], c["adapter"], c["plug"], c["keyboard"]
    system, software, ports, panel = c["system"], c["software"], c["ports"], c["panel"]
    second, mirror, modem, reader = c["second_drive"], c["mirror"], c["modem"], c["card_reader"]
    small, large_battery = screen == "13.3", battery in {"80wh", "99wh"}
    if (series, screen, chassis) not in BODIES:
        yield "bodies"
    weight = WEIGHT["chassis"][chassis] + WEIGHT["screen"][screen] + WEIGHT["graphics"][graphics]
    if weight + WEIGHT["battery"][battery] + 350 > WEIGHT_LIMIT[series]:
        yield "weight_budget"
    if series == "travel":
        if POWER[processor] > 25:
            yield "travel_cooling"
        if graphics != "integrated":
            yield "travel_graphics"
        if "ethernet" in ports or "serial" in ports:
            yield "thin_body"
        if c["encryption"] and system == "business" and not (c["camera"] == "infrared" or c["fingerprint"] or reader):
            yield "encryption_travel"
    elif series == "office":
        if graphics not in {"integrated", "gx4"}:
            yield "office_graphics"
    else:
        if graphics == "integrated":
            yield "creator_graphics"
        if c["touch"]:
            yield "touch_hinge"
    if graphics == "gx8":
        if screen != "16":
            yield "large_graphics"
        if memory < 32:
            yield "graphics_memory"
    if chassis == "carbon":
        if cover not in {"graphite", "midnight"}:
            yield "carbon_colors"
        if c["engraving"] is not None:
            yield "carbon_engraving"
    if cover == "pearl" and chassis != "aluminum":
        yield "pearl_paint"
    if POWER[processor] + GRAPHICS_POWER[graphics] + SCREEN_POWER[screen] + 20 > OUTPUT[adapter]:
        yield "power_budget"
    if adapter == "230w":
        if graphics not in {"gx6", "gx8"}:
            yield "oversized_adapter"
        if c["dock"] is not None:
            yield "dock_power"
    if adapter == "65w" and large_battery:
        yield "slow_charging"
    if graphics in {"gx6", "gx8"} and not large_battery:
        yield "small_battery"
    if memory > MEMORY_LIMIT[processor]:
        yield "memory_limit"
    if CORES[processor] >= 10 and memory < 16:
        yield "many_cores"
    if graphics == "integrated" and processor not in WITH_GRAPHICS:
        yield "integrated_graphics"
    if small:
        if large_battery:
            yield "battery_room"
        if second is not None:
            yield "second_slot"
        if panel == "oled":
            yield "oled_size"
        if reader:
            yield "reader_room"
        if len(ports) > 2:
            yield "small_body_ports"
        if c["logo_size"] == "large":
            yield "logo_room"
        if c["engraving"] is not None and len(c["engraving"]) > 16:
            yield "engraving_room"
    elif screen == "14":
        if modem is not None and second is not None:
            yield "modem_slot"
        if len(ports) > 3:
            yield "middle_body_ports"
    if mirror and second != c["storage"]:
        yield "mirror_size"
    if battery == BATTERIES[0]:
        if panel == "oled":
            yield "oled_battery"
        if c["warranty"] == 5:
            yield "long_warranty"
    if panel == "bright" and c["touch"]:
        yield "touch_panel"
    if plug in {"eu", "uk", "ch"}:
        if keyboard not in IN_EUROPE:
            yield "keyboards_in_europe"
    elif plug == "jp":
        if keyboard not in {"jp", "us", "us_intl"}:
            yield "keyboards_in_japan"
    elif keyboard not in IN_AMERICA:
        yield "keyboards_in_america"
    if c["lit_keys"] and keyboard not in LIT:
        yield "lit_layouts"
    if c["numeric_pad"]:
        if keyboard not in PADDED:
            yield "pad_layouts"
        if screen != "16":
            yield "pad_room"
        if reader:
            yield "pad_or_reader"
    if reader:
        if system != "business":
            yield "reader_system"
        if "sd_card" in ports:
            yield "card_slot"
    if system == "business" and not c["security_chip"]:
        yield "business_chip"
    if c["encryption"]:
        if not c["security_chip"]:
            yield "encryption_chip"
        if system not in {"business", "linux"}:
            yield "encryption_system"
    yield from _about_systems(c)
    if software:
        yield from _about_software(c, memory)
    if 2 * (sum(SOFTWARE_SPACE[each] for each in software) + SYSTEM_SPACE[system]) > DRIVE_SIZE[c["storage"]]:
        yield "software_space"
    if "serial" in ports and series != "office":
        yield "serial_series"
    if "thunderbolt" in ports:
        if processor not in THUNDERBOLT:
            yield "thunderbolt_processor"
    elif c["dock"] == "thunder_dock":
        yield "thunderbolt_dock"
    if modem is not None:
        if chassis == "aluminum":
            yield "modem_antenna"
        if modem == "5g" and c["wireless"] != "wifi7":
            yield "modem_wireless"
    if c["team"] is not None:
        yield from _about_logos(c)
    if c["on_site"]:
        if c["warranty"] < 3:
            yield "on_site_years"
        if plug in {"br", "jp"}:
            yield "on_site_countries"


def _about_systems(c: Completed) -> Iterator[str]:
    system, software = c["system"], c["software"]
    if system == "linux":
        if c["fingerprint"] or c["camera"] == "infrared":
            yield "linux_drivers"
        if "office_suite" in software or "photo_editor" in software or "cad" in software:
            yield "linux_software"
        if c["wireless"] == "wifi7":
            yield "linux_wireless"
    elif system == "home":
        if "manager" in software or "cad" in software:
            yield "home_software"
        if c["warranty"] > 3:
            yield "home_warranty"
    elif system == "bare" and software:
        yield "bare_software"


def _about_software(c: Completed, memory: int) -> Iterator[str]:
    software, graphics = c["software"], c["graphics"]
    if "manager" in software:
        if c["processor"] not in MANAGED:
            yield "managed_processor"
        if c["asset_tag"] is None:
            yield "managed_tag"
    if "cad" in software and (graphics not in {"gx6", "gx8"} or memory < 32):
        yield "cad_parts"
    if "film_editor" in software and (graphics == "integrated" or memory < 32):
        yield "film_parts"
    if "photo_editor" in software and c["panel"] != "oled":
        yield "photo_colors"
    if "developer_kit" in software and memory < 16:
        yield "developer_memory"
    if "backup" in software and (c["second_drive"] is None or c["mirror"]):
        yield "backup_drive"


def _about_logos(c: Completed) -> Iterator[str]:
    tone, league, cover = TONE[c["team"]], LEAGUE[c["team"]], c["cover"]
    if c["company_logo"] is not None:
        yield "one_logo"
    if tone == "dark" and cover in DARK_COVERS:
        yield "dark_logo"
    if tone == "light" and cover not in DARK_COVERS:
        yield "light_logo"
    if league == "northern" and cover not in {"silver", "midnight"}:
        yield "northern_covers"
    if league == "alpine" and c["logo_size"] != "large":
        yield "alpine_size"
