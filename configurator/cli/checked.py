"""A catalog and what was found in it: in full, a line a mistake, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from configurator import pipeline
from configurator.answers import CheckAnswer, CheckedCatalog, DiagnosticAnswer, ProductAnswer
from configurator.answers import counted as count_members
from configurator.catalog_files import CatalogFiles
from configurator.cli.faults import explained
from configurator.cli.wording import plural, table
from configurator.compiler.budget import Budget
from configurator.diagnostics import Diagnostic, Severity
from configurator.diagnostics.render import as_json, one_line, report, tally
from configurator.diagnostics.suggest import digits
from configurator.errors import TooComplexError
from configurator.model.catalog import Catalog, Product
from configurator.source import Source


@dataclass(frozen=True, slots=True)
class Counted:
    """A product with the number of its configurations, or why there is none."""

    product: Product
    count: int | None
    why: str | None = None

    def words(self) -> str:
        """How large it is."""
        sizes = f"{plural(len(self.product.options), 'option')}, {plural(len(self.product.constraints), 'constraint')}"
        if self.count is None:
            return f"{sizes}, not counted: {self.why}"
        return f"{sizes}, {digits(self.count, ',')} valid configuration{'' if self.count == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Checked:
    """A catalog's text and diagnostics; the catalog and its products only if it is sound so far."""

    source: Source
    diagnostics: Sequence[Diagnostic]
    catalog: Catalog | None
    products: Sequence[Counted]
    digest: str
    ok: bool

    def summary(self) -> str:
        """What was found, in a line, and the products, a line each."""
        found = tally(self.diagnostics)
        if self.catalog is None:
            return f"{self.source.name}: {found}"
        parts = ["ok"] if self.ok else []
        parts += [found] if found else []
        head = f"{self.source.name}: {', '.join([*parts, plural(len(self.products), 'product')])}"
        return "\n".join(
            [head, *filter(None, [table(((each.product.key, each.words()) for each in self.products), "  ")])]
        )


def checked(path: Path, budget: Budget, *, strict: bool) -> Checked:
    """Check the catalog in a file; `strict` makes a warning as bad as an error. Raises `UnreadableFileError`."""
    files = CatalogFiles(path)
    source = files.source()
    outcome = pipeline.examined(source, files.read, budget)
    severe = (Severity.ERROR, Severity.WARNING) if strict else (Severity.ERROR,)
    ok = outcome.is_sound and not any(each.code.severity in severe for each in outcome.diagnostics)
    catalog = outcome.value.knowledge.catalog if outcome.value else None
    counts = outcome.value.counts if outcome.value else {}
    products = [_counted(each, counts[each.key]) for each in catalog.products] if catalog else []
    return Checked(source, outcome.diagnostics, catalog, products, files.digest(), ok)


def _counted(product: Product, found: int | TooComplexError) -> Counted:
    return Counted(product, found) if isinstance(found, int) else Counted(product, None, str(found))


def in_full(found: Sequence[Checked]) -> str:
    """Each diagnostic with the lines that it speaks of, then a summary; catalog by catalog; then where to read on."""
    parts = [part for each in found for part in (report(each.diagnostics, each.source), each.summary())]
    more = explained(diagnostic for each in found for diagnostic in each.diagnostics)
    return "\n\n".join(filter(None, [*parts, more]))


def in_lines(found: Sequence[Checked]) -> str:
    """Each diagnostic in a line; nothing where there is none."""
    return "\n".join(one_line(diagnostic, each.source) for each in found for diagnostic in each.diagnostics)


def answer_of(found: Sequence[Checked]) -> CheckAnswer:
    """The same for programs."""
    return CheckAnswer(ok=all(each.ok for each in found), catalogs=tuple(map(_catalog, found)))


def _catalog(found: Checked) -> CheckedCatalog:
    severities = [each.code.severity for each in found.diagnostics]
    return CheckedCatalog(
        file=found.source.name,
        ok=found.ok,
        errors=severities.count(Severity.ERROR),
        warnings=severities.count(Severity.WARNING),
        catalog=found.catalog.key if found.catalog else None,
        label=found.catalog.label if found.catalog else None,
        release=f"{found.catalog.key}@{found.digest}" if found.catalog else None,
        diagnostics=tuple(DiagnosticAnswer.model_validate(as_json(each, found.source)) for each in found.diagnostics),
        products=tuple(map(_product, found.products)),
    )


def _product(found: Counted) -> ProductAnswer:
    product = found.product
    return ProductAnswer(
        key=product.key,
        label=product.label,
        gtin=product.gtin,
        options=len(product.options),
        constraints=len(product.constraints),
        **count_members(found.count, found.why),
    )
