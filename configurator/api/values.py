"""The values of an option, a page at a time: all of them, or after choices first what is possible, then what is not.

A page is continued after a key, not a number, so that nothing is told twice or left out when a release brings values.
"""

from __future__ import annotations

from collections.abc import Sequence

from configurator.answers.narrowed import ValueAnswer
from configurator.api.blocked import Blocked
from configurator.api.call import Call
from configurator.api.judging import choices_of
from configurator.api.listings import Listing
from configurator.api.messages import PossiblePage, ValuesPage
from configurator.api.problems import ProblemError
from configurator.api.releases import ServedProduct
from configurator.api.reply import Reply
from configurator.engine.narrow import narrowed


def values(call: Call) -> Reply:
    """A page of the values that an option has."""
    served = call.product
    listing = _listing(call, served, call.language())
    places = listing.matching(call.query.q)
    page, after = _page(listing, places, call.query.after, call.query.limit, "after")
    told = tuple(ValueAnswer(value=listing.values[each], label=listing.labels[each]) for each in page)
    return Reply.of(ValuesPage(option=call.named["option"], matching=len(places), values=told, after=after))


def possible(call: Call) -> Reply:
    """A page of the same after choices."""
    served, language, message = call.product, call.language(), call.message
    option, listing = call.named["option"], _listing(call, served, language)
    space = served.space(call.state.serving.budget)
    others = {key: value for key, value in choices_of(call, served).items() if key != option}
    read = space.read(others)
    domain = narrowed(space, read).domains[option]
    left, gone = listing.split(domain, listing.matching(message.q))
    page, after = _page(listing, [*left, *gone], message.after, message.limit, "/after")
    first = set(left)
    blocked = Blocked(call, served, space, read, language)
    return Reply.of(
        PossiblePage(
            option=option,
            matching=len(left) + len(gone),
            matching_possible=len(left),
            possible=tuple(
                ValueAnswer(value=listing.values[each], label=listing.labels[each]) for each in page if each in first
            ),
            blocked=tuple(
                blocked.answer(domain, listing.values[each], why=message.why) for each in page if each not in first
            ),
            after=after,
        )
    )


def _listing(call: Call, served: ServedProduct, language: str | None) -> Listing:
    option = call.named["option"]
    if option not in served.line.product.by_key:
        raise ProblemError(404, "unknown-option", f"`{served.key}` has no such option")
    found = served.listing(option, language)
    if found is None:
        hint = "the description of the product tells what it takes"
        raise ProblemError(404, "no-values", f"`{option}` has no values to list", hint)
    return found


def _page(
    listing: Listing, places: Sequence[int], after: str | None, limit: int, where: str
) -> tuple[Sequence[int], str | None]:
    """Some places after the value of this key, and the key to go on after."""
    begin = 0
    if after is not None:
        last = listing.place_of.get(after)
        if last is None or last not in places:
            hint = "begin again without `after`"
            raise ProblemError(404, "unknown-place", "no such value is in this list", hint, pointer=where)
        begin = places.index(last) + 1
    page = places[begin : begin + limit]
    more = begin + limit < len(places)
    return page, listing.key(page[-1]) if page and more else None
