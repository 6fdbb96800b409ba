"""Which words may be keys."""

from __future__ import annotations

import re
from unicodedata import combining, normalize

from configurator.analysis.scope import RESERVED, Report
from configurator.diagnostics import codes
from configurator.model.problem import shown
from configurator.syntax.nodes import Name

PERMANENT_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def check_key(report: Report, name: Name, kind: str) -> None:
    """Report a key that CODE.md section 1 does not allow, or that the language needs as a word of its own."""
    article = "an" if kind[0] in "aeio" else "a"
    if not PERMANENT_KEY.fullmatch(name.text):
        message = f"`{shown(name.text)}` cannot be the key of {article} {kind}"
        hint = "a key has 1 to 64 letters without accents, digits, `.`, `_` and `-`, and begins with a letter or digit"
        usable = _usable(name.text)
        if usable is not None:
            hint = (
                f"write `{usable}`: a key has letters without accents, digits, `.`, `_` and `-`; a label has anything"
            )
        report.say(codes.BAD_KEY, name.span, message, hint)
    elif name.text in RESERVED and not name.quoted:
        message = f"`{name.text}` is a word of the language and cannot be the key of {article} {kind}"
        yes_or_no = name.text in ("yes", "no") and kind == "value"
        hint = "an option of yes and no is written `yes or no`" if yes_or_no else "the label may say anything"
        report.say(codes.RESERVED_NAME, name.span, message, f"choose another key; {hint}")


def _usable(text: str) -> str | None:
    """A key that reads like a text, if there is one."""
    plain = "".join(char for char in normalize("NFKD", text[:64]) if not combining(char))
    key = re.sub(r"[^A-Za-z0-9._-]+", "_", plain).strip("._-")
    return key if PERMANENT_KEY.fullmatch(key) else None
