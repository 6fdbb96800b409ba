"""Pictures: uploaded once, addressed by their digest from then on."""

from __future__ import annotations

from configurator.api.call import Call
from configurator.api.messages import ImageAnswer
from configurator.api.problems import ProblemError
from configurator.api.reply import Reply
from configurator.media.pictures import Picture, digest_of


def upload(call: Call) -> Reply:
    """Keep a picture, whatever its digest."""
    return _kept(call)


def put(call: Call) -> Reply:
    """Keep a picture under the digest that the client has worked out."""
    if digest_of(call.body) != call.named["digest"]:
        hint = "the digest is `sha256:` and the SHA-256 of the file in lower-case hexadecimal"
        raise ProblemError(422, "wrong-digest", "the bytes have another digest than the path says", hint)
    return _kept(call)


def image(call: Call) -> Reply:
    """The bytes of a picture, which never change."""
    picture, data = call.images.get(call.named["digest"])
    return Reply(data, media=f"image/{picture.media}", headers=_SAFE)


def _kept(call: Call) -> Reply:
    picture, new = call.images.put(call.body)
    where = ("location", f"{call.root}/v1/images/{picture.digest}")
    return Reply.of(_answer(picture, new=new), 201 if new else 200, where)


def _answer(picture: Picture, *, new: bool) -> ImageAnswer:
    return ImageAnswer(
        digest=picture.digest,
        media=f"image/{picture.media}",
        size=picture.size,
        width=picture.width,
        height=picture.height,
        new=new,
    )


_SAFE = {
    "cache-control": "private, max-age=31536000, immutable",
    "content-disposition": "attachment",
    "content-security-policy": "sandbox; default-src 'none'",
}
"""Whatever the file was, no browser takes it for a page."""
