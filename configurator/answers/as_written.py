"""What a rule or a table says as it stands in its file: on one line, without comments, and not too long.

require cover = white or cover = sand when logo present
(model, texture) allow { p14, *; p15, smooth }
"""

from __future__ import annotations

import re

from configurator.diagnostics.suggest import listed
from configurator.model.constraint import Rule, Table
from configurator.source import Source, Sources

MOST_SHOWN = 240
"""Characters of a rule that are shown; of what is longer, the beginning."""

_STRING = r'"(?:[^"\\\n]|\\.)*"'
_COMMENT = re.compile(rf"({_STRING})|\s*//[^\n]*")
_TOKEN = re.compile(rf'{_STRING}|\s+|[(){{}}\[\]]|[^\s"(){{}}\[\]]+|"')
_CLOSING = {"(": ")", "{": "}", "[": "]"}


def as_written(constraint: Rule | Table, sources: Source | Sources) -> str | None:
    """What a constraint of a catalog that is made of `sources` says, behind its key; None where nobody wrote it.

    Of a table that is too long to be shown, it says how many rows it has.
    """
    written = constraint.written
    source = None if written is None else sources.holding(written)
    if written is None or source is None:
        return None
    text = _on_one_line(source.text[written.start : written.end], is_table=isinstance(constraint, Table))
    if len(text) <= MOST_SHOWN:
        return text
    if isinstance(constraint, Table):
        return _in_short(constraint)
    return text[: text.rfind(" ", 0, MOST_SHOWN)] + " …"


def _on_one_line(text: str, *, is_table: bool) -> str:
    """A stretch of a catalog on one line; brackets that it leaves open, as the last ones of a rule, are closed."""
    parts: list[str] = []
    waiting: list[str] = []
    for token in _TOKEN.findall(_COMMENT.sub(lambda found: found[1] or "", text).strip()):
        if token in _CLOSING:
            waiting.append(_CLOSING[token])
        elif waiting and token == waiting[-1]:
            waiting.pop()
            if parts[-1] == "; ":  # behind the last row
                parts[-1] = " "
        is_row = is_table and "\n" in token and waiting == ["}"] and parts[-1] != "{"
        parts.append("; " if is_row else " " if token.isspace() else token)
    return "".join([*parts, *reversed(waiting)])


def _in_short(table: Table) -> str:
    rows = "1 row" if len(table.rows) == 1 else f"{len(table.rows):,} rows"
    if table.gives:
        return f"`{table.columns[-1]}` is given by a table of {rows}, by {listed(table.columns[:-1])}"
    verb = "allows no combination of {} but those in its" if table.allows else "forbids the combinations of {} in its"
    return f"a table that {verb.format(listed(table.columns))} {rows}"
