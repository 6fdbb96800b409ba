"""Analyze a syntax tree: names to what they mean, values to their types, in passes that each report all they find."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from configurator.analysis.all_products import AllProducts, ProductReader
from configurator.analysis.csv_space import csv_domain
from configurator.analysis.facts import read_facts
from configurator.analysis.files import Files
from configurator.analysis.keys import check_key
from configurator.analysis.lineage import check_lineage, former_key, modifiers_of
from configurator.analysis.named_files import octets_of
from configurator.analysis.options import space_name
from configurator.analysis.products import Names, read_product
from configurator.analysis.properties import properties_of
from configurator.analysis.scope import ReadFile, Report, currency_of, unique
from configurator.analysis.values import value_domain
from configurator.diagnostics import Outcome, codes
from configurator.diagnostics.enough import enough
from configurator.model.catalog import Catalog, Space
from configurator.model.domain import ValueDomain
from configurator.source import Sources, Span
from configurator.syntax import nodes as n


def read_space(report: Report, node: n.SpaceNode, read_file: ReadFile, currency: str | None) -> ValueDomain | None:
    """A space as far as it is sound; None, with diagnostics, if nothing of it could be read."""
    check_key(report, node.key, "space")
    if node.file is not None:
        said = len(report.diagnostics)
        domain = csv_domain(report, node, read_file, currency)
        return domain if domain.values or len(report.diagnostics) == said else None
    listed = value_domain(report, node.values)
    return ValueDomain(listed.values, listed.attribute_types, node.key.text)


@dataclass(frozen=True)
class Readers:
    """What reads a space and a product; others in their place may remember what these found."""

    space: Callable[[Report, n.SpaceNode, ReadFile, str | None], ValueDomain | None] = read_space
    product: ProductReader = read_product


def analyze(tree: n.Tree, read_file: ReadFile, readers: Readers = Readers()) -> Outcome[Catalog]:
    """The catalog that a tree means, as far as it is sound, and every mistake of meaning.

    `read_file` gives the files that the catalog names (tables of values, lists of words, fonts); it raises
    `UnreadableFileError`.
    """
    report = Report(folders=tree.folders)
    head = _head(tree, report)
    currency = _currency(head, report)
    broken = {each.key.text for each in tree.broken if each.word == "space"}
    broken_facts = {each.key.text: each.key.span for each in tree.broken if each.word == "context"}
    spaces = _spaces(tree, report, lambda node: readers.space(report, node, read_file, currency), broken)
    was = _was(head, report)
    key = head.key.text if head else ""
    nodes = unique(report, "products", tree.products, lambda each: each.key)
    files = Files(read_file, partial(octets_of, read_file))
    facts = read_facts(report, tree.contexts, spaces, broken, files)
    places = {**broken_facts, **{node.key.text: node.key.span for node in tree.contexts}}
    names = Names(spaces, broken, facts, places, files)
    every = AllProducts(report, nodes, was or key, names, readers.product)
    read = [(node, every.read(node).product) for node in nodes]
    products = tuple(product for node, product in read if not node.is_abstract)
    check_lineage(report, "product", [(n.Name(each.key, each.span), each.was) for each in products])
    # what is wrong in a family is wrong in each of its products, and said once
    diagnostics = tuple(dict.fromkeys(report.diagnostics))
    if head is None:
        return enough(Outcome(None, diagnostics, Sources((tree.source,)) | report.sources))
    languages = unique(report, "languages", head.languages, lambda each: each)
    diagnostics = tuple(dict.fromkeys(report.diagnostics))
    catalog = Catalog(
        key,
        head.label.text if head.label else key,
        products,
        spaces,
        tuple(name.text for name in languages),
        currency,
        was=was,
        facts=facts,
        same_keys=_same_keys(tree),
        span=head.key.span,
        space_heads=_space_heads(tree, report, spaces),
        language_spans=tuple(name.span for name in languages),
    )
    return enough(Outcome(catalog, diagnostics, Sources((tree.source,)) | report.sources)).in_order()


def _was(head: n.CatalogNode | None, report: Report) -> str | None:
    """The first key that the catalog ever had, if it says so."""
    if head is None or not head.was:
        return None
    for further in head.was[1:]:
        hint = "name the first key that it ever had; the ones in between do not matter"
        report.say(codes.REPEATED_MODIFIER, further.span, "a catalog has one first key", hint)
    return former_key(report, head.was[0], "catalog")


def _same_keys(tree: n.Tree) -> tuple[tuple[str, str], ...]:
    """What is stated of option spaces, pair by pair; the list of values of an option is `PRODUCT.OPTION`."""
    spaces = {node.key.text for node in tree.spaces}
    stated = [(node.key.text, name.text) for node in tree.spaces for name in node.same_keys]
    for product in tree.products:
        for option in (item for item in product.items if isinstance(item, n.OptionNode)):
            own = space_name(option.domain) or ""
            own = own if own in spaces else f"{product.key.text}.{option.key.text}"
            stated += [(own, name.text) for each in option.modifiers for name in each.names]
    return tuple(stated)


def _space_heads(tree: n.Tree, report: Report, spaces: Mapping[str, ValueDomain]) -> tuple[Space, ...]:
    """What those spaces say of themselves that could be read, each key once."""
    first: dict[str, Space] = {}
    for node in tree.spaces:
        key, label, file = node.key.text, node.label, node.file
        properties = properties_of(modifiers_of(report, node.modifiers, "space"))
        head = Space(key, label.text if label else key, node.key.span, file.text if file else None, properties)
        if key in spaces:
            first.setdefault(key, head)
    return tuple(first.values())


def _head(tree: n.Tree, report: Report) -> n.CatalogNode | None:
    if not tree.catalogs:
        hint = 'begin the file with `catalog KEY "Label" {}`'
        report.say(codes.MISSING_CATALOG, Span(0, 1, tree.source.name), "this file declares no catalog", hint)
        return None
    head, *others = tree.catalogs
    check_key(report, head.key, "catalog")
    for other in others:
        message = "a file declares one catalog, and this is a second"
        report.say(codes.DUPLICATE_NAME, other.key.span, message, "give it a file of its own")
    return head


def _currency(head: n.CatalogNode | None, report: Report) -> str | None:
    if head is None or not head.currencies:
        return None
    for further in head.currencies[1:]:
        hint = "leave one of them out; amounts in other currencies name them"
        report.say(codes.REPEATED_MODIFIER, further.span, "a catalog has one currency", hint)
    return currency_of(report, head.currencies[0])


def _spaces(
    tree: n.Tree, report: Report, read: Callable[[n.SpaceNode], ValueDomain | None], broken: set[str]
) -> dict[str, ValueDomain]:
    """The spaces that could be read; of those that could not, which has been reported, the keys go into `broken`."""
    spaces = {}
    for node in unique(report, "spaces", tree.spaces, lambda each: each.key):
        domain = read(node)
        if domain is None:
            broken.add(node.key.text)
        else:
            spaces[node.key.text] = domain
    return spaces
