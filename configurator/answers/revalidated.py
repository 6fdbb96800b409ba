"""The answer about all codes of a registry, tried again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from configurator.answers.answer import Answer
from configurator.answers.catalogs import ReasonAnswer

if TYPE_CHECKING:
    from configurator.revalidating import JobState


class RevalidationAnswer(Answer):
    """Answer to `registry revalidate`: `codes` in the registry, of which `asked` are this catalog's.

    `reasons`: why codes cannot be built, the most frequent first, of the first thousand reasons that there were.
    `unsellable`: those that can be built, and not be sold on that `day`; `endangered`: those that would get another
    code.
    """

    release: str
    output: str
    day: str
    codes: int
    asked: int
    unbuildable: int
    unsellable: int
    endangered: int
    reasons: tuple[ReasonAnswer, ...]

    @classmethod
    def of(cls, found: JobState, release: str, output: str, day: str) -> RevalidationAnswer:
        """The same for programs."""
        frequent = sorted(found.reasons.items(), key=lambda reason: (-reason[1], reason[0]))
        return cls(
            release=release,
            output=output,
            day=day,
            codes=found.seen,
            asked=found.asked,
            unbuildable=found.unbuildable,
            unsellable=found.unsellable,
            endangered=found.endangered,
            reasons=tuple(ReasonAnswer(why=why, codes=number) for why, number in frequent),
        )
