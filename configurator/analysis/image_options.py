"""Image options: media types, least pixels, largest file, and shape."""

from __future__ import annotations

from fractions import Fraction

from configurator.analysis.expression_types import amount_of
from configurator.analysis.scope import Report, unique, unit_of
from configurator.diagnostics import Label, codes
from configurator.diagnostics.suggest import nearest
from configurator.media.pictures import MEDIA, MOST_BYTES, MOST_PIXELS
from configurator.model.domain import ImageDomain
from configurator.model.pictures import aspect_words, size_words
from configurator.model.units import UNITS
from configurator.syntax import nodes as n

_MEANT = {"jpg": "jpeg", "jpe": "jpeg", "jfif": "jpeg", "tif": "tiff", "apng": "png"}
_ADVICE = {
    "svg": "ask for a picture of pixels, such as `png`: how a drawing comes out depends on who draws it",
    "pdf": "ask for a picture of pixels, such as `png` or `tiff`",
}
_LARGEST_RATIO = 1_000


def image_domain(report: Report, node: n.ImageNode) -> ImageDomain | None:
    """The domain of an image option; None, and diagnostics, if a part of it makes no sense."""
    media = [name for name in unique(report, "media types", node.media, lambda each: each) if _known(report, name)]
    if not node.media:
        hint = "name those that can be printed: `image { jpeg, png }`"
        report.say(codes.NO_VALUES, node.span, "`image` names no media types", hint)
    limits: dict[str, n.ImageLimit] = {}
    for each in node.limits:
        if each.word in limits:
            label = Label(limits[each.word].span, "it is said here already")
            message = f"this option says `{each.word}` twice"
            report.say(codes.REPEATED_MODIFIER, each.span, message, "leave one of them out", label)
        limits.setdefault(each.word, each)
    pixels = _pixels(report, limits["at least"]) if "at least" in limits else (1, 1)
    most = _bytes(report, limits["up to"]) if "up to" in limits else 0
    aspect = _aspect(report, limits["aspect"]) if "aspect" in limits else ()
    if len(media) < len(node.media) or not media or pixels is None or most is None or aspect is None:
        return None
    return ImageDomain(tuple(each.text for each in media), *pixels, most or None, aspect or None)


def _known(report: Report, name: n.Name) -> bool:
    if name.text in MEDIA:
        return True
    word = name.text.lower()
    near = [_MEANT[word]] if word in _MEANT else nearest(word, MEDIA, most=1)
    hint = _ADVICE.get(word) or (f"did you mean `{near[0]}`?" if near else f"one of {', '.join(MEDIA)}")
    report.say(codes.UNKNOWN_MEDIA, name.span, f"`{name.text}` is no media type that can be looked at", hint)
    return False


def _pixels(report: Report, node: n.ImageLimit) -> tuple[int, int] | None:
    width, height = (each.amount for each in node.numbers)
    for each in node.numbers:
        if each.amount.denominator != 1 or each.amount < 1:
            report.say(
                codes.BAD_PROPERTY, each.span, "pixels are whole numbers from 1 on", "write `at least 1200 x 1800`"
            )
            return None
    if width * height > MOST_PIXELS:
        message = f"no picture can have so many pixels: at most {MOST_PIXELS:,} are looked at"
        report.say(codes.TOO_LARGE, node.span, message, "ask for fewer")
        return None
    return int(width), int(height)


def _bytes(report: Report, node: n.ImageLimit) -> int | None:
    (number,) = node.numbers
    if number.unit is None:
        hint = f"write `up to {number.digits} MB`, or `kB`"
        report.say(codes.UNIT_MISMATCH, number.span, "the size of a file has a unit", hint)
        return None
    unit = unit_of(report, number.unit)
    if unit is None:
        return None
    if unit.dimension != UNITS["B"].dimension:
        message = f"the size of a file is no {amount_of(unit.dimension).partition(' ')[2] or 'such amount'}"
        report.say(codes.UNIT_MISMATCH, number.span, message, "write `up to 20 MB`, or `kB`")
        return None
    size = number.amount * unit.factor
    if size.denominator != 1 or not 1 <= size <= MOST_BYTES:
        message = f"a file has from 1 byte to {size_words(MOST_BYTES)}, in whole bytes"
        report.say(codes.BAD_PROPERTY, number.span, message, "write `up to 20 MB`, or `kB`")
        return None
    return int(size)


def _aspect(report: Report, node: n.ImageLimit) -> tuple[Fraction, Fraction] | None:
    for each in node.numbers:
        if each.amount.denominator != 1 or not 1 <= each.amount <= _LARGEST_RATIO:
            message = f"the numbers of a ratio are whole, from 1 to {_LARGEST_RATIO:,}"
            report.say(codes.BAD_PROPERTY, each.span, message, "write width and height: `aspect 2 : 3`")
            return None
    amounts = [each.amount for each in node.numbers]
    ratios = [width / height for width, height in zip(amounts[::2], amounts[1::2], strict=True)]
    low, high = ratios[0], ratios[-1]
    if low > high:
        span = node.numbers[0].span.cover(node.numbers[-1].span)
        message = "this range ends before it begins: the first shape is wider than the second"
        report.say(codes.EMPTY_RANGE, span, message, f"write `aspect {aspect_words((high, low))}`")
        return None
    return low, high
