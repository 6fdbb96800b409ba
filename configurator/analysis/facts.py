"""Facts of a sale, from what is written: `context market: eu | us`, `context day: date`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set

from configurator.analysis.files import Files
from configurator.analysis.keys import check_key
from configurator.analysis.options import OptionReader, space_name
from configurator.analysis.scope import Report, unique
from configurator.diagnostics import codes
from configurator.model.domain import DateDomain, ValueDomain
from configurator.model.option import Option
from configurator.syntax import nodes as n

DAY = "date"
"""The word that stands for any day where the values of a fact could stand."""


def read_facts(
    report: Report, nodes: Sequence[n.ContextNode], spaces: Mapping[str, ValueDomain], broken: Set[str], files: Files
) -> tuple[Option, ...]:
    """The facts that are sound, each like an option that no product has; all are optional: some sales tell less."""
    reader = OptionReader(report, spaces, files, broken)
    found = []
    for node in unique(report, "facts", nodes, lambda each: each.key):
        check_key(report, node.key, "fact")
        domain = DateDomain() if space_name(node.domain) == DAY and DAY not in spaces else reader.domain(node.domain)
        if domain is None:
            continue
        label = node.label.text if node.label else node.key.text
        found.append(Option(node.key.text, label, domain, optional=True, span=node.key.span))
    days = [each for each in found if isinstance(each.domain, DateDomain)]
    for further in days[1:]:
        message = "a sale has one day, and this is a second fact of that kind"
        report.say(codes.REPEATED_MODIFIER, further.span, message, f"use `{days[0].key}`, or leave one of them out")
    return tuple(found)
