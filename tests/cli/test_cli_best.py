"""`best`, `complete`, `explain --by` and `diff` from outside: what they print, their JSON, their exit codes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NoReturn

import pytest
from cli_runs import run

from configurator import here_or_aside
from configurator.answers.differences import ChangeAnswer
from configurator.answers.explained import ExplainedAnswer
from configurator.answers.priced import BestAnswer, CompletionAnswer
from configurator.engine import circuited, solved, solved_difference
from configurator.errors import Limit, TooComplexError

MUGS = """
catalog mugs "Mugs" { currency EUR }
context market: eu | uk
product mug "Mug" {
  option size "Size": small { price: 8.00 EUR } | large { price: 10.50 EUR }
  option color "Color": white { price: 0 EUR, weight: 10 g }
    | navy { price: 1.25 EUR, weight: 12 g } | red { price: 2 EUR }
  option rim "Gold rim": yes or no
  option many "How many": integer 1 .. 6
  option name "Name": text { max: 8 } optional
  option words "Words": text { max: 8 } when rim = yes
  rule light require color in { white, red } when rim = yes because "Gold is lost on navy."
  rule small forbid rim and size = small because "Small mugs have no rim to gild."
  derive single: money = size.price + color.price + (3 EUR when rim = yes else 0 EUR) + 0.50 EUR * length(name)
  derive price "Price": money = single * many * (1.2 when market = uk else 1)
  derive local: money = 1.00 EUR when size = small else 2.00 USD
}
"""


@pytest.fixture
def mugs(tmp_path: Path) -> str:
    """A catalog of mugs, whose price is no sum of what each option costs."""
    path = tmp_path / "mugs.vpc"
    path.write_text(MUGS, encoding="utf-8")
    assert run("check", str(path)).code == 0, run("check", str(path)).out
    return str(path)


def best(*arguments: str) -> list[tuple[str, dict[str, object]]]:
    answer = BestAnswer.model_validate_json(run("best", *arguments, "--format", "json").out)
    return [(each.amount.number, dict(each.choices)) for each in answer.configurations]


def test_the_cheapest_come_first_and_ties_as_they_are_listed(mugs: str) -> None:
    ran = run("best", mugs, "--most", "3")
    assert (ran.code, ran.out.splitlines()[0]) == (0, "mugs/mug: the least `price` is 8.00 EUR")
    assert [line.split() for line in ran.out.splitlines()[2:]] == [
        ["8.00", "EUR", "size=small", "color=white", "rim=no", "many=1"],
        ["9.25", "EUR", "size=small", "color=navy", "rim=no", "many=1"],
        ["10.00", "EUR", "size=small", "color=red", "rim=no", "many=1"],
    ]
    amounts = [float(amount) for amount, _ in best(mugs, "--most", "100")]
    assert len(amounts) == 48
    assert amounts == sorted(amounts)


def test_facts_choices_and_the_greatest_are_taken(mugs: str) -> None:
    assert best(mugs, "many=2", "rim=yes", "--fact", "market=uk", "--most", "1") == [
        ("32.40", {"size": "large", "color": "white", "rim": True, "many": 2})
    ]
    assert best(mugs, "name=Zoe", "--greatest", "--most", "1")[0][0] == "102.00"
    assert best(mugs, "--by", "weight", "--greatest", "--most", "1")[0][0] == "12"
    assert best(mugs, "--by", "many", "--most", "1")[0] == (
        "1",
        {"size": "small", "color": "white", "rim": False, "many": 1},
    )


def test_what_cannot_be_put_in_order_is_refused(mugs: str, shop: str) -> None:
    unknown = run("best", mugs, "--by", "prize")
    assert (unknown.code, "did you mean `price`?" in unknown.err) == (2, True)
    currency = run("best", mugs, "--by", "local")
    assert (currency.code, "its currency depends on what is chosen for `size`" in currency.err) == (2, True)
    nothing = run("best", f"{shop}:bag", OPTIONARY_COUNT_SECONDS="0.000001")  # told before anything takes long
    assert (nothing.code, "derives no amount of money" in nothing.err) == (2, True)
    faulty = run("best", mugs, "color=blue")
    assert (faulty.code, "`color` has no value `blue`" in faulty.err) == (1, True)
    none = run("best", mugs, "rim=yes", "color=navy")
    assert (none.code, none.out.splitlines()[0]) == (1, "no valid configuration of mugs/mug has all these choices")
    assert "`configurator explain`" in none.out
    wrong = run("best", mugs, "--fact", "market=us")
    assert wrong.code == 2


def test_lists_of_products_are_not_put_in_order() -> None:
    ran = run("best", "gifts:gift_set")
    assert ran.code == 1
    assert "have no numbers" in ran.err


def test_a_completion_keeps_wishes_in_order_and_says_why_one_is_not_kept(mugs: str) -> None:
    ran = run("complete", mugs, "many=2", "--prefer", "rim=yes", "--prefer", "color=navy", "--prefer", "color=red")
    assert ran.code == 0
    head, configuration, needed, navy = ran.out.split("\n\n")
    assert head == "a configuration of mugs/mug"
    assert [line.split()[:2] for line in configuration.splitlines()] == [
        ["size", "large"],
        ["color", "red"],
        ["rim", "yes"],
        ["many", "2"],
        ["name", "(no"],
    ]
    assert needed == "still to be given:\n  words  a text"
    assert navy.splitlines()[:2] == [
        "not kept: color = navy, which cannot be beside rim = yes",
        "  Gold is lost on navy.",
    ]


def test_a_completion_is_the_cheapest_of_what_wishes_leave(mugs: str) -> None:
    ran = run(
        "complete", mugs, "--prefer", "color=navy", "--prefer", "size=large", "--cheapest", "price", "--format", "json"
    )
    answer = CompletionAnswer.model_validate_json(ran.out)
    assert (answer.quantity, answer.amount and answer.amount.number) == ("price", "11.75")
    assert answer.choices == {"size": "large", "color": "navy", "rim": False, "many": 1, "name": None, "words": None}
    assert (answer.kept, answer.unkept, answer.needed) == ({"color": "navy", "size": "large"}, (), ())
    chosen = run("complete", mugs, "color=white", "--prefer", "color=red", "--format", "json").json
    assert chosen["unkept"] == [{"option": "color", "wish": "red", "conflict": None}]


def test_choices_that_contradict_one_another_have_no_completion(mugs: str) -> None:
    ran = run("complete", mugs, "rim=yes", "size=small")
    assert ran.code == 1
    assert "`configurator explain` tells why" in ran.out
    assert run("complete", mugs, "--prefer", "rim").code == 2
    assert run("complete", mugs, "--prefer", "rim=gold").code == 1
    assert run("complete", mugs, "--fact", "market=eu").code == 2


def test_repairs_come_by_price_and_say_the_difference(mugs: str) -> None:
    words = ("size=large", "color=navy", "rim=yes", "many=2")
    ran = run("explain", mugs, *words)
    assert ran.code == 1
    assert [each.split() for each in ran.out.split("\n\n")[-2:]] == [
        ["change", "rim", "no", "-6.00", "EUR,", "then", "from", "23.50", "EUR"],
        ["or", "change", "color", "white,", "red", "-2.50", "EUR,", "then", "from", "27.00", "EUR"],
    ]
    answer = ExplainedAnswer.model_validate_json(run("explain", mugs, *words, "--by", "weight", "--format", "json").out)
    assert [each.difference and each.difference.number for each in answer.repairs] == ["-12", "0"]
    assert answer.repairs[0].example == {"color": "red"}


@pytest.fixture
def later(tmp_path: Path) -> str:
    """The next release of the mugs: a color has another name, a rule and an option have come."""
    path = tmp_path / "later.vpc"
    changed = MUGS.replace("navy {", "blue {").replace("rule small", "rule dear forbid rim and many > 3\n  rule small")
    changed = changed.replace(
        "blue { price: 1.25 EUR, weight: 12 g }", "blue { was: navy, price: 1.25 EUR, weight: 12 g }"
    )
    changed = changed.replace(
        'option name "Name"', 'option lid "Lid": yes or no since "2" baseline no\n  option name "Name"'
    )
    path.write_text(changed, encoding="utf-8")
    return str(path)


def test_a_release_is_told_by_what_it_gains_loses_and_keeps(mugs: str, later: str) -> None:
    ran = run("diff", mugs, later, "--most", "1")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[0] == "mugs/mug: 42 kept, 42 gained, 6 lost"
    answer = ChangeAnswer.model_validate_json(run("diff", mugs, f"{later}:mug", "--format", "json").out)
    (mug,) = answer.products
    assert (mug.kept, mug.gained, mug.lost, mug.method, mug.why) == (42, 42, 6, "diagram", None)
    assert all(each["lid"] is True for each in mug.some_gained)
    assert all(each["rim"] is True and int(str(each["many"])) > 3 for each in mug.some_lost)
    assert len(mug.some_gained) == len(mug.some_lost) == 3


def test_a_release_is_compared_as_exactly_without_a_diagram(mugs: str, later: str) -> None:
    few, usual = {"OPTIONARY_COUNT_NODES": "6"}, run("diff", mugs, later)
    ran = run("diff", mugs, later, **few)
    assert (ran.code, ran.out) == (0, usual.out)
    assert ran.err == "note: mugs/mug: exact, by a decision circuit: options are tied too much for a decision diagram\n"
    (told,) = run("diff", mugs, later, "--format", "json").json["products"]
    (other,) = run("diff", mugs, later, "--format", "json", **few).json["products"]
    assert other == {**told, "method": "circuit"}


@pytest.fixture
def solver_only(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What makes a diagram too large where a process has it in its environment; there are no circuits, too."""
    monkeypatch.setattr(circuited, "compile_circuit", refused)
    monkeypatch.setattr(here_or_aside, "can_listen", lambda: False)  # another process would have its circuits
    return {"OPTIONARY_COUNT_NODES": "6"}


