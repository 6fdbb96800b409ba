"""Pictures are what their bytes are: media type, pixels as shown, damage; and all bytes get an answer."""

from __future__ import annotations

import hashlib
import random
import struct
import zlib
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_media import made_animation, made_picture
from PIL import Image

from configurator.media import pictures
from configurator.media.pictures import MEDIA, MOST_PIXELS, Picture, digest_of, is_digest, look_at
from configurator.model.catalog import Product
from configurator.model.domain import ImageDomain
from configurator.model.faults import Hints
from configurator.model.option import Option
from configurator.model.pictures import aspect_words, size_words, unseen
from configurator.model.raw_values import read_value

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:PIL", "ignore::PIL.Image.DecompressionBombWarning")

SIDEWAYS = Image.Exif()
SIDEWAYS[0x0112] = 6


@pytest.mark.parametrize("media", MEDIA)
def test_a_picture_is_known_by_its_bytes(media: str) -> None:
    data = made_picture(media, 30, 20)
    assert look_at(data) == Picture(f"sha256:{hashlib.sha256(data).hexdigest()}", len(data), media, 30, 20)


@pytest.mark.parametrize("media", [media for media in MEDIA if media != "gif"])
def test_a_picture_that_lies_on_its_side_counts_as_it_is_shown(media: str) -> None:
    found = look_at(made_picture(media, 30, 20, exif=SIDEWAYS))
    assert (found.width, found.height, found.fault) == (20, 30, None)


