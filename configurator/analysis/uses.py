"""The files that a catalog uses: read, parsed, and joined with it into one tree.

`use "shared/teams.vpc"` stands for what that file declares. Each file is read once, however many use it; it lies in the
catalog's own folder or below, and what it names (CSV, other files) is named from where it lies.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from dataclasses import replace

from configurator.analysis.scope import ReadFile, Report
from configurator.diagnostics import Code, Diagnostic, Outcome, codes
from configurator.diagnostics.enough import MOST_TOLD, enough
from configurator.errors import UnreadableFileError
from configurator.source import Source, Sources, beside
from configurator.syntax import nodes as n
from configurator.syntax.parser import parse

MOST_FILES = 200
"""Files of catalog text in one catalog."""


Parse = Callable[[Source], Outcome[n.Tree]]


def gather(tree: n.Tree, read_file: ReadFile, parse_file: Parse = parse) -> Outcome[n.Tree]:
    """The tree with all that the files declare that it uses, and every mistake in these; its own text comes first.

    Products of a file that is a catalog of its own stay products of that catalog, so they have one code wherever they
    are sold; those of a file without a head belong to whoever uses it.
    """
    if not tree.uses:
        return Outcome(tree)
    reading = _Reading(tree, read_file, parse_file)
    own = posixpath.basename(tree.source.name.replace("\\", "/"))
    reading.follow(tree, "", (own,))
    whole = replace(
        tree,
        spaces=(*reading.spaces, *tree.spaces),
        contexts=(*reading.contexts, *tree.contexts),
        products=(*reading.products, *tree.products),
        broken=(*reading.broken, *tree.broken),
        folders=reading.folders,
    )
    found = Outcome(whole, tuple(reading.diagnostics), Sources((tree.source, *reading.sources)))
    # with so many mistakes not all files have been read, and what they declare would be called unknown
    return enough(found)


class _Reading:
    """What has been read of other files so far, what they use before themselves."""

    def __init__(self, tree: n.Tree, read_file: ReadFile, parse_file: Parse) -> None:
        self._main, self._read_file, self._parse = tree.source.name, read_file, parse_file
        self._done: set[str] = set()
        self.diagnostics: list[Diagnostic] = []
        self.sources: list[Source] = []
        self.spaces: list[n.SpaceNode] = []
        self.contexts: list[n.ContextNode] = []
        self.products: list[n.ProductNode] = []
        self.broken: list[n.BrokenNode] = []
        self.folders: dict[str, str] = {}

    def follow(self, tree: n.Tree, folder: str, around: tuple[str, ...]) -> None:
        """Read what a tree uses; `folder` is where its file lies, `around` the files that are being read."""
        for use in tree.uses:
            if len(self.diagnostics) > MOST_TOLD:
                return
            path = posixpath.normpath(posixpath.join(folder, use.file.text))
            if path in around:
                message = f"`{use.file.text}` uses this file" if len(around) > 1 else "this file uses itself"
                if path == around[-1]:
                    message = "this file uses itself"
                self._say(use, codes.CIRCULAR_USE, message, "put what both need into a third file")
            elif path not in self._done and len(self._done) < MOST_FILES:
                self._done.add(path)
                self._take(use, path, around)
            elif path not in self._done:
                message = f"a catalog uses at most {MOST_FILES} files"
                self._say(use, codes.TOO_LARGE, message, "put more into one file")

    def _take(self, use: n.UseNode, path: str, around: tuple[str, ...]) -> None:
        try:
            text = self._read_file(path)
        except UnreadableFileError as error:
            code = codes.PATH_ESCAPE if error.reason == "outside" else codes.MISSING_FILE
            self._say(use, code, error.message, error.hint)
            return
        source = Source(beside(self._main, path), text)
        self.sources.append(source)
        self.folders[source.name] = posixpath.dirname(path)
        outcome = self._parse(source)
        self.diagnostics += outcome.diagnostics
        tree = outcome.value
        if tree is None:
            return
        self.follow(tree, posixpath.dirname(path), (*around, path))
        head = tree.catalogs[0] if tree.catalogs else None
        owner = None if head is None else head.was[0].text if head.was else head.key.text
        self.spaces += tree.spaces
        self.contexts += tree.contexts
        self.products += [replace(each, catalog=owner) for each in tree.products]
        self.broken += tree.broken

    def _say(self, use: n.UseNode, code: Code, message: str, hint: str | None) -> None:
        report = Report()
        report.say(code, use.file.span, message, hint)
        self.diagnostics += report.diagnostics
