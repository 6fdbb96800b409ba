"""A problem: one thing that is wrong with a configuration, said to whoever made it.

A catalog's author hears of mistakes through diagnostics; a customer, or the developer of a shop, hears of problems. The
sentence for a broken constraint is the author's own `because`. Programs look at `code` and `constraint`, never at
wording. A message never repeats the text that was given for a text option, which may be private.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from configurator.diagnostics.suggest import listed
from configurator.model.constraint import Activity, Constraint, Table
from configurator.source import Span
from configurator.text.json_reader import json_path

WHOLE = "$"
"""The path of a problem that lies with no single choice."""

LONGEST_SHOWN = 64
"""In code points; what is longer is cut in messages and paths."""


class ProblemCode(StrEnum):
    """Every kind of problem: its permanent name, which is its value, and a summary of one line."""

    summary: str

    def __new__(cls, name: str, summary: str = "") -> ProblemCode:
        """A member is a name and its summary."""
        code = str.__new__(cls, name)
        code._value_ = name
        code.summary = summary
        return code

    UNKNOWN_OPTION = "unknown-option", "The product has no option of this name."
    UNKNOWN_VALUE = "unknown-value", "The option has no value of this name."
    WRONG_TYPE = "wrong-type", "The value is of another kind than the option takes."
    OUT_OF_RANGE = "out-of-range", "The number is below the least or above the greatest that the option takes."
    OFF_STEP = "off-step", "The number lies between two steps of the option."
    WRONG_UNIT = "wrong-unit", "The unit is unknown, or measures something else."
    TOO_LONG = "too-long", "The text has more characters than the option takes."
    TOO_SHORT = "too-short", "The text has fewer characters than the option takes."
    WRONG_SCRIPT = "wrong-script", "The text has a character that is not of the option's script."
    PATTERN_MISMATCH = "pattern-mismatch", "The text does not match the option's pattern."
    BANNED_WORD = "banned-word", "The text has a word that may not stand there."
    NO_GLYPH = "no-glyph", "The text has a character that the option's font has no sign of its own for."
    TOO_WIDE = "too-wide", "The text is wider, in the option's font, than there is room."
    REFUSED_TEXT = "refused-text", "The text has a character that may not stand in text."
    WRONG_DIGEST = "wrong-digest", "The text is not the digest of a picture's file."
    UNREADABLE_PICTURE = "unreadable-picture", "The file is no picture, or one that is damaged or cut off."
    SEVERAL_PICTURES = "several-pictures", "The file has several pictures, as animations have."
    WRONG_MEDIA_TYPE = "wrong-media-type", "The picture is in a media type that the option does not take."
    TOO_MANY_BYTES = "too-many-bytes", "The file of the picture is larger than the option takes."
    TOO_FEW_PIXELS = "too-few-pixels", "The picture is less wide or high than the option needs."
    TOO_MANY_PIXELS = "too-many-pixels", "The picture has more pixels than can be looked at."
    WRONG_ASPECT = "wrong-aspect", "The picture is too wide or too narrow for its height."
    TOO_MANY_VALUES = "too-many-values", "The option takes fewer values at once."
    TOO_FEW_VALUES = "too-few-values", "The option takes more values at once."
    REPEATED_VALUE = "repeated-value", "The same value is given twice."
    INACTIVE_OPTION = "inactive-option", "The option has a value, but its condition is not met."
    DERIVED_OPTION = "derived-option", "The option follows from other choices, and is not what is given."
    UNDERIVABLE = "underivable", "The option follows from other choices, and nothing that it can be follows from these."
    MISSING_OPTION = "missing-option", "The option needs a value and has none."
    NO_VALUE_NOT_ALLOWED = "no-value-not-allowed", "The option is given without a value, but needs one."
    BROKEN_RULE = "broken-rule", "A rule of the product does not allow these choices."
    BROKEN_TABLE = "broken-table", "A table of the product does not allow these choices."


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a configuration.

    - `path`: the JSON path of the culprit among the choices (`$.extras[1]`), or `$` for a broken constraint;
    - `message`: one sentence that can stand alone; `hint`: what one can do now, where there is something;
    - `constraint`: the key of the broken constraint, else None; `options`: the options that are involved;
    - `span`: the place in the catalog of the constraint or the option; None where the catalog has none.
    """

    code: ProblemCode
    path: str
    message: str
    hint: str | None = None
    constraint: str | None = None
    options: tuple[str, ...] = ()
    span: Span | None = None


def broken(constraint: Constraint) -> Problem:
    """The problem of a broken constraint; it says what the author says, or else names constraint and options."""
    because = None if isinstance(constraint, Activity) else constraint.because
    what = "value" if len(constraint.options) == 1 else "combination"
    fallback = f"`{constraint.key}` does not allow this {what} of {listed(constraint.options)}"
    return Problem(
        ProblemCode.BROKEN_TABLE if isinstance(constraint, Table) else ProblemCode.BROKEN_RULE,
        WHOLE,
        because or fallback,
        constraint=constraint.key,
        options=constraint.options,
        span=constraint.span,
    )


def path_to(option: str, behind: int | str | None = None) -> str:
    """The JSON path of an option's value, or of what stands in it: one of its values by index, a member by name.

    In the key of an option of a nested product, `phones.2.model`, places in lists count from 1, and in paths from 0.
    """
    steps: list[int | str] = [int(each) - 1 if each.isdigit() else shown(each) for each in option.split(".") if option]
    return json_path((*steps, *(() if behind is None else (behind,))))


def shown(name: str) -> str:
    """A name as messages show it: at most 64 characters, the unprintable ones escaped, so that it can be encoded."""
    if len(name) > LONGEST_SHOWN:
        name = name[: LONGEST_SHOWN - 1] + "…"
    if name.isprintable():
        return name
    return "".join(each if each.isprintable() else f"\\u{{{ord(each):x}}}" for each in name)
