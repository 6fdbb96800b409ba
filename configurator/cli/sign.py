"""`configurator sign`: vouch for a release, beside its file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from configurator.cli.arguments import AnswerForm
from configurator.cli.output import answering

ReleaseFile = Annotated[Path, typer.Argument(metavar="RELEASE", help="A release file (.vpcr).", show_default=False)]
SigningKeyFile = Annotated[
    Path,
    typer.Option(
        "--key", metavar="KEYFILE", help="The key to sign with; see `configurator keys signing`.", show_default=False
    ),
]


def sign(release: ReleaseFile, key: SigningKeyFile, form: AnswerForm = None) -> None:
    """Sign a release: your signature is put to the others in RELEASE.sig.

    The release itself is not changed. Several may sign it, each with a key of
    their own (Ed25519). Signatures of other bytes are left out. It takes the
    extra `keys`.

    Examples:
      configurator sign studio.vpcr --key ann.key
      configurator sign studio.vpcr --key bob.key --format json

    Exit codes: 0 signed, 2 no release, or no key, 3 the disk's fault.
    """
    with answering(form) as out:
        from configurator.answers import SignAnswer

        signed_by = put_signature(release, key)
        beside = f"{release}.sig"
        out.show(
            f"signed; {len(signed_by)} signature{'' if len(signed_by) == 1 else 's'} in {beside}",
            lambda: SignAnswer(file=str(release), signatures=beside, signed_by=signed_by),
        )


def put_signature(release: Path, key: Path) -> tuple[str, ...]:
    """Sign a release file; the public keys of all who have. Raises as `release.signing` and `Container` do."""
    from configurator.release.container import Container, read
    from configurator.release.signing import add_signature, signed

    container = Container(read(str(release)), str(release))
    container.check()
    found = add_signature(release, container.data, signed(container.data, key))
    return tuple(each.public_key.hex() for each in found)
