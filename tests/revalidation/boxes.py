"""Boxes of two releases: the second renames, retires, narrows, and has other defaults and new rules."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import NamedTuple

from configurator.identity.code_text import code_text
from configurator.identity.digest import digest
from configurator.identity.identity_key import IdentityKey
from configurator.knowledge.knowledge_base import KnowledgeBase
from configurator.pipeline import build, code
from configurator.source import Source

DAY = date(2026, 6, 1)
KEY = IdentityKey(b"k" * 32)

FIRST = """catalog shop "Shop"
context market "Market": eu | us
product box "Box" {
  option size "Size": small | large | huge
  option paper "Paper": plain | gold | dots default gold
  option extras "Extras": any of { bow, card, seal, wax }
  option bow_color "Bow color": red | blue when bow in extras
  option sheets "Sheets": integer 1 .. 9 default 3
  option lined "Lined": yes or no default yes
  option child "Child": text { max: 8 } private optional
}
"""
SECOND = """catalog shop "Shop"
context market "Market": eu | us
context day "Day": date
product box "Box" {
  option size "Size": little "Little" { was: small } | large | huge
  option wrapping "Paper": plain { retired: 2026-06-01 } | gold | dots default dots was paper
  option extras "Extras": any of { bow, card, seal, wax { retired: 2026-05-31 } }
  option bow_color "Bow color": red | blue when bow in extras
  option sheets "Sheets": integer 1 .. 7 default 2
  option lined "Lined": yes or no default no
  option child "Child": text { max: 8 } private optional
  option ribbon "Ribbon": red | none_at_all optional since "2026" baseline red
  rule flat forbid size = huge and wrapping = dots because "Dots are not printed that large."
  rule few require sheets <= 5 when size = little
  sell spring
    require day < 2026-05-01 when wrapping = gold and lined = yes
}
"""


class Issued(NamedTuple):
    """A code as a registry has it."""

    code: str
    digest: bytes
    document: bytes


def issued(document: bytes) -> Issued:
    hashed = digest(document)
    return Issued(code_text(hashed), hashed, document)


def sound(text: str) -> KnowledgeBase:
    outcome = build(Source("shop.vpc", text), lambda name: name)
    assert outcome.value is not None, [each.message for each in outcome.diagnostics]
    return outcome.value


def boxes() -> list[Issued]:
    """Every kind of box of the first release."""
    own, found = sound(FIRST).products["box"], list[Issued]()
    extras: tuple[list[str], ...] = ([], ["bow"], ["card", "wax"], ["bow", "seal"])
    for size, paper, some, sheets, lined, child in product(
        ("small", "large", "huge"), ("plain", "gold", "dots"), extras, (1, 3, 6, 9), (True, False), (None, "Mia")
    ):
        choices = {"size": size, "paper": paper, "extras": some, "sheets": sheets, "lined": lined, "child": child}
        if "bow" in some:
            choices["bow_color"] = "red" if lined else "blue"
        found.append(issued(code(own, choices, KEY).document))
    return found
