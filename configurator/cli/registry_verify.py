"""`configurator registry verify`: hash everything again, and hold all tables against one another."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from configurator.cli.arguments import AnswerForm
from configurator.cli.faults import OUR_FAULT
from configurator.cli.output import answering
from configurator.cli.registry_address import RegistryAddress, registry_address

if TYPE_CHECKING:
    from configurator.registry.stored import StoredRegistry


def verify(registry: RegistryAddress = None, form: AnswerForm = None) -> None:
    """Hash everything again, and hold all tables against one another.

    Every row that was changed is told, and what is missing. Others may go on
    issuing meanwhile. An SQLite file is copied for that, into the folder for
    temporary files, so there must be room for it; issuing waits as with `backup`.

    Examples:
      configurator registry verify --registry codes.db
      configurator registry verify --registry postgresql://db.example/codes

    Exit codes: 0 sound, 2 wrong use, 3 damaged, or our fault or the disk's.
    """
    with answering(form) as out:
        from configurator.answers import FindingAnswer, VerifyAnswer
        from configurator.cli.wording import plural
        from configurator.registry.opening import open_registry
        from configurator.registry.tables import TABLES
        from configurator.registry.verify import verify as looked_through

        rows = {table.name: 0 for table in TABLES}
        with open_registry(registry_address(out, registry), create=False) as store, _bar(store) as shown:

            def progress(table: str, count: int) -> None:
                rows[table] = count
                shown(table, sum(rows.values()))

            found = looked_through(store, progress)
        told = tuple(FindingAnswer(table=each.table, place=each.place, finding=each.finding) for each in found)
        read = ", ".join(f"{count:,} of {table.replace('_', ' ')}" for table, count in rows.items() if count)
        lines = [f"{each.table}: {each.place}: {each.finding}" for each in found]
        lines.append(f"{plural(len(found), 'finding')} in rows read: {read}" if found else f"sound; rows read: {read}")
        words = "\n".join(lines)
        answer = VerifyAnswer(sound=not found, findings=told, rows=rows)
        out.show(words, lambda: answer, OUR_FAULT if found else 0)


@contextmanager
def _bar(registry: StoredRegistry) -> Iterator[Callable[[str, int], None]]:
    """A progress bar on stderr over all rows that there are, where somebody looks at it; told a table and rows read."""
    if not sys.stderr.isatty():
        yield lambda _table, _read: None
        return
    from rich.console import Console
    from rich.progress import Progress

    from configurator.registry.verify import size_of

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("counting rows", total=None)
        bar.update(task, total=size_of(registry))
        yield lambda table, read: bar.update(task, completed=read, description=table)
