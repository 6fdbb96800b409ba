"""Whether a configuration is valid, what it comes to, and its code; and giving it that code for good.

Verdicts and codes take microseconds, so they are answered where the request came in. What the command line answers, the
service answers, member for member.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from configurator.access_keys import Scope
from configurator.answers.answer import Answer
from configurator.answers.codes import IssueAnswer
from configurator.answers.configurations import AmountAnswer, BarAnswer, CodeAnswer, VerdictAnswer
from configurator.answers.private import PrivateTextAnswer
from configurator.api.call import Call, may
from configurator.api.messages import OfferAnswer
from configurator.api.problems import ProblemError, culprits, not_valid
from configurator.api.releases import ServedProduct
from configurator.api.reply import Reply
from configurator.engine.offer import Offer
from configurator.engine.verdict import Verdict
from configurator.identity.coded import Coded
from configurator.pipeline import code, coded, refuse_invalid


def validate(call: Call) -> Reply:
    """The verdict."""
    served, language = call.product, call.language()
    verdict = served.line.validate(choices_of(call, served), language)
    offer = offered(call, served, verdict, language) if verdict.valid else None
    return Reply.of(verdict_answer(call, served, verdict, offer, language))


def offer(call: Call) -> Reply:
    """What a valid configuration comes to, and whether it may be sold."""
    served, language = call.product, call.language()
    verdict = served.line.validate(choices_of(call, served), language)
    if not verdict.valid:
        raise not_valid(served.line.key, verdict.problems)
    found = offered(call, served, verdict, language)
    return Reply.of(
        OfferAnswer(
            product=served.line.key,
            on=call.day().isoformat(),
            sellable=found.sellable,
            bars=tuple(map(BarAnswer.of, found.bars)),
            open_facts=found.open,
            amounts={key: AmountAnswer.of(each) for key, each in found.amounts.items()},
        )
    )


def coding(call: Call) -> Reply:
    """The code of a valid configuration."""
    served = call.product
    found = coded_of(call, served)
    if call.query.brief:
        told = {"code": found.code, "long_code": found.long_code, "sha256": found.digest.hex()}
        return Reply(orjson.dumps(told, option=orjson.OPT_APPEND_NEWLINE))
    return Reply(told_at_once(CodeAnswer, CodeAnswer.members(served.line.product, found, served.line.release)))


def issue(call: Call) -> Reply:
    """Give a valid configuration its code and remember it; answered when it is durable."""
    served, registry = call.product, call.registry
    found = coded_of(call, served)
    refuse_unkept(call, served, found)
    registry.refuse_unreleased(served.line.release)
    issued, told = call.state.keys.issued(registry, served.line, found)
    members = IssueAnswer.issued_members(served.line.product, found, served.line.release, issued)
    where = ("location", f"{call.root}/v1/codes/{issued.code}")
    return Reply.of(IssueAnswer(**members, private=told_to(call, told)), 201 if issued.new else 200, where)


def told_to(call: Call, private: Iterable[PrivateTextAnswer]) -> tuple[PrivateTextAnswer, ...]:
    """What became of private texts, for whoever asks: that one was erased is for who may read them."""
    if may(call, Scope.RESOLVE_PRIVATE):
        return tuple(private)
    return tuple(each.model_copy(update={"state": "withheld"}) if each.state == "erased" else each for each in private)


def refuse_unkept(call: Call, served: ServedProduct, found: Coded) -> None:
    """Raise `ProblemError` where private text would be issued that this service cannot keep: it would be lost."""
    if call.state.keys.ring is None and call.state.keys.texts(served.line, found):
        detail = "this service does not keep private text, so nobody could read it again"
        raise ProblemError(422, "keeps-no-private-text", detail, "`configurator serve --owner-key FILE` keeps it")


def choices_of(call: Call, served: ServedProduct) -> Mapping[str, object]:
    """The choices of the message, with what is known of pictures that were uploaded."""
    return seen(call, served, call.message.choices)


def seen(call: Call, served: ServedProduct, found: Mapping[str, object]) -> Mapping[str, object]:
    """Choices, whatever they are, with what is known of pictures that were uploaded."""
    if call.state.images is not None and served.line.product.images and isinstance(found, dict):
        return call.state.images.with_pictures(served.line.product, found)
    return found


def coded_of(call: Call, served: ServedProduct) -> Coded:
    """The configuration of the message with its code.

    Raises `InvalidConfigurationError` and `NeedsIdentityKeyError`.
    """
    choices, language = choices_of(call, served), call.language()
    key = call.state.keys.identity
    if language is None:
        return code(served.line.knowledge, choices, key)
    verdict = served.line.validate(choices, language)
    refuse_invalid(served.line.knowledge, verdict)
    return coded(served.line.knowledge, verdict, key)


def offered(call: Call, served: ServedProduct, verdict: Verdict, language: str | None) -> Offer:
    """A valid configuration as an offer for the facts of the message. Raises `ProblemError` for what is no fact."""
    facts = getattr(call.message, "facts", {})
    found = served.line.offer(verdict.completed, call.day(), facts, language)
    if found.problems:
        errors = culprits(found.problems, "/facts")
        raise ProblemError(422, "wrong-fact", errors[0].detail, errors[0].hint, errors[0].pointer, errors)
    return found


def verdict_answer(
    call: Call, served: ServedProduct, verdict: Verdict, offer: Offer | None, language: str | None
) -> VerdictAnswer:
    """A verdict as it is sent; with the document, unless that takes an identity key which this service has not."""
    line, document = served.line, None
    key = call.state.keys.identity
    if verdict.valid and (key is not None or not _has_private_text(served, verdict)):
        document = coded(line.knowledge, verdict, key).document
    return VerdictAnswer.of(served.product(language), verdict, line.catalog.sources, offer, document)


def told_at_once(model: type[Answer], members: Mapping[str, Any]) -> bytes:
    """What the model would say of these members, written without it: a tenth of the time. The model is the referee."""
    try:
        return orjson.dumps(members, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # an integer beyond 64 bits, say
        return model.model_validate(members).to_json(pretty=False)


def _has_private_text(served: ServedProduct, verdict: Verdict) -> bool:
    return any(verdict.completed.get(each.key) for each in served.line.product.private_options)
