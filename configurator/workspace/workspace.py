"""A workspace checks the text of one catalog again after each edit; it gives what `pipeline.examined` gives.

The phases are those of `pipeline`, in its order. What belongs to the whole catalog is done each time, since it costs
little: bringing pieces and families together, names that are used twice. What belongs to one statement, one space or
one product is taken from before, as long as it would come out the same (`pieces`, `traces`). The referee is
`pipeline.examined`, and a property holds the two equal over random edits. Measured in `tests/benchmarks/editing.py`.

What would surprise: of a catalog that is sound, the places in the catalog are those of pieces, and the sources of the
outcome tell where these are; places in diagnostics are those of the text, as everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from graphlib import CycleError, TopologicalSorter

from configurator import pipeline
from configurator.analysis.all_products import AllProducts, products_within
from configurator.analysis.analyze import Readers, analyze, read_space
from configurator.analysis.families import expand
from configurator.analysis.files import Files
from configurator.analysis.named_files import octets_of
from configurator.analysis.products import Names, Read, read_product
from configurator.analysis.scope import ReadFile, Report
from configurator.analysis.translations import with_translations
from configurator.analysis.uses import gather
from configurator.compiler.budget import USUAL, Budget
from configurator.compiler.compile_flat import compile_product
from configurator.diagnostics import Diagnostic, Outcome
from configurator.diagnostics.enough import MOST_TOLD, enough
from configurator.examination import EachProduct, Examined, ExaminedProduct, examine, examine_product
from configurator.expectations import failing
from configurator.knowledge.knowledge_base import KnowledgeBase, ProductKnowledge
from configurator.model.catalog import Catalog, Product
from configurator.model.domain import ValueDomain
from configurator.source import Source, Sources
from configurator.syntax import nodes as n
from configurator.syntax.parser import SIZE_LIMIT, parse
from configurator.workspace.pieces import Pieces, settled
from configurator.workspace.traces import Looks, SeenFiles, SeenThings, Surroundings, Traces


@dataclass(slots=True)
class Anew:
    """What the last check had to do anew: so many statements, spaces and products."""

    parsed: int = 0
    spaces: int = 0
    products: int = 0
    examined: int = 0


@dataclass(slots=True)
class _Work:
    """What has been worked out for one product, as far as a check came."""

    read: Read
    knowledge: ProductKnowledge | None = None
    failing: tuple[Diagnostic, ...] | None = None
    examined: ExaminedProduct | None = None


class Workspace:
    """One catalog that somebody edits; `name` is what messages call its file, `budget` that of each product.

    `each_product` examines one: here, or as `examining.examined` elsewhere, too.
    """

    def __init__(self, name: str, budget: Budget = USUAL, each_product: EachProduct = examine_product) -> None:
        self._name, self._budget, self._each_product = name, budget, each_product
        self._pieces = Pieces()
        self._used: dict[str, tuple[str, Outcome[n.Tree]]] = {}
        self._spaces: Traces[ValueDomain | None] = Traces()
        self._products: Traces[_Work] = Traces()
        self._work: dict[int, _Work] = {}  # by the identity of its product
        self.anew = Anew()

    def check(self, text: str, read_file: ReadFile) -> Outcome[Examined]:
        """All that there is to say of the catalog with this text; `read_file` gives its files as they are now."""
        source = Source(self._name, text)
        self.anew = Anew()
        if len(text) > SIZE_LIMIT:
            return self._whole(source, read_file)
        parsed = self._pieces.parse(source)
        self.anew.parsed = self._pieces.parsed
        if parsed.names_places or len(parsed.diagnostics) >= MOST_TOLD:
            return self._whole(source, read_file)
        self._work = {}
        if _has_circle(parsed.tree):  # which of its products tells of it depends on who is asked first
            return self._whole(source, read_file)
        outcome = Outcome(parsed.tree, parsed.diagnostics, Sources((source,)))
        catalog = (
            outcome.then(lambda tree: gather(tree, read_file, self._parse_used))
            .then(expand)
            .then(lambda tree: analyze(tree, read_file, self._readers(tree, read_file)))
            .without_errors()
        )
        sound = catalog.then(lambda catalog: with_translations(catalog, read_file)).without_errors()
        examined = sound.then(self._compile).then(self._try_examples).then(self._examine)
        sources = examined.sources | Sources(parsed.pieces)
        told = tuple(settled(each, sources) for each in examined.diagnostics)
        return replace(examined, diagnostics=told, sources=sources).in_order()

    def _whole(self, source: Source, read_file: ReadFile) -> Outcome[Examined]:
        """All of it anew."""
        examining = partial(examine, each_product=self._each_product)
        return pipeline.examined(source, read_file, self._budget, examining)

    def _parse_used(self, source: Source) -> Outcome[n.Tree]:
        """The tree of a file that the catalog uses."""
        text, outcome = self._used.get(source.name, (None, None))
        if outcome is None or text != source.text:
            self.anew.parsed += 1
            outcome = parse(source)
            self._used[source.name] = (source.text, outcome)
        return outcome

    def _readers(self, tree: n.Tree, read_file: ReadFile) -> Readers:
        """What reads spaces and products, and remembers them."""
        self._spaces.forget_others({each.key.text for each in tree.spaces})
        self._products.forget_others({each.key.text for each in tree.products})
        return Readers(self._read_space, partial(self._read_product, read_file))

    def _read_space(
        self, report: Report, node: n.SpaceNode, read_file: ReadFile, currency: str | None
    ) -> ValueDomain | None:
        def step(own: Report, looks: Looks) -> ValueDomain | None:
            self.anew.spaces += 1
            return read_space(own, node, SeenFiles(looks), currency)

        around = Surroundings(read_file, {}, report.faulty_attributes)
        return self._spaces.take(node.key.text, (node, currency, report.folders), around, report, step)

    def _read_product(
        self,
        read_file: ReadFile,
        report: Report,
        node: n.ProductNode,
        catalog: str,
        names: Names,
        others: AllProducts,
    ) -> Read:
        def step(own: Report, looks: Looks) -> _Work:
            self.anew.products += 1
            files = SeenFiles(looks)
            seen = replace(
                names, spaces=SeenThings(looks, "space", names.spaces), files=Files(files, partial(octets_of, files))
            )
            return _Work(read_product(own, node, catalog, seen, others.noting(partial(looks.note, "product"))))

        around = Surroundings(read_file, {"space": names.spaces, "product": others}, report.faulty_attributes)
        known = others.described if products_within(node) else ()
        given = (node, catalog, names.facts, frozenset(names.broken), names.declared, report.folders, known)
        work = self._products.take(node.key.text, given, around, report, step)
        self._work[id(work.read.product)] = work
        return work.read

    def _compile(self, catalog: Catalog) -> Outcome[KnowledgeBase]:
        return Outcome(KnowledgeBase(catalog, {each.key: self._compiled(each) for each in catalog.products}))

    def _compiled(self, product: Product) -> ProductKnowledge:
        work = self._work[id(product)]
        if work.knowledge is None:
            work.knowledge = compile_product(product, listing=False)
        return work.knowledge

    def _try_examples(self, knowledge: KnowledgeBase) -> Outcome[KnowledgeBase]:
        told = [each for product in knowledge.products.values() for each in self._failing(product)]
        return enough(Outcome(knowledge, tuple(told)))

    def _failing(self, knowledge: ProductKnowledge) -> tuple[Diagnostic, ...]:
        work = self._work[id(knowledge.product)]
        if work.failing is None:
            work.failing = tuple(failing(knowledge))
        return work.failing

    def _examine(self, knowledge: KnowledgeBase) -> Outcome[Examined]:
        return examine(knowledge, self._budget, self._examined)

    def _examined(self, knowledge: ProductKnowledge, budget: Budget) -> ExaminedProduct:
        work = self._work[id(knowledge.product)]
        if work.examined is None:
            self.anew.examined += 1
            found = self._each_product(knowledge, budget)
            work.examined = replace(found, seconds=0.0)  # it takes no time again
            return found
        return work.examined


def _has_circle(tree: n.Tree) -> bool:
    """Whether some product would stand within itself."""
    within = {node.key.text: products_within(node) for node in tree.products}
    try:
        TopologicalSorter(within).prepare()
    except CycleError:
        return True
    return False
