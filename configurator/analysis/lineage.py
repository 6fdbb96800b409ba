"""Where things come from: `was`, which names the first key that a thing ever had, and `retired`.

A permanent key belongs to its thing for ever. So two things of one scope may not have one permanent key, and none may
be called today what is the permanent key of another: whoever reads an old document would take one for the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from configurator.analysis.keys import check_key
from configurator.analysis.scope import Report
from configurator.diagnostics import Label, codes
from configurator.syntax import nodes as n

LINEAGE = ("was", "retired")
"""What stands among the attributes of a value, and among the columns of a CSV file, and is neither."""


def former_key(report: Report, node: n.Literal | None, kind: str) -> str | None:
    """The permanent key that `was` names; None, and a diagnostic, if it cannot be one."""
    if isinstance(node, n.Text):
        node = n.Name(node.text, node.span, quoted=True)
    if not isinstance(node, n.Name):
        if node is not None:
            report.say(codes.BAD_KEY, node.span, "`was` names a key", "write the first key that it ever had")
        return None
    said = len(report.diagnostics)
    check_key(report, n.Name(node.text, node.span, quoted=True), kind)
    return node.text if len(report.diagnostics) == said else None


def check_lineage(report: Report, kind: str, things: Sequence[tuple[n.Name, str | None]]) -> None:
    """Report keys that belong to another of these things; each is given by its name and its `was`."""
    owners: dict[str, n.Name] = {was: name for name, was in reversed(things) if was is not None}
    for name, was in things:
        permanent = was or name.text
        owner = owners.setdefault(permanent, name)
        if owner is name:
            continue
        if was is None:
            _taken(report, kind, name, owner)
        else:
            message = f"`{name.text}` and `{owner.text}` would both be `{was}` in codes"
            hint = f"one of them is not the {kind} that was called `{was}` first"
            report.say(codes.REUSED_KEY, name.span, message, hint, Label(owner.span, "this is the other one"))
    for name, was in things:
        if was not in (None, name.text) and name.text in owners:
            _taken(report, kind, name, owners[name.text])


def _taken(report: Report, kind: str, name: n.Name, owner: n.Name) -> None:
    message = f"`{name.text}` belongs to `{owner.text}`, which was called so first"
    labels = [Label(owner.span, f"in codes, this is `{name.text}` for ever")] if owner.span != name.span else []
    report.say(codes.REUSED_KEY, name.span, message, f"give this {kind} a key of its own", *labels)


def modifiers_of(report: Report, nodes: Iterable[n.Modifier], what: str) -> Mapping[str, n.Modifier]:
    """Modifiers by their word; one that is said twice is reported, and the first one counts."""
    found: dict[str, n.Modifier] = {}
    for node in nodes:
        if node.word in found:
            label = Label(found[node.word].span, "it is said here already")
            hint = "join both conditions by `and`" if node.word == "when" else "leave one of them out"
            message = f"this {what} says `{_SAID.get(node.word, node.word)}` twice"
            report.say(codes.REPEATED_MODIFIER, node.span, message, hint, label)
        found.setdefault(node.word, node)
    return found


_SAID = {"same": "same keys as"}


def retired_day(modifier: n.Modifier | None) -> str | None:
    """The day that `retired` names, in ISO 8601."""
    return modifier.literal.text if modifier and isinstance(modifier.literal, n.Date) else None
