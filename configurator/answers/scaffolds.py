"""The answer about a catalog that has been begun."""

from __future__ import annotations

from configurator.answers.answer import Answer
from configurator.scaffold import Scaffold


class ScaffoldAnswer(Answer):
    """Answer to `new`: the catalog, and all files that were written, in order."""

    catalog: str
    files: tuple[str, ...]

    @classmethod
    def of(cls, made: Scaffold) -> ScaffoldAnswer:
        """The same for programs."""
        return cls(catalog=str(made.catalog), files=tuple(map(str, made.files)))
