"""A catalog in which all that people read is written anew: the labels, the reasons, the names in its files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

from configurator.source import Source
from configurator.syntax.nodes import Text
from configurator.syntax.parser import parse


def with_other_labels(path: Path) -> tuple[str, Callable[[str, str], str]]:
    """The text of a catalog with every label and reason rewritten, and the same for the names in its CSV files."""
    text = path.read_text("utf-8")
    tree = parse(Source(str(path), text)).value
    assert tree is not None
    found = sorted((each.span for each in texts_for_people(tree)), reverse=True)
    for number, span in enumerate(found):
        text = f'{text[: span.start]}"Renamed {number}: „x“"{text[span.end :]}'
    columns = {column.name.text for space in tree.spaces for column in space.columns if column.kind == "label"}

    def rename(name: str, content: str) -> str:
        if not name.endswith(".csv"):
            return content
        head, *rows = csv.reader(io.StringIO(content))
        for place in (place for place, column in enumerate(head) if column in columns):
            for number, row in enumerate(rows):
                row[place] = f"Renamed, {number}"
        written = io.StringIO()
        csv.writer(written, lineterminator="\n").writerows([head, *rows])
        return written.getvalue()

    return text, rename


def texts_for_people(node: object) -> Iterator[Text]:
    """Every label and every `because` in a tree: what people read, and codes do not."""
    if isinstance(node, tuple):
        for each in node:
            yield from texts_for_people(each)
    elif is_dataclass(node):
        for field in fields(node):
            child = getattr(node, field.name)
            if field.name in ("label", "because") and isinstance(child, Text):
                yield child
            else:
                yield from texts_for_people(child)
