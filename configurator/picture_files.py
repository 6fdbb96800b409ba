"""Pictures out of files: read, within a limit, and looked at by what is in them. The only place that opens one."""

from __future__ import annotations

import stat
from pathlib import Path

from configurator.errors import RefusedPictureError, UnreadableFileError
from configurator.media.pictures import MOST_BYTES, Picture, look_at
from configurator.model.catalog import Product
from configurator.model.domain import ImageDomain
from configurator.model.faults import Hints
from configurator.model.raw_values import read_value


def looked_at(picture: bytes | str | Path) -> Picture:
    """What the bytes of a file are, given themselves or by its path. Raises `UnreadableFileError` for a path."""
    return look_at(picture if isinstance(picture, bytes) else _bytes(Path(picture)))


def _bytes(path: Path) -> bytes:
    """The bytes of a file, up to one more than are looked at."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe or a device could keep us reading for ever
            raise UnreadableFileError("missing-file", f"`{path}` is no ordinary file", "name the file of a picture")
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise UnreadableFileError("missing-file", f"there is no file `{path}`", "check the name") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableFileError("missing-file", f"`{path}` cannot be read: {reason}") from None


def picture_for(product: Product, option: str, picture: Picture) -> str:
    """The digest of a picture that an option takes. Raises `RefusedPictureError`, and `KeyError` for another option."""
    found = product.by_key.get(option)
    if found is None or not isinstance(found.domain, ImageDomain):
        raise KeyError(f"`{product.key}` has no image option `{option}`")
    value, problems = read_value(found, picture, Hints(0))
    if problems or not isinstance(value, str):
        raise RefusedPictureError(option, problems)
    return value
