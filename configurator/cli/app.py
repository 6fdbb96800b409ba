"""The command tree: every command in the order of a day's work."""

from __future__ import annotations

import gc
from typing import Annotated

import typer

from configurator import __version__
from configurator.cli.access import access
from configurator.cli.batch import batch
from configurator.cli.best import best
from configurator.cli.breaking import BreakingCommand
from configurator.cli.bundle import bundle
from configurator.cli.check import check
from configurator.cli.code import code
from configurator.cli.complete import complete
from configurator.cli.count import count
from configurator.cli.demo import demo
from configurator.cli.diff import diff
from configurator.cli.erase import erase
from configurator.cli.explain import explain
from configurator.cli.explode import explode
from configurator.cli.export import export
from configurator.cli.fmt import fmt
from configurator.cli.help import help_
from configurator.cli.import_ import import_
from configurator.cli.issue import issue
from configurator.cli.keys import keys
from configurator.cli.languages import languages
from configurator.cli.lease import lease
from configurator.cli.link import link, unlink
from configurator.cli.list_ import list_
from configurator.cli.narrow import narrow
from configurator.cli.new import new
from configurator.cli.note import note
from configurator.cli.output import debugging, say, standard_streams
from configurator.cli.rank import rank
from configurator.cli.read import read
from configurator.cli.refs import refs
from configurator.cli.registry import registry
from configurator.cli.reinstate import reinstate
from configurator.cli.release import release
from configurator.cli.resolve import resolve
from configurator.cli.retire import retire
from configurator.cli.revise import revise
from configurator.cli.revisions import revisions
from configurator.cli.schema import schema
from configurator.cli.search import search
from configurator.cli.serve import serve
from configurator.cli.sign import sign
from configurator.cli.standing import standing
from configurator.cli.supersede import supersede
from configurator.cli.test import test
from configurator.cli.validate import validate
from configurator.cli.verify import verify
from configurator.compiled import is_compiled

PANELS = {
    "First": (demo, new, help_),
    "The catalog": (check, fmt, test, count, list_, diff, release, sign, verify, search, languages, schema),
    "Other notations": (import_, export),
    "A configuration": (narrow, explain, complete, best, validate, code, batch, explode, rank, issue),
    "A code": (read, resolve, standing, note, retire, reinstate, supersede, erase, link, unlink, refs, lease),
    "Data": (revise, revisions),
    "A service": (serve,),
}
"""The commands, in the order in which help shows them."""

app = typer.Typer(
    name="configurator",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)
for panel, commands in PANELS.items():
    for command in commands:
        kind = BreakingCommand if command is diff else None
        app.command(command.__name__.strip("_"), cls=kind, rich_help_panel=panel)(command)
app.add_typer(registry, rich_help_panel="The registry")
app.add_typer(keys, rich_help_panel="The registry")
app.add_typer(bundle, rich_help_panel="The registry")
app.add_typer(access, rich_help_panel="A service")


def _version(asked: bool) -> None:
    if asked:
        say(f"Optionary {__version__}{', compiled' if is_compiled() else ''}")
        raise typer.Exit


@app.callback()
def configurator(
    _: Annotated[
        bool,
        typer.Option(
            "--version", metavar="", callback=_version, is_eager=True, help="Say which version this is, and end."
        ),
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", metavar="", help="Show the traceback if something fails that should not.")
    ] = False,
) -> None:
    """Products that are configured: a catalog in, a verdict and a code out.

    A day's work, in this order:
      configurator check studio                           is the catalog right?
      configurator count studio                           how many products?
      configurator validate studio model=p14 cover=black  may this one be built?
      configurator code studio model=p14 cover=black      which code has it?
      configurator issue studio model=p14 cover=black --registry codes.db --create
                                                          remember it
      configurator resolve CODE --registry codes.db       what was it?

    A catalog is a .vpc file, a folder with one, or an example: atelier, jersey,
    keepsake, lamp, laptop, sneaker, studio. Where it has several products,
    CATALOG:PRODUCT names one. A release (.vpcr), or a model in another notation
    (.uvl, .cnf, .prl, ...), can stand in its place.

    Exit codes: 0 yes, 1 a negative answer (not valid, no choice here, mistakes,
    too complex), 2 wrong use (a name or option of the command), 3 our fault.
    Variables: OPTIONARY_REGISTRY, OPTIONARY_FORMAT, OPTIONARY_DEBUG, NO_COLOR,
    OPTIONARY_COUNT_NODES, OPTIONARY_COUNT_SECONDS, OPTIONARY_COUNT_BYTES,
    OPTIONARY_JSON_BYTES.
    """
    debugging.set(debug)


def main() -> None:
    """The command `configurator`; ends the process with an exit code."""
    # a command makes many things that live until it ends, and looking through them again and again takes a tenth of it
    gc.set_threshold(50_000, 20, 100)
    with standard_streams():
        app(prog_name="configurator")