@pytest.mark.parametrize("media", MEDIA)
@pytest.mark.parametrize("share", [3, 2])
def test_a_picture_that_is_cut_off_is_unreadable(media: str, share: int) -> None:
    data = made_picture(media, 300, 200)
    found = look_at(data[: len(data) // share])
    assert (found.media, found.fault) == (media, "unreadable")


@pytest.mark.parametrize("media", ["gif", "png", "webp", "tiff"])
def test_a_file_with_several_pictures_is_told(media: str) -> None:
    assert look_at(made_animation(media, 3, 3)).fault == "several-pictures"


def test_of_a_photo_with_a_preview_the_photo_counts() -> None:
    from io import BytesIO

    saved = BytesIO()
    preview = [Image.new("RGB", (4, 3))]
    Image.new("RGB", (40, 30)).save(saved, "MPO", save_all=True, append_images=preview)
    found = look_at(saved.getvalue())
    assert (found.media, found.width, found.height, found.fault) == ("jpeg", 40, 30, None)


def png_chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_that_claims(width: int, height: int) -> bytes:
    """A tiny file that says it is as large as this."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + png_chunk(b"IDAT", zlib.compress(b"\0" * 100)) + png_chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [8_945, 20_000, 2**31 - 1])
def test_what_claims_too_many_pixels_is_not_decoded(side: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(self: Image.Image) -> None:
        raise AssertionError("this would be decoded")

    assert side * side > MOST_PIXELS
    monkeypatch.setattr(Image.Image, "load", never)
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", never)
    assert look_at(png_that_claims(side, side)).fault in ("too-many-pixels", "unreadable")


def test_what_claims_as_many_pixels_as_there_may_be_and_has_none_is_unreadable() -> None:
    assert look_at(png_that_claims(8_000, 10_000)).fault == "unreadable"
    assert look_at(png_that_claims(8_000, 10_001)).fault == "too-many-pixels"


def test_a_photo_with_thousands_of_scans_is_not_decoded() -> None:
    data = made_picture("jpeg", 30, 20, progressive=True)
    assert look_at(data).fault is None
    start = data.rindex(b"\xff\xda")
    scan = data[start:-2]
    assert look_at(data[:start] + scan * pictures.MOST_SCANS + data[-2:]).fault == "unreadable"


def test_a_wrong_check_sum_is_damage() -> None:
    data = bytearray(made_picture("png", 30, 20))
    data[data.index(b"IDAT") + 6] ^= 1
    assert look_at(bytes(data)).fault == "unreadable"


def test_too_large_a_file_is_not_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    data = made_picture("png", 30, 20)
    monkeypatch.setattr(pictures, "MOST_BYTES", len(data) - 1)
    assert look_at(data).fault == "too-large"
    monkeypatch.setattr(pictures, "MOST_BYTES", len(data))
    assert look_at(data).fault is None


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"RIFF1234WAVE", b"%PDF-1.7", b"<svg/>", b"BM" + b"\0" * 60])
def test_what_is_no_picture_is_unreadable(data: bytes) -> None:
    assert look_at(data).fault == "unreadable"


@settings(deadline=None)
@given(st.binary(max_size=200), st.sampled_from(MEDIA))
def test_no_bytes_raise(tail: bytes, media: str) -> None:
    start = made_picture(media, 3, 2)[:12]
    for data in (tail, start + tail):
        assert look_at(data).digest == digest_of(data)


@pytest.mark.parametrize("media", MEDIA)
def test_no_damage_raises_and_none_makes_a_picture_larger_than_may_be(media: str) -> None:
    chance = random.Random(media)
    whole = made_picture(media, 40, 30)
    for _ in range(150):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        found = look_at(bytes(data))
        assert found.fault is not None or 0 < found.width * found.height <= MOST_PIXELS


def option(**limits: object) -> Option:
    return Option("photo", "Photo", ImageDomain(("png",), **limits))  # type: ignore[arg-type]


def refused(picture: Picture, **limits: object) -> list[str]:
    """The codes of the problems that a picture has."""
    value, problems = read_value(option(**limits), picture, Hints())
    assert (value == picture.digest) is (not problems)
    return [each.code.value for each in problems]


def png(width: int, height: int, size: int = 1_000) -> Picture:
    return Picture(digest_of(b"some picture"), size, "png", width, height)


def test_each_limit_holds_at_its_edge_and_not_one_beyond() -> None:
    assert refused(png(1200, 1800), least_width=1200, least_height=1800) == []
    assert refused(png(1199, 1800), least_width=1200, least_height=1800) == ["too-few-pixels"]
    assert refused(png(1200, 1799), least_width=1200, least_height=1800) == ["too-few-pixels"]
    assert refused(png(1, 1, 1_000), most_bytes=1_000) == []
    assert refused(png(1, 1, 1_001), most_bytes=1_000) == ["too-many-bytes"]
    shape = (Fraction(2, 3), Fraction(3, 4))
    assert refused(png(200, 300), aspect=shape) == refused(png(300, 400), aspect=shape) == []
    assert refused(png(199, 300), aspect=shape) == refused(png(301, 400), aspect=shape) == ["wrong-aspect"]


def test_all_that_is_wrong_is_said_at_once() -> None:
    found = refused(
        Picture(digest_of(b""), 2_000, "gif", 30, 10),
        least_width=40,
        most_bytes=1_000,
        aspect=(Fraction(1), Fraction(1)),
    )
    assert found == ["wrong-media-type", "too-many-bytes", "too-few-pixels", "wrong-aspect"]


@settings(deadline=None)
@given(st.integers(1, 5_000), st.integers(1, 5_000), st.fractions(Fraction(1, 9), 9), st.fractions(Fraction(1, 9), 9))
def test_the_shape_is_compared_exactly(width: int, height: int, one: Fraction, other: Fraction) -> None:
    low, high = sorted((one, other))
    fits = low * height <= width <= high * height
    assert (refused(png(width, height), aspect=(low, high)) == []) is fits


def test_a_digest_alone_is_taken_and_told_to_be_unseen() -> None:
    product = Product("mug", "Mug", "shop", (option(),))
    digest = digest_of(b"x")
    assert read_value(product.options[0], digest, Hints()) == (digest, ())
    assert unseen(product, {"photo": digest}, {"photo": digest}) == ("photo",)
    assert unseen(product, {"photo": png(1, 1)}, {"photo": digest}) == ()
    assert unseen(product, {}, {"photo": None}) == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sha256:",
        "sha256:" + "0" * 63,
        "sha256:" + "0" * 65,
        "sha256:" + "A" * 64,
        "SHA256:" + "0" * 64,
        "sha256:" + "0" * 64 + "\n",
        " sha256:" + "0" * 64,
        "sha256:" + "٣" * 64,
        "0" * 64,
        "hmac-sha256:" + "0" * 64,
    ],
)
def test_what_is_no_digest_is_told_from_one(text: str) -> None:
    assert not is_digest(text)
    assert is_digest("sha256:" + "0" * 64)


def test_sizes_and_shapes_are_said_as_a_catalog_writes_them() -> None:
    assert [size_words(size) for size in (20_000_000, 1_500_000, 1_234)] == ["20 MB", "1500 kB", "1234 B"]
    assert aspect_words((Fraction(4, 6), Fraction(2, 3))) == "2 : 3"
    assert aspect_words((Fraction(2, 3), Fraction(3, 4))) == "2 : 3 .. 3 : 4"
