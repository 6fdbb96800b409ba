"""The files that a catalog names, as analysis comes to them: their text, their bytes, and fonts, each read once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from configurator.analysis.scope import ReadFile
from configurator.errors import FontError, UnreadableFileError
from configurator.media.fonts import FontTable, read_font

ReadBytes = Callable[[str], bytes]
"""The bytes of a file that the catalog names, else as `ReadFile`."""

FONT_SUFFIXES = (".ttf", ".otf")


@dataclass(frozen=True)
class Files:
    """The files of one catalog; without `data`, none can be read that is not text."""

    text: ReadFile
    data: ReadBytes | None = None
    _fonts: dict[str, FontTable | FontError | UnreadableFileError] = field(default_factory=dict)

    def font(self, name: str) -> FontTable:
        """A font by its path, or by its name alone, as `EngraveSans`: then `.ttf` is looked for first, and `.otf`.

        Raises `UnreadableFileError`, and `FontError` for what is no font.
        """
        found = self._fonts.get(name)
        if found is None:
            try:
                found = read_font(self._font_data(name))
            except (FontError, UnreadableFileError) as error:
                found = error
            self._fonts[name] = found
        if isinstance(found, FontTable):
            return found
        raise found

    def _font_data(self, name: str) -> bytes:
        if self.data is None:
            raise UnreadableFileError("missing", f"the font `{name}` cannot be read: there are no files here")
        if name.endswith(FONT_SUFFIXES):
            return self.data(name)
        for suffix in FONT_SUFFIXES:
            try:
                return self.data(name + suffix)
            except UnreadableFileError as error:
                if error.reason != "missing":
                    raise
        hint = "put the file of the font into the catalog's folder"
        raise UnreadableFileError("missing", f"there is neither `{name}.ttf` nor `{name}.otf`", hint)
