"""`configurator link`: what another system calls an issued product; and `unlink`, which takes it back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from configurator.cli.arguments import AnswerForm
from configurator.cli.faults import NO, YES, WrongUseError
from configurator.cli.marking import ByWhom
from configurator.cli.output import Out, answering
from configurator.cli.registry_address import RegistryAddress, registry_address

_SYSTEM_HELP = "What the other system is called: sku, erp, gtin, the name of a partner."


def link(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="SYSTEM REFERENCE CODE", help="Its name for the product.", show_default=False),
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option("--csv", metavar="FILE", help="Link many: columns reference, code, system.", show_default=False),
    ] = None,
    system: Annotated[
        str | None,
        typer.Option("--system", metavar="NAME", help="The system of all rows of the file.", show_default=False),
    ] = None,
    partly: Annotated[
        bool, typer.Option("--partly", metavar="", help="Link what can be linked, although some lines cannot.")
    ] = False,
    by_whom: ByWhom = None,
    registry: RegistryAddress = None,
    form: AnswerForm = None,
) -> None:
    """Let a reference of another system mean an issued code.

    Legacy SKUs, material numbers of an ERP, GTINs, numbers of partners: many may
    mean one code, and each means one. References of the system gtin have their
    check digit looked at. With --csv nothing is linked where a line is in
    conflict, and every such line is told: a reference that means another code
    already, a code that was never issued, a text that is no code.

    Examples:
      configurator link sku CASE-4711 VYK5G-HBC4L-MB9XR-NVX7J
      configurator link --csv materials.csv --system erp --registry codes.db

    Exit codes: 0 linked, 1 not linked, 2 wrong use, 3 our fault or the disk's.
    """
    with answering(form) as out:
        from configurator.cli.linked import references_of, references_words
        from configurator.registry.opening import open_registry

        address = registry_address(out, registry)
        if csv is not None:
            if words:
                raise WrongUseError("file-and-words", "a reference is given beside `--csv`", "leave out one of the two")
            _import(out, csv, system, address, by_whom, partly=partly)
            return
        if words is None or len(words) != 3 or system is not None:
            hint = "write `configurator link SYSTEM REFERENCE CODE`, or `--csv FILE`"
            raise WrongUseError("no-reference", "a system, a reference and a code are wanted", hint)
        own, reference, code = words
        with open_registry(address, create=False) as store:
            store.references.link(own, reference, code, by_whom=by_whom)
            found = references_of(store, code)
        out.show(lambda: references_words(found), lambda: found)


def unlink(
    system: Annotated[str, typer.Argument(metavar="SYSTEM", help=_SYSTEM_HELP, show_default=False)],
    reference: Annotated[str, typer.Argument(metavar="REFERENCE", help="Its name for a product.", show_default=False)],
    by_whom: ByWhom = None,
    registry: RegistryAddress = None,
    form: AnswerForm = None,
) -> None:
    """Take back that a reference means a code.

    The reference may then mean another code. That it meant this one, and who
    changed that, stays in the log of the registry.

    Examples:
      configurator unlink sku CASE-4711 --registry codes.db
      configurator unlink erp 000471 --by Anna

    Exit codes: 0 unlinked, 1 it meant nothing, 2 wrong use, 3 our fault or the
    disk's.
    """
    with answering(form) as out:
        from configurator.cli.linked import references_of, references_words
        from configurator.registry.opening import open_registry

        with open_registry(registry_address(out, registry), create=False) as store:
            found = references_of(store, store.references.unlink(system, reference, by_whom=by_whom).code)
        out.show(lambda: references_words(found), lambda: found)


def _import(out: Out, csv: Path, system: str | None, address: str, by_whom: str | None, *, partly: bool) -> None:
    from configurator.answers.references import ImportedAnswer, UnlinkedLineAnswer
    from configurator.cli.wording import plural
    from configurator.diagnostics.render import report
    from configurator.linking import read_links
    from configurator.registry.opening import open_registry

    try:
        data = csv.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise WrongUseError("unreadable-file", f"`{csv}` cannot be read: {reason}") from None
    outcome = read_links(str(csv), data, system)
    if outcome.value is None:
        raise WrongUseError("faulty-file", report(outcome.diagnostics, outcome.sources))
    with open_registry(address, create=False) as store:
        found = store.references.import_all(outcome.value, partly=partly, by_whom=by_whom)
    answer = ImportedAnswer(
        kept=found.kept,
        linked=found.linked if found.kept else 0,
        known=found.known,
        conflicts=tuple(
            UnlinkedLineAnswer(line=each.line, reason=each.reason, message=each.message, first=each.first)
            for each in found.conflicts
        ),
    )
    lines = [f"{csv}:{each.line}: {each.message}" for each in found.conflicts]
    told = f"{plural(answer.linked, 'reference')} linked, {answer.known} linked before, {len(lines)} in conflict"
    hint = [] if found.kept else ["nothing was linked; mend these lines, or link the others with --partly"]
    out.show(lambda: "\n".join([*lines, told, *hint]), lambda: answer, NO if found.conflicts else YES)
