"""Small worlds of conditions: what is absent, what is asked for when, and how conditions stand in one another."""

from __future__ import annotations

from small_worlds.world import ABC, FLAG, Asked, World

CONDITIONS: tuple[World, ...] = (
    World(
        "absence makes comparisons unknown, and unknown breaks nothing",
        """
        option one: a | b | c optional
        option two: a | b optional
        option flag: yes or no optional
        rule required require one = a
        rule unequal require one != b when two = a
        rule forbidden forbid two = b when flag = no
        rule negated require not (one = c and flag = yes)
        rule is_there require two present when one absent
        rule not_there forbid one absent and two absent and flag absent
        """,
        {
            "one": Asked(ABC, None, optional=True),
            "two": Asked(("a", "b"), None, optional=True),
            "flag": Asked(FLAG, None, optional=True),
        },
        {
            "required": lambda w: w.one in (None, "a"),
            "unequal": lambda w: not (w.two == "a" and w.one == "b"),
            "forbidden": lambda w: not (w.flag is False and w.two == "b"),
            "negated": lambda w: not (w.one == "c" and w.flag is True),
            "is_there": lambda w: w.one is not None or w.two is not None,
            "not_there": lambda w: not (w.one is None and w.two is None and w.flag is None),
        },
    ),
    World(
        "and, or and not follow Kleene",
        """
        option p: yes or no optional
        option q: yes or no optional
        option r: yes or no optional
        rule both require p = yes and q = yes when r present
        rule either require p = yes or q = yes when r = no
        rule neither forbid not (p = yes or q = no)
        rule deep require not (p = yes and not (q = yes or not r = no))
        rule same require (p = yes) = (q = yes) when r = yes
        """,
        {key: Asked(FLAG, None, optional=True) for key in "pqr"},
        {
            "both": lambda w: w.r is None or not (w.p is False or w.q is False),
            "either": lambda w: not (w.r is False and w.p is False and w.q is False),
            "neither": lambda w: not (w.p is False and w.q is True),
            "deep": lambda w: not (w.p is True and w.q is False and w.r is False),
            "same": lambda w: not (w.r is True and w.p is not None and w.q is not None and w.p != w.q),
        },
    ),
    World(
        "an option is asked for when its condition is true",
        """
        option gate: a | b | c optional
        option always: yes or no
        option inner: x | y when gate = a
        option maybe: x | y optional when inner = x
        option other: integer 1 .. 2 when not gate = a and always = yes
        option several: any of {a, b} when maybe absent and always = no
        rule seen require inner = y when other absent and always = yes
        rule several_seen require several present when gate absent
        """,
        {
            "gate": Asked(ABC, None, optional=True),
            "always": Asked(FLAG),
            "inner": Asked(("x", "y"), when=lambda w: w.gate == "a", asks=("gate",)),
            "maybe": Asked(("x", "y"), None, optional=True, when=lambda w: w.inner == "x", asks=("inner",)),
            "other": Asked(
                (1, 2), when=lambda w: w.gate is not None and w.gate != "a" and w.always, asks=("gate", "always")
            ),
            "several": Asked(
                ((), ("a",), ("b",), ("a", "b")),
                (),
                when=lambda w: w.maybe is None and not w.always,
                asks=("maybe", "always"),
            ),
        },
        {
            "seen": lambda w: not (w.other is None and w.always and w.inner == "x"),
            "several_seen": lambda w: w.gate is not None or bool(w.several),
        },
    ),
    World(
        "texts, whose lengths and words count but which do not multiply",
        """
        option name: text { max: 4 } optional
        option tag: text { max: 3, pattern: "[A-Z]{1,3}" } optional
        option place: front | back when name present
        option lit: yes or no
        rule short require length(name) <= 2 when place = back
        rule word forbid name = "Zoë" when lit = yes
        rule words require tag in {"A", "ABC"} when lit = no
        rule both require tag present when name present and lit = no
        """,
        {
            "name": Asked(("Zo", "Zoë", "A", "ABCD"), None, optional=True, is_text=True),
            "tag": Asked(("A", "AB", "ABC"), None, optional=True, is_text=True),
            "place": Asked(("front", "back"), when=lambda w: w.name is not None, asks=("name",)),
            "lit": Asked(FLAG),
        },
        {
            "short": lambda w: w.place != "back" or len(w.name) <= 2,
            "word": lambda w: not (w.lit and w.name == "Zoë"),
            "words": lambda w: w.lit or w.tag in (None, "A", "ABC"),
            "both": lambda w: w.name is None or w.lit or w.tag is not None,
        },
    ),
    World(
        "defaults",
        """
        option plain: a | b default b
        option flag: yes or no default no
        option loose: x | y optional default y
        option size: number 1 .. 2 cm step 0.5 default 15 mm when flag = yes
        option set: any of {a, b, c} at least 1 default {c, a}
        rule sized require plain = a when size = 2 cm
        rule loosened require loose = y when plain = b
        rule counted require count(set) >= 2 when flag = no
        """,
        {
            "plain": Asked(("a", "b"), "b"),
            "flag": Asked(FLAG, False),
            "loose": Asked(("x", "y"), "y", optional=True),
            "size": Asked(("1", "1.5", "2"), "1.5", when=lambda w: w.flag, asks=("flag",)),
            "set": Asked((("a",), ("b",), ("c",), ("a", "b"), ("a", "c"), ("b", "c"), ("a", "b", "c")), ("a", "c")),
        },
        {
            "sized": lambda w: w.size != "2" or w.plain == "a",
            "loosened": lambda w: w.plain != "b" or w.loose in (None, "y"),
            "counted": lambda w: w.flag or len(w.set) >= 2,
        },
    ),
    World(
        "conditions inside conditions",
        """
        option a: x | y | z
        option b: x | y | z
        option c: yes or no
        option d: integer 0 .. 3
        rule one require (a = x or (b = y and not c = yes)) and (d < 3 or not (a = z or b = z))
        rule two forbid not (a = x and b != x) and (c = yes or d in {1, 3}) when a != y or d >= 2
        rule three require a in {x, z} or not (b in {x, y} and c = no)
        """,
        {"a": Asked(("x", "y", "z")), "b": Asked(("x", "y", "z")), "c": Asked(FLAG), "d": Asked((0, 1, 2, 3))},
        {
            "one": lambda w: (w.a == "x" or (w.b == "y" and not w.c)) and (w.d < 3 or not (w.a == "z" or w.b == "z")),
            "two": lambda w: (
                not ((w.a != "y" or w.d >= 2) and not (w.a == "x" and w.b != "x") and (w.c or w.d in (1, 3)))
            ),
            "three": lambda w: w.a in ("x", "z") or not (w.b in ("x", "y") and not w.c),
        },
    ),
)
