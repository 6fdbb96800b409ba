"""Small worlds of values: sets of them, tables of them, and two options that have the same."""

from __future__ import annotations

from types import SimpleNamespace

from small_worlds.world import ABC, Asked, Chosen, World, subsets

SPACES = """
space material:
    oak { hard: 7, kind: wood }
  | pine { hard: 5, kind: wood }
  | steel { hard: 9, kind: metal }
  | felt { kind: cloth }
"""


def equals(left: Chosen, right: Chosen) -> bool | None:
    """Whether two are equal; unknown if one of them is absent."""
    return None if left is None or right is None else left == right


def _material(key: str | None) -> SimpleNamespace:
    """The shared material of the world «two options of one space»."""
    facts = {"oak": (7, "wood"), "pine": (5, "wood"), "steel": (9, "metal"), "felt": (None, "cloth")}
    return SimpleNamespace(**dict(zip(("hard", "kind"), facts.get(key or "", (None, None)), strict=True)))


VALUES: tuple[World, ...] = (
    World(
        "any of some values, so many at least and so many at most",
        """
        option some: any of {a, b, c, d} at least 1 up to 2
        option free: any of {a, b, c} up to 2
        option exact: any of {a, b, c} exactly 2 optional
        rule inside require a in some when b in free
        rule outside forbid c in some and c not in free
        rule just require some = {a} or some = {b, d} when free = {c}
        rule few require count(some, free) <= 3
        rule empty require exact absent when free absent
        rule alike forbid a in exact and not a in some
        """,
        {
            "some": Asked(subsets(2)[1:]),
            "free": Asked(tuple(each for each in subsets(2) if "d" not in each), ()),
            "exact": Asked((("a", "b"), ("a", "c"), ("b", "c"), ()), (), optional=True),
        },
        {
            "inside": lambda w: "b" not in w.free or "a" in w.some,
            "outside": lambda w: not ("c" in w.some and "c" not in w.free),
            "just": lambda w: w.free != ("c",) or w.some in (("a",), ("b", "d")),
            "few": lambda w: len(w.some) + len(w.free) <= 3,
            "empty": lambda w: w.free != () or w.exact == (),
            "alike": lambda w: not ("a" in w.exact and "a" not in w.some),
        },
    ),
    World(
        "tables with anything, none, sets and ranges in their cells",
        """
        option kind: a | b | c
        option trim: x | y optional
        option height: integer 1 .. 5
        option extras: any of {a, b}
        table offered (kind, trim, height) allow {
          a, *, *
          b, none, 2 .. 4
          {b, c}, x, {1, 5}
          c, y, 3
        }
        table refused (height, extras) forbid {
          5, {a, b}
          {1, 2}, {b}
          4 .. 5, none
        }
        """,
        {
            "kind": Asked(ABC),
            "trim": Asked(("x", "y"), None, optional=True),
            "height": Asked((1, 2, 3, 4, 5)),
            "extras": Asked(((), ("a",), ("b",), ("a", "b")), ()),
        },
        {
            "offered": lambda w: (
                w.kind == "a"
                or (w.kind == "b" and w.trim is None and 2 <= w.height <= 4)
                or (w.kind in "bc" and w.trim == "x" and w.height in (1, 5))
                or (w.kind == "c" and w.trim == "y" and w.height == 3)
            ),
            "refused": lambda w: (
                not (
                    (w.height == 5 and w.extras == ("a", "b"))
                    or (w.height in (1, 2) and w.extras == ("b",))
                    or (w.height >= 4 and w.extras == ())
                )
            ),
        },
    ),
    World(
        "two options of one space",
        """
        option top: material
        option legs: material
        option edge: material optional
        rule matching require edge = top
        rule different forbid top = legs when edge present
        rule harder require legs.hard >= top.hard
        rule kinds require top.kind = legs.kind when edge.kind = wood
        rule unlike forbid edge != legs and legs.kind = metal
        rule known_hardness require top.hard present when edge absent
        """,
        {
            "top": Asked(("oak", "pine", "steel", "felt")),
            "legs": Asked(("oak", "pine", "steel", "felt")),
            "edge": Asked(("oak", "pine", "steel", "felt"), None, optional=True),
        },
        {
            "matching": lambda w: w.edge in (None, w.top),
            "different": lambda w: w.edge is None or w.top != w.legs,
            "harder": lambda w: (
                None in (_material(w.legs).hard, _material(w.top).hard)
                or _material(w.legs).hard >= _material(w.top).hard
            ),
            "kinds": lambda w: _material(w.edge).kind != "wood" or _material(w.top).kind == _material(w.legs).kind,
            "unlike": lambda w: not (equals(w.edge, w.legs) is False and _material(w.legs).kind == "metal"),
            "known_hardness": lambda w: w.edge is not None or _material(w.top).hard is not None,
        },
    ),
)
