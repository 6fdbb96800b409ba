"""`configurator registry merge`: take in what another registry has issued independently."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from configurator.cli.arguments import AnswerForm
from configurator.cli.output import Out, answering
from configurator.cli.registry_address import RegistryAddress, registry_address

if TYPE_CHECKING:
    from configurator.answers import MergeAnswer
    from configurator.registry.joining import Joined
    from configurator.registry.stored import StoredRegistry


def merge(
    other: Annotated[
        str, typer.Argument(metavar="OTHER", help="The registry to take from: a file or a URL.", show_default=False)
    ],
    registry: RegistryAddress = None,
    form: AnswerForm = None,
) -> None:
    """Merge another registry, which issued independently, into this one.

    Codes are joined by what they stand for, the log by its entries; a label stays
    as it was issued. Two products that share a short code are told, and the short
    code answers with both long ones. What was erased in one is erased in both.
    The other registry is only read. Safe to repeat.

    Examples:
      configurator registry merge branch.db --registry codes.db
      configurator registry merge codes.db --registry postgresql://db/codes

    Exit codes: 0 merged, 2 wrong use, 3 damaged, or our fault or the disk's.
    """
    with answering(form) as out:
        from configurator.registry.joining import join
        from configurator.registry.opening import open_registry

        with (
            open_registry(registry_address(out, registry), create=False) as store,
            open_registry(other, create=False) as source,
        ):
            _must_be_sound(source)
            joined = source.at_one_moment(lambda snapshot: join(store, snapshot))
        tell(out, joined)


def _must_be_sound(source: StoredRegistry) -> None:
    from configurator.errors import DamagedRecordError
    from configurator.registry.verify import verify as looked_through

    for each in looked_through(source):
        raise DamagedRecordError(None, f"{each.table}: {each.place}: {each.finding}")


def tell(out: Out, joined: Joined) -> None:
    """Show what came from another registry, or from an export of one."""
    from configurator.answers import ClashAnswer, MergeAnswer, StayedAnswer, UnheldAnswer, UnprovedAnswer

    clashes = tuple(ClashAnswer(short_code=each.short, long_codes=each.long_codes) for each in joined.clashes)
    answer = MergeAnswer(
        codes=joined.codes,
        entries=joined.entries,
        texts=joined.texts,
        erased=joined.erased,
        others=joined.others,
        clashes=clashes,
        stayed=tuple(
            StayedAnswer(kind=each.kind, what=each.what, here=each.here, reason=each.reason) for each in joined.stayed
        ),
        unlinked=joined.unlinked,
        releases=joined.releases,
        unheld=tuple(UnheldAnswer(release=each.release, against=each.against) for each in joined.unheld),
        dated=joined.dated,
        unproved=tuple(
            UnprovedAnswer(release=each.release, revisions=each.revisions, against=each.against, moved=each.moved)
            for each in joined.unproved
        ),
        circles=tuple(joined.circles),
    )
    out.show(lambda: _words(answer), lambda: answer)


_UNRESOLVED = (
    "labels printed there with this number do not resolve here, or mean another product once it is leased here"
)

_STAYED = {
    ("link", "other-code"): "{} here, so who asks here finds another product than who asks there",
    ("lease", "other-code"): "{} here, so labels printed there with this number mean another product here",
    ("lease", "other-number"): f"here that code has the {{}}, so {_UNRESOLVED}",
    ("lease", "gap"): f"here {{}}, and none may be left out, so {_UNRESOLVED}",
    ("release", "other-file"): "here it is {}, so what it is made of there is not what it is made of here",
}
"""What is here in place of what could not come, and what follows, by kind and reason."""


_LONG_CODE = re.compile(r"\b[2-9A-Z]{28}\b")


def _moved_back(dates: int) -> str:
    if dates == 1:
        return "1 date moved back: it was issued, published or kept there earlier"
    return f"{dates:,} dates moved back: they were issued, published or kept there earlier"


def _words(answer: MergeAnswer) -> str:
    from configurator.cli.wording import plural
    from configurator.identity.code_text import grouped

    entries = "1 entry of the log" if answer.entries == 1 else f"{answer.entries:,} entries of the log"
    came = f"{plural(answer.codes, 'code')}, {entries}, {plural(answer.texts, 'private text')} came"
    came += f"; references, leases and revisions: {answer.others:,}" if answer.others else ""
    came += f"; {plural(answer.releases, 'release')}" if answer.releases else ""
    came += f"; {plural(answer.unlinked, 'reference')} taken back" if answer.unlinked else ""
    came += f"; {_moved_back(answer.dated)}" if answer.dated else ""
    lines = [came + (f"; {plural(answer.erased, 'private text')} erased" if answer.erased else "")]
    lines += (
        f"clash: {grouped(each.short_code)} is shared by {' and '.join(map(grouped, each.long_codes))}"
        for each in answer.clashes
    )
    for each in answer.stayed:
        here = _STAYED[each.kind, each.reason].format(each.here)
        lines.append(_LONG_CODE.sub(lambda code: grouped(code[0]), f"stayed: {each.kind} {each.what} there; {here}"))
    for unheld in answer.unheld:
        others = ", ".join(unheld.against)
        lines.append(f"warning: {unheld.release} was never held against {others}, published before it elsewhere")
    for unproved in answer.unproved:
        came, there = (", ".join(_short(each) for each in names) for names in (unproved.revisions, unproved.against))
        what = f"{came} came, never proved together with {there}"
        if unproved.moved:
            what = f"{came} count before {there} now, and were proved after them: they were kept there earlier"
        lines.append(f"warning: of {unproved.release} the revisions {what}")
    for circle in answer.circles:
        way = ", that one by ".join(map(grouped, (*circle[1:], circle[0])))
        lines.append(f"warning: {grouped(circle[0])} is superseded in a circle, by {way}")
    return "\n".join(lines)


def _short(revision: str) -> str:
    return f"{revision[:15]}…"
