"""The runtime's types say what it does: a program of its answers, and one of a page, are checked by TypeScript."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from test_browser_package import BROWSER, needed

SHAPES = Path(__file__).parent / "shapes.mjs"
STRICT = ["--noEmit", "--strict", "--target", "es2022", "--module", "node16", "--moduleResolution", "node16"]

PAGE = """
import { InvalidConfiguration, load, Product, type Value } from "./optionary.js";
const product = await load("{}");
const { sellable, amounts } = product.validate({ size: "m", cards: [{ motif: "owl" }] }, { day: "2026-05-01" });
const price: string | undefined = sellable ? amounts.price.number : undefined;
const left: Value[] = [];
for (const [key, domain] of product.possible({}).domains)
  for (const value of domain.values()) if (domain.has(value)) left.push(`${key} ${product.labelOf(key, value)}`);
try {
  product.code({});
} catch (error) {
  if (error instanceof InvalidConfiguration) for (const { path, message } of error.problems) left.push(path, message);
}
// @ts-expect-error: nobody makes a product but `load`
new Product();
// @ts-expect-error: there is no such answer
product.price({});
// @ts-expect-error: a day is a text
product.validate({}, { day: new Date() });
// @ts-expect-error: nothing of an answer is undefined
const code: undefined = product.code({}).code;
// @ts-expect-error: what is loaded does not change
product.options.push(product.options[0]!);
// @ts-expect-error: a size may be beyond what a number holds exactly
const size: number | null = product.possible({}).domains.get("size")!.size;
export { code, left, price, size };
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the types, and nothing else of the runtime."""
    shutil.copy(BROWSER / "optionary.d.ts", tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}', "utf-8")
    return tmp_path


def checked(program: Path) -> str:
    """What TypeScript has to say of a program; nothing where all is well."""
    command = [needed("tsc"), *STRICT, program.name]
    return subprocess.run(command, cwd=program.parent, capture_output=True, text=True, check=False).stdout


def program_of_answers(folder: Path) -> Path:
    """A program that says of all answers to the questions of the runtime's tests which types they have."""
    answers = sorted(map(str, (BROWSER / "tests" / "answers").glob("*.json")))
    command = [needed("node"), str(SHAPES), str(BROWSER / "src" / "index.js"), *answers]
    program = folder / "answers.ts"
    program.write_text(subprocess.run(command, capture_output=True, text=True, check=True).stdout, "utf-8")
    return program


def test_answers_have_the_types_that_are_told(folder: Path) -> None:
    program = program_of_answers(folder)
    told = program.read_text("utf-8")
    for type_ in ("Verdict", "Conflict | null", "ProductCode", "Option", 'CodeError["reason"]'):
        assert f"has<{type_}>(" in told
    assert checked(program) == ""


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("unseen: string[];", "unseen: string[]; more: string;", "'more' is missing"),
        ("  possible(choices", "  impossible(choices", "'impossible' is missing"),
        ("readonly size: bigint | null;", "readonly size: number | null;", "'bigint' is not assignable"),
        ("export const FORM: number;", "export const FORMS: number;", '"FORMS" | '),
    ],
)
def test_types_that_tell_something_else_are_found(folder: Path, right: str, wrong: str, said: str) -> None:
    types = folder / "optionary.d.ts"
    told = types.read_text("utf-8")
    assert told.count(right) == 1
    types.write_text(told.replace(right, wrong), "utf-8")
    assert said in checked(program_of_answers(folder))


def test_a_page_is_written_with_them_and_told_what_is_wrong(folder: Path) -> None:
    program = folder / "page.ts"
    program.write_text(PAGE, "utf-8")
    assert checked(program) == ""
