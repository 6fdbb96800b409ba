"""Random products for the flat checks, with an option of each kind, and configurations good and bad for them.

Some domains are small enough to be listed, others are not: the two are packed in different ways.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from configurator.media.pictures import digest_of
from configurator.model.catalog import Product
from configurator.model.constraint import AnyCell, Cell, NoneCell, RangeCell, Rule, SetCell, Table
from configurator.model.domain import (
    AnyOfDomain,
    CanonicalValue,
    Domain,
    FlagDomain,
    ImageDomain,
    IntegerDomain,
    NumberDomain,
    TextDomain,
    ValueDomain,
)
from configurator.model.evaluation import evaluate
from configurator.model.expression import (
    TRUE,
    And,
    Attribute,
    ChosenAmounts,
    Compare,
    Constant,
    Contains,
    Count,
    Expression,
    Extreme,
    HasValue,
    InRange,
    InSet,
    Length,
    Matches,
    Not,
    OptionValue,
    Or,
    Present,
    Quotient,
    Sum,
)
from configurator.model.expression import Product as Times
from configurator.model.option import Option
from configurator.model.units import UNITS
from configurator.model.value import Value
from configurator.text.patterns import compile_pattern

F = Fraction
SIGNS = ("=", "!=", "<", "<=", ">", ">=")


def values(*keys: str) -> ValueDomain:
    """Values with two attributes, of which some lack the one or the other."""
    made = []
    for number, key in enumerate(keys):
        attributes: dict[str, str | bool | Fraction] = {}
        if number % 4 != 3:
            attributes["weight"] = F(number * 3 + 1, 2)
        if number % 3 != 2:
            attributes["color"] = ("red", "blue")[number % 2]
        made.append(Value(key, key.title(), attributes))
    return ValueDomain(tuple(made))


DOMAINS: dict[str, Domain] = {
    "model": values("m1", "m2", "m3", "m4"),
    "cover": values("red", "blue", "clear"),
    "logo": values(*(f"l{number}" for number in range(12))),
    "gift": FlagDomain(),
    "size": IntegerDomain(-2, 10, 3),
    "length": NumberDomain(F(20), F(24), F(1, 2), UNITS["cm"]),
    "extras": AnyOfDomain(values("strap", "stand", "lens"), 0, 2),
    "charms": AnyOfDomain(values(*(f"c{number}" for number in range(14))), 1, 14),
    "depth": NumberDomain(F(0), F(20_000), F(1, 10), UNITS["mm"]),
    "serial": IntegerDomain(1, 1_000_000),
    "name": TextDomain(6, 2, "latin"),
    "photo": ImageDomain(("png",)),
}
ALL_KINDS = Product("case", "Case", "studio", tuple(Option(key, key, domain) for key, domain in DOMAINS.items()))
AMOUNTS = ("size", "length", "depth", "serial")
WORDS = ("model", "cover", "logo")
SETS = ("extras", "charms")
PATTERNS = tuple(map(compile_pattern, ("[A-Z].*", ".{3}", "(a|.* )?b.*|r.*")))


def constants(option: str) -> st.SearchStrategy[Constant]:
    domain = DOMAINS[option]
    match domain:
        case ValueDomain():
            return st.sampled_from([Constant(key) for key in domain.by_key])
        case FlagDomain():
            return st.booleans().map(Constant)
        case ImageDomain():  # catalogs cannot say it, but expressions can
            return st.sampled_from([Constant(digest_of(name)) for name in (b"one", b"other")])
        case IntegerDomain() | NumberDomain():
            return st.integers(0, domain.size() - 1).map(lambda index: Constant(domain.amount_at(index)))
        case AnyOfDomain():
            return st.sets(st.sampled_from(sorted(domain.members.by_key)), max_size=3).map(
                lambda keys: Constant(frozenset(keys))
            )
        case TextDomain():
            return st.sampled_from([Constant(text) for text in ("Zoe", "Ann", "a b")])


@st.composite
def amounts(draw: st.DrawFn, depth: int = 1) -> Expression:
    if depth == 0:
        return draw(
            st.one_of(
                st.sampled_from(AMOUNTS).map(OptionValue),
                st.sampled_from(WORDS).map(lambda option: Attribute(option, "weight")),
                st.integers(-3, 12).map(lambda number: Constant(F(number))),
                st.just(Length("name")),
            )
        )
    kind = draw(st.sampled_from(("sum", "sum", "count", "count", "extreme", "times", "by", "leaf")))
    inner = amounts(depth - 1)
    chosen = st.sampled_from(SETS).map(lambda option: ChosenAmounts(option, "weight"))
    if kind == "sum":
        parts = draw(st.lists(inner | chosen, min_size=1, max_size=4))
        return Sum(tuple(parts), tuple(draw(st.sampled_from((1, -1))) for _ in parts))
    if kind == "count":
        counted = st.sampled_from(sorted(DOMAINS)).map(OptionValue) | truths(depth - 1)
        return Count(tuple(draw(st.lists(counted, min_size=1, max_size=4))))
    if kind == "extreme":
        return Extreme(
            draw(st.sampled_from(("min", "max"))), tuple(draw(st.lists(inner | chosen, min_size=1, max_size=3)))
        )
    if kind == "times":
        return Times(draw(inner), draw(inner))
    return Quotient(draw(inner), draw(inner)) if kind == "by" else draw(inner)


@st.composite
def truths(draw: st.DrawFn, depth: int = 2) -> Expression:
    if depth == 0:
        option = draw(st.sampled_from(sorted(DOMAINS)))
        kinds: list[Expression] = [
            Present(option),
            HasValue(option),
            Compare(draw(st.sampled_from(("=", "!="))), OptionValue(option), draw(constants(option))),
        ]
        if option in SETS:
            members = DOMAINS[option]
            assert isinstance(members, AnyOfDomain)
            kinds = [*kinds, *(Contains(option, key) for key in list(members.members.by_key)[:3])]
        elif option in WORDS:
            kinds += [Present(option, "color"), Compare("=", Attribute(option, "color"), Constant("red"))]
            kinds.append(Matches(Attribute(option, "color"), draw(st.sampled_from(PATTERNS))))
        elif option == "name":
            kinds += [Matches(OptionValue(option), each) for each in PATTERNS]
        if option not in SETS:
            among = draw(st.lists(constants(option), min_size=1, max_size=3))
            kinds.append(
                InSet(
                    OptionValue(option),
                    frozenset(each.value for each in among if not isinstance(each.value, frozenset)),
                )
            )
        return draw(st.sampled_from(kinds))
    kind = draw(st.sampled_from(("not", "and", "or", "compare", "compare", "range", "words", "leaf")))
    inner = truths(depth - 1)
    if kind == "not":
        return Not(draw(inner))
    if kind in ("and", "or"):
        parts = tuple(draw(st.lists(inner, min_size=1, max_size=4)))
        return And(parts) if kind == "and" else Or(parts)
    if kind == "compare":
        return Compare(draw(st.sampled_from(SIGNS)), draw(amounts(depth - 1)), draw(amounts(depth - 1)))
    if kind == "range":
        return InRange(draw(amounts(depth - 1)), draw(amounts(0)), draw(amounts(0)))
    if kind == "words":
        left, right = draw(st.sampled_from(WORDS)), draw(st.sampled_from(WORDS))
        name, sign = draw(st.sampled_from((("color", "="), ("color", "!="), ("weight", "<"), ("weight", "="))))
        return Compare(sign, Attribute(left, name), Attribute(right, name))
    return draw(inner)


@st.composite
def cells(draw: st.DrawFn, option: str) -> Cell:
    kinds: list[st.SearchStrategy[Cell]] = [st.just(AnyCell()), st.just(NoneCell())]
    domain = DOMAINS[option]
    kinds.append(st.frozensets(canonical(option), min_size=1, max_size=2).map(SetCell))
    if isinstance(domain, IntegerDomain | NumberDomain):
        pair = st.tuples(constants(option), constants(option)).map(
            lambda ends: sorted(F(str(end.value)) for end in ends)
        )
        kinds.append(pair.map(lambda ends: RangeCell(ends[0], ends[1])))
    return draw(st.one_of(kinds))


@st.composite
def tables(draw: st.DrawFn, key: str) -> Table:
    columns = tuple(draw(st.lists(st.sampled_from(sorted(DOMAINS)), min_size=1, max_size=4, unique=True)))
    rows = draw(st.lists(st.tuples(*(cells(column) for column in columns)), min_size=0, max_size=6))
    return Table(key, columns, draw(st.booleans()), tuple(rows))


def rules(key: str) -> st.SearchStrategy[Rule]:
    return st.builds(
        Rule,
        key=st.just(key),
        condition=truths(),
        forbids=st.booleans(),
        when=st.just(TRUE) | truths(1),
        because=st.none() | st.just("Because we say so."),
    )


def canonical(option: str) -> st.SearchStrategy[CanonicalValue]:
    """Canonical values of an option."""
    match DOMAINS[option]:
        case ValueDomain() as domain:
            return st.sampled_from(sorted(domain.by_key))
        case FlagDomain():
            return st.booleans()
        case IntegerDomain() as domain:
            return st.integers(0, domain.size() - 1).map(domain.at)
        case NumberDomain() as domain:
            return st.integers(0, domain.size() - 1).map(domain.at)
        case AnyOfDomain() as domain:
            keys = st.sets(
                st.sampled_from(sorted(domain.members.by_key)), min_size=domain.least, max_size=domain.greatest
            )
            return keys.map(lambda chosen: tuple(sorted(chosen)))
        case TextDomain():
            return st.sampled_from(("Zoe", "Ann", "Zoë K", "a b", "Xavier"))
        case ImageDomain():
            return st.sampled_from([digest_of(name) for name in (b"one", b"other")])


@st.composite
def products(draw: st.DrawFn) -> Product:
    """A product with all the options; some are conditional on options before them."""
    options: list[Option] = []
    order = draw(st.permutations(sorted(DOMAINS)))
    for option in order:
        when: Expression | None = None
        before = [each.key for each in options]
        if before and draw(st.integers(0, 3)) == 0:
            asked = draw(st.sampled_from(before))
            equal = Compare("=", OptionValue(asked), draw(constants(asked)))
            conditions: list[Expression] = [Present(asked), Not(Present(asked)), equal]
            when = draw(st.sampled_from(conditions))
            if draw(st.booleans()):
                when = Or((when, Compare("=", OptionValue(before[0]), draw(constants(before[0])))))
        default = draw(st.none() | canonical(option))
        options.append(Option(option, option.title(), DOMAINS[option], draw(st.booleans()), when, default))
    if draw(st.booleans()):
        options.reverse()
    constraints: list[Rule | Table] = []
    for number in range(draw(st.integers(0, 4))):
        is_table = draw(st.integers(0, 2)) == 0
        constraints.append(draw(tables(f"table_{number}")) if is_table else draw(rules(f"rule_{number}")))
    return Product("case", "Case", "studio", tuple(options), tuple(constraints))


@st.composite
def completed_choices(draw: st.DrawFn, product: Product) -> dict[str, CanonicalValue | None]:
    """Canonical values or none for each option, whatever the conditions say."""
    return {option.key: draw(st.none() | canonical(option.key)) for option in product.options}


JUNK: st.SearchStrategy[object] = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.decimals(allow_nan=True),
        st.fractions(),
        st.text(max_size=8),
        st.binary(max_size=3),
        st.just(5_000).map(lambda digits: 10**digits),
        st.sampled_from(
            ["m1", "red", "strap", "255 mm", "20.5", "20.50 cm", "1 kg", "7", "", " ", "1e9999999999999999999", "Zoe"]
        ),
        st.sampled_from([1, 1.0, 0, Decimal("1E+999999"), Decimal("sNaN"), Decimal("1.0"), F(1, 3), object]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.text(max_size=3), inner, max_size=2),
        st.lists(inner, max_size=2).map(tuple),
        st.frozensets(st.text(max_size=2) | st.integers(), max_size=2),
    ),
    max_leaves=4,
)


@st.composite
def raw_choices(draw: st.DrawFn, product: Product) -> dict[str, object]:
    """What somebody might send: mostly what is asked for, spelled in some way; now and then anything at all."""
    choices: dict[str, object] = {}
    chosen: dict[str, CanonicalValue | None] = {}
    for option in product.in_order_of_dependence:
        active = option.when is None or evaluate(option.when, chosen, product.domains) is True
        dice = draw(st.integers(0, 60))
        if dice == 60:
            choices[option.key] = draw(JUNK)
        elif dice == 59 or (dice > 55 and (option.optional or not active)):
            choices[option.key] = None
        elif active and (dice > 3 or not (option.optional or option.default)):
            chosen[option.key] = draw(canonical(option.key))
            choices[option.key] = draw(spelled(option.key, chosen[option.key]))
        elif not active and dice == 0:
            choices[option.key] = draw(canonical(option.key))
        elif active:
            chosen[option.key] = option.default
    if draw(st.integers(0, 40)) == 0:
        choices[draw(st.text(max_size=5))] = draw(JUNK)
    return choices


@st.composite
def spelled(draw: st.DrawFn, option: str, value: CanonicalValue | None) -> object:
    """A canonical value in one of the ways in which it may arrive."""
    if isinstance(value, tuple):
        return draw(st.permutations(value))
    if isinstance(value, bool):
        return value
    domain = DOMAINS[option]
    if isinstance(domain, IntegerDomain) and isinstance(value, int):
        return draw(st.sampled_from([value, value, str(value), Decimal(value), f" {value}.0", F(value)]))
    if isinstance(domain, NumberDomain):
        assert isinstance(value, str)
        unit = domain.unit.symbol if domain.unit else ""
        return draw(
            st.sampled_from(
                [value, value, f"{value} {unit}", Decimal(value), f"{value}0" if "." in value else f"{value}.00"]
            )
        )
    return value
