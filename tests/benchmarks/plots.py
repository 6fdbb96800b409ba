"""Pictures of the history: `python tests/benchmarks/plots.py HISTORY.jsonl [--to FOLDER]`.

`ratios.svg` has how many times as fast ours is as each peer, a panel a question; `growth.svg` how costs grow. Each is
of the newest line of the history that has what it shows. The same history gives the same bytes.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from math import ceil, floor, log10
from pathlib import Path
from typing import Any

from races import OURS, history
from svg import Picture

FOLDER = Path(__file__).parent / "plots"
WIDTH = 860
MARGIN = 24

PANELS = (
    ("single", "laptop, valid: verdict and code", "Laptop, valid: verdict and code"),
    ("single", "bike, valid: verdict and code", "Bicycle, valid: verdict and code"),
    ("single", "laptop, breaks rules: all reasons", "Laptop, invalid: all reasons"),
    ("single", "bike, breaks rules: all reasons", "Bicycle, invalid: all reasons"),
    ("batch", "laptops in columns, verdict and code", "Laptops in columns: verdict and code"),
    ("load", "a command that gives a code", "A command that gives a code"),
    ("compile", "laptop, text to first code", "Laptop, from text to the first code"),
    ("registry", "resolve a code", "Resolve a code"),
)
"""What is shown of which part, under which name, and its heading."""

BAR, GAP, HEAD, FOOT = 16, 5, 30, 30
NAMES, VALUES = 138, 52
SPACE = 22

Row = Mapping[str, Any]


def ratios_picture(rows: Sequence[Row]) -> str | None:
    """Bars on a logarithmic scale: right of 1 ours is faster, left of it the peer is. None where there is nothing."""
    panels = [(heading, ratios) for part, race, heading in PANELS if (ratios := _peers(rows, part, race))]
    if not panels:
        return None
    seen = [ratio for _, ratios in panels for ratio in ratios.values()]
    low, high = min(-1, floor(log10(min(seen)))), max(1, ceil(log10(max(seen))))
    pairs = [panels[at : at + 2] for at in range(0, len(panels), 2)]
    heights = [max(len(ratios) for _, ratios in pair) * (BAR + GAP) + HEAD + FOOT for pair in pairs]
    title = "Optionary: how many times as fast as others"
    described = "; ".join(
        f"{heading}: " + ", ".join(f"{who} {_times(ratio)}" for who, ratio in ratios.items())
        for heading, ratios in panels
    )
    picture = Picture(WIDTH, 70 + sum(heights) + MARGIN, title, described)
    picture.words(MARGIN, 32, title, "title")
    picture.words(MARGIN, 52, f"above 1x ours is faster, below 1x the other; {_measured(rows, 'single')}", "small")
    top = 70.0
    wide = (WIDTH - 3 * MARGIN) / 2
    for pair, height in zip(pairs, heights, strict=True):
        for at, (heading, ratios) in enumerate(pair):
            _bars(picture, MARGIN + at * (wide + MARGIN), top, wide, heading, ratios, (low, high))
        top += height
    return str(picture)


def _peers(rows: Sequence[Row], part: str, race: str) -> dict[str, float]:
    """The ratios of a race, the greatest first, without limits of the machine and ours in another form."""
    kept = _newest(rows, part).get(race, {})
    ratios = {
        who: ratio
        for who, ratio in kept.get("ratios", {}).items()
        if who not in kept["limits"] and not who.startswith(OURS)
    }
    return dict(sorted(ratios.items(), key=lambda each: (-each[1], each[0])))


def _newest(rows: Sequence[Row], part: str) -> Mapping[str, Any]:
    return next((row["parts"][part] for row in reversed(rows) if row["parts"].get(part)), {})


def _measured(rows: Sequence[Row], part: str) -> str:
    """Where and when the newest figures of a part come from."""
    row = next((row for row in reversed(rows) if row["parts"].get(part)), rows[-1])
    day = datetime.fromtimestamp(row["at"], UTC).date()
    return f"medians of one run, {row['python']}, {row['processor']}, {day}"


def _bars(
    picture: Picture,
    left: float,
    top: float,
    wide: float,
    heading: str,
    ratios: Mapping[str, float],
    ends: tuple[int, int],
) -> None:
    low, high = ends
    start, room = left + NAMES, wide - NAMES - VALUES

    def across(ratio: float) -> float:
        return start + (log10(ratio) - low) / (high - low) * room

    bottom = top + HEAD + len(ratios) * (BAR + GAP)
    picture.words(left, top + 16, heading, "head")
    for exponent in range(low, high + 1):
        x = across(10.0**exponent)
        picture.line([(x, top + HEAD - 4), (x, bottom)], "axis" if exponent == 0 else "rule")
        picture.words(x, bottom + 14, _times(10.0**exponent), "small", "middle")
    for at, (who, ratio) in enumerate(ratios.items()):
        y = top + HEAD + at * (BAR + GAP)
        x, style = across(ratio), "better" if ratio >= 1 else "worse"
        picture.words(start - 8, y + BAR - 4, who, anchor="end")
        picture.rectangle(min(x, across(1)), y, max(abs(x - across(1)), 1), BAR, f"{style}-fill")
        picture.words(max(x, across(1)) + 5, y + BAR - 4, _times(ratio), style)


def _times(ratio: float) -> str:
    return f"{ratio:,.0f}x" if ratio >= 10 else f"{ratio:.1f}x" if ratio > 1 else f"{ratio:.2g}x"


LINES = (("ours", ""), ("other", "6 4"), ("limit", "2 4"))
"""The styles and dashes of the lines, in their order."""

AXES = (
    ("options", "options, 2 rules each"),
    ("rules", "rules of 40 options"),
    ("values", "values of an option"),
    ("products", "products"),
)


def growth_picture(rows: Sequence[Row]) -> str | None:
    """Lines on logarithmic scales, a panel an axis, all of one height in time. None where there is nothing."""
    found = _newest(rows, "growth")
    panels = [(heading, found[name]) for name, heading in AXES if name in found]
    if not panels:
        return None
    times = [each for _, kept in panels for of_one in kept["us"].values() for each in of_one]
    bottom_power, top_power = floor(log10(min(times))), ceil(log10(max(times)))
    title = "Optionary: what a verdict and a code cost as things grow"
    described = "; ".join(
        f"{heading}, from {_count(kept['sizes'][0])} to {_count(kept['sizes'][-1])}: slopes "
        + ", ".join(f"{who} {each:.2f}" for who, each in kept["slopes"].items())
        for heading, kept in panels
    )
    names = list(dict.fromkeys(who for _, kept in panels for who in kept["us"]))
    left, top, tall = 70.0, 112.0, 230.0
    wide = (WIDTH - left - MARGIN - SPACE * (len(panels) - 1)) / len(panels)
    picture = Picture(WIDTH, top + tall + 64 + 17 * len(names), title, described)
    picture.words(MARGIN, 32, title, "title")
    picture.words(MARGIN, 52, f"slopes of log-log lines by least squares; {_measured(rows, 'growth')}", "small")
    _legend(picture, MARGIN, 76, names)
    for at, (heading, kept) in enumerate(panels):
        start = left + at * (wide + SPACE)
        _lines(picture, (start, top, wide, tall), heading, kept, names, (bottom_power, top_power), labelled=at == 0)
    return str(picture)


def _legend(picture: Picture, left: float, y: float, names: Iterable[str]) -> None:
    for (style, dashes), who in zip(LINES, names, strict=False):
        picture.line([(left, y - 4), (left + 28, y - 4)], style, dashes)
        picture.words(left + 36, y, "Optionary" if who == OURS else who)
        left += 60 + 8 * len(who)


def _lines(
    picture: Picture,
    place: tuple[float, float, float, float],
    heading: str,
    kept: Mapping[str, Any],
    names: Sequence[str],
    ends: tuple[int, int],
    *,
    labelled: bool,
) -> None:
    left, top, wide, tall = place
    low, high = ends
    first, last = (log10(kept["sizes"][at]) for at in (0, -1))

    def at(size: float, time: float) -> tuple[float, float]:
        x = left + (log10(size) - first) / (last - first) * wide
        return x, top + tall - (log10(time) - low) / (high - low) * tall

    for exponent in range(low, high + 1):
        y = at(kept["sizes"][0], 10.0**exponent)[1]
        picture.line([(left, y), (left + wide, y)], "rule")
        if labelled:
            picture.words(left - 8, y + 4, _time(10.0**exponent), "small", "end")
    for exponent in range(ceil(first), floor(last) + 1):
        x = at(10.0**exponent, 1)[0]
        picture.line([(x, top + tall), (x, top + tall + 4)], "axis")
        anchor = "start" if x < left + 4 else "end" if x > left + wide - 4 else "middle"
        picture.words(x, top + tall + 18, _short(10**exponent), "small", anchor)
    picture.line([(left, top), (left, top + tall), (left + wide, top + tall)], "axis")
    picture.words(left + wide / 2, top + tall + 40, heading, "head", "middle")
    for (style, dashes), who in zip(LINES, names, strict=False):
        if who in kept["us"]:
            points = [at(size, time) for size, time in zip(kept["sizes"], kept["us"][who], strict=True)]
            picture.line(points, style, dashes)
            for x, y in points:
                picture.dot(x, y, style)
            said = f"slope {round(kept['slopes'][who], 2) + 0.0:.2f}"  # + 0.0, since there is no -0.00
            picture.words(left + wide / 2, top + tall + 60 + 17 * names.index(who), said, style, "middle")


def _time(microseconds: float) -> str:
    for unit, size in (("s", 1e6), ("ms", 1e3), ("µs", 1.0)):
        if microseconds >= size:
            return f"{microseconds / size:g} {unit}"
    return f"{microseconds * 1e3:g} ns"


def _count(size: int) -> str:
    return f"{size:,}"


def _short(size: int) -> str:
    """A power of ten in few letters."""
    return f"{size // 10**6}M" if size >= 10**6 else f"{size // 1_000}k" if size >= 10_000 else _count(size)


def pictures(rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """The name and the text of each picture that the history has something for."""
    for name, text in (("ratios.svg", ratios_picture(rows)), ("growth.svg", growth_picture(rows))):
        if text is not None:
            yield name, text


def main(arguments: Sequence[str] | None = None) -> None:
    """Draw all of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("history", type=Path, help="what `suite.py --history` has written")
    parser.add_argument("--to", type=Path, default=FOLDER, help="the folder of the pictures")
    asked = parser.parse_args(arguments)
    asked.to.mkdir(parents=True, exist_ok=True)
    for name, text in pictures(history(asked.history)):
        (asked.to / name).write_text(text, "utf-8", newline="\n")
        print(asked.to / name)


if __name__ == "__main__":
    main()
