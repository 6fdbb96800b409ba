"""From nothing to the first answer: `python tests/benchmarks/starting.py [--rounds N]`.

*Load* is a process that begins, takes in what judges a laptop, and gives the code of one configuration: a command, and
a worker; ours once with what is kept from one process to the next, once with nothing kept, and a worker's once from a
release, which is one file. Others read the JSON Schema, or the same rules in Python, and write a sorted dump and its
SHA-256. The limit is Python itself with `json` and `hashlib`. These are times by the clock.

*Compile* is the same in a process that runs already: from the catalog's text, or the schema's, to the first verdict and
code. At the end stand the shipped catalogs: to load each, to check it with all that a check says, to count it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from time import thread_time_ns

import bike
from contenders import BY_HAND, ByHand, fastjsonschema_contender, pydantic_contender, with_code
from laptop_schema import FOLDER, Choices, Schema
from races import OURS, Race, show_all
from run import Work, catalogs, machine, medians
from subjects import Subject, no_files, subjects

from configurator.catalog_files import CatalogFiles
from configurator.pipeline import build, code, load
from configurator.release.making import release_of
from configurator.source import Source

ROUNDS = 9
FEW = 30
TEXTS = frozenset(["company_logo", "engraving", "asset_tag"])
HERE = Path(__file__).parent
CATALOG = FOLDER / "laptop.vpc"

READ = "import hashlib, json, sys\nchoices = json.load(open(sys.argv[1]))\n"
DIGEST = """
print(hashlib.sha256(json.dumps(choices, sort_keys=True, separators=(",", ":")).encode()).hexdigest())
"""
SCRIPTS = {
    "jsonschema": """
from jsonschema import Draft202012Validator
assert Draft202012Validator(json.load(open(sys.argv[2]))).is_valid(choices)
""",
    "fastjsonschema": """
import fastjsonschema
fastjsonschema.compile(json.load(open(sys.argv[2])))(choices)
""",
    "jsonschema-rs": """
import jsonschema_rs
assert jsonschema_rs.validator_for(json.load(open(sys.argv[2]))).is_valid(choices)
""",
    "pydantic": """
import laptop_by_hand as laptop
from contenders import ByHand, pydantic_contender
from laptop_schema import SCHEMA
assert pydantic_contender(SCHEMA, ByHand(laptop.completed, laptop.broken, laptop.DEFAULTS)).is_valid(choices)
""",
    BY_HAND: """
