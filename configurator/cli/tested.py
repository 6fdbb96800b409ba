"""Catalogs whose expectations have been tried: in words, and as a report for CI servers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from configurator.cli.faults import WrongUseError
from configurator.cli.wording import plural, table
from configurator.diagnostics.render import full
from configurator.exchange.junit import junit
from configurator.trials import Tested

MOST_NAMED = 20
"""Rules without an example that are shown to people, a catalog."""


def test_words(found: Sequence[Tested]) -> str:
    """What does not hold, in full; then a summary of each catalog, and its rules without an example."""
    return "\n\n".join(part for each in found for part in _words(each))


def _words(found: Tested) -> Iterator[str]:
    faults = [*found.mistakes, *(fault for each in found.trials.failed for fault in each.faults)]
    yield from (full(each, found.sources) for each in faults)
    trials, failed = found.trials.trials, found.trials.failed
    if found.mistakes and not trials:
        yield f"{found.name}: {plural(len(found.mistakes), 'mistake')}, so nothing could be tried"
        return
    holding = f"all {plural(len(trials), 'expectation')} hold" if trials else "it expects nothing"
    if failed:
        verb = "does" if len(failed) == 1 else "do"
        holding = f"{len(failed):,} of {plural(len(trials), 'expectation')} {verb} not hold"
    lines = [f"{found.name}: {holding}"]
    uncovered = found.trials.uncovered
    if uncovered:
        whole = len(found.trials.coverage)
        verb = "is" if len(uncovered) == 1 else "are"
        lines.append(f"  {len(uncovered):,} of {plural(whole, 'rule')} {verb} broken by no example:")
        places = ((each.key, found.sources.of(each.span).link(each.span)) for each in uncovered[:MOST_NAMED])
        lines.append(table(places, "    "))
        if len(uncovered) > MOST_NAMED:
            lines.append(f"    and {len(uncovered) - MOST_NAMED:,} more")
    elif found.trials.coverage:
        lines.append(f"  each of {plural(len(found.trials.coverage), 'rule')} is broken by an example")
    yield "\n".join(lines)


def write_report(path: Path, found: Sequence[Tested]) -> None:
    """Write a JUnit report. Raises `WrongUseError` where the file cannot be written."""
    try:
        path.write_bytes(junit({each.name: each.trials for each in found}))
    except OSError as error:
        raise WrongUseError("unwritable-file", f"`{path}` cannot be written: {error.strerror or error}") from None
