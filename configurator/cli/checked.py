"""A catalog and what was found in it: in full, a line a mistake, and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from configurator import pipeline
from configurator.analysis.releases.history import Release
from configurator.answers import CheckAnswer, CheckedCatalog, DiagnosticAnswer, IssuedCodesAnswer, ProductAnswer
from configurator.answers import counted as count_members
from configurator.cli.faults import WrongUseError, explained
from configurator.cli.wording import plural, table
from configurator.compiler.budget import Budget
from configurator.diagnostics import Diagnostic, Outcome, Severity
from configurator.diagnostics.render import as_json, one_line, report, tally
from configurator.diagnostics.suggest import digits
from configurator.errors import TooComplexError
from configurator.examination import Examined
from configurator.exchange.foreign_files import opened
from configurator.identity.code_text import grouped
from configurator.knowledge.knowledge_base import KnowledgeBase
from configurator.model.catalog import Catalog, Product
from configurator.publishing import published_releases
from configurator.registry.opening import open_registry
from configurator.release_check import IssuedCodes, compared, issued_codes, read_releases
from configurator.side_by_side import examined_side_by_side
from configurator.source import Sources

HELD = "registry"
"""In the place of an earlier release: all of the catalog that the registry holds."""

MOST_REASONS = 8
"""Reasons, and codes, that are shown to people."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A product with the number of its configurations, or why there is none."""

    product: Product
    count: int | None
    why: str | None = None

    def words(self) -> str:
        """How large it is."""
        own = self.product
        sizes = f"{plural(len(own.declared_options), 'option')}, {plural(len(own.declared_constraints), 'constraint')}"
        if self.count is None:
            return f"{sizes}, not counted: {self.why}"
        return f"{sizes}, {digits(self.count, ',')} valid configuration{'' if self.count == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Checked:
    """A catalog's text and diagnostics; the catalog and its products only if it is sound so far."""

    sources: Sources
    diagnostics: Sequence[Diagnostic]
    catalog: Catalog | None
    products: Sequence[Counted]
    digest: str
    ok: bool
    against: Sequence[str] = ()
    issued: IssuedCodes | None = None

    @property
    def name(self) -> str:
        """What messages call the catalog."""
        return self.sources.main.name

    def summary(self) -> str:
        """What was found, in a line, and the products, a line each."""
        found = tally(self.diagnostics)
        if self.catalog is None:
            return f"{self.name}: {found}"
        parts = ["ok"] if self.ok else []
        parts += [found] if found else []
        head = f"{self.name}: {', '.join([*parts, plural(len(self.products), 'product')])}"
        products = table(((each.product.key, each.words()) for each in self.products), "  ")
        against = f"  compared with {plural(len(self.against), 'earlier release')}" if self.against else ""
        issued = issued_words(self.issued) if self.issued else ""
        return "\n".join(filter(None, [head, products, against, issued]))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a check beside the catalog itself.

    - `strict`: warnings are as bad as errors;
    - `against`: earlier releases, as files, folders and git refs, oldest first; `texts`: tell changed texts, too;
    - `registry`: try the codes that it has issued, as of `day`.
    """

    budget: Budget
    day: date
    strict: bool = False
    against: Sequence[str] = ()
    texts: bool = False
    registry: str | None = None


def checked(path: Path, wanted: Wanted) -> Checked:
    """Check the catalog in a file. Raises `UnreadableFileError`, `CatalogError` for a faulty earlier release, and
    `RegistryError`.
    """
    files = opened(path)
    outcome = files.read_source().then(
        lambda source: pipeline.examined(source, files, wanted.budget, examined_side_by_side)
    )
    knowledge = outcome.value.knowledge if outcome.value else None
    releases = read_releases([each for each in wanted.against if each != HELD], path)
    if knowledge is not None and HELD in wanted.against:
        releases = [*_held(knowledge, wanted.registry), *releases]
    diagnostics = outcome.diagnostics
    if knowledge is not None and releases:
        told = compared(knowledge.catalog, releases, texts=wanted.texts)
        diagnostics = replace(outcome, diagnostics=(*diagnostics, *told)).in_order().diagnostics
    issued = None
    if knowledge is not None and wanted.registry is not None:
        with open_registry(wanted.registry, create=False) as registry:
            issued = issued_codes(knowledge, registry, wanted.day)
    names = [each.name for each in releases]
    found = of_outcome(replace(outcome, diagnostics=diagnostics), wanted, files.digest())
    return replace(found, against=names, issued=issued)


def _held(knowledge: KnowledgeBase, registry: str | None) -> list[Release]:
    """The releases of a catalog that the registry holds. Raises `WrongUseError` where none is named."""
    if registry is None:
        hint = "write `--registry FILE|URL`; a folder of this name is meant by `./registry`"
        raise WrongUseError("no-registry", "`--against registry` names no registry", hint)
    with open_registry(registry, create=False) as opened_registry:
        return published_releases(opened_registry.releases, knowledge.catalog.permanent_key)


def of_outcome(outcome: Outcome[Examined], wanted: Wanted, digest: str) -> Checked:
    """What a check has found, without earlier releases and codes."""
    severe = (Severity.ERROR, Severity.WARNING) if wanted.strict else (Severity.ERROR,)
    ok = outcome.value is not None and not any(each.code.severity in severe for each in outcome.diagnostics)
    catalog = outcome.value.knowledge.catalog if outcome.value else None
    counts = outcome.value.counts if outcome.value else {}
    products = [_counted(each, counts[each.key]) for each in catalog.products] if catalog else []
    return Checked(outcome.sources, outcome.diagnostics, catalog, products, digest, ok)


def issued_words(found: IssuedCodes) -> str:
    """What has become of the codes that a registry has issued."""
    if not found.unbuildable and not found.unsellable and not found.endangered:
        return f"  all {plural(found.asked, 'issued code')} can still be built and sold"
    lines = [f"  of {plural(found.asked, 'issued code')}, {found.unbuildable:,} can no longer be built"]
    lines += [f"    {number:,}: {why}" for why, number in found.reasons[:MOST_REASONS]]
    lines += [f"    {grouped(each.code)}  {each.why}" for each in found.examples[:MOST_REASONS]]
    if found.unsellable:
        lines.append(f"  {found.unsellable:,} can be built, and not be sold on {found.day.isoformat()}")
    if found.endangered:
        lines.append(f"  {found.endangered:,} would get another code: do not publish this")
    return "\n".join(lines)


def _counted(product: Product, found: int | TooComplexError) -> Counted:
    return Counted(product, found) if isinstance(found, int) else Counted(product, None, str(found))


def in_full(found: Sequence[Checked]) -> str:
    """Each diagnostic with the lines that it speaks of, then a summary; catalog by catalog; then where to read on."""
    parts = [part for each in found for part in (report(each.diagnostics, each.sources), each.summary())]
    more = explained(diagnostic for each in found for diagnostic in each.diagnostics)
    return "\n\n".join(filter(None, [*parts, more]))


def in_lines(found: Sequence[Checked]) -> str:
    """Each diagnostic in a line; nothing where there is none."""
    return "\n".join(one_line(diagnostic, each.sources) for each in found for diagnostic in each.diagnostics)


def answer_of(found: Sequence[Checked]) -> CheckAnswer:
    """The same for programs."""
    return CheckAnswer(ok=all(each.ok for each in found), catalogs=tuple(map(_catalog, found)))


def _catalog(found: Checked) -> CheckedCatalog:
    severities = [each.code.severity for each in found.diagnostics]
    return CheckedCatalog(
        file=found.name,
        ok=found.ok,
        errors=severities.count(Severity.ERROR),
        warnings=severities.count(Severity.WARNING),
        notes=severities.count(Severity.NOTE),
        against=tuple(found.against),
        issued=IssuedCodesAnswer.of(found.issued) if found.issued else None,
        catalog=found.catalog.key if found.catalog else None,
        label=found.catalog.label if found.catalog else None,
        release=f"{found.catalog.permanent_key}@{found.digest}" if found.catalog else None,
        diagnostics=tuple(DiagnosticAnswer.model_validate(as_json(each, found.sources)) for each in found.diagnostics),
        products=tuple(map(_product, found.products)),
    )


def _product(found: Counted) -> ProductAnswer:
    product = found.product
    return ProductAnswer(
        key=product.key,
        label=product.label,
        gtin=product.gtin,
        options=len(product.declared_options),
        constraints=len(product.declared_constraints),
        **count_members(found.count, found.why),
    )
