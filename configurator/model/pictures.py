"""A picture, as it is given for an option, becomes the digest of its file, or all the problems that it has.

Given is a `Picture`, which is what somebody found who looked at the bytes, or a digest alone. A digest by itself is
taken as it is: what it stands for has not been seen, and `unseen` says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from configurator.media.pictures import MOST_BYTES, MOST_PIXELS, Picture, is_digest
from configurator.model.catalog import Product
from configurator.model.domain import CanonicalValue, ImageDomain
from configurator.model.faults import FaultyValueError, Hints, fault, problem_of, takes_not
from configurator.model.nesting import spread
from configurator.model.option import Option
from configurator.model.problem import Problem, ProblemCode

_HINT = "give the file itself, or `sha256:` and the 64 lower-case hex digits of its bytes"
_LARGER = ((1_000_000, "MB"), (1_000, "kB"))


def read_picture(option: Option, domain: ImageDomain, raw: object) -> str:
    """The digest of a picture that the option takes. Raises `FaultyValueError` with every problem."""
    if isinstance(raw, Picture):
        problems = tuple(picture_problems(option, domain, raw))
        if problems:
            raise FaultyValueError(*problems)
        return raw.digest
    if not isinstance(raw, str):
        raise fault(option, ProblemCode.WRONG_TYPE, takes_not(option, raw), _HINT)
    if not is_digest(raw):
        raise fault(option, ProblemCode.WRONG_DIGEST, f"`{option.key}` takes the digest of a picture's file", _HINT)
    return str.__str__(raw)


def unseen(
    product: Product, choices: Mapping[str, object], completed: Mapping[str, CanonicalValue | None]
) -> tuple[str, ...]:
    """The options for which a picture is chosen whose file nobody has looked at, in declared order."""
    if product.nests:
        choices, _ = spread(product, choices, Hints(0))
    # what has been completed was chosen: an image has no default
    return tuple(
        option.key
        for option in product.images
        if completed.get(option.key) is not None and not isinstance(choices.get(option.key), Picture)
    )


def picture_problems(option: Option, domain: ImageDomain, picture: Picture) -> Iterator[Problem]:
    """All that keeps a picture from being taken, each with what is and what must be."""
    key, media = option.key, _either(domain.media)
    most = min(domain.most_bytes or MOST_BYTES, MOST_BYTES)
    if picture.media is not None and picture.media not in domain.media:
        message = f"the picture for `{key}` is {_a(picture.media)}, and must be {media}"
        yield problem_of(option, ProblemCode.WRONG_MEDIA_TYPE, message)
    if picture.size > most:
        message = f"the file for `{key}` has {_bytes(picture.size)}, and may have {_bytes(most)} at most"
        yield problem_of(option, ProblemCode.TOO_MANY_BYTES, message)
    match picture.fault:
        case "unreadable" if picture.media is None:
            message = f"the file for `{key}` is no picture that can be read, and must be {media}"
            yield problem_of(option, ProblemCode.UNREADABLE_PICTURE, message)
        case "unreadable":
            message = f"the picture for `{key}` begins as {_a(picture.media or '')}, and is damaged or cut off"
            yield problem_of(option, ProblemCode.UNREADABLE_PICTURE, message, "save or send it once more")
        case "too-many-pixels":
            message = (
                f"the picture for `{key}` has more than {MOST_PIXELS:,} pixels, which is the most that is looked at"
            )
            yield problem_of(option, ProblemCode.TOO_MANY_PIXELS, message, "make it smaller")
        case "several-pictures":
            message = f"the file for `{key}` has several pictures, as animations have, and must have one"
            yield problem_of(option, ProblemCode.SEVERAL_PICTURES, message, "save the one that is meant by itself")
        case None:
            yield from _shape_problems(option, domain, picture)


def _shape_problems(option: Option, domain: ImageDomain, picture: Picture) -> Iterator[Problem]:
    size = f"the picture for `{option.key}` is {picture.width} x {picture.height} pixels"
    if picture.width < domain.least_width or picture.height < domain.least_height:
        message = f"{size}, and must be at least {domain.least_width} x {domain.least_height}"
        yield problem_of(option, ProblemCode.TOO_FEW_PIXELS, message)
    if domain.aspect is None:
        return
    least, greatest = domain.aspect
    aspect = Fraction(picture.width, picture.height)
    if not least <= aspect <= greatest:
        wanted = aspect_words(domain.aspect)
        what = "too wide" if aspect > greatest else "too narrow"
        message = f"{size}, which is {what} for its height: width to height must be {wanted}"
        yield problem_of(option, ProblemCode.WRONG_ASPECT, message, "cut it to shape")


def aspect_words(aspect: tuple[Fraction, Fraction]) -> str:
    """`2 : 3`, or `2 : 3 .. 3 : 4`."""
    return " .. ".join(f"{each.numerator} : {each.denominator}" for each in dict.fromkeys(aspect))


def size_words(size: int) -> str:
    """A number of bytes as a catalog writes it, exactly: `20 MB`, `1500 kB`, `1234 B`."""
    return next((f"{size // unit} {name}" for unit, name in _LARGER if size % unit == 0), f"{size} B")


def _bytes(count: int) -> str:
    return f"{count:,} bytes"


def _a(media: str) -> str:
    return f"a {media.upper()}" if media != "webp" else "a WebP"


def _either(media: tuple[str, ...]) -> str:
    named = [_a(each) for each in media]
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} or {named[-1]}"
