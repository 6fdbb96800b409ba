"""`narrow`, `explain`, `list` and `rank` from outside: what they print, their JSON, their exit codes."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pytest
from cli_runs import run

from configurator.answers.as_written import as_written
from configurator.answers.explained import ExplainedAnswer
from configurator.answers.narrowed import NarrowedAnswer
from configurator.answers.numbered import ListAnswer, RankAnswer
from configurator.catalog_files import CatalogFiles
from configurator.pipeline import declared_in


def domains(*arguments: str) -> dict[str, str]:
    """What `narrow` says of each option."""
    out = run("narrow", *arguments).out
    rows = [line.split(maxsplit=1) for line in out.splitlines() if line.startswith("  ") and "hint:" not in line]
    return {row[0]: row[1] for row in rows}


def test_options_that_are_open_are_told_with_all_that_is_possible(shop: str) -> None:
    ran = run("narrow", f"{shop}:box")
    assert (ran.code, ran.out.splitlines()[0]) == (0, "shop/box: 7 options open")
    assert domains(f"{shop}:box") == {
        "size": "small, large",
        "lid": "yes, no",
        "layers": "1 .. 9 step 2",
        "ribbon": "20 .. 60 cm step 0.5, (no value)",
        "charms": "any of sun, moon, star, cat, (none)",
        "card": "a text, (no value)",
        "paper": "plain, gold, (no value)",
    }


def test_a_choice_takes_away_what_leads_to_a_dead_end_and_says_what_it_could_be_switched_to(shop: str) -> None:
    found = domains(f"{shop}:box", "lid=yes")
    assert found["size"] == "large"
    assert found["lid"] == "= yes  (possible: yes, no)"
    assert found["paper"] == "plain, gold"
    both = domains(f"{shop}:box", "size=small", "layers=3")
    assert (both["lid"], both["layers"], both["paper"]) == ("no", "= 3  (possible: 1, 3)", "(no value)")


def test_choices_that_contradict_one_another_are_told_with_what_mends_it(shop: str) -> None:
    ran = run("narrow", f"{shop}:box", "size=small", "lid=yes", "layers=1")
    assert ran.code == 1
    assert (
        "no valid configuration of shop/box has all these choices\n  hint: one of them could be otherwise: size, lid"
        in ran.out
    )
    found = domains(f"{shop}:box", "size=small", "lid=yes", "layers=1")
    assert found["size"] == "= small  (possible instead: large)"
    assert found["layers"] == "= 1  (to change this alone does not help)"
    assert found["ribbon"] == "(nothing)"


def test_one_option_is_searched_and_paged() -> None:
    first = run("narrow", "studio", "--option", "team", "--search", "alder beavers", "--format", "json")
    answer = NarrowedAnswer.model_validate_json(first.out)
    (team,) = answer.options
    assert answer.is_consistent
    assert team.possible == team.outcomes == 3001
    assert 0 < (team.matching or 0) == len(team.values) < 50
    assert all("alder" in f"{each.value} {each.label}".casefold() for each in team.values)
    page = run("narrow", "studio", "--option", "team", "--skip", "2", "--most", "3", "--format", "json").json
    every = run("narrow", "studio", "--option", "team", "--most", "5000", "--format", "json").json
    assert page["options"][0]["values"] == every["options"][0]["values"][2:5]
    assert len(every["options"][0]["values"]) == 3000


def test_faulty_choices_and_unknown_options_are_told(shop: str) -> None:
    ran = run("narrow", f"{shop}:box", "size=huge", "lit=yes")
    assert ran.code == 1
    assert "`size` has no value `huge`" in ran.out
    assert "did you mean `lid`?" in ran.out
    refused = run("narrow", f"{shop}:box", "--option", "seize")
    assert refused.code == 2
    assert "did you mean `size`?" in refused.err


def test_a_conflict_is_told_in_the_authors_words_with_what_to_change(shop: str) -> None:
    ran = run("explain", f"{shop}:box", "size=small", "layers=3", "lid=yes")
    assert ran.code == 1
    said, *repairs = ran.out.split("\n\n")[2:]
    assert "layers" not in ran.out.split("\n\n")[1]
    assert said.startswith("  A small box has no lid.\n    `airy`, declared at ")
    assert [each.split() for each in repairs] == [["change", "lid", "no"], ["or", "change", "size", "large"]]


def test_a_conflict_in_json_has_its_choices_its_constraints_and_the_repairs(shop: str) -> None:
    ran = run("explain", f"{shop}:box", "size=small", "layers=5", "lid=yes", "--format", "json")
    answer = ExplainedAnswer.model_validate_json(ran.out)
    assert not answer.is_consistent and answer.conflict is not None  # noqa: PT018
    assert answer.conflict.choices in ({"size": "small", "lid": True}, {"size": "small", "layers": 5})
    (constraint,) = answer.conflict.constraints
    assert constraint.constraint in ("airy", "fit")
    assert [[each.option for each in one.changes] for one in answer.repairs] == [["size"]]
    assert answer.repairs[0].example == {"size": "large"}


def test_choices_that_stand_together_need_no_repair(shop: str) -> None:
    ran = run("explain", f"{shop}:box", "size=large", "lid=yes")
    assert (ran.code, ran.out) == (0, "some valid configuration of shop/box has all these choices\n")
    faulty = run("explain", f"{shop}:box", "size=large", "lid=maybe").out
    assert faulty.endswith("\n\nsome valid configuration of shop/box has all the other choices\n")
    assert "some valid" not in run("explain", f"{shop}:box", "lid=maybe").out
    answer = run("explain", f"{shop}:box", "size=large", "lid=maybe", "--format", "json")
    assert (answer.code, answer.json["conflict"], answer.json["problems"][0]["code"]) == (1, None, "wrong-type")


def test_rules_that_exclude_one_another_are_told_without_any_choice(tmp_path: Path) -> None:
    path = tmp_path / "never.vpc"
    path.write_text(
        "catalog never\nproduct p {\n  option a: x | y\n  option b: x | y\n"
        "  rule same require a = x\n  rule other require a = y\n  rule idle forbid b = y\n}\n",
        encoding="utf-8",
    )
    ran = run("explain", str(path))
    assert "nothing is valid for never/p, whatever is chosen:" in ran.out
    assert "`same`" in ran.out and "`other`" in ran.out and "`idle`" not in ran.out  # noqa: PT018


def test_rules_without_a_reason_are_told_as_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "terse.vpc"
    rows = "".join(f"    {number}, {9 - number}\n" for number in range(10))
    path.write_text(
        "catalog terse\nproduct p {\n  option a: x | y\n  option b: x | y\n  option n: integer 0 .. 9\n"
        "  option m: integer 0 .. 9\n  option motto: text { max: 30 }\n"
        "  rule cross forbid (a = x and (b = y or n > 8)) // no\n    when not (n in {1, 2})\n"
        '  rule said require motto matches "// [a-z(]+" when b = y\n'
        f"  table sums (n, m) allow {{ // ten\n{rows}  }}\n"
        "  table pairs (a, n) forbid {\n    y, 3\n    *, 4 // none\n  }\n"
        f"  rule long require {' or '.join(f'n = {number}' for number in range(10))} or a = x or b = x or n = 0"
        f"{' or n = 1' * 20}\n}}\n",
        encoding="utf-8",
    )
    sources, catalog = declared_in(CatalogFiles(path))
    cross, motto, sums, pairs, long = (as_written(each, sources) for each in catalog.products[0].constraints)
    assert cross == "forbid (a = x and (b = y or n > 8)) when not (n in {1, 2})"
    assert motto == 'require motto matches "// [a-z(]+" when b = y'
    assert sums == f"(n, m) allow {{ {'; '.join(f'{number}, {9 - number}' for number in range(10))} }}"
    assert pairs == "(a, n) forbid { y, 3; *, 4 }"
    assert long is not None
    assert long.startswith("require n = 0 or n = 1")
    assert long.endswith(" …")
    assert len(long) <= 242


def listed(*arguments: str) -> ListAnswer:
    return ListAnswer.model_validate_json(run("list", *arguments, "--format", "json").out)


def test_valid_configurations_are_listed_in_order_with_their_numbers(shop: str) -> None:
    ran = run("list", f"{shop}:bag")
    assert (ran.code, ran.out) == (0, "2 valid configurations of shop/bag\n\n  0  color=red\n  1  color=blue\n")
    every = listed(f"{shop}:box", "--most", "100000")
    assert [each.number for each in every.configurations] == list(range(every.count))
    assert json.loads(run("count", f"{shop}:box", "--format", "json").out)["count"] == every.count
    some = listed(f"{shop}:box", "size=small", "--first", "1,000", "--most", "2")
    of_small = [each for each in every.configurations if each.choices["size"] == "small"]
    assert some.count == len(of_small)
    assert [each.choices for each in some.configurations] == [each.choices for each in of_small[1000:1002]]


@pytest.mark.parametrize("product", ["atelier", "lamp:sconce", "fleet:phone"])
def test_the_words_of_a_listed_configuration_make_it_and_its_rank_is_its_number(product: str) -> None:
    lines = run("list", product, "--sample", "--seed", "11", "--most", "5").out.splitlines()[2:]
    assert len(lines) == 5
    for line in lines:
        number, *words = shlex.split(line)
        ranked = run("rank", product, *words, "--format", "json")
        answer = RankAnswer.model_validate_json(ranked.out)
        assert answer.number_text == number.replace(",", "")


def test_a_count_after_choices_is_that_of_what_has_them(shop: str) -> None:
    small, large = (run("count", f"{shop}:box", f"size={size}") for size in ("small", "large"))
    whole = run("count", f"{shop}:box", "--format", "json").json["count"]
    assert int(small.out.replace(",", "")) + int(large.out.replace(",", "")) == whole
    assert run("count", f"{shop}:box", "size=small", "lid=yes").out == "0\n"
    assert run("count", f"{shop}:box", "size=small", "--format", "json").json["product"] == "shop/box"
    assert "beside `--over`" in run("count", f"{shop}:box", "size=small", "--over", "lid").err


def test_the_same_seed_gives_the_same_sample(shop: str) -> None:
    of_seven = listed(f"{shop}:box", "--sample", "--seed", "7")
    assert listed(f"{shop}:box", "--sample", "--seed", "7") == of_seven
    assert listed(f"{shop}:box", "--sample", "--seed", "8") != of_seven


def test_choices_that_are_no_object_are_told(shop: str) -> None:
    for command in ("narrow", "explain"):
        ran = run(command, f"{shop}:box", "-", given="[1]")
        assert ran.code == 1
        assert "a configuration is an object with a member for each choice" in ran.out
    assert run("list", f"{shop}:box", "-", given="[1]").code == 1


def test_an_option_with_a_million_sets_is_narrowed_repaired_and_numbered(tmp_path: Path) -> None:
    path = tmp_path / "many.vpc"
    values = ", ".join(f"v{number}" for number in range(20))
    path.write_text(
        f"catalog many\nproduct p {{\n  option some: any of {{ {values} }}\n  option a: x | y\n"
        "  rule one forbid v0 in some and a = x\n}\n",
        encoding="utf-8",
    )
    assert domains(str(path), "a=x")["some"].startswith("any of v1, v2, ")
    assert run("explain", str(path), "a=x", "some=v0").out.count("change") == 2
    listed = run("list", str(path), "--first", "3", "--most", "2")
    assert listed.out.splitlines()[2:] == ["  3  some=v1 a=x", "  4  some=v1 a=y"]
    assert run("count", str(path), "a=x").out == "524,288\n"


def test_what_cannot_be_numbered_says_why(shop: str) -> None:
    nested = run("list", "gifts:gift_set")
    assert nested.code == 1
    assert "the configurations of `gift_set` have no numbers: `cards` is a list" in nested.err
    assert "`x` is no number" in run("list", f"{shop}:bag", "--first", "x").err
    assert "has no value `green`" in run("list", f"{shop}:bag", "color=green").err
    assert run("narrow", f"{shop}:box", OPTIONARY_COUNT_NODES="1").code == 1
    none = run("list", f"{shop}:box", "size=small", "lid=yes")
    assert (none.code, none.out) == (
        1,
        "0 valid configurations of shop/box\n  hint: `configurator explain` tells why\n",
    )
    assert run("rank", f"{shop}:box", "size=small", "lid=yes", "layers=1").code == 1


def test_a_product_within_a_product_is_narrowed_by_its_own_names(tmp_path: Path) -> None:
    path = tmp_path / "sets.vpc"
    path.write_text(
        "catalog sets\nproduct cup {\n  option color: red | blue\n}\n"
        "product set {\n  option cup: product cup\n  option lid: yes or no\n"
        "  rule plain forbid cup.color = red and lid\n}\n",
        encoding="utf-8",
    )
    found = domains(f"{path}:set", "lid=yes")
    assert (found["cup"], found["cup.color"]) == ("a `cup`", "blue")
    assert domains(f"{path}:set", "cup.color=red")["lid"] == "no"


def test_a_list_that_begins_behind_the_last_one_says_so(shop: str) -> None:
    count = ListAnswer.model_validate_json(run("list", f"{shop}:box", "--format", "json").out).count
    ran = run("list", f"{shop}:box", "--first", str(count))
    assert ran.code == 0
    assert f"none from number {count:,} on: the last one is {count - 1:,}" in ran.out
    assert "none from" not in run("list", f"{shop}:box", "--first", str(count - 1)).out


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        (("--sample", "3"), "write `--sample --most 3`"),
        (("--sample", "--first", "3"), "leave out one of the two"),
        (("--seed", "3"), "write `--sample`, too"),
    ],
)
def test_options_of_list_that_do_not_fit_one_another_are_refused(
    shop: str, options: tuple[str, ...], hint: str
) -> None:
    ran = run("list", f"{shop}:box", *options)
    assert ran.code == 2
    assert hint in ran.err


def test_a_search_that_finds_nothing_is_not_told_as_an_option_without_values(shop: str) -> None:
    found = domains(f"{shop}:box", "--search", "zebra")
    assert found["size"] == "(none that match)"
    assert found["paper"] == "(none that match), (no value)"


def test_what_is_not_asked_for_needs_no_word(shop: str) -> None:
    for line in run("list", "studio", "team=", "--most", "3").out.splitlines():
        assert "logo_size" not in line


IMPOSSIBLE = """
catalog bare
product hat {
  option size: small | large
  option band: yes or no
  option price: integer 1 .. 2
  rule small forbid size = small
  rule large forbid size = large
}
product cap {
  option size: small | large
  option band: yes or no
  rule small forbid size = small
}
"""


def test_where_nothing_is_valid_no_choices_are_blamed(tmp_path: Path) -> None:
    catalog = tmp_path / "bare.vpc"
    catalog.write_text(IMPOSSIBLE, "utf-8")
    assert run("narrow", f"{catalog}:hat").out == (
        "bare/hat has no valid configuration\n  hint: `configurator explain` tells which rules exclude one another\n"
    )
    for words in (("best", "--by", "price"), ("complete",)):
        command, *options = words
        ran = run(command, f"{catalog}:hat", *options)
        assert (ran.code, ran.out.splitlines()[0]) == (1, "bare/hat has no valid configuration")
        assert "`configurator explain`" in ran.out
    told = run("explain", f"{catalog}:hat").out
    assert "nothing is valid for bare/hat, whatever is chosen" in told
    assert f"  forbid size = small\n    `small`, declared at {catalog}:7:8\n" in told


def test_one_choice_that_nothing_valid_has_excludes_no_other(tmp_path: Path) -> None:
    catalog = tmp_path / "bare.vpc"
    catalog.write_text(IMPOSSIBLE, "utf-8")
    told = run("explain", f"{catalog}:cap", "size=small", "band=yes").out
    assert told.startswith("nothing valid for bare/cap has:\n\n  size  small\n")


def test_a_misspelled_option_is_told_before_anything_is_compiled(shop: str) -> None:
    ran = run("narrow", f"{shop}:box", "--option", "sizes", OPTIONARY_COUNT_SECONDS="0.000001")
    assert ran.code == 2
    assert "has no option `sizes`" in ran.err
    assert "did you mean `size`?" in ran.err
