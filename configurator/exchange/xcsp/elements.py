"""The elements of an XML text, with their places. Entities are not expanded: a small text could become a huge one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from configurator.exchange.mistake import ForeignMistakeError, beyond, not_so
from configurator.source import Source, Span

DEEPEST = 100


@dataclass(slots=True)
class Element:
    """An element: its name, attributes, children, the text in it, and where its tag stands."""

    name: str
    attributes: Mapping[str, str]
    span: Span
    children: list[Element] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text directly in it."""
        return "".join(self.texts)

    def all(self, name: str) -> Iterator[Element]:
        """The children of a name."""
        return (each for each in self.children if each.name == name)

    def first(self, name: str) -> Element | None:
        """The first child of a name."""
        return next(self.all(name), None)

    def attribute(self, name: str) -> str:
        """An attribute that must be there. Raises `ForeignMistakeError`."""
        if name not in self.attributes:
            raise not_so(self.span, f"`<{self.name}>` has no attribute `{name}`")
        return self.attributes[name]


@dataclass(slots=True)
class _Builder:
    source: Source
    parser: expat.XMLParserType
    octets: bytes
    open: list[Element] = field(default_factory=list)
    root: Element | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.open) >= DEEPEST:
            raise beyond(self.here(1), f"elements stand more than {DEEPEST} deep in one another")
        element = Element(name, attributes, self.here(len(name) + 1))
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def end(self, _: str) -> None:
        self.open.pop()

    def characters(self, text: str) -> None:
        if self.open:
            self.open[-1].texts.append(text)

    def entity(self, *_: object) -> None:
        raise beyond(self.here(1), "entities that a text declares are not read")

    def here(self, length: int) -> Span:
        """What stands where the parser is, as so many characters."""
        at = self.at(self.parser.CurrentByteIndex)
        return self.source.span(at, min(at + length, len(self.source.text)))

    def at(self, octet: int) -> int:
        """The character at an octet."""
        return octet if self.source.text.isascii() else len(self.octets[:octet].decode("utf-8", "ignore"))


def root_of(source: Source) -> Element:
    """The root of an XML text. Raises `ForeignMistakeError`, at its place, for what is none."""
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    builder = _Builder(source, parser, source.text.encode("utf-8", "replace"))
    parser.StartElementHandler, parser.EndElementHandler = builder.start, builder.end
    parser.CharacterDataHandler, parser.EntityDeclHandler = builder.characters, builder.entity
    try:
        parser.Parse(builder.octets, True)
    except expat.ExpatError as error:
        raise _no_xml(builder, error) from None
    if builder.root is None:
        raise not_so(source.span(0, 1), "this is no XML: it has no element")
    return builder.root


def _no_xml(builder: _Builder, error: expat.ExpatError) -> ForeignMistakeError:
    at = min(builder.at(max(0, builder.parser.ErrorByteIndex)), max(0, len(builder.source.text) - 1))
    reason = expat.ErrorString(error.code) or "it is malformed"
    return not_so(builder.source.span(at, at + 1), f"this is no XML: {reason}")
