"""Models that others wrote, beside the project; tests that read them are skipped where they are not there."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

CORPUS = Path(os.environ.get("OPTIONARY_CORPUS") or Path(__file__).parents[2] / "shared" / "corpus")
"""Where the models are: `INDEX.md` says of each what it is and how many configurations it has."""

needs_corpus = pytest.mark.skipif(not (CORPUS / "INDEX.md").is_file(), reason="the models are not there")

_ROW = re.compile(r"\| (?P<file>[^|]+?) \|(?:[^|]*\|){4} (?P<count>[\d.e]+)[^|]*\|")


_PATHS = {"renault-megane": "renault-megane/megane.json.gz"}
"""Of models that the table of counts names otherwise."""


def known_counts() -> Iterator[tuple[str, int]]:
    """Each model whose number of configurations is known, exactly, by its path in the corpus."""
    if not (CORPUS / "INDEX.md").is_file():
        return
    for row in (CORPUS / "counts.tsv").read_text("utf-8").splitlines()[1:]:
        file, *_, count = row.split("\t")[:6]
        if count.isdigit():
            yield _PATHS.get(file, file), int(count)
    for found in _ROW.finditer((CORPUS / "INDEX.md").read_text("utf-8")):
        if found["count"].isdigit() and found["file"].startswith(("uvl-numeric/", "coom/")):
            yield found["file"], int(found["count"])


def texts(pattern: str) -> list[str]:
    """The paths of models in the corpus, relative to it, that fit a pattern."""
    return sorted(str(path.relative_to(CORPUS)) for path in CORPUS.glob(pattern))
