"""What is still possible after choices, and why something is not; the client holds the choices, so nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from configurator.answers.configurations import ProblemAnswer
from configurator.answers.explained import ExplainedAnswer
from configurator.answers.narrowed import DomainAnswer, Page
from configurator.api.blocked import Blocked
from configurator.api.call import Call
from configurator.api.judging import choices_of, told_at_once
from configurator.api.messages import PossibleAnswer
from configurator.api.problems import ProblemError, culprits
from configurator.api.releases import ServedProduct
from configurator.api.reply import Reply
from configurator.api.translating import in_words_of
from configurator.compiler.budget import Budget
from configurator.diagnostics.suggest import did_you_mean
from configurator.engine.conflict import conflict
from configurator.engine.narrow import narrowed
from configurator.engine.priced import Priced
from configurator.engine.quantity import money_of, quantity_of
from configurator.engine.repair import Repair, repairs
from configurator.engine.sale import read_facts
from configurator.engine.valid_space import ValidSpace
from configurator.errors import TooComplexError, UnknownQuantityError


def complete(call: Call) -> Reply:
    """The valid domains after choices."""
    served, language = call.product, call.language()
    space = served.space(call.state.serving.budget)
    read = space.read(choices_of(call, served))
    found = narrowed(space, read)
    shown = served.product(language)
    page, blocked = Page(most=call.message.most), Blocked(call, served, space, read, language)
    options = []
    for key in _asked(call, served):
        domain = found.domains[key]
        members = DomainAnswer.members(domain, found, page, None if language is None else shown.by_key[key])
        first = blocked.first(domain, call.message.most) if call.message.blocked else ()
        options.append({**members, "blocked": [each.model_dump() for each in first]})
    problems = [ProblemAnswer.of(each, served.line.catalog.sources).model_dump() for each in found.problems]
    told = {
        "product": served.line.product.permanent_key,
        "is_consistent": found.is_consistent,
        "method": found.method,
        "problems": problems,
        "options": options,
    }
    return Reply(told_at_once(PossibleAnswer, told))


def explain(call: Call) -> Reply:
    """Why choices exclude one another, and how that is mended with the fewest changes, the cheapest first."""
    served, language = call.product, call.language()
    sources, shown = served.line.catalog.sources, served.product(language)
    space = served.space(call.state.serving.budget)
    read = space.read(choices_of(call, served))
    found = narrowed(space, read)
    why, mending = None, tuple[Repair, ...]()
    if not found.is_consistent:
        budget = question_budget(call)
        why = conflict(space, read, budget)
        if why is not None:
            said = {each.key: each for each in shown.all_constraints}
            why = replace(why, constraints=tuple(said.get(each.key, each) for each in why.constraints))
        priced = _priced(call, served, space, budget)
        try:
            mending = repairs(space, read, call.message.most, priced)
        except TooComplexError:
            if priced is None:
                raise
            mending = repairs(space, read, call.message.most)  # nobody asked for the prices
    answer = ExplainedAnswer.of(served.line.product, found, why, mending, sources, Page())
    if language is not None:
        mended = tuple(
            each.model_copy(update={"changes": tuple(in_words_of(shown, change) for change in each.changes)})
            for each in answer.repairs
        )
        answer = answer.model_copy(update={"repairs": mended})
    return Reply.of(answer)


def question_budget(call: Call) -> Budget:
    """What one question may take."""
    seconds = call.state.serving.limits.seconds
    return replace(call.state.serving.budget, seconds=seconds, solver_seconds=seconds)


def _asked(call: Call, served: ServedProduct) -> Sequence[str]:
    """The options that are asked about. Raises `ProblemError` for one that there is not."""
    known = served.line.product.by_key
    for place, key in enumerate(call.message.options or ()):
        if key not in known:
            detail = f"`{served.key}` has no such option"
            raise ProblemError(422, "unknown-option", detail, did_you_mean(key, known), f"/options/{place}")
    return tuple(known) if call.message.options is None else tuple(dict.fromkeys(call.message.options))


def _priced(call: Call, served: ServedProduct, space: ValidSpace, budget: Budget) -> Priced | None:
    """The product under what it costs; None where that cannot be told. Raises `ProblemError` for what is no fact."""
    product = served.line.product
    facts, problems = read_facts(product, call.message.facts, call.day())
    if problems:
        errors = culprits(problems, "/facts")
        raise ProblemError(422, "wrong-fact", errors[0].detail, errors[0].hint, errors[0].pointer, errors)
    money = money_of(product)
    try:
        return None if money is None else Priced.of(space, quantity_of(product, money, facts), budget=budget)
    except (UnknownQuantityError, TooComplexError):
        return None
