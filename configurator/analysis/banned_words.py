"""Banned words of a text option: listed in braces, or in a file below the catalog's folder, a word a line."""

from __future__ import annotations

from configurator.analysis.files import Files
from configurator.analysis.named_files import LONGEST_PATH, MOST_REPORTED
from configurator.analysis.scope import Report
from configurator.diagnostics import codes
from configurator.errors import TextError, UnreadableFileError
from configurator.syntax import nodes as n
from configurator.text.banned import BannedWords
from configurator.text.canonical import canonical_text

MOST_WORDS = 10_000
"""Of one option."""

MOST_LINES = 10 * MOST_WORDS
"""Of one file, with those that are empty."""

LONGEST_WORD = 64
"""Characters of a word or phrase."""

_HINT = 'write `banned: "banned.txt"`, a file with a word a line, or the words themselves: `banned: {"damn", "hell"}`'


def banned_words(report: Report, node: n.Attribute, files: Files) -> BannedWords | None:
    """The words that `banned` names; None, and a diagnostic, where it names none."""
    match node.value:
        case n.Text():
            words = _of_file(report, node.value, files)
        case n.SetLiteral(items) if items and all(isinstance(each, n.Name | n.Text) for each in items):
            named = [each for each in items if isinstance(each, n.Name | n.Text)]
            words = [] if _are_too_many(report, node.value, len(named)) else [_word(report, e, e.text) for e in named]
        case _:
            report.say(codes.BAD_PROPERTY, node.value.span, "`banned` names words, or the file that lists them", _HINT)
            return None
    return BannedWords.of(words) if any(words) else None


def _of_file(report: Report, node: n.Text, files: Files) -> list[str]:
    if len(node.text) > LONGEST_PATH:
        message = f"a file name has at most {LONGEST_PATH} characters, and this one has {len(node.text):,}"
        report.say(codes.MISSING_FILE, node.span, message, "give the file a shorter name")
        return []
    try:
        text = files.text(report.path(node))
    except UnreadableFileError as error:
        code = codes.PATH_ESCAPE if error.reason == "outside" else codes.MISSING_FILE
        report.say(code, node.span, error.message, error.hint)
        return []
    if (count := text.count("\n")) > MOST_LINES:
        message = f"`{node.text}` has {count:,} lines, and at most {MOST_WORDS:,} words can be banned"
        report.say(codes.TOO_LARGE, node.span, message, "leave out what contains other words of the list")
        return []
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if not lines:
        report.say(codes.NO_VALUES, node.span, f"`{node.text}` lists no words", "write a word on each line")
    if _are_too_many(report, node, len(lines)):
        return []
    words: list[str] = []
    begun = len(report.diagnostics)
    for number, line in lines:
        words.append(_word(report, node, line, f"`{node.text}`, line {number}: "))
        if len(report.diagnostics) - begun == MOST_REPORTED:
            break
    return words


def _are_too_many(report: Report, node: n.Literal, count: int) -> bool:
    if count > MOST_WORDS:
        message = f"these are {count:,} words, and at most {MOST_WORDS:,} can be banned"
        report.say(codes.TOO_LARGE, node.span, message, "leave out what contains other words of the list")
    return count > MOST_WORDS


def _word(report: Report, node: n.Name | n.Text, word: str, where: str = "") -> str:
    """A word in canonical form; the empty text, and a diagnostic, for what can stand in no text anyway."""
    try:
        found = canonical_text(word)
    except TextError as error:
        report.say(codes.BAD_PROPERTY, node.span, f"{where}{error.message}", "take the character out")
        return ""
    if not found:
        report.say(codes.BAD_PROPERTY, node.span, f"{where}this is no word", "take it out")
    if len(found) > LONGEST_WORD:
        message = f"{where}a banned word has at most {LONGEST_WORD} characters"
        report.say(codes.BAD_PROPERTY, node.span, message, "write each word on a line of its own")
        return ""
    return found