def refused(*_: object) -> NoReturn:
    limit = Limit("solver_seconds", 120)
    raise TooComplexError(f"it takes more than 10 s; {limit.finding}", (), (), None, limit)


def test_a_release_that_only_a_solver_knows_is_counted_and_has_examples(
    mugs: str, later: str, solver_only: dict[str, str]
) -> None:
    ran = run("diff", mugs, later, "--most", "1", **solver_only)
    assert (ran.code, ran.out.splitlines()[0]) == (0, "mugs/mug: 42 kept, 42 gained, 6 lost")
    assert "note: mugs/mug: exact, by a solver" in ran.err
    answer = ChangeAnswer.model_validate_json(
        run("diff", mugs, later, "--most", "5", "--format", "json", **solver_only).out
    )
    (mug,) = answer.products
    assert (mug.kept, mug.gained, mug.lost, mug.method, mug.why) == (42, 42, 6, "solver", None)
    assert len(mug.some_gained) == len(mug.some_lost) == 5
    assert all(each["lid"] is True for each in mug.some_gained)
    assert all(each["rim"] is True and int(str(each["many"])) > 3 for each in mug.some_lost)


def test_what_cannot_be_counted_is_told_as_far_as_it_is_certain(
    mugs: str, later: str, solver_only: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solved, "count_models", refused)
    ran = run("diff", mugs, later, "--most", "1", **solver_only)
    head, why, hint, *examples = ran.out.splitlines()
    assert ran.code == 1
    assert re.fullmatch(r"mugs/mug: at least \d+ kept, at least \d+ gained, 6 lost", head)
    assert (
        why == "  too complex to count exactly: it takes more than 10 s; a counting solver takes more than 120 s, too"
    )
    assert hint == "  hint: `--seconds 100` gives it more time"
    heads = [each.strip() for each in examples if each.endswith(":")]
    assert heads == ["gained, for example:", "lost, for example:", "declared otherwise:"]
    asked = run("diff", mugs, later, "--most", "8", "--format", "json", **solver_only)
    (mug,) = ChangeAnswer.model_validate_json(asked.out).products
    assert (mug.kept, mug.gained, mug.lost, mug.method) == (None, None, 6, "solver")
    assert 0 < (mug.kept_at_least or 0) <= 42
    assert 0 < (mug.gained_at_least or 0) <= 42
    assert (mug.kept_at_least_text, mug.lost_at_least) == (str(mug.kept_at_least), None)
    assert (len(mug.some_gained), len(mug.some_lost)) == (8, 6)