import laptop_by_hand as laptop
assert not list(laptop.broken(laptop.completed(choices)))
""",
}
MODULES = {"fastjsonschema": "fastjsonschema", "jsonschema-rs": "jsonschema_rs"}
WORKER = """
import json, sys, configurator
print(configurator.load(sys.argv[2]).only.code(json.load(open(sys.argv[1]))).code)
"""
RELEASED = """
import json, sys, configurator
print(configurator.open_release(sys.argv[2]).only.code(json.load(open(sys.argv[1]))).code)
"""
RELEASE = f"{OURS}, from a release"
PYTHON = "Python, json and hashlib"


def processes(folder: Path, choices: Choices, schema: Schema) -> Iterator[tuple[str, dict[str, Work]]]:
    """Processes that end with a code: a command, and a worker, each beside all others."""
    given, said, nothing = folder / "choices.json", folder / "schema.json", folder / "nothing"
    given.write_text(json.dumps(choices), "utf-8")
    said.write_text(json.dumps(schema), "utf-8")
    plain = {
        who: partial(_run, ["-c", READ + script + DIGEST, str(given), str(said)])
        for who, script in SCRIPTS.items()
        if find_spec(MODULES.get(who, who)) or who == BY_HAND
    }
    plain[PYTHON] = partial(_run, ["-c", READ + DIGEST, str(given)])
    command = ["-m", "configurator", "code", str(CATALOG), *(f"{key}={_word(value)}" for key, value in choices.items())]
    worker = ["-c", WORKER, str(given), str(CATALOG)]
    release = folder / "laptop.vpcr"
    release.write_bytes(release_of(CatalogFiles(CATALOG)))
    released = {RELEASE: partial(_run, ["-c", RELEASED, str(given), str(release)])}
    for name, ours, more in (("a command that gives a code", command, {}), ("a worker's first code", worker, released)):
        empty = partial(_run_with_nothing_kept, ours, nothing)
        yield name, {OURS: partial(_run, ours), f"{OURS}, nothing kept": empty, **more, **plain}


def _word(value: object) -> str:
    """A value as it is written on a command line."""
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return ",".join(value)
    return str(value)


def _run(command: Sequence[str], cache: Path | None = None) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), *sys.path])}
    if cache is not None:
        environment["XDG_CACHE_HOME"] = str(cache)
    subprocess.run([sys.executable, *command], env=environment, stdout=subprocess.DEVNULL, check=True)


def _run_with_nothing_kept(command: Sequence[str], folder: Path) -> None:
    with TemporaryDirectory(dir=folder.parent) as cache:
        _run(command, Path(cache))


def without_texts(laptop: Subject) -> Choices:
    """A valid laptop without texts, of which nothing is kept from one process to the next."""
    return next(each for each in laptop.configurations(FEW, "valid") if TEXTS.isdisjoint(each))


def loads(rounds: int, laptop: Subject) -> Iterator[Race]:
    """Processes that begin."""
    with TemporaryDirectory() as folder:
        for name, works in processes(Path(folder), without_texts(laptop), laptop.schema):
            works[OURS]()  # now something is kept
            yield Race(name, medians(works, rounds), frozenset([PYTHON]))


def from_text(subject: Subject) -> Callable[[Choices], object]:
    """Our catalog's text, compiled, to a verdict and code."""
    if subject.name == "laptop":
        return lambda choices: code(load(CATALOG).knowledge.products["laptop"], choices)
    text = bike.catalog()

    def compiled(choices: Choices) -> object:
        built = build(Source("bike.vpc", text), no_files).value
        assert built is not None
        return code(built.products["bike"], choices)

    return compiled


def others(text: str, by_hand: ByHand) -> Iterator[tuple[str, Callable[[], Callable[[Choices], bool]]]]:
    """What makes a validator of a schema's text, by contender."""
    from jsonschema import Draft202012Validator

    yield "jsonschema", lambda: Draft202012Validator(json.loads(text)).is_valid
    if find_spec("fastjsonschema"):
        yield "fastjsonschema", lambda: fastjsonschema_contender(json.loads(text)).is_valid
    if find_spec("jsonschema_rs"):
        import jsonschema_rs

        yield "jsonschema-rs", lambda: jsonschema_rs.validator_for(json.loads(text)).is_valid
    yield "pydantic", lambda: pydantic_contender(json.loads(text), by_hand).is_valid
    if find_spec("cel"):
        from cel_text import cel_is_valid

        yield "CEL", lambda: cel_is_valid(json.loads(text))


def compilations(rounds: int, subject: Subject) -> Race:
    """From text to a first verdict and code."""
    (choices,) = subject.configurations(1, "valid")
    ours = from_text(subject)
    works: dict[str, Work] = {OURS: lambda: ours(choices)}
    for who, make in others(json.dumps(subject.schema), subject.by_hand):
        works[who] = lambda make=make: with_code(make())(choices)  # type: ignore[misc]
    return Race(f"{subject.name}, text to first code", medians(works, rounds, clock=thread_time_ns))


def compiled(rounds: int) -> Iterator[Race]:
    """Each subject, then each shipped catalog, which has no peer."""
    for subject in subjects():
        yield compilations(rounds, subject)
    for stem, times in catalogs(max(1, rounds // 3)):
        yield Race(f"{stem}, from its file", times)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run all of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="turns that each contender gets")
    asked = parser.parse_args(arguments)
    machine()
    for _ in show_all(loads(asked.rounds, next(subjects()))):
        pass
    for _ in show_all(compiled(asked.rounds)):
        pass


if __name__ == "__main__":
    main()
