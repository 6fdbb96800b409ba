"""`diff` from outside: the page that says what a release means, and the gate that it has to pass."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from cli_runs import run

import configurator
from configurator.answers.differences import ChangeAnswer
from configurator.catalog_files import CatalogFiles
from configurator.change import Level, changed, held_releases, read_declared
from configurator.declared_changes import Declared
from configurator.issued_changes import issued_changes
from configurator.registry.opening import open_registry
from configurator.release.making import release_of

FIRST = """catalog shop "Shop" { currency EUR }
context market "Market": eu | us
context day "Day": date
product box "Box" {
  option size "Size": small { price: 2.00 EUR } | large { price: 5.00 EUR }
  option paper "Paper": plain | gold default plain
  option card "Card": yes or no
  rule tidy forbid card = yes and paper = plain because "A card lies on gold."
  table fits (size, paper) allow {
    small, { plain, gold }
    large, { plain, gold }
  }
  sell gold_in_the_eu
    require market = eu when paper = gold
  derive price: money = size.price + (1.00 EUR when card else 0.00 EUR)
  build {
    pick "BOX"
    fold folder as folded { size: size }
    check "Is it closed?"
  }
}
"""


class Named(NamedTuple):
    """A release by its name."""

    name: str


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("first.vpc").write_text(FIRST, "utf-8")
    return tmp_path


def edited(*edits: tuple[str, str]) -> str:
    text = FIRST
    for before, after in edits:
        assert before in text
        text = text.replace(before, after)
    Path("second.vpc").write_text(text, "utf-8")
    return text


def answer_of(*more: str) -> tuple[int, ChangeAnswer]:
    ran = run("diff", "first.vpc", "second.vpc", "--on", "2026-06-01", *more, "--format", "json")
    return ran.code, ChangeAnswer.model_validate_json(ran.out)


def gate(level: str | None, *more: str) -> tuple[int, list[tuple[str, str]]]:
    code, answer = answer_of("--breaking", *([level] if level else []), *more)
    assert answer.ok is (code == 0)
    assert answer.level == (level or "code")
    return code, [(each.level, each.code) for each in answer.breaks]


def test_nothing_has_changed(folder: Path) -> None:
    edited()
    ran = run("diff", "first.vpc", "second.vpc", "--breaking", "text")
    assert (ran.code, ran.out) == (
        0,
        "shop/box: 6 kept, 0 gained, 0 lost\n\nnothing breaks at the level `text`\n",
    )


def test_a_price_is_told_for_how_many_and_by_how_much(folder: Path) -> None:
    edited(("5.00 EUR", "6.50 EUR"))
    ran = run("diff", "first.vpc", "second.vpc")
    assert ran.code == 0
    assert "  price: changes for 3 of those kept, by 0.00 EUR to +1.50 EUR\n" in ran.out
    assert "    5.00 EUR -> 6.50 EUR: size=large paper=plain card=no\n" in ran.out
    assert "  changed: 1 attribute of size: large.price 5.00 EUR -> 6.50 EUR" in ran.out
    _, answer = answer_of()
    (price,) = answer.products[0].amounts
    assert (price.amount, price.changed, price.least, price.greatest, price.unit) == ("price", 3, "0.00", "1.50", "EUR")
    assert gate("text") == (0, [])


def test_rules_are_told_with_what_stood_and_what_stands_there(folder: Path) -> None:
    edited(
        ("forbid card = yes and paper = plain", "require paper = gold when card = yes and size = small"),
        ("large, { plain, gold }", "large, plain"),
        ("market = eu when paper = gold", "market = eu when paper = gold and size = small"),
        ("(1.00", "(1.50"),
        ('pick "BOX"', 'pick "CARTON"'),
        ("{ size: size }", "{ size: paper }"),
        ("option card", 'option bow "Bow": yes or no since "2" baseline no\n  option card'),
    )
    _, answer = answer_of()
    told = {(each.what, each.kind, each.key): each for each in answer.declared}
    assert set(told) == {
        ("added", "option", "bow"),
        ("changed", "rule", "tidy"),
        ("changed", "table", "fits"),
        ("changed", "sell rule", "gold_in_the_eu"),
        ("changed", "amount", "price"),
        ("changed", "step", "folded"),
        ("added", "step", 'pick "CARTON"'),
        ("removed", "step", 'pick "BOX"'),
    }
    tidy = told["changed", "rule", "tidy"]
    assert tidy.before == 'rule tidy forbid card = yes and paper = plain because "A card lies on gold."'
    assert tidy.now is not None
    assert tidy.now.startswith("rule tidy require paper = gold when")
    assert told["changed", "table", "fits"].detail == "rows: 1 new, 1 gone"
    assert told["added", "option", "bow"].now == 'option bow "Bow": yes or no since "2" baseline no'


def test_rules_that_come_and_go_are_told(folder: Path) -> None:
    edited(
        ("  rule tidy forbid", "  rule neat forbid"), ("context market", "context place"), ("market = eu", "place = eu")
    )
    _, answer = answer_of()
    assert {(each.what, each.kind, each.key) for each in answer.declared} >= {
        ("removed", "rule", "tidy"),
        ("added", "rule", "neat"),
        ("removed", "fact", "market"),
        ("added", "fact", "place"),
    }


def test_the_levels_take_each_other_along(folder: Path) -> None:
    edited(("small {", "little {"), ("small, {", "little, {"))  # no `was`
    assert gate(None) == (1, [("code", "removed")])
    edited(("rule tidy", "rule no_gold forbid paper = gold and size = large\n  rule tidy"))
    assert gate("code") == (0, [])
    assert gate("space") == (1, [("space", "lost-configurations")])
    edited(("market = eu when paper = gold", "market = eu when size = large"))
    assert gate("space") == (0, [])
    code, found = gate("sell")
    assert (code, set(found)) == (1, {("sell", "lost-sales")})
    edited(('"Paper"', '"Wrapping"'), ("A card lies on gold.", "Cards lie on gold."))
    assert gate("sell") == (0, [])
    assert gate("text") == (1, [("text", "changed-text"), ("text", "changed-text")])


def test_what_is_retired_breaks_sales_from_its_day_on(folder: Path) -> None:
    edited(("| gold", "| gold { retired: 2026-09-01 }"))
    assert gate("space") == (0, [])
    assert gate("sell")[0] == 1
    edited(("| gold", "| gold { retired: 2026-09-01 }"))
    Path("first.vpc").write_text(Path("second.vpc").read_text())
    assert gate("sell") == (0, [])


def test_translations_that_read_otherwise_break_texts(folder: Path) -> None:
    Path("languages").mkdir()
    Path("shop.vpc").write_text(FIRST.replace("currency EUR", "language en, fr currency EUR"), "utf-8")
    text = 'msgid ""\nmsgstr ""\n"Language: fr\\n"\n\nmsgctxt "product box option size"\nmsgid "Size"\nmsgstr "{}"\n'
    Path("languages", "fr.po").write_text(text.format("Taille"), "utf-8")
    shutil.copytree(folder, "old")
    Path("languages", "fr.po").write_text(text.format("Format"), "utf-8")
    ran = run("diff", "old/shop.vpc", "shop.vpc", "--breaking", "text", "--format", "line")
    assert (ran.code, ran.out) == (
        1,
        "shop.vpc:1:9: text[changed-translation]: texts in `fr` that read otherwise, or are there no more: 1\n",
    )
    assert run("diff", "old/shop.vpc", "shop.vpc", "--breaking", "sell").code == 0


def test_issued_codes_that_a_release_touches_are_counted_and_named(folder: Path) -> None:
    for choices in (("size=small", "card=no"), ("size=large", "paper=gold", "card=yes"), ("size=large", "card=no")):
        assert run("issue", "first.vpc", *choices, "--registry", "codes.db", "--create").code == 0
    edited(
        ("rule tidy", 'rule light forbid card = yes and size = large because "Too heavy."\n  rule tidy'),
        ("small {", "small { retired: 2026-01-01, "),
    )
    _, answer = answer_of("--registry", "codes.db")
    issued = answer.issued
    assert issued is not None
    assert (issued.asked, issued.unbuildable, issued.unsellable, issued.endangered) == (3, 1, 1, 0)
    assert [(each.why, each.codes) for each in issued.reasons] == [("Too heavy.", 1)]
    assert [each.why for each in issued.some_unbuildable] == ["Too heavy."]
    assert (
        "of 3 issued codes, 1 can be built no longer, 1 can be built, and sold no longer"
        in run("diff", "first.vpc", "second.vpc", "--registry", "codes.db", "--on", "2026-06-01").out
    )
    edited(("default plain", 'since "0" baseline plain'))
    assert gate("code", "--registry", "codes.db")[1][0] == ("code", "changed-baseline")
    assert ("code", "endangered-codes") in gate("code", "--registry", "codes.db")[1]


TWO = """catalog shop "Shop" { language en, fr currency EUR }
product box "Box" { option size "Size": small | large }
product tag "Tag" { option side "Side": team  option ring "Ring": yes or no }
product set "Set" {
  option first "First": product tag
  option gift "Gift": yes or no
}
space team "Team": owls "Owls" | bears "Bears"
"""


def test_of_one_product_all_else_is_left_out(folder: Path) -> None:
    Path("languages").mkdir()
    Path("shop.vpc").write_text(TWO, "utf-8")
    french = 'msgid ""\nmsgstr ""\n"Language: fr\\n"\n\nmsgctxt "space team value owls"\nmsgid "Owls"\nmsgstr "{}"\n'
    Path("languages", "fr.po").write_text(french.format("Hiboux"), "utf-8")
    for words in (("box", "size=small"), ("tag", "side=owls", "ring=no"), ("tag", "side=bears", "ring=yes")):
        ran = run("issue", f"shop.vpc:{words[0]}", *words[1:], "--registry", "codes.db", "--create")
        assert ran.code == 0, ran.err
    shutil.copytree(folder, "old")
    Path("languages", "fr.po").write_text(french.format("Chouettes"), "utf-8")
    text = TWO.replace(' | bears "Bears"', "").replace('"Ring"', '"Loop"')
    Path("shop.vpc").write_text(text + 'product card "Card" { option back: a | b }\n', "utf-8")

    def told(product: str) -> ChangeAnswer:
        asked = ("diff", "old/shop.vpc", f"shop.vpc{product}", "--breaking", "text", "--registry", "codes.db")
        return ChangeAnswer.model_validate_json(run(*asked, "--format", "json").out)

    box, tag, both, whole = (told(each) for each in (":box", ":tag", ":set", ""))
    assert (box.ok, box.declared, box.code_breaks, box.texts, box.translations) == (True, (), (), (), {})
    for one in (tag, both):
        levels = [(each.level, each.code) for each in one.breaks]
        assert levels == [
            ("code", "removed"),
            ("space", "lost-configurations"),
            ("text", "changed-text"),
            ("text", "changed-translation"),
        ]
        assert [(each.what, each.kind, each.key) for each in one.declared] == [("removed", "value", "bears")]
    assert ("added", "product", "card") in [(each.what, each.kind, each.key) for each in whole.declared]
    asked = [each.issued and (each.issued.asked, each.issued.unbuildable) for each in (box, tag, both, whole)]
    assert asked == [(1, 0), (2, 1), (0, 0), (3, 1)]


def test_what_another_product_is_called_breaks_that_one_only(folder: Path) -> None:
    Path("shop.vpc").write_text(TWO.replace("en, fr", "en"), "utf-8")
    shutil.copytree(folder, "old")
    text = TWO.replace("en, fr", "en").replace("product box", "product crate")
    Path("shop.vpc").write_text(text.replace('"Tag" {', '"Tag" was badge {'), "utf-8")
    whole = ["removed", "wrong-was", "changed-kind"]
    for product, found in (
        (":tag", ["wrong-was"]),
        (":set", ["wrong-was", "changed-kind"]),
        (":crate", []),
        ("", whole),
    ):
        ran = run("diff", "old/shop.vpc", f"shop.vpc{product}", "--breaking", "--format", "json")
        assert [each["code"] for each in ran.json["code_breaks"]] == found, ran.err


def test_reasons_are_counted_only_so_many(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "catalog shop\nproduct box { option size: a | b | c | d }\n"
    Path("first.vpc").write_text(text, "utf-8")
    for size in "bcd":
        ran = run("issue", "first.vpc", f"size={size}", "--registry", "codes.db", "--create")
        assert ran.code == 0, ran.err
    Path("second.vpc").write_text(text.replace(" | b | c | d", ""), "utf-8")
    old, new = (configurator.load(name).knowledge for name in ("first.vpc", "second.vpc"))
    monkeypatch.setattr("configurator.issued_changes.MOST_REASONS", 2)
    with open_registry("codes.db") as store:
        found = issued_changes(old, new, store, date(2026, 6, 1))
    assert (found.unbuildable, [number for _, number in found.reasons]) == (3, [1, 1])


def test_codes_are_held_against_all_tags_and_all_else_against_the_last(folder: Path) -> None:
    def git(*words: str) -> None:
        named = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *named, *words], check=True, capture_output=True)

    git("init", "-q")
    for tag, text in (
        ("v1", FIRST),
        ("v2", FIRST.replace("forbid card = yes and", "forbid card = yes and size = small and")),
    ):
        Path("shop.vpc").write_text(text, "utf-8")
        git("add", "shop.vpc")
        git("commit", "-qm", tag)
        git("tag", tag)
    ran = run("diff", "v*", "shop.vpc", "--breaking", "text")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "nothing breaks at the level `text`")
    ran = run("diff", "v1", "shop.vpc", "--format", "json")
    answer = ChangeAnswer.model_validate_json(ran.out)
    assert (answer.against, answer.products[0].gained) == (("v1",), 1)
    Path("shop.vpc").write_text(FIRST, "utf-8")
    ran = run("diff", "v*", "shop.vpc", "--breaking", "space", "--format", "line")
    assert ran.code == 1
    assert ran.out.startswith("shop.vpc:4:9: space[lost-configurations]: `shop/box` loses 1 of its configurations")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("second.vpc",), "there is one catalog, and nothing to hold it against"),
        (("first.vpc", "second.vpc", "--breaking", "much"), "`much` is no level"),
        (("v9", "second.vpc"), "there is no file or folder `v9`"),
    ],
)
def test_wrong_use_is_told(folder: Path, words: tuple[str, ...], message: str) -> None:
    edited()
    ran = run("diff", *words)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_the_level_may_be_left_out_wherever_the_option_stands(folder: Path) -> None:
    edited()
    for words in (("first.vpc", "second.vpc", "--breaking"), ("--breaking", "first.vpc", "second.vpc")):
        ran = run("diff", *words)
        assert (ran.code, ran.out.splitlines()[-1]) == (0, "nothing breaks at the level `code`")


def test_a_release_file_and_those_that_are_held_are_earlier_releases(folder: Path) -> None:
    class Holder:
        """Two releases, by their names."""

        def __init__(self) -> None:
            texts = [FIRST, FIRST.replace("5.00 EUR", "6.00 EUR")]
            self.files: dict[str, bytes] = {}
            for text in texts:
                Path("shop.vpc").write_text(text, "utf-8")
                self.files[configurator.load("shop.vpc").release] = release_of(CatalogFiles(Path("shop.vpc")))

        def listed(self, catalog: str | None = None) -> list[Named]:
            return [Named(name) for name in self.files if name.startswith(f"{catalog}@")]

        def fetch(self, name: str) -> bytes:
            return self.files[name]

    holder = Holder()
    earlier = [read_declared(each) for each in held_releases(holder, "shop")]
    assert [each.name for each in earlier] == list(holder.files)
    assert held_releases(holder, "other") == []
    edited(("5.00 EUR", "7.00 EUR"))
    catalog = configurator.load("second.vpc")
    change = changed(earlier, Declared("second.vpc", catalog.knowledge.catalog, catalog.sources), day=date(2026, 6, 1))
    (price,) = change.products[0].amounts
    assert (str(price.greatest), change.breaks(Level.TEXT)) == ("1.00 EUR", ())
    Path("first.vpcr").write_bytes(holder.fetch(earlier[0].name))
    ran = run("diff", "first.vpcr", "second.vpc")
    assert (ran.code, "by 0.00 EUR to +2.00 EUR" in ran.out) == (0, True)


def test_a_release_file_of_today_says_what_its_catalog_says(folder: Path) -> None:
    edited(("A card lies on gold.", "A card needs gold."), ("size.price + (1.00", "size.price + (1.50"))
    Path("second.vpcr").write_bytes(release_of(CatalogFiles(Path("second.vpc"))))
    told = [run("diff", "first.vpc", name, "--breaking", "text") for name in ("second.vpc", "second.vpcr")]
    assert told[0].out == told[1].out
    assert "now: derive price: money = size.price + (1.50 EUR" in told[1].out


def test_the_releases_that_a_registry_holds_are_a_base(folder: Path) -> None:
    edited()
    assert run("issue", "first.vpc", "size=small", "card=no", "--registry", "codes.db", "--create").code == 0
    ran = run("diff", "second.vpc", "--registry", "codes.db", "--breaking")
    assert (ran.code, "`codes.db` holds no release of `shop`" in ran.err) == (2, True)
    for text in (FIRST, FIRST.replace("2.00 EUR", "3.00 EUR")):
        Path("first.vpc").write_text(text, "utf-8")
        published = run("release", "first.vpc", "--registry", "codes.db")
        assert published.code == 0, published.err
    edited(("2.00 EUR", "4.00 EUR"))
    for words in (("second.vpc",), ("registry", "second.vpc")):
        ran = run("diff", *words, "--registry", "codes.db", "--breaking")
        assert ran.code == 0, ran.out
        assert "by 0.00 EUR to +1.00 EUR" in ran.out
        assert "of 1 issued code, none is touched" in ran.out
    edited(("default plain", 'since "0" baseline gold'))
    ran = run("diff", "second.vpc", "--registry", "codes.db", "--breaking", "--format", "line")
    assert ran.code == 1
    assert "code[changed-baseline]" in ran.out
    assert "`shop@sha256:" in ran.out
