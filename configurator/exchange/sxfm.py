"""SXFM, the feature models of SPLOT: a tree by indentation and clauses, inside a little XML.

M. Mendonca et al., "S.P.L.O.T.: Software Product Lines Online Tools" (OOPSLA 2009). Features go by the identifiers in
parentheses, and are called by their names. The XML is read by expat, and a document type, which entities could be
declared in, is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.parsers.expat import ExpatError, ParserCreate
from xml.parsers.expat.errors import messages

from configurator.analysis.scope import ReadFile
from configurator.diagnostics import Diagnostic, Label, Outcome, did_you_mean
from configurator.diagnostics.enough import MOST_TOLD
from configurator.exchange.feature_tree.catalog import catalog_of
from configurator.exchange.feature_tree.expression import Expression, Not, Selected, some
from configurator.exchange.feature_tree.tree import Constraint, Feature, FeatureModel, Group, GroupKind
from configurator.exchange.mistake import ForeignMistakeError, beyond, not_so
from configurator.source import Source, Sources, Span

_LINE = re.compile(
    r":(?P<kind>[rmog]?)(?:\s+|(?=\())(?P<name>.*?)\s*(?:\((?P<id>[^()]*)\))?\s*"
    r"(?:\[\s*(?P<low>\d{1,9})\s*,\s*(?P<high>\d{1,9}|\*)\s*\])?\Z"
)
_CLAUSE = re.compile(r"(?:[^:~]*:)?(?P<clause>.*)\Z")
_LITERAL = re.compile(r"(?P<not>[~\-]?)\s*(?P<id>[^\s~]+)\Z")


class Line(NamedTuple):
    """A line of an element: how far in it stands, its text, and where it begins and ends in the source."""

    indent: int
    text: str
    start: int
    end: int


def catalog_text(source: Source, read_file: ReadFile) -> Outcome[str]:  # noqa: ARG001 - it imports nothing
    """The catalog that an SXFM model is; or its mistakes, each at its place."""
    reading = _Reading(source)
    try:
        model = reading.model()
    except ForeignMistakeError as mistake:
        reading.mistakes.append(mistake.diagnostic)
        model = None
    if model is None or reading.mistakes:
        return Outcome(None, tuple(reading.mistakes), Sources((source,)))
    made = catalog_of(model, {source.name: source.text})
    return Outcome(made.value, made.diagnostics, Sources((source,)))


@dataclass
class _Reading:
    source: Source
    mistakes: list[Diagnostic] = field(default_factory=list)
    features: dict[str, Feature] = field(default_factory=dict)

    def model(self) -> FeatureModel:
        name, elements = self._elements()
        root = self._tree(list(self._lines(elements, "feature_tree")))
        model = FeatureModel(root, name or root.name)
        for line in self._lines(elements, "constraints"):
            if len(self.mistakes) >= MOST_TOLD:
                break
            try:
                model.constraints.append(Constraint(self._clause(line), self._span(line)))
            except ForeignMistakeError as mistake:
                self.mistakes.append(mistake.diagnostic)
        return model

    def _span(self, line: Line) -> Span:
        return self.source.span(line.start, line.end)

    # XML

    def _elements(self) -> tuple[str, dict[str, tuple[int, str]]]:
        """The name of the model, and the texts of its elements with the lines where they begin."""
        parser = ParserCreate("utf-8")
        found: dict[str, tuple[int, str]] = {}
        names: list[str] = []
        inside: list[tuple[str, int, list[str]]] = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            if tag == "feature_model":
                names.append(attributes.get("name", ""))
            inside.append((tag, parser.CurrentLineNumber, []))

        def end(tag: str) -> None:
            _, line, parts = inside.pop()
            found.setdefault(tag, (line, "".join(parts)))

        def text(data: str) -> None:
            if inside:
                inside[-1][2].append(data)

        def doctype(*_: object) -> None:
            span = self._line_span(parser.CurrentLineNumber)
            raise beyond(span, "a document type is declared here, and none is needed", "take it out")

        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = text, doctype
        try:
            parser.Parse(self.source.text.encode("utf-8", errors="replace"), True)
        except ExpatError as error:
            message = f"this is no XML: {messages.get(error.code, 'it is malformed')}"
            raise not_so(self._line_span(error.lineno), message) from None
        if not names or "feature_tree" not in found:
            hint = "SXFM has `<feature_model>`, and in it `<feature_tree>` and `<constraints>`"
            raise not_so(self.source.span(0, 1), "there is no feature tree", hint)
        return names[0], found

    def _line_span(self, line: int) -> Span:
        start = self.source.starts[min(line, len(self.source.starts)) - 1]
        return self.source.span(start, start + max(1, len(self.source.line_text(line))))

    def _lines(self, elements: dict[str, tuple[int, str]], tag: str) -> Iterator[Line]:
        first, text = elements.get(tag, (1, ""))
        for number, line in enumerate(text.split("\n"), first):
            content = line.strip()
            if content:
                written = self.source.line_text(number)
                at = max(written.find(content[0]), 0)
                size = len(content) if content in written else len(written.rstrip()) - at  # entities are longer
                start = self.source.starts[min(number, len(self.source.starts)) - 1] + at
                yield Line(len(line) - len(line.lstrip()), content, start, start + size)

    # The tree

    def _tree(self, lines: list[Line]) -> Feature:
        root: Feature | None = None
        stack: list[tuple[int, Feature | Group]] = []
        for line in lines:
            found = _LINE.match(line.text)
            if found is None:
                hint = "a line is `:r name(id)`, `:m …`, `:o …`, `:g [1,*]` or `: name(id)`"
                raise not_so(self._span(line), "this line is neither a feature nor a group", hint)
            while stack and stack[-1][0] >= line.indent:
                stack.pop()
            around = stack[-1][1] if stack else None
            kind = found["kind"]
            if (kind == "r") is not (around is None) or (around is None and root is not None):
                raise not_so(self._span(line), "a model has one root, in its first line", "`:r` stands there only")
            if kind == "g":
                if not isinstance(around, Feature):
                    raise not_so(self._span(line), "a group stands below a feature")
                low, high = int(found["low"] or 1), found["high"]
                most = None if high in ("*", None) else int(high)
                group = Group(GroupKind.CARDINALITY, self._span(line), [], low, most)
                around.groups.append(group)
                stack.append((line.indent, group))
                continue
            feature = self._feature(line, found)
            if around is None:
                root = feature
            else:
                self._put(line, kind, feature, around)
            stack.append((line.indent, feature))
        if root is None:
            raise not_so(self.source.span(0, 1), "there are no features", "write the root: `:r name(id)`")
        for each in root:
            for group in each.groups:
                if not group.children:
                    raise not_so(group.span, "this group has no features")
        return root

    def _put(self, line: Line, kind: str, feature: Feature, around: Feature | Group) -> None:
        """Put a feature where it belongs: below a group, or alone below a feature."""
        if (kind == "") is not isinstance(around, Group):
            message = "a feature of a group is written `: name`, any other one `:m name` or `:o name`"
            raise not_so(self._span(line), message)
        if isinstance(around, Group):
            around.children.append(feature)
        else:
            group_kind = GroupKind.MANDATORY if kind == "m" else GroupKind.OPTIONAL
            around.groups.append(Group(group_kind, self._span(line), [feature]))

    def _feature(self, line: Line, found: re.Match[str]) -> Feature:
        name = found["name"] or found["id"] or ""
        identifier = found["id"] or name
        if not name or found["low"] is not None:
            raise not_so(
                self._span(line), "a feature has a name, and no cardinality", "only groups have one: `:g [1,*]`"
            )
        feature = Feature(name, self._span(line))
        if identifier in self.features:
            label = Label(self.features[identifier].span, "it stands here already")
            raise not_so(self._span(line), f"two features have the identifier `{identifier}`", None, label)
        self.features[identifier] = feature
        return feature

    # Clauses

    def _clause(self, line: Line) -> Expression:
        found = _CLAUSE.match(line.text)
        clause = found["clause"] if found else ""
        parts: list[Expression] = []
        for word in re.split(r"\s+or\s+", clause.strip(), flags=re.IGNORECASE):
            literal = _LITERAL.match(word.strip())
            if literal is None:
                raise not_so(self._span(line), "a constraint is a clause: `c1: ~a or b`")
            feature = self.features.get(literal["id"])
            if feature is None:
                message = f"no feature has the identifier `{literal['id']}`"
                raise not_so(self._span(line), message, did_you_mean(literal["id"], self.features))
            parts.append(Not(Selected(feature)) if literal["not"] else Selected(feature))
        return some(parts)
