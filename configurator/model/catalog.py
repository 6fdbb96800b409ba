"""A catalog: base products with their options, option spaces, constraints and expectations, under one key.

Everything is named by the key that the catalog gives it today. Its permanent key, which documents and codes name it
by, is the first that it ever had: the one that `was` names, or else today's. Sequences stand in declared order, which
is part of the meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from configurator.model.build import Step
from configurator.model.constraint import Activity, Constraint, Rule, Table
from configurator.model.derivation import Derived
from configurator.model.domain import AnyOfDomain, Domain, ImageDomain, ProductDomain, ValueDomain
from configurator.model.equations import equation
from configurator.model.expectation import Expectation
from configurator.model.expression import TRUE, Expression
from configurator.model.option import Option
from configurator.model.properties import UNSAID, Properties
from configurator.source import Span


@dataclass(frozen=True)
class Product:
    """A base product: options, constraints over them, and what its author expects of it.

    `catalog` is the permanent key of its catalog; `was` and `retired` are as in options. `facts` are those of a sale
    that the catalog declares, each like an option that is not part of the product; `sales` are rules over choices and
    facts, `derived` amounts over both, and `steps` what the product is made of, in order.

    Of products within this one, all options, constraints, `sell` rules and steps stand among its own
    (`configurator.model.nesting`). `said` has those of its rules, and of the conditions of its options, that say
    something of each product in a list, as they were said; among the constraints they are written out.
    """

    key: str
    label: str
    catalog: str
    options: tuple[Option, ...]
    constraints: tuple[Rule | Table, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    gtin: str | None = None
    span: Span = Span(0, 0)
    was: str | None = None
    retired: str | None = None
    facts: tuple[Option, ...] = ()
    sales: tuple[Rule, ...] = ()
    derived: tuple[Derived, ...] = ()
    steps: tuple[Step, ...] = ()
    properties: Properties = UNSAID
    said: Mapping[str, Rule | Expression] = field(default_factory=dict)

    @property
    def permanent_key(self) -> str:
        """`CATALOG/PRODUCT`, by their permanent keys, as canonical documents name it."""
        return f"{self.catalog}/{self.was or self.key}"

    @cached_property
    def checked_constraints(self) -> tuple[Rule | Table, ...]:
        """Those that completed choices could break: all but the tables that have given these choices some values."""
        return tuple(each for each in self.constraints if isinstance(each, Rule) or not each.gives)

    @cached_property
    def nests(self) -> bool:
        """Whether it has products within it."""
        return any(isinstance(option.domain, ProductDomain) for option in self.options)

    @cached_property
    def declared_options(self) -> tuple[Option, ...]:
        """Its own options, without those of the products within it."""
        return tuple(option for option in self.options if "." not in option.key) if self.nests else self.options

    @cached_property
    def declared_constraints(self) -> tuple[Rule | Table, ...]:
        """Its own rules and tables, without those of the products within it."""
        return tuple(each for each in self.constraints if "." not in each.key) if self.nests else self.constraints

    @cached_property
    def declared_sales(self) -> tuple[Rule, ...]:
        """Its own `sell` rules, without those of the products within it."""
        return tuple(each for each in self.sales if "." not in each.key) if self.nests else self.sales

    @cached_property
    def declared_steps(self) -> tuple[Step, ...]:
        """Its own work steps, which stand behind those of the products within it."""
        inner = 0
        for option in self.declared_options:
            if isinstance(option.domain, ProductDomain):
                inner += option.domain.greatest * len(option.domain.nested.steps)
        return self.steps[inner:]

    @cached_property
    def declared_by_key(self) -> Mapping[str, Option]:
        """Each of its own options under its key, in declared order."""
        return {option.key: option for option in self.declared_options}

    @cached_property
    def declared_by_permanent_key(self) -> Mapping[str, Option]:
        """Each of its own options under its permanent key, in declared order."""
        return {option.permanent_key: option for option in self.declared_options}

    @cached_property
    def by_permanent_key(self) -> Mapping[str, Option]:
        """Each option under its permanent key, in declared order."""
        return {option.permanent_key: option for option in self.options}

    @cached_property
    def by_key(self) -> Mapping[str, Option]:
        """Each option under its key, in declared order."""
        return {option.key: option for option in self.options}

    @cached_property
    def images(self) -> tuple[Option, ...]:
        """The options that take a picture, in declared order."""
        return tuple(option for option in self.options if isinstance(option.domain, ImageDomain))

    @cached_property
    def private_options(self) -> tuple[Option, ...]:
        """The options whose text is private, in declared order."""
        return tuple(option for option in self.options if option.private)

    @cached_property
    def domains(self) -> Mapping[str, Domain]:
        """Each option's domain under its key."""
        return {option.key: option.domain for option in self.options}

    @cached_property
    def sale_domains(self) -> Mapping[str, Domain]:
        """Each option's domain, and that of each fact of a sale, under its key."""
        return {**self.domains, **{fact.key: fact.domain for fact in self.facts}}

    @cached_property
    def activities(self) -> tuple[Activity, ...]:
        """What the `when` of each conditional option means, as constraints. An active `any of` always has its set."""
        return tuple(
            Activity(
                option.key, option.when, option.optional and not isinstance(option.domain, AnyOfDomain), option.span
            )
            for option in self.options
            if option.when is not None
        )

    @cached_property
    def all_constraints(self) -> tuple[Constraint, ...]:
        """Rules and tables in declared order, then the activities, then what options follow from.

        Together, these are what makes a configuration valid.
        """
        return (*self.constraints, *self.activities, *self.equations)

    @cached_property
    def equations(self) -> tuple[Rule, ...]:
        """That each option with a formula has the value that it comes to, or none where that is not known."""
        return tuple(
            Rule(
                option.key,
                equation(option.key, option.derivation, option.domain),
                when=TRUE if option.when is None else option.when,
                span=option.span,
            )
            for option in self.options
            if option.derivation is not None and not isinstance(option.derivation, Table)
        )

    @cached_property
    def in_order_of_dependence(self) -> tuple[Option, ...]:
        """Options so that each comes after those that its `when` looks at; declared order otherwise.

        Analysis has refused circles; should there be one all the same, its options come last.
        """
        # A. B. Kahn, "Topological sorting of large networks" (CACM 5, 1962), a generation at a time
        place = {option.key: number for number, option in enumerate(self.options)}
        missing: dict[str, int] = {}  # how many of those that its `when` looks at do not stand yet
        dependents: dict[str, list[str]] = {}
        for option in self.options:
            asked = [key for key in dict.fromkeys(option.depends_on) if key != option.key]
            missing[option.key] = len(asked)
            for key in asked:
                dependents.setdefault(key, []).append(option.key)
        ordered: dict[str, Option] = {}
        ready = [key for key, number in missing.items() if not number]
        while ready:
            ordered |= {key: self.by_key[key] for key in ready}
            after: list[str] = []
            for dependent in (each for key in ready for each in dependents.get(key, ())):
                missing[dependent] -= 1
                if not missing[dependent]:
                    after.append(dependent)
            ready = sorted(after, key=place.__getitem__)
        return (*ordered.values(), *(option for option in self.options if option.key not in ordered))


