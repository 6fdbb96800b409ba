"""A careless author: writes a catalog in pieces with whatever blanks, line breaks and comments the language allows."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from catalogs_in_pieces import FUNCTIONS, Gap, Piece

from configurator.syntax.statements import ITEM_WORDS, TOP_WORDS

COMMENTS = ("//", "// why", "//tight", '// { ( "', f"// {'long ' * 25}".rstrip(), "// option x: y", "////")
SIGNS = frozenset('|:,(){}[]=<>"')
"""Characters that need no blank on either side."""

STATEMENTS = (*TOP_WORDS, *ITEM_WORDS)
"""Words that begin a statement where they begin a line."""


@dataclass
class Careless:
    """Writes pieces.

    `breaks` and `comments` say how often there is a line break or a comment (0 to 1), `widest` how many blanks at most.
    """

    random: Random
    breaks: float = 0.15
    comments: float = 0.05
    widest: int = 3
    written: list[str] = field(default_factory=list)

    def write(self, pieces: list[Piece]) -> str:
        """The whole text."""
        if self.happens(self.comments):
            self.end_of_line()
        brackets: list[str] = []
        before: Piece = Gap.STATEMENT
        for piece, behind in zip(pieces, [*pieces[1:], ""], strict=True):
            if isinstance(piece, Gap):
                self.gap(piece, may_break=behind not in STATEMENTS)
            else:
                if not isinstance(before, Gap):
                    self.between(before, piece, brackets[-1:] in (["{"], ["["]))
                self.written.append(piece)
                if piece in ("{", "(", "["):
                    brackets.append(piece)
                elif piece in ("}", ")", "]"):
                    brackets.pop()
            before = piece
        if self.happens(0.8):
            self.end_of_line()
        return "".join(self.written)

    def happens(self, often: float) -> bool:
        return self.random.random() < often

    def blanks(self, least: int = 0) -> str:
        return "".join(self.random.choice((" ", " ", "\t")) for _ in range(self.random.randint(least, self.widest)))

    def end_of_line(self) -> None:
        """End a line, maybe with comments behind it and below, and with empty lines."""
        if self.happens(self.comments * 2):
            self.written.append(f" {self.random.choice(COMMENTS)}")
        self.written.append("\n")
        while self.happens(self.comments * 2):
            self.written.append(self.blanks() + self.random.choice((*COMMENTS, "")) + "\n")
        self.written.append(self.blanks())

    def gap(self, gap: Gap, may_break: bool) -> None:
        """What stands where a line break would mean something, or nothing."""
        if gap is Gap.PART:
            if not (may_break and self.happens(self.breaks)):
                self.written.append(f"{self.blanks()},{self.blanks()}")
                return
            if self.happens(0.5):
                self.written.append(f"{self.blanks()},")
            self.end_of_line()
        elif gap is Gap.EDGE:
            self.written.append(self.blanks())
            if may_break and self.happens(self.breaks):
                self.end_of_line()
        elif gap is Gap.PRODUCT:
            if self.happens(self.comments):
                self.end_of_line()
            self.written.append(f"{self.blanks()}{{{self.blanks()}")
        else:
            self.written.append(self.blanks())
            self.end_of_line()
            self.written.append("}" if gap is Gap.END else "")

    def between(self, before: str, piece: str, in_braces: bool) -> None:
        """What stands between two tokens that belong together."""
        tight = before[-1] in SIGNS or piece[0] in SIGNS
        self.written.append(self.blanks(0 if tight else 1))
        may_break = not in_braces and piece not in STATEMENTS
        if before in FUNCTIONS and piece == "(":
            may_break = False
        if may_break and self.happens(self.breaks):
            self.end_of_line()
