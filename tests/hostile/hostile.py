"""What a hostile catalog is: a name, what it attacks, and how its files are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

Made = Mapping[str, "str | bytes | Path"]
"""Files by their names below a folder: text, bytes, or a path that a link leads to."""

MAIN = "catalog.vpc"


@dataclass(frozen=True)
class Hostile:
    """One hostile catalog; `code` is that of a diagnostic that it ends in, empty where the catalog is sound.

    The files are made when they are wanted, since some are large.
    """

    name: str
    attacks: str
    code: str
    make: Callable[[], Made | str | bytes]

    def write(self, folder: Path) -> Path:
        """Write its files below a folder; gives back the path of the catalog."""
        made = self.make()
        for name, content in (made if isinstance(made, Mapping) else {MAIN: made}).items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, Path):
                path.symlink_to(content)
            else:
                path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder / MAIN


def product(body: str, before: str = "") -> str:
    """A catalog of one product with two options, `a` and `n`, and this."""
    return f"catalog demo\n{before}product p {{\n  option a: x | y\n  option n: integer 1 .. 9\n{body}\n}}\n"


def lines(count: int, line: Callable[[int], str], sign: str = "\n") -> str:
    """A line for each number."""
    return sign.join(map(line, range(count)))
