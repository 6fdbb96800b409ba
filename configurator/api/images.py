"""Pictures that were uploaded: each once, under its digest, with what it is in the name of its file.

    DIR/3f/3f9c….jpeg.1200x1800

A file is written aside, made durable, and takes its name at once, so there is never half of one. What is given back is
hashed again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from configurator.api.problems import Culprit, ProblemError
from configurator.errors import UnwritableFileError
from configurator.media.pictures import MEDIA, MOST_PIXELS, Picture, digest_of, is_digest, look_at
from configurator.model.catalog import Product
from configurator.whole_files import replacing, sync_folder

_NAME = re.compile(r"([0-9a-f]{64})\.([a-z]+)\.(\d+)x(\d+)")

_FAULTS = {
    "unreadable": "the file is no picture, or one that is damaged or cut off",
    "too-many-pixels": f"the picture has more than {MOST_PIXELS:,} pixels",
    "several-pictures": "the file has several pictures, as animations have",
    "too-large": "the file is too large to be looked at",
}


@dataclass(frozen=True)
class Images:
    """The pictures in a folder."""

    folder: Path

    def put(self, data: bytes) -> tuple[Picture, bool]:
        """Keep a picture; whether it is new. Raises `ProblemError` for what is none that can be used."""
        picture = look_at(data)
        if picture.fault is not None or picture.media is None:
            code, detail = f"{picture.fault}-picture", _FAULTS[picture.fault or "unreadable"]
            hint = f"pictures are read as {', '.join(MEDIA)}"
            raise ProblemError(422, code, detail, hint, errors=(Culprit(code=code, pointer="", detail=detail),))
        try:
            known = self._file(picture.digest)
            if known is not None and known.read_bytes() == data:  # one that is damaged is written anew
                return picture, False
            self._write(picture, data)
        except (OSError, UnwritableFileError):
            detail = "the picture could not be kept; sending it again is safe"
            raise ProblemError(503, "unkept-picture", detail, headers=(("retry-after", "10"),)) from None
        return picture, True

    def find(self, digest: str) -> Picture | None:
        """What is known of a picture; None where it was never uploaded."""
        found = self._file(digest)
        name = None if found is None else _NAME.fullmatch(found.name)
        if found is None or name is None:
            return None
        return Picture(digest, found.stat().st_size, name[2], int(name[3]), int(name[4]))

    def get(self, digest: str) -> tuple[Picture, bytes]:
        """A picture and its bytes. Raises `ProblemError` where it was never uploaded, or is damaged."""
        picture, file = self.find(digest), self._file(digest)
        if picture is None or file is None:
            raise ProblemError(404, "unknown-image", "no picture of this digest was ever uploaded")
        data = file.read_bytes()
        if digest_of(data) != digest:
            raise ProblemError(500, "damaged-image", "the picture is not what was uploaded", "upload it again")
        return picture, data

    def with_pictures(self, product: Product, choices: Mapping[str, object]) -> Mapping[str, object]:
        """The same choices, where an option takes a picture that was uploaded with what is known of it."""
        found = dict(choices)
        for option in product.images:
            digest = choices.get(option.key)
            picture = self.find(digest) if isinstance(digest, str) else None
            if picture is not None:
                found[option.key] = picture
        return found

    def _file(self, digest: str) -> Path | None:
        if not is_digest(digest):
            return None
        name = digest.removeprefix("sha256:")
        return next(iter((self.folder / name[:2]).glob(f"{name}.*.*x*")), None)

    def _write(self, picture: Picture, data: bytes) -> None:
        name = picture.digest.removeprefix("sha256:")
        folder = self.folder / name[:2]
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            sync_folder(self.folder)
        path = folder / f"{name}.{picture.media}.{picture.width}x{picture.height}"
        with replacing(path, 0o600) as file:
            file.write(data)
