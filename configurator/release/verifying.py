"""Is a release what it says it is? Every byte of it, and that it was made of the sources in it.

The sources are compiled anew (diagrams that this machine has made of them before may be kept). What this version of
Optionary has compiled must come out the same to the byte; of what another version compiled, only the sources are of
use, and they must give the release its name. Beside that, some configurations are answered from the file as it is, and
from what was compiled anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from configurator.compiler.budget import USUAL, Budget
from configurator.engine.rank import Ranks
from configurator.errors import (
    CatalogError,
    NeedsIdentityKeyError,
    NoDiagramError,
    TooComplexError,
    UnnumberedError,
    UnusableReleaseError,
)
from configurator.product_line import ProductLine
from configurator.release.artifact import SOURCE, SPACE, is_ours
from configurator.release.container import Container
from configurator.release.files import ReleasedFiles
from configurator.release.making import release_of
from configurator.release.opened import ReleasedLine, open_release
from configurator.release.signing import Signature
from configurator.service import LoadedCatalog, load

EXAMPLES = 50
"""Valid configurations of each product that are answered twice, and for each one that lacks something."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found; a release is what it says it is where there are no `findings`.

    `compared`: members that were compiled anew and are the same to the byte. `left_out`: those that were not, because
    another version compiled them, or they are beyond the usual limits on one of two machines. `examples`: how many
    configurations were answered twice.
    """

    findings: tuple[str, ...]
    compared: int
    left_out: tuple[str, ...]
    examples: int


def verify(data: bytes, file: str, budget: Budget = USUAL) -> Verified:
    """Hold a release against itself; `file` is what messages call it. `budget`: as in `release_of`.

    Raises `UnusableReleaseError` for what is no release at all, or one in a form that this version does not know.
    """
    try:
        container = Container(data, file)
        container.check()
        anew = Container(release_of(ReleasedFiles(container), budget), file)
    except UnusableReleaseError as error:
        if error.reason != "damaged-release":
            raise
        return Verified((error.finding,), 0, (), 0)
    except CatalogError as error:
        return Verified((f"its sources have mistakes: {error}",), 0, (), 0)
    findings = list(_told_otherwise(container, anew))
    compared, left_out = list[str](), list[str]()
    for name in dict.fromkeys((*container.names, *anew.names)):
        where = [each.has(name) for each in (container, anew)]
        if (name.startswith(SPACE) and not all(where)) or (not is_ours(container) and not name.startswith(SOURCE)):
            left_out.append(name)
        elif all(where) and container.member(name) == anew.member(name):
            compared.append(name)
        else:
            findings.append(f"`{name}` in it is not what its sources give")
    if findings:
        return Verified(tuple(findings), len(compared), tuple(left_out), 0)
    count, wrong = _answered_twice(data, anew)
    return Verified(tuple(wrong), len(compared), tuple(left_out), count)


def signers(data: bytes, signatures: tuple[Signature, ...]) -> tuple[bytes, ...]:
    """The public keys of those who have signed these bytes. Raises `MissingExtraError`."""
    return tuple(each.public_key for each in signatures if each.is_of(data))


def _told_otherwise(container: Container, anew: Container) -> Iterator[str]:
    """What its list says, and its sources do not."""
    for what in ("release", "catalog", "main"):
        if container.told.get(what) != anew.told[what]:
            yield f"it says another `{what}` than its sources give"


def _answered_twice(data: bytes, anew: Container) -> tuple[int, list[str]]:
    as_it_is, fresh = open_release(data), load(ReleasedFiles(anew))
    count, wrong = 0, list[str]()
    for key in fresh:
        for choices in _examples(fresh, key):
            count += 1
            if _said(as_it_is[key], choices) != _said(fresh[key], choices):
                wrong.append(f"`{key}` answers {sorted(choices)} otherwise than its sources do")
                break
    return count, wrong


def _examples(catalog: LoadedCatalog, key: str) -> Iterator[dict[str, object]]:
    """Valid configurations far apart, and the same without one of their choices."""
    with suppress(TooComplexError, NoDiagramError, UnnumberedError):
        ranks = Ranks(catalog[key].space)
        for number in sorted({place * ranks.count // EXAMPLES for place in range(EXAMPLES)}):
            if number < ranks.count:
                whole = {
                    option: list(value) if isinstance(value, tuple) else value
                    for option, value in ranks.unrank(number).items()
                    if value is not None
                }
                yield dict(whole)
                if whole:
                    del whole[sorted(whole)[number % len(whole)]]
                    yield dict(whole)


def _said(line: ProductLine | ReleasedLine, choices: dict[str, object]) -> bytes | str:
    """The canonical document of a configuration; why there is none."""
    if not line.is_valid(choices):
        return "not valid"
    try:
        return line.code(choices).document
    except NeedsIdentityKeyError:
        return "needs a key"
