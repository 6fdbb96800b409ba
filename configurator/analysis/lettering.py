"""The font of a text option, and the room that there is: `font: "EngraveSans", width: 48 mm, size: 6 mm`."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from configurator.analysis.expression_types import amount_of
from configurator.analysis.files import Files
from configurator.analysis.named_files import LONGEST_PATH
from configurator.analysis.scope import Report, unit_of
from configurator.diagnostics import Label, codes
from configurator.errors import FontError, UnreadableFileError
from configurator.media.fonts import SIDE_BY_SIDE, FontTable
from configurator.model.domain import Lettering
from configurator.model.units import POINTS, UNITS
from configurator.syntax import nodes as n

USUAL_SIZE = 12 / POINTS
"""The em square in millimeters where `size` is not said: 12 points."""

_MILLIMETER = UNITS["mm"]


def read_lettering(
    report: Report, found: Mapping[str, n.Attribute], script: str | None, files: Files
) -> Lettering | None:
    """What the properties `font`, `width` and `size` say, which may be nothing; what is wrong is reported.

    `script` is the one that the option names.
    """
    for name, needed in (("width", "font"), ("size", "width")):
        if name in found and needed not in found:
            message = f"`{name}` says nothing without `{needed}`"
            example = 'write `font: "EngraveSans", width: 48 mm, size: 6 mm`, or take it out'
            report.say(codes.BAD_PROPERTY, found[name].span, message, example)
    width = _length(report, found["width"]) if "width" in found else None
    size = _length(report, found["size"]) if "size" in found else USUAL_SIZE
    if "font" not in found:
        return None
    node = found["font"]
    if script is not None and script not in SIDE_BY_SIDE:
        message = f"letters in {script} change beside one another, so no font can be read for their width"
        hint = "leave `font` and `width` out, and let `max` limit the text"
        label = Label(node.span, "the font is asked for here")
        report.say(codes.NEEDS_SHAPING, found["script"].value.span, message, hint, label)
        return None
    table = _table(report, node, files)
    if table is None or not isinstance(node.value, n.Text) or size is None:
        return None
    if script is not None and not table.has_letters_of(script):
        message = f"`{node.value.text}` has no letters of {script}"
        report.say(codes.BAD_FONT, node.value.span, message, "name a font that has, or another script")
        return None
    return Lettering(node.value.text, table, size, width)


def _table(report: Report, node: n.Attribute, files: Files) -> FontTable | None:
    if not isinstance(node.value, n.Text) or not node.value.text:
        report.say(
            codes.BAD_PROPERTY,
            node.value.span,
            "`font` is the name of a font, in quotes",
            'for example `"EngraveSans"`',
        )
        return None
    name, span = node.value.text, node.value.span
    if len(name) > LONGEST_PATH:
        message = f"a file name has at most {LONGEST_PATH} characters, and this one has {len(name):,}"
        report.say(codes.MISSING_FILE, span, message, "give the file a shorter name")
        return None
    try:
        return files.font(report.path(node.value))
    except UnreadableFileError as error:
        code = codes.PATH_ESCAPE if error.reason == "outside" else codes.MISSING_FILE
        report.say(code, span, error.message, error.hint)
    except FontError as error:
        hint = "name the file of a TrueType or OpenType font, which ends in `.ttf` or `.otf`"
        report.say(codes.BAD_FONT, span, f"`{name}` {error.message}", hint)
    return None


def _length(report: Report, node: n.Attribute) -> Fraction | None:
    """A length above zero, in millimeters."""
    hint = f"write `{node.name.text}: {'48' if node.name.text == 'width' else '6'} mm`"
    if not isinstance(node.value, n.Quantity) or node.value.unit is None:
        report.say(codes.BAD_PROPERTY, node.value.span, f"`{node.name.text}` is a length with its unit", hint)
        return None
    unit = unit_of(report, node.value.unit)
    if unit is None:
        return None
    if unit.dimension != _MILLIMETER.dimension:
        message = f"`{node.name.text}` is a length, and this is {amount_of(unit.dimension)}"
        report.say(codes.UNIT_MISMATCH, node.value.span, message, hint)
        return None
    if node.value.amount <= 0:
        report.say(codes.BAD_PROPERTY, node.value.span, f"`{node.name.text}` is above zero", hint)
        return None
    return node.value.amount * unit.factor / _MILLIMETER.factor
