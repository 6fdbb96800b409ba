"""Translations as translators keep them: a gettext PO file in, its entries out, and the way back.

Babel reads and writes the texts. What it would let pass is refused before, at its line: a quote that is never closed,
an entry without an end, an address that stands twice. Comments and flags go through as they are, whoever wrote them.

What would surprise: plural forms are refused, since no text of a catalog depends on a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from configurator.diagnostics.suggest import short

FUZZY = "fuzzy"
"""The flag of a translation that has to be looked at again."""

_LINE = re.compile(r'(?:(?P<word>\S+) +)?"(?:[^"\\]|\\[\\trn"])*"')
_OBSOLETE = re.compile(r"\A#~[ \t]*")
_NEXT = {None: ("msgctxt", "msgid"), "msgctxt": ("msgid",), "msgid": ("msgstr",), "msgstr": ("msgctxt", "msgid")}
"""Which word may follow upon which; a line with text alone goes on with the one before it."""

_SHAPE = 'a line is a comment behind `#`, or `msgctxt`, `msgid` or `msgstr` with text in quotes: `msgstr "Noir"`'


@dataclass(frozen=True, slots=True)
class Entry:
    """A text and its translation, empty if there is none.

    `address` is its `msgctxt`, None without one; `line` that of its `msgid`, from 1. `comments` are whole lines that
    begin with `#`, those of texts before (`#|`) last; `flags` stand in the order written. An `obsolete` entry is kept
    for when its text comes back.
    """

    address: str | None
    text: str
    translation: str = ""
    line: int = field(default=0, compare=False)
    comments: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    obsolete: bool = False

    @property
    def is_fuzzy(self) -> bool:
        """Whether it waits to be looked at again."""
        return FUZZY in self.flags

    @property
    def is_header(self) -> bool:
        """Whether it says something of the whole file."""
        return self.address is None and not self.text and not self.obsolete


@dataclass(frozen=True, slots=True)
class PoFile:
    """The entries of a file in its order, a header among them, and the comments behind the last one."""

    entries: tuple[Entry, ...]
    tail: tuple[str, ...] = ()


class PoError(Exception):
    """What is wrong with a line of a PO file, counted from 1; it never leaves the reading of translations."""

    def __init__(self, line: int, finding: str, hint: str) -> None:
        super().__init__(finding)
        self.line = line
        self.finding = finding
        self.hint = hint


def read_po_file(text: str) -> PoFile:
    """The entries in a text. Raises `PoError` for the first line that is not in order."""
    lines = [line.strip() for line in text.removeprefix("\ufeff").split("\n")]
    frames, tail = _frames(lines)
    entries = []
    first: dict[str, int] = {}
    for frame, (address, identity, translation) in zip(frames, _texts(lines), strict=True):
        comments, flags = tuple(sorted(frame.comments, key=is_previous)), tuple(dict.fromkeys(frame.flags))
        entry = Entry(address or None, identity, translation, frame.line, comments, flags, frame.obsolete)
        if entry.is_header or (entry.address is not None and not entry.obsolete):
            name = entry.address or ""
            if name in first:
                what = f"`{short(name)}` stands" if name else "the header stands"
                raise PoError(frame.line, f"{what} in line {first[name]} already", "take one of them out")
            first[name] = frame.line
        entries.append(entry)
    return PoFile(tuple(entries), tail)


def written(file: PoFile) -> str:
    """The text of a PO file. Equal files have equal texts, on any day."""
    parts = [_written(each) for each in file.entries]
    return "\n".join([*parts, *(["".join(f"{each}\n" for each in file.tail)] if file.tail else [])])


def _written(entry: Entry) -> str:
    from babel.messages.pofile import normalize

    texts = f"msgctxt {normalize(entry.address, width=0)}\n" if entry.address is not None else ""
    texts += f"msgid {normalize(entry.text, width=0)}\nmsgstr {normalize(entry.translation, width=0)}\n"
    before = [each for each in entry.comments if is_previous(each)]  # last, as gettext's own grammar wants it
    if entry.obsolete:
        texts = "".join(f"#~ {line}\n" for line in texts.rstrip("\n").split("\n"))
        before = [f"#~{each[1:]}" for each in before]
    flags = [f"#, {', '.join(entry.flags)}"] if entry.flags else []
    comments = [*(each for each in entry.comments if not is_previous(each)), *flags, *before]
    return "".join(f"{each}\n" for each in comments) + texts


def _texts(lines: Sequence[str]) -> list[tuple[str | None, str, str]]:
    """Address, text and translation of each entry, of lines whose shape has been found in order."""
    from babel.messages.catalog import Catalog, Message
    from babel.messages.pofile import PoFileParser

    class Collected(Catalog):
        """All messages in their order, a header being one like others: it may say what it likes."""

        def __setitem__(self, _: object, message: Message) -> None:
            found.append((message.context, str(message.id), str(message.string)))

    found: list[tuple[str | None, str, str]] = []
    live = (_OBSOLETE.sub("", line) for line in lines)
    PoFileParser(Collected(), abort_invalid=True).parse("" if line.startswith(("#", "|")) else line for line in live)
    return found


@dataclass
class _Frame:
    """What stands around the texts of an entry, and the word of its line before."""

    comments: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    line: int = 0
    obsolete: bool = False
    word: str | None = None


def _frames(lines: Sequence[str]) -> tuple[list[_Frame], tuple[str, ...]]:
    """The frame of each entry, and the comments behind the last one. Raises `PoError`."""
    frames: list[_Frame] = []
    open_one = _Frame()
    for number, line in enumerate(lines, 1):
        obsolete = line.startswith("#~")
        shape = _OBSOLETE.sub("", line)
        if not shape:
            continue
        is_comment = shape.startswith(("#", "|"))
        begins = is_comment or shape.startswith(("msgctxt", "msgid"))
        if begins and open_one.word == "msgstr":
            frames.append(open_one)
            open_one = _Frame()
        if is_comment:
            if open_one.word is not None:
                raise PoError(number, "a comment stands inside an entry", "move it before the entry")
            _note(open_one, f"#{shape}" if obsolete else shape)
            continue
        _follow(open_one, number, shape, obsolete=obsolete)
    if open_one.word == "msgstr":
        return [*frames, open_one], ()
    if open_one.word is not None:
        raise PoError(open_one.line or len(lines), "the last entry has no end", 'an entry ends with `msgstr "…"`')
    return frames, tuple(open_one.comments)


def _note(frame: _Frame, comment: str) -> None:
    """Keep a comment, or the flags in it."""
    if comment.startswith("#,"):
        frame.flags += [flag for each in comment[2:].split(",") if (flag := each.strip())]
    else:
        frame.comments.append(comment)


def _follow(frame: _Frame, number: int, line: str, *, obsolete: bool) -> None:
    """Take the next line of an entry. Raises `PoError` where it cannot be that."""
    found = _LINE.fullmatch(line)
    word = line.split(maxsplit=1)[0] if found is None else found["word"]
    if word is not None and word.startswith(("msgid_plural", "msgstr[")):
        raise PoError(number, "this entry has plural forms", "texts of a catalog have none: write `msgid` and `msgstr`")
    if found is None:
        if re.match(r'(?:msg\w+ +)?"', line):
            raise PoError(number, "this text is not closed, or has a wrong escape", r"write `\"` for a quote inside")
        raise PoError(number, f"`{short(line)}` means nothing here", _SHAPE)
    if frame.word is not None and frame.obsolete is not obsolete:
        raise PoError(number, "one half of this entry is obsolete", "write `#~` before all of its lines, or none")
    if word is None:
        if frame.word is None:
            raise PoError(number, "this text belongs to no entry", _SHAPE)
        return
    wanted = _NEXT[frame.word]
    if word not in wanted:
        hint = _SHAPE if word not in _NEXT else "an entry is `msgctxt`, then `msgid`, then `msgstr`, once each"
        raise PoError(number, f"`{short(word)}` stands where `{wanted[-1]}` should", hint)
    frame.word, frame.obsolete = word, obsolete
    if word == "msgid" or not frame.line:
        frame.line = number


def is_previous(comment: str) -> bool:
    """Whether a comment tells of which text a translation was made."""
    return comment.startswith("#|")


def previous(text: str) -> Iterator[str]:
    """The comments that tell of which text a translation was made, as other tools write them."""
    from babel.messages.pofile import normalize

    yield from (f"#| {line}" for line in f"msgid {normalize(text, width=0)}".split("\n"))
