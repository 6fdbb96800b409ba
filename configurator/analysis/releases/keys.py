"""CODE rules about keys: what a thing is called in codes, it is called for ever, and nothing else is called so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from configurator.analysis.releases.history import History, Scope, Things, permanent
from configurator.analysis.releases.wording import some
from configurator.diagnostics import Diagnostic, codes, did_you_mean


def other_catalogs(history: History) -> Iterator[Diagnostic]:
    """Every release is one of this catalog, by its permanent key."""
    catalog = history.catalog
    others: dict[str, list[str]] = {}
    for release in history.releases:
        if release.catalog.permanent_key != catalog.permanent_key:
            others.setdefault(release.catalog.permanent_key, []).append(release.name)
    for theirs, names in others.items():
        which = f"`{names[0]}` is a release" if len(names) == 1 else f"{some(names)} are releases"
        message = f"{which} of the catalog `{theirs}`, and this one is `{catalog.permanent_key}`"
        hint = f"if this catalog was called `{theirs}` first, write `was {_written(theirs)}` in the braces of its head"
        yield Diagnostic(codes.OTHER_CATALOG, catalog.span, message, hint=hint)


def reused_keys(history: History) -> Iterator[Diagnostic]:
    """A permanent key is never used again: not after its thing is gone, and not as another thing's name."""
    for scope in history.scopes:
        for key, thing in scope.now.items():
            gap = _gap(scope, key)
            if gap is not None and thing.was is None:
                message = f"`{key}` was there in `{gap[0]}`, is missing in `{gap[1]}`, and is used again"
                hint = f"give this {scope.kind} another key; if it really is the same, say so: {_was(scope, key)}"
                yield Diagnostic(codes.REUSED_KEY, thing.span, message, hint=hint)
            if thing.key != key and key in scope.known and thing.key in scope.known and thing.key not in scope.now:
                first = scope.known[thing.key]
                message = f"`{thing.key}` belongs to another {scope.kind}, which was called so first, in `{first}`"
                hint = f"give what was `{key}` a key that nothing else ever had"
                yield Diagnostic(codes.REUSED_KEY, thing.span, message, hint=hint)


def _gap(scope: Scope, key: str) -> tuple[str, str] | None:
    """The last release that has a key before one that has not, and that one; None if it was never taken out.

    A release that had it again and said that it is the same closes the gap: what is stated once stays true.
    """
    has: str | None = None
    gap: tuple[str, str] | None = None
    for name, things in scope.earlier:
        if key not in things:
            gap = gap or (has and (has, name)) or None
        elif gap is None or things[key].was is not None:
            has, gap = name, None
    return gap


def changed_keys(history: History) -> Iterator[Diagnostic]:
    """What has been renamed goes on saying what it was called first.

    A name that a thing had for a while is free again, but not in the release after: a `was` that is only forgotten,
    while something new takes the first key, looks just like that.
    """
    for scope in history.scopes:
        latest, there = scope.earlier[-1][0], {thing.key for thing in scope.earlier[-1][1].values()}
        for key, thing in scope.now.items():
            before = scope.called.get(thing.key)
            if before is None:
                continue
            release, first = before[0], permanent(before[1])
            if first not in (key, thing.key) and first not in scope.now:
                message = f"`{thing.key}` is `{first}` in codes since `{scope.known[first]}`, and would be `{key}` now"
                hint = (
                    f"`{release}` says that it was called `{first}` first, and that stays: write {_was(scope, first)}"
                )
                yield Diagnostic(codes.CHANGED_KEY, thing.span, message, hint=hint)
            elif first != key and thing.was is None and thing.key in there:
                message = f"`{thing.key}` was the name of `{first}` in `{latest}`, and both are here now"
                hint = f"if it is the same as then, write {_was(scope, first)}, and give the other one a key of its own"
                hint += f"; if it is new, give this {scope.kind} another key"
                yield Diagnostic(codes.CHANGED_KEY, thing.span, message, hint=hint)


def wrong_was(history: History) -> Iterator[Diagnostic]:
    """What `was` names is a key that something of this scope had first."""
    for scope in history.scopes:
        for key, thing in scope.now.items():
            if thing.was is None or key in scope.known:
                continue
            between = scope.called.get(key)
            if between is not None:
                first = permanent(between[1])
                message = f"`{key}` is not the first key that this {scope.kind} had"
                hint = f"it was called `{first}` before that: write {_was(scope, first)}"
            else:
                message = f"no earlier release has {_a(scope.kind)} `{key}` in {scope.owner}"
                hint = did_you_mean(key, scope.known) or "take it out, if this is new"
            yield Diagnostic(codes.WRONG_WAS, thing.span, message, hint=hint)


def removed_things(history: History) -> Iterator[Diagnostic]:
    """Nothing published is deleted: what the release before had is still there, whether it is sold or not.

    A thing that goes and one that only loses its `was` look alike, so this also keeps renamed things together.
    """
    for scope in history.scopes:
        release, before = scope.earlier[-1]
        mistaken = set(scope.mistaken.values())
        gone = [thing.key for key, thing in before.items() if key not in scope.now and key not in mistaken]
        if gone:
            message = f"{scope.owner} no longer has {some(gone)}, which `{release}` had"
            yield Diagnostic(codes.REMOVED, scope.span, message, hint=_instead(scope, gone, before))


def _instead(scope: Scope, gone: Sequence[str], before: Things) -> str:
    """What to do so that what was sold with something can still be built."""
    colon = ":" if scope.kind == "value" else ""
    keep = f"keep what was sold once, and say until when it is: `retired{colon} 2026-12-31`"
    new = [thing.key for key, thing in scope.now.items() if key not in before]
    if len(gone) == len(new) == 1:
        return f"if `{new[0]}` is its new name, write `was{colon} {_written(gone[0])}`; else {keep}"
    return keep


def _was(scope: Scope, key: str) -> str:
    """How `was` is written for a thing of this kind."""
    return f"`was: {_written(key)}` among its attributes" if scope.kind == "value" else f"`was {_written(key)}`"


def _written(key: str) -> str:
    return key if key.isidentifier() else f'"{key}"'


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"
