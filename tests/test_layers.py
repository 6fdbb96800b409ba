"""Every import of the package goes to its own layer or to one on its left, and heavy libraries wait until used.

Imports are read from the syntax tree of each module, also those inside functions, and those under `TYPE_CHECKING`: a
type that comes from the right would send a reader there too. Two laws let `TYPE_CHECKING` pass, because such an import
never runs: no module imports in a circle, and no heavy library is loaded where it is not needed.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from sys import stdlib_module_names

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = "configurator"

LAYERS: tuple[frozenset[str], ...] = tuple(
    frozenset(names.split())
    for names in (
        "source diagnostics errors text places media kept_files leftovers whole_files child child_process compiled",
        "syntax",
        "model",
        "analysis",
        "diagram",
        "knowledge",
        "compiler",
        "engine",
        "identity",
        "batch",
        "registry",
        "pipeline trials scaffold service product_line catalog_files git_files earlier_releases release_check "
        "rereading examination examined_sales examining side_by_side table_lints expectations expected_sales answers "
        "settings picture_files languages differences kept_spaces kept_lookups counted_words compiling here_or_aside "
        "aside aside_process revising linking search help_pages workspace unreachable in_batches in_numbers in_values "
        "given_choices spark release publishing standing revalidation revalidating declared_changes issued_changes "
        "change serving access_keys issuing_keys",
        "configurator",  # the entrance: what `import configurator` offers
        "exchange",  # notations of others: the surfaces hand files through it
        "cli api lsp web __main__",
    )
)
"""From left to right; a name is what stands after `configurator.`, and the package itself goes by its own name."""

ABOVE_SYNTAX = LAYERS[3] | frozenset().union(*LAYERS[11:])
"""Who may see the tree of a text; the model and whatever works on it know only what the text means."""

ENTRANCE = "configurator"
SURFACES = LAYERS[-1]
MAIN = "__main__"


@dataclass(frozen=True, slots=True)
class Library:
    """Where an outside library may be imported: in which parts, and whether at the top of a module there."""

    parts: frozenset[str]
    at_the_top: bool


EVERYWHERE = frozenset().union(*LAYERS)
FRONT = SURFACES | {"answers", "settings"}
LIBRARIES: Mapping[str, Library] = {
    "PIL": Library(frozenset({"media"}), at_the_top=False),
    "fontTools": Library(frozenset({"media"}), at_the_top=False),
    "cryptography": Library(frozenset({"registry", "release"}), at_the_top=False),
    "babel": Library(frozenset({"analysis"}), at_the_top=False),
    "jsonschema": Library(EVERYWHERE, at_the_top=False),
    "llvmlite": Library(frozenset({"batch"}), at_the_top=True),
    "numba": Library(frozenset({"batch"}), at_the_top=True),
    "numpy": Library(frozenset({"batch"}), at_the_top=True),
    "lark": Library(frozenset({"syntax"}), at_the_top=True),
    "orjson": Library(EVERYWHERE, at_the_top=True),
    "oxidd": Library(frozenset({"compiler"}), at_the_top=False),
    "platformdirs": Library(frozenset({"kept_files"}), at_the_top=False),
    "psycopg": Library(frozenset({"registry"}), at_the_top=True),  # and there in one package only, see below
    "pyganak": Library(frozenset({"engine"}), at_the_top=False),
    "pysat": Library(frozenset({"compiler", "engine"}), at_the_top=False),
    "pyarrow": Library(frozenset({"batch", "exchange"}), at_the_top=True),
    "pydantic": Library(FRONT, at_the_top=True),
    "pyspark": Library(frozenset({"spark"}), at_the_top=False),
    "python_calamine": Library(frozenset({"analysis"}), at_the_top=False),
    "rich": Library(frozenset({"cli"}), at_the_top=True),
    "sqlite_utils": Library(frozenset({"registry"}), at_the_top=False),
    "starlette": Library(frozenset({"api"}), at_the_top=True),
    "typer": Library(frozenset({"cli"}), at_the_top=True),
    "uvicorn": Library(frozenset({"api"}), at_the_top=True),
    "unicodedata2": Library(frozenset({"text"}), at_the_top=False),
}

DISTRIBUTED_AS = {"PIL": "pillow", "fontTools": "fonttools", "pysat": "python_sat"}
"""Libraries that are imported by another name than they are installed by."""


@dataclass(frozen=True, slots=True)
class Import:
    """One module imports another; `where` is the file and line, for messages."""

    importer: str
    target: str
    where: str
    at_the_top: bool
    for_types_only: bool


def imports_of(module: str, text: str, is_package: bool, modules: Iterable[str]) -> Iterator[Import]:
    """Every import of a module; `modules` are the names of all modules, so that `from a import b` is told apart."""
    known = frozenset(modules)
    for node, at_the_top, for_types_only in _import_nodes(ast.parse(text), at_the_top=True, for_types_only=False):
        for target in _targets(node, module, is_package, known):
            yield Import(module, target, f"{module}:{node.lineno}", at_the_top, for_types_only)


def _import_nodes(
    node: ast.AST, *, at_the_top: bool, for_types_only: bool
) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool, bool]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, at_the_top, for_types_only
        elif isinstance(child, ast.If) and _asks_for_types(child.test):
            for each in child.body:
                yield from _import_nodes(ast.Module([each], []), at_the_top=at_the_top, for_types_only=True)
            for each in child.orelse:
                yield from _import_nodes(ast.Module([each], []), at_the_top=at_the_top, for_types_only=for_types_only)
        else:
            inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            yield from _import_nodes(child, at_the_top=at_the_top and not inside, for_types_only=for_types_only)


def _asks_for_types(test: ast.expr) -> bool:
    return ast.unparse(test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")


def _targets(
    node: ast.Import | ast.ImportFrom, module: str, is_package: bool, modules: frozenset[str]
) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
        return
    base = node.module or ""
    if node.level:
        package = module.split(".") if is_package else module.split(".")[:-1]
        base = ".".join([*package[: len(package) - node.level + 1], *([node.module] if node.module else [])])
    for alias in node.names:
        inner = f"{base}.{alias.name}"
        # The version is a constant of the package, which anyone may show; it leads nowhere.
        if inner != f"{PACKAGE}.__version__":
            yield inner if inner in modules else base


def part_of(module: str) -> str:
    """The part of the package that a module belongs to: `configurator.text.scripts` is in `text`."""
    names = module.split(".")
    return names[1] if len(names) > 1 else ENTRANCE


def place_of(part: str) -> int:
    """The layer of a part, counted from the left."""
    return next(number for number, layer in enumerate(LAYERS) if part in layer)


def is_ours(module: str) -> bool:
    return module == PACKAGE or module.startswith(f"{PACKAGE}.")


def broken_arrows(imports: Iterable[Import]) -> list[str]:
    """Imports that the order of layers forbids, a sentence each."""
    found = []
    for each in imports:
        if not is_ours(each.target):
            continue
        here, there = part_of(each.importer), part_of(each.target)
        if place_of(there) > place_of(here):
            found.append(f"{each.where}: `{here}` imports `{there}`, which stands on its right")
        elif here != there and {here, there} <= SURFACES and here != MAIN:
            found.append(f"{each.where}: the surface `{here}` imports the surface `{there}`")
        elif there == "syntax" and here not in ABOVE_SYNTAX | {"syntax"}:
            found.append(f"{each.where}: `{here}` imports `syntax`, and should know meanings only")
        elif here == "diagram" and there not in ("diagram", "errors"):
            found.append(f"{each.where}: `diagram` imports `{there}`, and should know no product word")
    return found


def misplaced_libraries(imports: Iterable[Import]) -> list[str]:
    """Outside libraries that are imported where they should not be, a sentence each."""
    found = []
    for each in imports:
        top = each.target.split(".")[0]
        if is_ours(each.target) or top in stdlib_module_names or each.for_types_only:
            continue
        library = LIBRARIES.get(top)
        here = part_of(each.importer)
        if library is None:
            found.append(f"{each.where}: `{top}` is no library that we depend on")
        elif here not in library.parts:
            found.append(f"{each.where}: `{top}` is imported in `{here}`")
        elif each.at_the_top and not library.at_the_top and here not in SURFACES:
            found.append(f"{each.where}: `{top}` is imported at the top of a module, not where it is used")
    return found


def circle(imports: Iterable[Import]) -> list[str]:
    """The modules of a circle of imports that run when a module is loaded or used; empty if there is none."""
    graph: dict[str, set[str]] = {}
    for each in imports:
        if is_ours(each.target) and not each.for_types_only and each.target != each.importer:
            graph.setdefault(each.importer, set()).add(each.target)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        members: list[str] = error.args[1]
        return members
    return []


def module_files() -> dict[str, Path]:
    """Every module of the package under its dotted name."""
    found = {}
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        names = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(names[:-1] if names[-1] == "__init__" else names)] = path
    return found


@pytest.fixture(scope="module")
def imports() -> list[Import]:
    modules = module_files()
    return [
        each
        for module, path in modules.items()
        for each in imports_of(module, path.read_text("utf-8"), path.name == "__init__.py", modules)
    ]


def test_every_module_has_a_layer() -> None:
    assert {part_of(module) for module in module_files()} <= EVERYWHERE


def test_no_part_stands_in_two_layers() -> None:
    assert sum(map(len, LAYERS)) == len(EVERYWHERE)


def test_every_import_goes_to_the_own_layer_or_to_the_left(imports: list[Import]) -> None:
    assert broken_arrows(imports) == []


def test_no_modules_import_one_another_in_a_circle(imports: list[Import]) -> None:
    assert circle(imports) == []


def test_libraries_are_imported_only_where_they_are_needed(imports: list[Import]) -> None:
    assert misplaced_libraries(imports) == []


def test_only_a_registry_in_postgresql_loads_its_library(imports: list[Import]) -> None:
    importers = {each.importer for each in imports if each.target.split(".")[0] == "psycopg"}
    assert {importer.rpartition(".")[0] for importer in importers} == {"configurator.registry.postgres"}
    leading = {each.importer for each in imports if each.target.startswith("configurator.registry.postgres")}
    assert {each for each in leading if not each.startswith("configurator.registry.postgres")} == {
        "configurator.registry.opening"
    }
    assert not [each for each in imports if each.at_the_top and each.importer == "configurator.registry.opening"
                and "postgres" in each.target]  # fmt: skip


def test_every_library_that_may_be_imported_is_a_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    declared = [
        *project["dependencies"],
        *(
            each
            for name in ("solver", "oxidd", "postgres", "batch", "numba", "server", "spark", "keys")
            for each in extras[name]
        ),
    ]
    names = {each.split(">")[0].split("=")[0].split("[binary]")[0].strip().replace("-", "_") for each in declared}
    names -= {"optionary[batch]", "pandas"}  # an extra of our own, and what pyspark itself asks for
    names |= {"llvmlite"}  # which numba stands on
    assert {DISTRIBUTED_AS.get(name, name) for name in LIBRARIES} == names


def fake(importer: str, text: str, is_package: bool = False) -> list[Import]:
    """The imports of a module that does not exist."""
    modules = [PACKAGE, *(f"{PACKAGE}.{part}" for part in EVERYWHERE), f"{PACKAGE}.syntax.nodes", importer]
    return list(imports_of(importer, text, is_package, modules))


@pytest.mark.parametrize(
    ("importer", "text"),
    [
        ("configurator.model.domain", "from configurator.engine.validate import validate"),
        ("configurator.model.domain", "import configurator.pipeline"),
        ("configurator.model.domain", "from configurator import pipeline"),
        ("configurator.model.domain", "from configurator.syntax.nodes import Name"),
        ("configurator.model.domain", "from ..engine import validate"),
        ("configurator.model.domain", "def late():\n    from configurator.identity import code"),
        ("configurator.model.domain", "if TYPE_CHECKING:\n    from configurator.knowledge import knowledge_base"),
        ("configurator.knowledge.formula", "from configurator.syntax import nodes"),
        ("configurator.diagram.count", "from configurator.model import domain"),
        ("configurator.registry.sqlite", "from configurator import load"),
        ("configurator.cli.app", "from configurator.api import app"),
        ("configurator.lsp.server", "class Late:\n    async def run(self):\n        import configurator.web.pages"),
    ],
)
def test_an_arrow_to_the_right_is_found(importer: str, text: str) -> None:
    assert len(broken_arrows(fake(importer, text))) == 1


@pytest.mark.parametrize(
    ("importer", "text"),
    [
        ("configurator.engine.count", "from configurator.compiler.layers import ComponentGraph"),
        ("configurator.analysis.scope", "from configurator.syntax.nodes import Name"),
        ("configurator.pipeline", "from configurator import examination"),
        ("configurator.cli.app", "from configurator import __version__, service"),
        ("configurator.model.domain", "import decimal\nfrom .units import Unit\nfrom ..source import Span"),
        ("configurator.__main__", "from configurator.cli.app import main"),
    ],
)
def test_an_arrow_to_the_left_passes(importer: str, text: str) -> None:
    assert broken_arrows(fake(importer, text)) == []


@pytest.mark.parametrize(
    ("importer", "text", "misplaced"),
    [
        ("configurator.analysis.scope", "import lark", True),
        ("configurator.syntax.parser", "from lark.exceptions import UnexpectedToken", False),
        ("configurator.registry.sqlite", "from sqlite_utils import Database", True),
        ("configurator.registry.sqlite", "def lists():\n    from sqlite_utils import Database", False),
        ("configurator.identity.document", "try:\n    import jsonschema\nexcept ImportError:\n    pass", True),
        ("configurator.identity.document", "if TYPE_CHECKING:\n    import jsonschema", False),
        ("configurator.identity.document", "if not TYPE_CHECKING:\n    import jsonschema", True),
        ("configurator.engine.validate", "def late():\n    import pydantic", True),
        ("configurator.answers", "import pydantic", False),
        ("configurator.engine.validate", "import numpy", True),
    ],
)
def test_a_library_in_the_wrong_place_is_found(importer: str, text: str, misplaced: bool) -> None:
    assert bool(misplaced_libraries(fake(importer, text))) is misplaced


def test_a_circle_is_found() -> None:
    there = fake("configurator.text.scripts", "def late():\n    from configurator.text import patterns")
    back = fake("configurator.text", "from configurator.text.scripts import outside_script", is_package=True)
    assert circle([*there, *back]) != []
