"""Reads the tree of a UVL file: features and groups by indentation, types, cardinalities, attributes.

A feature stands below a group, a group below a feature. What a line is follows from what it stands in, so a feature may
be called like a group. Constraints among the attributes are kept for later: they may name features further below.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from configurator.exchange.feature_tree.tree import Attribute, Feature, Group, GroupKind, Type
from configurator.exchange.mistake import not_so
from configurator.exchange.uvl.lines import Line
from configurator.exchange.uvl.words import NAMES, Words
from configurator.source import Span

_KINDS = {kind.value: kind for kind in GroupKind if kind is not GroupKind.CARDINALITY}
_TYPES = {each.value: each for each in Type}
_PLAIN = re.compile(r'(?:[^\W\d_][\w#§%?\\\';]*|"[^"\n]*")\Z')
_CARDINALITY = re.compile(r"\[\s*(\d{1,9})\s*(?:\.\.\s*(\d{1,9}|\*)\s*)?\]")
_DEEPEST = 20


@dataclass
class Tree:
    """What the features of a file are, as they are named there: each with the path that it is written by.

    `references` are features that stand for the root of an imported file; `conditions` the constraints among the
    attributes, their texts with the place where they begin.
    """

    name: str
    root: Feature | None = None
    features: list[tuple[tuple[str, ...], Feature]] = field(default_factory=list)
    references: list[tuple[tuple[str, ...], Feature]] = field(default_factory=list)
    conditions: list[tuple[str, int]] = field(default_factory=list)


def tree_of(lines: Iterable[Line], heading: Line, source: str) -> Tree:
    """The tree that stands in these lines, below `features`. Raises `ForeignMistakeError`."""
    tree = Tree(source)
    stack: list[tuple[int, Feature | Group | None]] = [(heading.indent, None)]
    for line in lines:
        last = stack[-1][0]
        while stack[-1][0] >= line.indent:
            last, _ = stack.pop()
        indent, around = stack[-1]
        if last not in (indent, line.indent):
            message = "this line stands neither as far in as one above it, nor further"
            raise not_so(_span(line, source), message, "lines that belong together begin in the same column")
        if isinstance(around, Feature):
            group = _group(line, source)
            around.groups.append(group)
            stack.append((line.indent, group))
            continue
        if around is None and tree.root is not None:
            message = "a second feature stands beside the root"
            raise not_so(_span(line, source), message, "a model has one root; put this below a group of it")
        feature = _feature(line, tree)
        if around is None:
            tree.root = feature
        else:
            around.children.append(feature)
        stack.append((line.indent, feature))
    for feature in tree.root or ():
        for group in feature.groups:
            if not group.children:
                raise not_so(group.span, "this group has no features", "take it out, or put features below it")
    return tree


def _span(line: Line, source: str) -> Span:
    return Span(line.start, line.start + len(line.text), source)


def _group(line: Line, source: str) -> Group:
    span = _span(line, source)
    kind = _KINDS.get(line.text)
    if kind is not None:
        return Group(kind, span)
    found = _CARDINALITY.fullmatch(line.text)
    if found is None:
        message = f"`{line.text[:40]}` is no group, and a feature has groups below it"
        hint = "write `mandatory`, `optional`, `or`, `alternative` or `[1..3]`, and features further in"
        raise not_so(span, message, hint)
    low, high = _bounds(found, span)
    return Group(GroupKind.CARDINALITY, span, [], low, high)


def _bounds(found: re.Match[str], span: Span) -> tuple[int, int | None]:
    low, most = int(found[1]), found[2]
    high = None if most == "*" else low if most is None else int(most)
    if high is not None and high < low:
        raise not_so(span, f"a cardinality from {low} to {high} ends before it begins")
    return low, high


def _feature(line: Line, tree: Tree) -> Feature:
    text = line.text
    if _PLAIN.match(text):  # what most lines are
        path: tuple[str, ...] = (text[1:-1] if text[0] == '"' else text,)
        feature = Feature(path[0], _span(line, tree.name))
    else:
        words = Words(text, line.start, tree.name)
        kind = Type.BOOLEAN
        start = words.start
        if words.text in _TYPES and words.kind == "name":
            kind = _TYPES[words.next()]
            if words.kind in NAMES:
                start = words.start
            else:
                raise words.wrong("the name of a feature")
        path = words.path()
        feature = Feature(".".join(path), words.behind(start), kind)
        if words.took("cardinality"):
            feature.instances = _instances(words)
        if words.text == "{":
            _attributes(words, text, line.start, feature, tree, "", 0)
        if words.kind != "end":
            raise words.wrong("the end of the line")
    (tree.references if len(path) > 1 else tree.features).append((path, feature))
    return feature


def _instances(words: Words) -> tuple[int, int | None]:
    start = words.start
    words.want("[")
    low = words.number()
    high: Fraction | None = low
    if words.took(".."):
        high = None if words.took("*") else words.number()
    words.want("]")
    span = words.behind(start)
    if low.denominator != 1 or (high is not None and high.denominator != 1):
        raise not_so(span, "a cardinality has whole numbers")
    if high is not None and high < low:
        raise not_so(span, f"a cardinality from {low} to {high} ends before it begins")
    return int(low), None if high is None else int(high)


def _attributes(words: Words, text: str, offset: int, feature: Feature, tree: Tree, within: str, depth: int) -> None:
    """Take the attributes in braces; those of a record within get its name before theirs, with a dot."""
    if depth > _DEEPEST:
        raise not_so(words.span, f"attributes are nested more than {_DEEPEST} deep")
    words.want("{")
    while not words.took("}"):
        if words.kind == "name" and words.text in ("constraint", "constraints"):
            _conditions(words, text, offset, tree)
        else:
            if words.kind not in NAMES:
                raise words.wrong("the name of an attribute")
            span = words.span
            name = f"{within}{words.next().strip(chr(34))}"
            if name in feature.attributes:
                raise not_so(span, f"`{feature.name}` has two attributes called `{name}`")
            if words.text == "{":
                feature.attributes[name] = Attribute(None, "")
                _attributes(words, text, offset, feature, tree, f"{name}.", depth + 1)
            else:
                feature.attributes[name] = _worth(words, depth)
        if not words.took(","):
            words.want("}")
            return


def _worth(words: Words, depth: int) -> Attribute:
    """What stands behind the name of an attribute; nothing means true."""
    kind, text = words.kind, words.text
    if text in (",", "}") and kind == "sign":
        return Attribute(True, "true")
    if kind in ("text", "quoted"):
        words.next()
        return Attribute(text[1:-1], text[1:-1])
    if kind == "number":
        return Attribute(words.number(), text)
    if words.took("-"):
        shown = f"-{words.text}"
        return Attribute(-words.number(), shown)
    if kind == "name" and text in ("true", "false"):
        words.next()
        return Attribute(text == "true", text)
    if text == "[":
        return Attribute(None, _list(words, depth))
    raise words.wrong("a number, a text, `true`, `false`, a list or a record")


def _list(words: Words, depth: int) -> str:
    """A list as text: nobody computes with it."""
    if depth > _DEEPEST:
        raise not_so(words.span, f"attributes are nested more than {_DEEPEST} deep")
    words.want("[")
    parts: list[str] = []
    while not words.took("]"):
        parts.append(_list(words, depth + 1) if words.text == "[" else _worth(words, depth + 1).shown)
        if not words.took(","):
            words.want("]")
            break
    return f"[{', '.join(parts)}]"


def _conditions(words: Words, text: str, offset: int, tree: Tree) -> None:
    """Take `constraint C` or `constraints [C, C]`, and keep where each C stands."""
    if words.next() == "constraint":
        tree.conditions.append(_stretch(words, text, offset, (",", "}")))
        return
    words.want("[")
    while True:
        tree.conditions.append(_stretch(words, text, offset, (",", "]")))
        if not words.took(","):
            words.want("]")
            return


def _stretch(words: Words, text: str, offset: int, ends: tuple[str, ...]) -> tuple[str, int]:
    """A stretch of text up to one of these signs outside of parentheses, and where it begins."""
    start, depth = words.start, 0
    while words.kind != "end" and not (depth == 0 and words.kind == "sign" and words.text in ends):
        depth += (words.text == "(") - (words.text == ")") if words.kind == "sign" else 0
        words.next()
    if words.start == start:
        raise words.wrong("a constraint")
    return text[start - offset : words.start - offset], start
