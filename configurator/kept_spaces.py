"""Valid spaces that are kept from one process to the next: compiling a product takes longer than reading what it gave.

A space is kept under what it is made of: the catalog's files, the product's key, and this software, its version and its
modules as they lie here, so that whoever edits them never meets what they gave before. The budget is a part of that:
whether something is too complex does not hang on what somebody asked before.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from pathlib import Path

from configurator import __version__
from configurator.compiler.budget import USUAL, Budget
from configurator.compiling import compiled, compiled_here, file_of
from configurator.engine.kept_space import as_kept, from_kept
from configurator.engine.valid_space import ValidSpace
from configurator.errors import DamagedDiagramError
from configurator.kept_files import keep, kept_path, mapped, modules
from configurator.knowledge.artifact import FORM
from configurator.model.catalog import Product
from configurator.places import shipped

_MAKERS = ("syntax", "text", "media", "model", "analysis", "diagram", "knowledge", "compiler", "engine")
"""Parts of the package whose modules have a hand in what a product compiles to."""


def kept_space(
    product: Product, catalog_digest: str | None, budget: Budget = USUAL, released: memoryview | None = None
) -> ValidSpace:
    """The valid space of a product of a catalog with this digest; None: of a catalog that nobody knows by one.

    `released`: as a release of the catalog has it, within the usual budget; where that is asked for, it is looked at
    first. Else the space is read where it was kept before, or compiled as `compiling.compiled` says, and kept; what is
    damaged is compiled and kept anew. Raises `TooComplexError` beyond the budget.
    """
    path, limits = None, _limits(budget)
    if released is not None and limits == _limits(USUAL):
        with suppress(ValueError, DamagedDiagramError):
            return from_kept(product, released, budget)
    if catalog_digest is not None:
        of = f"{FORM} {__version__} {catalog_digest} {product.key} {limits}"
        path = kept_path("diagrams", (of.encode(), *_modules()))
    if path is None:
        return compiled(product, budget)
    with suppress(OSError, ValueError, DamagedDiagramError):
        return from_kept(product, mapped(path), budget)
    space = compiled_here(product, budget)
    file = file_of(product, budget) if space is None else as_kept(space)
    with suppress(OSError):
        keep(path, file)
    return space or from_kept(product, memoryview(file), budget)


def _limits(budget: Budget) -> str:
    return f"{budget.nodes} {budget.values} {budget.seconds} {budget.memory}"


@cache
def _modules() -> tuple[bytes, ...]:
    """Name, size and time of each module and grammar that has a hand in it."""
    package = Path(__file__).parent
    return tuple(modules([*(str(package / part) for part in _MAKERS), str(shipped("grammars"))]))
