"""From codes back to what was issued, and what has happened to codes."""

from __future__ import annotations

from dataclasses import replace

import orjson

from configurator.answers.codes import ChangesAnswer, EntryAnswer, ResolveAnswer
from configurator.answers.configurations import RereadAnswer
from configurator.api.call import Call
from configurator.api.messages import NotResolved, ResolvedCodes
from configurator.api.operation import NEVER_KEPT
from configurator.api.problems import problem_of
from configurator.api.reply import Reply
from configurator.errors import ConfiguratorError, UnknownLanguageError, UnknownProductError
from configurator.registry.log import Entry
from configurator.registry.private_texts import PrivateAnswer
from configurator.registry.store import Resolved


def resolve(call: Call) -> Reply:
    """What was issued under a code; what was retired or superseded resolves as well, and says so.

    Private texts are shown to who may read them and asks for them, and no cache keeps such an answer.
    """
    registry, ring = call.registry, call.state.keys.ring
    found = registry.resolve(call.named["code"])
    if not call.query.private:
        return Reply.of(_answer(call, found))
    opened = None if ring is None else registry.private.answers(found.long_code, ring)
    return Reply.of(_answer(call, found, opened), 200, NEVER_KEPT)


def resolve_many(call: Call) -> Reply:
    """The same for many codes in one question."""
    codes = call.message.codes
    found = zip(codes, call.registry.resolve_many(codes), strict=True)
    answers = tuple(
        _answer(call, each) if isinstance(each, Resolved) else _not_resolved(number, code, each)
        for number, (code, each) in enumerate(found)
    )
    return Reply.of(ResolvedCodes(codes=answers))


def _not_resolved(number: int, code: str, error: Exception) -> NotResolved:
    problem = replace(problem_of(error), pointer=f"/codes/{number}")
    return NotResolved(code=code, problem=problem.answer())


def changes(call: Call) -> Reply:
    """The log of the registry, for those who follow it."""
    found = call.registry.changes(after=call.query.after, limit=call.query.limit)
    last = (found[-1].seq or call.query.after) if found else call.query.after
    return Reply.of(ChangesAnswer(entries=tuple(EntryAnswer.of(_told(each)) for each in found), last=last))


def _told(entry: Entry) -> Entry:
    """An entry as it may be told here: that something was erased, and not of what, which only the owner may know."""
    return replace(entry, subject=None, detail="{}") if entry.kind == "erased" else entry


def _answer(call: Call, found: Resolved, opened: tuple[PrivateAnswer, ...] | None = None) -> ResolveAnswer:
    document = orjson.loads(found.document)  # verified: these are the bytes that were issued
    today = _today(call, found) if getattr(call.query, "today", False) else None
    return ResolveAnswer.of(found, document, today, opened)


def _today(call: Call, found: Resolved) -> RereadAnswer | None:
    """What it is under the catalog that this service has of it; None where it has none, or cannot say it any more."""
    product = orjson.loads(found.document)["product"]
    served = call.releases.of_product(product)
    if served is None:
        return None
    language = call.query.language
    day = call.state.today()
    try:
        told = served.loaded.reread(found.document, day, language)
    except UnknownLanguageError:
        told = served.loaded.reread(found.document, day)
    except (UnknownProductError, ConfiguratorError):
        return None
    return RereadAnswer.of(told, served.loaded.sources, day.isoformat())
