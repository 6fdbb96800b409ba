"""What the names in the constraints of one UVL file mean: features, those of imported files, and attributes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from configurator.diagnostics import did_you_mean
from configurator.exchange.feature_tree.expression import FALSE, Expression, Selected
from configurator.exchange.feature_tree.tree import Feature
from configurator.exchange.mistake import not_so
from configurator.source import Span

Path = tuple[str, ...]


class Reference(NamedTuple):
    """A feature, or one of its attributes, that is named somewhere."""

    feature: Feature
    attribute: str | None = None
    span: Span = Span(0, 0)


@dataclass
class Names:
    """The features of a file by their paths, and as they are written; `source` is the name of the file."""

    source: str
    root: Feature | None = None
    paths: dict[Path, Feature] = field(default_factory=dict)
    written: dict[str, Feature] = field(default_factory=dict)

    def add(self, path: Path, feature: Feature) -> None:
        """Remember a feature by the path that this file calls it by."""
        self.paths[path] = feature
        if len(path) == 1:
            self.written[f'"{path[0]}"'] = feature
            if path[0].isidentifier():
                self.written[path[0]] = feature

    def find(self, path: Path) -> Reference | None:
        """The feature of this path, or the attribute behind its feature; None where there is no such feature."""
        for size in range(len(path), 0, -1):
            feature = self.paths.get(path[:size])
            if feature is not None:
                return Reference(feature, ".".join(path[size:]) or None)
        return None

    def reference(self, path: Path, span: Span) -> Reference:
        """What a path means. Raises `ForeignMistakeError` where it names no feature."""
        found = self.find(path)
        if found is None:
            name = ".".join(path)
            known = [".".join(each) for each in self.paths]
            raise not_so(span, f"there is no feature `{name}`", did_you_mean(name, known))
        return Reference(found.feature, found.attribute, span)

    def flag(self, feature: Feature, attribute: str, span: Span) -> Expression:
        """An attribute as a condition: it is true, of a feature that is there."""
        known = feature.attributes.get(attribute)
        if known is None or not isinstance(known.worth, bool):
            message = f"`{attribute}` of `{feature.name}` is neither true nor false"
            raise not_so(span, message, "compare it with something")
        return Selected(feature) if known.worth else FALSE
