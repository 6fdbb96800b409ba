"""The owner's key ring as commands take it, and what they tell of private texts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from configurator.answers import PrivateTextAnswer
    from configurator.registry.key_ring import KeyRing
    from configurator.registry.private_texts import PrivateAnswer

OwnerKeyFile = Annotated[
    Path | None,
    typer.Option(
        "--owner-key",
        metavar="FILE",
        help="The key ring of who owns the private texts; see `configurator keys`.",
        show_default=False,
    ),
]


def owner_key(file: Path | None) -> KeyRing | None:
    """The ring in a file; None without one. Raises `KeyRingError`."""
    from configurator.registry.key_ring import read_key_ring

    return None if file is None else read_key_ring(file)


def kept_words(told: tuple[PrivateTextAnswer, ...]) -> list[tuple[str, str]]:
    """What became of private texts when they were issued, as rows of a table."""
    return [("private", f"{each.option}: {_KEPT[each.state]}") for each in told]


_KEPT = {
    "readable": "kept, for who has the owner's key",
    "erased": "not kept, since it was erased before; `--keep-again` keeps it",
    "withheld": "not kept under this key",
}


def private_words(found: tuple[PrivateAnswer, ...], *, with_key: bool) -> list[tuple[str, str]]:
    """What is told of private texts to people, as rows of a table."""
    if not with_key:
        places = ", ".join(each.option for each in found)
        return [("private", f"{places}: `--owner-key FILE` shows it to who has the key")] if found else []
    return [
        ("private", f"{each.option}: {each.text if each.text is not None else _SHOWN[each.state]}") for each in found
    ]


_SHOWN = {"erased": "(erased)", "withheld": "(nothing that this key opens)"}