def test_of_what_is_not_known_at_all_no_number_is_told(
    mugs: str, later: str, solver_only: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solved, "count_models", refused)
    monkeypatch.setattr(solved_difference, "beside", refused)
    ran = run("diff", mugs, later, **solver_only)
    assert ran.code == 1
    assert re.match(r"mugs/mug: at least \d+ kept, an unknown number gained, an unknown number lost\n", ran.out)
    (mug,) = run("diff", mugs, later, "--format", "json", **solver_only).json["products"]
    assert (mug["gained"], mug["gained_at_least"], mug["some_gained"]) == (None, None, [])


def test_a_product_that_is_new_and_not_counted_is_at_least_so_many(
    mugs: str, shop: str, solver_only: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solved, "count_models", refused)
    ran = run("diff", shop, f"{mugs}:mug", **solver_only)
    assert ran.code == 1
    assert re.match(r"mugs/mug: 0 kept, at least \d+ gained, 0 lost; there was none\n  too complex", ran.out)


def test_products_of_one_catalog_only_are_gained_or_lost_as_a_whole(shop: str, tmp_path: Path) -> None:
    later = tmp_path / "later.vpc"
    later.write_text("catalog shop\nproduct tin { option lid: yes or no }\n", encoding="utf-8")
    ran = run("diff", shop, str(later))
    assert "shop/tin: 0 kept, 2 gained, 0 lost; there was none" in ran.out
    assert "shop/bag: 0 kept, 0 gained, 2 lost; there is none any more" in ran.out