@dataclass(frozen=True, slots=True)
class Space:
    """What a space says of itself; what is in it stands under its key among the catalog's `spaces`.

    `file` is the name of the CSV file that it is read from, if it is.
    """

    key: str
    label: str
    span: Span = Span(0, 0)
    file: str | None = None
    properties: Properties = UNSAID


@dataclass(frozen=True)
class Catalog:
    """A catalog, analyzed. `languages` and `currency` are what its head declares.

    `same_keys` has what the author states of option spaces: in both of a pair, equal keys mean equal things. A space is
    named by its key, and the list of values of an option by `PRODUCT.OPTION`.

    The catalog is written in the first of its languages, each declared at its place in `language_spans`. `translations`
    has those texts of the others that count, by language and address (`configurator.model.language`).
    """

    key: str
    label: str
    products: tuple[Product, ...]
    spaces: Mapping[str, ValueDomain] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    currency: str | None = None
    digest: str = ""
    was: str | None = None
    facts: tuple[Option, ...] = ()
    same_keys: tuple[tuple[str, str], ...] = ()
    span: Span = Span(0, 0)
    space_heads: tuple[Space, ...] = ()
    language_spans: tuple[Span, ...] = ()
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def permanent_key(self) -> str:
        """The first key that it ever had, which documents and codes name it by."""
        return self.was or self.key

    @cached_property
    def by_key(self) -> Mapping[str, Product]:
        """Each product under its key, in declared order."""
        return {product.key: product for product in self.products}
