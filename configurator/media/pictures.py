"""Look at the bytes of a picture: its media type, its pixels, and whether it can really be decoded.

In go the bytes of a file; out comes a `Picture`, also for bytes that are none: then `fault` says why. The name of the
file plays no part. A picture counts as it is shown: where its EXIF data say that it lies on its side, width and height
change places.

What would surprise: the whole picture is decoded, since only that shows that it is not cut off. The header is held to
`MOST_PIXELS` first, so a small file that claims to be huge costs nothing. Files with several pictures (animations, the
pages of a TIFF) are faulty, because nobody could say which of them is meant; of the previews that cameras put behind a
JPEG only the first picture, the photo, is looked at. The library of decoders tells of odd metadata by `warnings`, which
are left to the caller, since they belong to the whole process. Vector graphics have no pixels and are not read.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

MEDIA = ("jpeg", "png", "webp", "tiff", "gif")
"""The media types that are read; each is what stands behind `image/` in its name by IANA."""

MOST_BYTES = 100_000_000
"""Of a file that is looked at."""

MOST_PIXELS = 80_000_000
"""Of a picture that is decoded, which takes up to 4 bytes each."""

MOST_SCANS = 200
"""Of a JPEG, previews included. Each goes over the whole picture, so thousands of tiny ones would take minutes."""

_SCAN = b"\xff\xda"
_DIGEST = re.compile("sha256:[0-9a-f]{64}")

_SIGNATURES = (
    (b"\xff\xd8\xff", 0, "jpeg"),
    (b"\x89PNG\r\n\x1a\n", 0, "png"),
    (b"WEBP", 8, "webp"),
    (b"II*\x00", 0, "tiff"),
    (b"MM\x00*", 0, "tiff"),
    (b"GIF87a", 0, "gif"),
    (b"GIF89a", 0, "gif"),
)
_ORIENTATION = 0x0112
_ON_ITS_SIDE = (5, 6, 7, 8)


@dataclass(frozen=True, slots=True)
class Picture:
    """What a file is, by its bytes.

    - `digest`: `sha256:` and 64 lower-case hex digits of the bytes; `size`: how many bytes there are;
    - `media`: the media type that the file has by its first bytes, one of `MEDIA`, or None;
    - `width`, `height`: in pixels, as the picture is shown; 0 where they are not known;
    - `fault`: why it is no picture that can be used: `unreadable`, `too-many-pixels`, `several-pictures`, or
      `too-large` beyond `MOST_BYTES`; else None.
    """

    digest: str
    size: int
    media: str | None
    width: int = 0
    height: int = 0
    fault: str | None = None


def digest_of(data: bytes) -> str:
    """`sha256:` and 64 lower-case hex digits, as configurations and documents name a file."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def is_digest(text: str) -> bool:
    """Whether a text is the digest of a file as `digest_of` writes it."""
    return _DIGEST.fullmatch(text) is not None


def look_at(data: bytes) -> Picture:
    """What these bytes are; it never raises for what they contain. It takes the time of decoding the picture once."""
    digest, size = digest_of(data), len(data)
    media = next((name for start, at, name in _SIGNATURES if data[at : at + len(start)] == start), None)
    if media == "webp" and not data.startswith(b"RIFF"):
        media = None
    if size > MOST_BYTES:
        return Picture(digest, size, media, fault="too-large")
    if media is None:
        return Picture(digest, size, None, fault="unreadable")
    width, height, fault = _decoded(data, media)
    return Picture(digest, size, media, width, height, fault)


def _decoded(data: bytes, media: str) -> tuple[int, int, str | None]:
    """Width and height as shown, and what is wrong with the picture, if anything is."""
    from PIL import Image

    if media == "jpeg" and data.count(_SCAN) > MOST_SCANS:
        return 0, 0, "unreadable"
    try:
        if media == "png":
            Image.open(BytesIO(data), formats=("PNG",)).verify()  # the check sums, which decoding does not look at
        with Image.open(BytesIO(data), formats=(media.upper(),)) as image:
            if image.width * image.height > MOST_PIXELS:
                return image.width, image.height, "too-many-pixels"
            image.load()
            width, height = image.size
            if _lies_on_its_side(image):
                width, height = height, width
            return width, height, "several-pictures" if media != "jpeg" and _has_a_second(image) else None
    except Image.DecompressionBombError:
        return 0, 0, "too-many-pixels"
    except Exception:  # noqa: BLE001 - whatever a library of decoders says to hostile bytes, they are no picture
        return 0, 0, "unreadable"


def _lies_on_its_side(image: Image) -> bool:
    """Whether the EXIF data turn the picture by a quarter; data that cannot be read turn nothing, as in viewers."""
    try:
        return image.getexif().get(_ORIENTATION) in _ON_ITS_SIDE
    except Exception:  # noqa: BLE001 - as above
        return False


def _has_a_second(image: Image) -> bool:
    try:
        image.seek(1)
    except EOFError:
        return False
    return True
