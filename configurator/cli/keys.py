"""`configurator keys …`: the key ring that private texts are locked away with; and keys that sign releases."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from configurator.cli.arguments import AnswerForm
from configurator.cli.output import answering
from configurator.cli.registry_address import RegistryAddress, registry_address

RingFile = Annotated[
    Path, typer.Argument(metavar="FILE", help="The file of the key ring, for its owner only.", show_default=False)
]


def new(file: RingFile, form: AnswerForm = None) -> None:
    """Make a key ring with one key, in a file that nobody else may read.

    Whoever loses the file loses the private texts, and no code. So keep a copy
    where the registry is not.

    Examples:
      configurator keys new owner.keys
      configurator keys new /etc/optionary/owner.keys --format json

    Exit codes: 0 made, 2 there is one already, or it cannot be written.
    """
    with answering(form) as out:
        from configurator.answers import KeyRingAnswer
        from configurator.registry.key_ring import new_key_ring

        ring = new_key_ring()
        ring.save(file)
        answer = KeyRingAnswer(newest=ring.newest, epochs=ring.epochs)
        out.show(f"made {file}; keep a copy where the registry is not", lambda: answer)


def rotate(file: RingFile, form: AnswerForm = None) -> None:
    """Give a key ring a new key, which locks from now on; the older ones still open.

    `configurator keys rewrap` then moves what is kept to the new key. The file
    keeps its owner, also where root does it.

    Examples:
      configurator keys rotate owner.keys
      configurator keys rotate owner.keys --format json

    Exit codes: 0 done, 2 not a key ring, or open to others.
    """
    with answering(form) as out:
        from configurator.answers import KeyRingAnswer
        from configurator.registry.key_ring import changing, read_key_ring

        with changing(file):
            ring = read_key_ring(file).rotated()
            ring.save(file, replace=True)
        answer = KeyRingAnswer(newest=ring.newest, epochs=ring.epochs)
        out.show(f"{file} has {len(ring.epochs)} keys; `configurator keys rewrap` moves what is kept", lambda: answer)


def rewrap(file: RingFile, registry: RegistryAddress = None, form: AnswerForm = None) -> None:
    """Lock every private text with the newest key; no text is read or written.

    Afterwards nothing in the registry opens with the older keys. Backups do, so
    keep the ring as long as them.

    Examples:
      configurator keys rewrap owner.keys --registry codes.db
      configurator keys rewrap owner.keys --format json

    Exit codes: 0 done, 2 not a key ring, or open to others, 3 our fault or the
    disk's.
    """
    with answering(form) as out:
        from configurator.answers import RewrapAnswer
        from configurator.registry.key_ring import read_key_ring
        from configurator.registry.opening import open_registry

        ring = read_key_ring(file)
        with open_registry(registry_address(out, registry), create=False) as store:
            moved = store.private.rewrap(ring)
        words = f"{moved:,} private text{'' if moved == 1 else 's'} moved to the newest key"
        out.show(words, lambda: RewrapAnswer(moved=moved, newest=ring.newest))


def signing(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The file of the new key.", show_default=False)],
    form: AnswerForm = None,
) -> None:
    """Make a key to sign releases with, and beside it its public key, FILE.pub.

    FILE is for its owner only. Whoever checks releases needs FILE.pub, from you
    and not from where the release comes from.

    Examples:
      configurator keys signing ann.key
      configurator keys signing ann.key --format json

    Exit codes: 0 made, 2 there is one already, or it cannot be written.
    """
    with answering(form) as out:
        from configurator.answers import SigningKeyAnswer
        from configurator.release.signing import new_signing_key, public_path

        public, beside = new_signing_key(file).hex(), str(public_path(file))
        out.show(
            f"made {file}, and {beside} for those who check releases",
            lambda: SigningKeyAnswer(file=str(file), public_file=beside, public_key=public),
        )


keys = typer.Typer(
    name="keys",
    help="Make and change the keys of private texts, and those that sign releases.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)
for command in (new, rotate, rewrap, signing):
    keys.command(command.__name__)(command)
