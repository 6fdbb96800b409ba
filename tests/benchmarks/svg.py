"""Pictures as SVG: rectangles, lines and words, in a few styles that are readable on light and on dark ground.

The same calls make the same bytes. Words stay words, so they can be searched and read out; how wide they are depends on
the reader's font, so whoever places them leaves room.
"""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

LIGHT = {
    "ground": "#ffffff",
    "ink": "#1f2328",
    "faint": "#59636e",
    "rule": "#d1d9e0",
    "ours": "#0550ae",
    "better": "#1f7a4d",
    "worse": "#b35900",
    "other": "#a03b8c",
    "limit": "#6e7781",
}
DARK = {
    "ground": "#0d1117",
    "ink": "#f0f6fc",
    "faint": "#9198a1",
    "rule": "#3d444d",
    "ours": "#6cb6ff",
    "better": "#4ac48a",
    "worse": "#f0a04b",
    "other": "#e48bd0",
    "limit": "#8b949e",
}
"""Colors by what they are for; each stands out from its ground as text has to (4.5 to 1), but for `rule`."""

STYLES = """
.ground{fill:var(--ground)}
text{fill:var(--ink);font:13px system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif}
.title{font-size:16px;font-weight:600}.head{font-weight:600}.small{font-size:11px;fill:var(--faint)}
.rule{stroke:var(--rule);fill:none}.axis{stroke:var(--faint);fill:none}
"""


def styles() -> str:
    """The style sheet: colors as variables, others where the reader's ground is dark, then styles by name."""
    light, dark = (";".join(f"--{name}:{color}" for name, color in each.items()) for each in (LIGHT, DARK))
    made = [
        f".{name}{{stroke:var(--{name});fill:none;stroke-width:2}}"
        f".{name}-fill{{fill:var(--{name});stroke:none}}"
        f"text.{name}{{fill:var(--{name});stroke:none}}"
        for name in ("ours", "better", "worse", "other", "limit")
    ]
    return f"svg{{{light}}}@media (prefers-color-scheme:dark){{svg{{{dark}}}}}{STYLES}{''.join(made)}"


class Picture:
    """A picture of a size in pixels, which grows by what is drawn; `str` gives its text."""

    def __init__(self, width: float, height: float, title: str, description: str) -> None:
        self._size = width, height
        self._title, self._description = title, description
        self._parts: list[str] = []

    def rectangle(self, x: float, y: float, width: float, height: float, style: str) -> None:
        """A filled rectangle."""
        place = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
        self._parts.append(f"<rect {place} class={quoteattr(style)}/>")

    def line(self, points: Iterable[tuple[float, float]], style: str, dashes: str = "") -> None:
        """A line through some points."""
        places = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        dashed = f" stroke-dasharray={quoteattr(dashes)}" if dashes else ""
        self._parts.append(f'<polyline points="{places}" class={quoteattr(style)}{dashed}/>')

    def dot(self, x: float, y: float, style: str) -> None:
        """A small filled circle."""
        self._parts.append(f'<circle cx="{number(x)}" cy="{number(y)}" r="3" class={quoteattr(f"{style}-fill")}/>')

    def words(self, x: float, y: float, words: str, style: str = "", anchor: str = "start") -> None:
        """Words whose start, middle or end stands at a place, on a base line."""
        styled = f" class={quoteattr(style)}" if style else ""
        anchored = f' text-anchor="{anchor}"' if anchor != "start" else ""
        self._parts.append(f'<text x="{number(x)}" y="{number(y)}"{styled}{anchored}>{escape(words)}</text>')

    def __str__(self) -> str:
        width, height = map(number, self._size)
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
                f'viewBox="0 0 {width} {height}" role="img">',
                f"<title>{escape(self._title)}</title>",
                f"<desc>{escape(self._description)}</desc>",
                f"<style>{styles()}</style>",
                f'<rect width="{width}" height="{height}" rx="6" class="ground"/>',
                *self._parts,
                "</svg>",
                "",
            ]
        )


def number(value: float) -> str:
    """A number with two digits after the point at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".")
