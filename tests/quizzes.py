"""Quizzes: random products some of whose options follow from others, and what they mean, in plain Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from hypothesis import strategies as st

Answers = dict[str, Any]

SKINS, TANS, SUNS = ("fair", "mid", "dark"), (0, 1, 2, 3), (True, False, None)
BASES = ("rosy", "sand", "oak")
LEVELS = {"mid": 1, "dark": 3}  # fair skin has no level, which is absent

Formula = tuple[str, str, Callable[[Answers], Any]]
"""What an option can be, its formula, and what that comes to: None where it is unknown."""

FORMULAS: tuple[Formula, ...] = (
    ("integer 0 .. 9", "2 * tan + count(skin = dark)", lambda a: 2 * a["tan"] + (a["skin"] == "dark")),
    ("integer 1 .. 4", "tan + 1", lambda a: a["tan"] + 1),
    ("integer 0 .. 8 step 2", "2 * tan + skin.level", lambda a: 2 * a["tan"] + LEVELS.get(a["skin"], 0)),
    ("integer 0 .. 3", "skin.level", lambda a: LEVELS.get(a["skin"])),
    ("number 0 .. 3 mm step 0.5", "tan * 0.5 mm", lambda a: a["tan"] / 2),
    ("yes or no", "tan > 1", lambda a: a["tan"] > 1),
    ("yes or no", "skin = fair and sun = yes", lambda a: _and(a["skin"] == "fair", a["sun"])),
    ("rosy | sand | oak", "(oak when skin = dark else sand)", lambda a: "oak" if a["skin"] == "dark" else "sand"),
    ("rosy | sand", '("rosy" when sun = yes else "sand" when tan < 3 else "rosy")',
     lambda a: "rosy" if a["sun"] or a["tan"] == 3 else "sand"),
)  # fmt: skip


def _and(left: bool, right: bool | None) -> bool | None:
    return right if left or right is False else False


def fits(domain: str, value: Any) -> bool:
    """Whether an option of such a domain can be this."""
    match domain.split():
        case ["integer", low, "..", high, *step]:
            return value in range(int(low), int(high) + 1, int(step[1]) if step else 1)
    return True


Row = tuple[frozenset[str] | None, tuple[int, int] | None, str]
"""Skins that fit (None: any), tans from one to another (None: any), and the base that is given."""

RULES: dict[str, Callable[[Answers], bool]] = {
    "forbid base = oak and tan > 1": lambda a: not (a["base"] == "oak" and a["tan"] > 1),
    "require base present when sun = yes": lambda a: not a["sun"] or a["base"] is not None,
    "forbid base = rosy and skin = fair": lambda a: not (a["base"] == "rosy" and a["skin"] == "fair"),
}


@dataclass(frozen=True)
class Quiz:
    """A product with one option by a formula and one by a table; either may be optional."""

    formula: Formula
    optional: bool
    rows: tuple[Row, ...]
    base_optional: bool
    rules: tuple[str, ...]

    @property
    def text(self) -> str:
        """The catalog."""
        domain, formula, _ = self.formula
        rules = "".join(f"  rule r{number} {rule}\n" for number, rule in enumerate(self.rules))
        return (
            'catalog quiz "Quiz" {}\nproduct blend "Blend" {\n'
            "  option skin: fair | mid { level: 1 } | dark { level: 3 }\n"
            "  option tan: integer 0 .. 3\n  option sun: yes or no optional\n"
            f"  option follows: {domain} {'optional ' if self.optional else ''}derived = {formula}\n"
            f"  option base: {' | '.join(BASES)} {'optional ' if self.base_optional else ''}derived\n{rules}"
            f"  table finder (skin, tan) gives base {{\n{''.join(map(_row, self.rows))}  }}\n}}\n"
        )

    def wholes(self) -> Iterator[tuple[Answers, bool]]:
        """All answers completed with what follows, and whether they are valid."""
        for skin, tan, sun in product(SKINS, TANS, SUNS):
            answers: Answers = {"skin": skin, "tan": tan, "sun": sun}
            domain, _, worth = self.formula
            follows = worth(answers)
            known = follows is not None and fits(domain, follows)
            base = next((given for skins, tans, given in self.rows if _fits(skins, tans, skin, tan)), None)
            whole = {**answers, "follows": follows if known else None, "base": base}
            sound = known or (follows is None and self.optional)
            sound = sound and (base is not None or self.base_optional)
            yield whole, sound and all(RULES[rule](whole) for rule in self.rules)


def _fits(skins: frozenset[str] | None, tans: tuple[int, int] | None, skin: str, tan: int) -> bool:
    return (skins is None or skin in skins) and (tans is None or tans[0] <= tan <= tans[1])


def _row(row: Row) -> str:
    skins, tans, given = row
    first = "*" if skins is None else f"{{{', '.join(sorted(skins))}}}"
    second = "*" if tans is None else f"{tans[0]} .. {tans[1]}"
    return f"    {first}, {second}, {given}\n"


def quizzes() -> st.SearchStrategy[Quiz]:
    """Random quizzes."""
    skins = st.none() | st.frozensets(st.sampled_from(SKINS), min_size=1)
    tans = st.none() | st.tuples(st.sampled_from(TANS), st.sampled_from(TANS)).filter(lambda pair: pair[0] <= pair[1])
    rows = st.lists(st.tuples(skins, tans, st.sampled_from(BASES)), min_size=1, max_size=5, unique=True).map(tuple)
    rules = st.lists(st.sampled_from(sorted(RULES)), max_size=2, unique=True).map(tuple)
    return st.builds(Quiz, st.sampled_from(FORMULAS), st.booleans(), rows, st.booleans(), rules)
