"""Reads one UVL file with those that it imports: sections, names, and the trees put together.

An imported file stands where its root is named; its features are called by the path of the import and their own names,
as in `fm.Intel`, there and in the labels of the catalog. Its constraints hold wherever it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from configurator.analysis.scope import ReadFile
from configurator.diagnostics import Diagnostic, Label, did_you_mean
from configurator.diagnostics.enough import MOST_TOLD
from configurator.errors import UnreadableFileError
from configurator.exchange.feature_tree.tree import Constraint, Feature, FeatureModel
from configurator.exchange.mistake import ForeignMistakeError, beyond, not_so
from configurator.exchange.uvl.conditions import condition_of
from configurator.exchange.uvl.features import Tree, tree_of
from configurator.exchange.uvl.lines import Line, lines_of
from configurator.exchange.uvl.names import Names, Path
from configurator.exchange.uvl.words import Words
from configurator.source import Source, Span, beside

_SECTIONS = ("include", "imports", "features", "constraints")
_LEVELS = {
    "Boolean": ("group-cardinality", "attribute-constraints", "*"),
    "Arithmetic": ("feature-cardinality", "aggregate-function", "*"),
    "Type": ("numeric-constraints", "string-constraints", "*"),
}
_DEEPEST = 32
_MOST_FILES = 1_000


@dataclass
class Reading:
    """What has been read so far, of all files: mistakes, texts, constraints."""

    read_file: ReadFile
    mistakes: list[Diagnostic] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    constraints: list[Constraint] = field(default_factory=list)

    def say(self, mistake: ForeignMistakeError) -> None:
        """Remember a mistake."""
        self.mistakes.append(mistake.diagnostic)


@dataclass
class Import:
    """A file that is imported: where from the main file, what it is called, and where that is said."""

    path: str
    span: Span
    used: bool = False


@dataclass
class Sections:
    """The lines of a file by what stands above them."""

    heads: dict[str, Line] = field(default_factory=dict)
    lines: dict[str, list[Line]] = field(default_factory=dict)
    namespace: str | None = None


def model_of(source: Source, read_file: ReadFile) -> tuple[FeatureModel | None, Reading]:
    """The model in a file, or None and the mistakes for which there is none."""
    reading = Reading(read_file)
    root: Feature | None = None
    namespace: str | None = None
    try:
        names, namespace = _file(source, Place(reading))
        root = names.root
    except ForeignMistakeError as mistake:
        reading.say(mistake)
    if root is None or reading.mistakes:
        return None, reading
    return FeatureModel(root, namespace or root.name, reading.constraints), reading


@dataclass(frozen=True)
class Place:
    """Where a file is read: what its features are called by, where its own imports lie, and the files around it."""

    reading: Reading
    prefix: Path = ()
    folder: str = ""
    around: tuple[str, ...] = ()


def _file(source: Source, here: Place) -> tuple[Names, str | None]:
    """Read a file, and those that it imports."""
    reading = here.reading
    reading.sources.append(source)
    sections = _sections(source)
    _check_levels(sections, source)
    imports = _imports(sections, source)
    heading = sections.heads.get("features")
    if heading is None:
        raise not_so(source.span(0, 1), "there are no features", "a model begins with `features`, and its root below")
    tree = tree_of(sections.lines.get("features", ()), heading, source.name)
    if tree.root is None:
        raise not_so(_place(heading, source), "there is no feature below `features`", "write the root further in")
    names = Names(source.name, tree.root)
    _name_features(tree, here.prefix, names)
    for reference in tree.references:
        _take_in(reference, here, imports, names)
    for text, start in tree.conditions:
        _constrain(text, start, names, reading)
    for line in sections.lines.get("constraints", ()):
        _constrain(line.text, line.start, names, reading)
    return names, sections.namespace


def _constrain(text: str, start: int, names: Names, reading: Reading) -> None:
    """Read a constraint; a mistake in it is one of its own."""
    if len(reading.mistakes) >= MOST_TOLD:
        return
    try:
        found = condition_of(text, start, names)
    except ForeignMistakeError as mistake:
        reading.say(mistake)
    else:
        reading.constraints.append(Constraint(found, Span(start, start + len(text), names.source)))


def _name_features(tree: Tree, prefix: Path, names: Names) -> None:
    for path, feature in tree.features:
        first = names.paths.get(path)
        if first is not None:
            label = Label(first.span, "it stands here already")
            message = f"there are two features called `{path[0]}`"
            raise not_so(feature.span, message, "give one of them another name", label)
        names.add(path, feature)
        if prefix:
            feature.name = ".".join((*prefix, *path))


def _take_in(reference: tuple[Path, Feature], here: Place, imports: dict[Path, Import], names: Names) -> None:
    """Put an imported file where its root is named."""
    (path, feature), reading = reference, here.reading
    found = imports.get(path[:-1])
    if found is None:
        known = [".".join(each) for each in imports]
        name = ".".join(path[:-1])
        raise not_so(feature.span, f"no file is imported as `{name}`", did_you_mean(name, known))
    file = f"{here.folder}{found.path}"
    if file in here.around:
        raise not_so(found.span, f"`{found.path}` imports itself, if only by others")
    if found.used:
        raise not_so(feature.span, f"`{'.'.join(path[:-1])}` stands in two places", "import the file under two names")
    if len(here.around) >= _DEEPEST or len(reading.sources) >= _MOST_FILES:
        raise beyond(found.span, f"more than {_DEEPEST} files import each other, or more than {_MOST_FILES:,} in all")
    found.used = True
    try:
        text = reading.read_file(file)
    except UnreadableFileError as error:
        raise not_so(found.span, str(error), error.hint) from None
    main = reading.sources[0].name
    source = Source(beside(main, file), text.replace("\r\n", "\n"))
    prefix, folder = (*here.prefix, *path[:-1]), file[: file.rfind("/") + 1]
    inner, _ = _file(source, Place(reading, prefix, folder, (*here.around, file)))
    root = inner.root
    if root is None or inner.paths.get(path[-1:]) is not root:
        message = f"`{path[-1]}` is not the root of `{found.path}`, and only whole models are taken in"
        raise beyond(feature.span, message)
    # what is written at this place belongs to the root, too
    root.groups += feature.groups
    root.attributes |= feature.attributes
    _put_in_place(names, feature, root)
    for inner_path, each in inner.paths.items():
        names.add((*path[:-1], *inner_path), each)


def _put_in_place(names: Names, reference: Feature, root: Feature) -> None:
    """Let the root of an imported file stand where it is named."""
    if names.root is reference:
        names.root = root
        return
    for feature in names.root or ():
        for group in feature.groups:
            if reference in group.children:
                group.children[group.children.index(reference)] = root
                return


def _place(line: Line, source: Source) -> Span:
    return source.span(line.start, line.start + len(line.text))


def _sections(source: Source) -> Sections:
    """Cut a file at the words that stand at its margin."""
    sections = Sections()
    current: list[Line] | None = None
    for line in lines_of(source):
        word = line.text.split(None, 1)[0]
        if line.indent == 0 and word == "namespace" and current is None and sections.namespace is None:
            words = Words(line.text, line.start, source.name)
            words.next()
            sections.namespace = ".".join(words.path())
        elif line.indent == 0:
            if line.text not in _SECTIONS:
                message = f"`{line.text[:40]}` begins no part of a model"
                hint = did_you_mean(line.text, _SECTIONS) or "features and constraints stand further in than this"
                raise not_so(_place(line, source), message, hint)
            if line.text in sections.heads:
                label = Label(_place(sections.heads[line.text], source), "it stands here already")
                raise not_so(_place(line, source), f"`{line.text}` stands twice", None, label)
            sections.heads[line.text] = line
            current = sections.lines.setdefault(line.text, [])
        elif current is None:
            raise not_so(_place(line, source), "this line stands in no part of a model", "begin with `features`")
        else:
            current.append(line)
    return sections


def _check_levels(sections: Sections, source: Source) -> None:
    """The language levels that a file includes are ours; all of them are read, whether they are named or not."""
    for line in sections.lines.get("include", ()):
        major, _, minor = line.text.partition(".")
        if major not in _LEVELS:
            hint = did_you_mean(major, _LEVELS) or f"the levels are {', '.join(f'`{each}`' for each in _LEVELS)}"
            raise beyond(_place(line, source), f"there is no language level `{line.text}`", hint)
        if minor and minor not in _LEVELS[major]:
            near = did_you_mean(minor, _LEVELS[major])
            raise beyond(_place(line, source), f"`{major}` has no level `{minor}`", near)


def _imports(sections: Sections, source: Source) -> dict[Path, Import]:
    """The imported files by what they are called."""
    found: dict[Path, Import] = {}
    lines: Sequence[Line] = sections.lines.get("imports", ())
    for line in lines:
        words = Words(line.text, line.start, source.name)
        path = words.path()
        name = path
        if words.took("as"):
            name = words.path()
        if words.kind != "end":
            raise words.wrong("`as` and a name, or the end of the line")
        if name in found:
            raise not_so(_place(line, source), f"two files are imported as `{'.'.join(name)}`")
        found[name] = Import("/".join(path) + ".uvl", _place(line, source))
    return found
