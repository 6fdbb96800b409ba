"""Histories of a catalog: it is edited at random, released if the release check lets it, and products are made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random

from author import Choose, Past, is_truthful
from edits_of_derived import EDITS_OF_DERIVED
from edits_of_families import EDITS_OF_FAMILIES
from edits_of_inner import EDITS_OF_INNER
from edits_of_names import EDITS_OF_NAMES, Edit
from edits_of_options import EDITS_OF_OPTIONS
from families import in_the_family
from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from inventions import first_world
from laws import BrokenLawError, Laws, ordered
from made import Made, random_order
from things import World
from written import catalog_text

from configurator.analysis.releases.compare import CODE_RULES, ReleaseRule, compare
from configurator.analysis.releases.history import Release
from configurator.diagnostics import Diagnostic, codes
from configurator.errors import UnreadableFileError
from configurator.knowledge.knowledge_base import KnowledgeBase
from configurator.pipeline import build
from configurator.source import Source

EDITS: Mapping[str, Edit] = {
    each.__name__: each
    for each in (*EDITS_OF_NAMES, *EDITS_OF_OPTIONS, *EDITS_OF_DERIVED, *EDITS_OF_INNER, *EDITS_OF_FAMILIES)
}
DELETIONS = {"remove_value", "remove_option", "remove_product"}
SUBJECTS = (
    ("rename_value", "add_value", "remove_value"),
    ("rename_value", "remove_value", "bring_back_value", "drop_was", "late_was", "swap_names"),
    ("rename_option", "add_option", "remove_option"),
    ("rename_option", "remove_option", "bring_back_option", "drop_was", "late_was", "swap_names"),
    ("rename_product", "add_product", "remove_product", "bring_back_product", "rename_catalog", "drop_was", "late_was"),
    ("add_option", "change_condition"),
    ("add_option", "change_attribute"),
    ("add_option", "change_attribute", "change_condition", "remove_value", "bring_back_value"),
    ("add_option", "change_condition", "remove_option", "bring_back_option"),
    ("add_option", "change_baseline", "change_default", "change_optional", "rename_value"),
    ("add_space", "use_other_space", "use_copied_space", "use_own_list", "forget_statements", "rename_value"),
    ("nest_product", "change_bounds", "change_many", "change_inner", "rename_product", "change_optional"),
    ("change_bounds", "nest_product", "rename_option", "add_option", "remove_option", "bring_back_option"),
    ("change_bounds", "add_option", "change_condition", "change_attribute", "rename_value", "add_value"),
    ("nest_product", "change_bounds", "add_product", "remove_product", "bring_back_product", "rename_product"),
    ("add_derived", "change_derivation", "add_option", "change_condition", "change_attribute"),
    ("add_derived", "change_derivation", "change_derived", "rename_value", "rename_option", "change_private"),
    ("found_family", "move_up", "move_down", "narrow_option", "rename_option", "add_option"),
    ("add_heir", "extend_product", "leave_family", "narrow_option", "rename_value", "change_baseline"),
    ("found_family", "change_abstract", "add_heir", "remove_option", "use_copied_space", "use_own_list"),
    ("change_kind", "change_unit", "change_case", "change_range", "change_count", "change_optional"),
)
"""What goes wrong takes two or three edits of one subject; a history has one of these, and a few others."""

PRODUCTS_MADE = 5
"""Of each base product under each release."""

SEEDS = st.integers(0, 2**32 - 1)
"""All that a step chooses comes from one number: drawn one by one, choices would mostly be the first of each kind."""

WORDS = (
    ": product ",
    " of product ",
    "derived =",
    " gives ",
    " private",
    "image {",
    " extends ",
    "  narrow ",
    " some it in ",
)
"""What catalogs that are released say, for the tally."""

tally: Counter[str] = Counter()
"""What all histories of this process had in them."""


class Edited(RuleBasedStateMachine):
    """One history. `rules` is the release check, `edits` what the author does."""

    def __init__(self, rules: Sequence[ReleaseRule] = CODE_RULES, edits: Sequence[str] = tuple(EDITS)) -> None:
        super().__init__()
        self.check, self.edits = rules, edits
        self.laws, self.releases = Laws(), list[Release]()
        self.texts: list[str] = []

    @initialize(seed=SEEDS)
    def is_released_for_the_first_time(self, seed: int) -> None:
        """A catalog begins."""
        tally["histories"] += 1
        choose = Choose(Random(seed).randrange)
        if len(self.edits) == len(EDITS):
            self.edits = [*choose.of(SUBJECTS) * 2, *(each for each in EDITS if choose.chance(len(EDITS) // 2))]
        world = first_world(choose, nests="change_bounds" in self.edits, derives="change_derivation" in self.edits)
        knowledge = sound(world)
        if knowledge is not None:
            self.publish(world, knowledge, choose)

    @rule(seed=SEEDS)
    def is_edited_and_released(self, seed: int) -> None:
        """One edit or a few, careless or not; refused or not a catalog, they are undone."""
        if not self.laws.worlds:
            return
        choose = Choose(Random(seed).randrange)
        past = Past(self.laws.worlds)
        world = replace(self.laws.worlds[-1])
        done = []
        for _ in range(choose.of((1, 1, 2, 3))):
            name = choose.of(self.edits)
            edited = EDITS[name](world, past, choose)
            if edited is not None:
                world = in_the_family(world, edited, choose)
                done.append(name)
        if not done or not is_truthful(world, past):
            return
        tally["edits"] += len(done)
        knowledge = sound(world)
        if knowledge is None:
            tally["unsound"] += 1
            return
        found = [each for each in compare(knowledge.catalog, self.releases, self.check) if each.is_error]
        for name in done:
            tally[f"{name} {'refused' if found else 'released'}"] += 1
        if found and self.is_published_unasked(done, found, choose):
            tally["published unasked"] += 1
        elif found:
            tally["refused"] += 1
            for each in found:
                tally[f"refused: {each.code}"] += 1
            return
        note(f"edits: {', '.join(done)}")
        self.publish(world, knowledge, choose)

    def is_published_unasked(self, done: Sequence[str], found: Sequence[Diagnostic], choose: Choose) -> bool:
        """Whether somebody deletes what was published without asking the check: that is how keys come to be free."""
        only_deleted = set(done) <= DELETIONS and all(each.code is codes.REMOVED for each in found)
        return only_deleted and choose.below(2) == 0

    def publish(self, world: World, knowledge: KnowledgeBase, choose: Choose) -> None:
        """A release: products are made under it, and all laws are checked."""
        tally["releases"] += 1
        number = len(self.releases)
        self.releases.append(Release(f"release {number}", knowledge.catalog))
        self.texts.append(catalog_text(world))
        note(f"--- release {number}\n{self.texts[-1]}")
        for words in WORDS:
            tally[f"releases with `{words}`"] += words in self.texts[-1]
        self.laws.worlds.append(world)
        random = Random(choose.below(1000))
        for product in world.sold:
            for _ in range(PRODUCTS_MADE):
                order = random_order(world, product, random)
                if order is None:
                    continue
                document = ordered(knowledge.products[product.key], order.choices)
                assert document is not None, f"refused: {order.choices}\n{self.texts[-1]}"
                tally["products"] += 1
                self.laws.record(Made(number, product.number, order.values, order.typed, document))
        try:
            self.laws.check(knowledge)
        except BrokenLawError as error:
            history = "\n".join(f"--- release {at}\n{text}" for at, text in enumerate(self.texts))
            raise BrokenLawError(f"{error}\n{history}") from error

    def teardown(self) -> None:
        """Count what there was."""
        tally["documents"] += len(self.laws.documents)
        tally["ordered again"] += self.laws.ordered_again


def sound(world: World) -> KnowledgeBase | None:
    """The catalog of a world, all the way from its text; None if it has mistakes."""
    outcome = build(Source("catalog.vpc", catalog_text(world)), no_file)
    return outcome.value if outcome.is_sound else None


def no_file(name: str) -> str:
    raise UnreadableFileError("missing", f"there is no file `{name}`")