def test_documents_that_mean_another_thing_are_not_compared(tmp_path: Path) -> None:
    for name, baseline in (("old", "no"), ("new", "yes")):
        (tmp_path / f"{name}.vpc").write_text(
            f'catalog c\nproduct p {{ option lid: yes or no since "1" baseline {baseline} }}\n', encoding="utf-8"
        )
    ran = run("diff", str(tmp_path / "old.vpc"), str(tmp_path / "new.vpc"))
    assert (ran.code, "`lid` has another baseline" in ran.out) == (1, True)


def test_without_a_diagram_the_answers_are_the_same_and_say_what_was_asked(mugs: str) -> None:
    few = {"OPTIONARY_COUNT_NODES": "6"}
    for command, *asked in (
        ("best", "--by", "weight"),
        ("best", "--by", "many", "--greatest", "--most", "9", "rim=yes"),
        ("complete", "--prefer", "rim=yes", "--prefer", "color=navy", "--cheapest", "weight"),
        ("list", "--most", "3"),
        ("rank", "size=small", "color=white", "rim=no", "many=1"),
    ):
        usual = run(command, mugs, *asked, "--format", "json").json
        assert usual["method"] == "diagram"
        other = run(command, mugs, *asked, "--format", "json", **few).json
        assert other == {**usual, "method": "circuit"}
        ran = run(command, mugs, *asked, **few)
        assert ran.out == run(command, mugs, *asked).out
        assert "a circuit answers, as exactly" in ran.err


def test_a_price_whose_terms_are_too_many_is_refused(mugs: str) -> None:
    ran = run("best", mugs, OPTIONARY_COUNT_NODES="6")
    assert ran.code == 1
    assert "too complex to answer exactly: more than 6 cases" in ran.err
