"""The runtime and Python agree on texts: canonical form, length, case, script, patterns, banned words.

`OPTIONARY_LONG=1 pytest tests/browser/test_browser_texts.py` tries 100,000 texts, usually 3,000.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from random import Random
from typing import Any

import pytest

from configurator.errors import TextError
from configurator.exchange.browser.domains import banned_written
from configurator.exchange.browser.expressions import Patterns
from configurator.text.banned import BannedWords
from configurator.text.canonical import canonical_text
from configurator.text.case import CASES, in_case
from configurator.text.graphemes import grapheme_count
from configurator.text.patterns import compile_pattern
from configurator.text.scripts import SCRIPTS, outside_script
from configurator.text.unicode_tables import unicode_tables

HERE = Path(__file__).parent
LONG = os.environ.get("OPTIONARY_LONG", "0") not in ("", "0")
MANY = 100_000 if LONG else 3_000
PATTERNS = tuple(map(compile_pattern, (r"[A-Z]{1,3}(-[0-9]+)?", r"(a|b)*abb", r".{0,12}", "[^😀-🙏]*", r"(\w+\s)*\w*")))
BANNED = BannedWords.of(("hell", "go away", "地獄", "Σίσυφος", "straße", "n0"))
SEEDS = (
    "hell",
    "Go to HELL!",
    "Hello",
    "go  away",
    "這是地獄嗎",
    "σίσυφοσ",
    "STRASSE",
    "abb",
    "AB-12",
    "x n0 x",
    "Zoë",
    "ﬁn",
)
SPECIAL = (
    "\u0301\u0345\u200d\u200c\u094d\u0915\u0627\u0644\u1100\u1161\u11a8\u03a3\u0130\u01c5\u1e9e\u00df"
    "\u00ad\ufe0f\U0001f1e9\U0001f1ea\U0001f469\U0001f3fd \t\n\u00a0\u3000\u2028\u212b\u0958\uac00"
)


def texts(random: Random) -> list[str]:
    """Texts of all kinds of characters, and of those on which rules turn."""
    runs = [(first, last) for first, last, value in unicode_tables().standing.runs() if value in ("allowed", "joiner")]

    def character() -> str:
        kind = random.random()
        if kind < 0.3:
            return chr(random.randint(0x20, 0x7E))
        if kind < 0.6:
            return random.choice(SPECIAL)
        if kind < 0.97:
            return chr(random.randint(*random.choice(runs)))
        return chr(random.choice((random.randrange(0x20), random.randrange(0xE000, 0x110000), 0x378)))

    found = list(SEEDS)
    while len(found) < MANY:
        whole = "".join(character() for _ in range(random.choice((1, 2, 3, 5, 8, 13))))
        found.append(f"{random.choice(SEEDS)}{whole}{random.choice(SEEDS)}" if random.random() < 0.2 else whole)
    return [*found, "a" * 2_001, "é" * 2_000, "ΐ" * 1_999, "\u1e9e" * 1_500]


def test_texts_are_what_python_says(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    random = Random(None if LONG else 15)
    cases, scripts = (None, *CASES), sorted(SCRIPTS)
    some = [(text, random.choice(cases), random.choice((random.choice(scripts), "latin"))) for text in texts(random)]
    kept = Patterns()
    for each in PATTERNS:
        kept.place(each)
    head = {"patterns": kept.written(), "cases": CASES, "banned": banned_written(BANNED)}
    lines = [
        head,
        *({"text": text, "letterCase": case, "script": sorted(SCRIPTS[script])} for text, case, script in some),
    ]
    asked, answers = tmp_path / "asked", tmp_path / "answers"
    asked.write_text("".join(f"{json.dumps(each)}\n" for each in lines), "utf-8")
    module = HERE.parents[1] / "browser" / "src" / "text.js"
    subprocess.run([node, str(HERE / "text_answers.mjs"), str(module), str(asked), str(answers)], check=True)
    told = [json.loads(line) for line in answers.read_text("utf-8").splitlines()]
    for (text, case, script), found in zip(some, told, strict=True):
        assert found == expected(text, case, script), ascii(text)


def expected(text: str, case: str | None, script: str) -> dict[str, Any]:
    try:
        canonical = canonical_text(text, case)
    except TextError as error:
        return {"fault": "too-long" if error.reason == "text-too-long" else "refused-text"}
    return {
        "canonical": canonical,
        "graphemes": grapheme_count(canonical),
        "cased": [in_case(canonical, each) for each in CASES],
        "inScript": outside_script(canonical, script) is None,
        "matches": [pattern.matches(canonical) for pattern in PATTERNS],
        "banned": BANNED.stands_in(canonical),
    }
