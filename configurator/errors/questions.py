"""Questions about all that is valid which cannot be answered, or not in the way that was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from configurator.errors.base import ConfiguratorError, some_of


@dataclass(frozen=True, slots=True)
class Limit:
    """What was allowed and did not do: at `most` so many of the `seconds`, `solver_seconds` or `nodes` of a budget."""

    of: str
    most: float

    @property
    def finding(self) -> str:
        """The words that say so."""
        return _FINDINGS[self.of].format(self.most)


_FINDINGS = {
    "nodes": "more than {:,} cases would have to be told apart",
    "seconds": "it takes more than {:g} s",
    "solver_seconds": "a counting solver takes more than {:g} s, too",
}


class TooComplexError(ConfiguratorError):
    """A question that this method cannot answer within its budget; asked of another method, or simplified, it may be.

    `finding` says what was too much, and of what; `told` names some of the `options` and `constraints` concerned, too.
    `hint` says what the author of the catalog could do, where that is known. `limit`: the one that was too low, of
    those of which one can allow for more.
    """

    def __init__(
        self,
        finding: str,
        options: tuple[str, ...],
        constraints: tuple[str, ...],
        hint: str | None = None,
        limit: Limit | None = None,
    ) -> None:
        tied = ", because of " if len(options) == 1 else f"; {some_of(options)} are tied together by "
        tied = tied + some_of(constraints) if options and constraints else ""
        self.told = f"{finding}{tied}"
        super().__init__(f"too complex to count exactly: {self.told}")
        self.finding = finding
        self.options = options
        self.constraints = constraints
        self.hint = hint
        self.limit = limit


class MissingExtraError(ConfiguratorError):
    """An answer needs a library that is not installed; `extra` is that of the package which brings it."""

    def __init__(self, extra: str, library: str, purpose: str) -> None:
        super().__init__(f"{purpose} needs {library}, which is not installed")
        self.extra = extra
        self.hint = f'`pip install "optionary[{extra}]"` brings what may answer it'


class BatchInputError(ConfiguratorError):
    """Rows of a batch that cannot be read: another kind of file, two columns of one name, a line that is no JSON."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.reason = "unreadable-rows"
        self.hint = hint


class BatchQuestionError(BatchInputError):
    """What cannot be asked of a batch, whatever the rows are: an amount that the product does not derive."""

    def __init__(self, reason: str, message: str, hint: str | None = None) -> None:
        super().__init__(message, hint)
        self.reason = reason


class LostProcessError(ConfiguratorError):
    """A process that works for this one has ended before it had an answer, or cannot be begun; `ending` says how."""

    def __init__(self, work: str, ending: str, hint: str) -> None:
        super().__init__(f"a process that {work} {ending}")
        self.reason = "lost-process"
        self.ending = ending
        self.hint = hint


class UnorderedSetsError(ConfiguratorError):
    """An `any of` option with too many sets for them to be put in order."""

    def __init__(self, option: str) -> None:
        super().__init__(f"`{option}` has too many sets for them to be put in order")
        self.option = option


class NoDiagramError(ConfiguratorError):
    """A question that only a decision diagram can answer; `why` there is none of the product within the budget."""

    def __init__(self, product: str, why: TooComplexError) -> None:
        super().__init__(f"the options of `{product}` are tied too much for this question: {why.finding}")
        self.why = why


class UnnumberedError(ConfiguratorError):
    """A product whose configurations have no numbers, because of one of its `option`s."""

    def __init__(self, product: str, option: str, why: str) -> None:
        super().__init__(f"the configurations of `{product}` have no numbers: `{option}` {why}")
        self.option = option


class IncomparableError(ConfiguratorError):
    """Two products of which equal documents do not mean equal things, or cannot be counted, because of an `option`."""

    def __init__(self, option: str, why: str) -> None:
        super().__init__(f"the two cannot be compared: `{option}` {why}")
        self.option = option


class UnknownQuantityError(ConfiguratorError):
    """A name of nothing that configurations can be put in order by; or of what is no one amount for all of them."""

    def __init__(self, product: str, name: str, why: str, known: Sequence[str] = ()) -> None:
        super().__init__(f"configurations of `{product}` cannot be put in order by `{name}`: {why}")
        self.name = name
        self.known = tuple(known)


class DamagedDiagramError(ConfiguratorError):
    """Kept diagrams cannot be used: `finding` says why. What they were made of is compiled again."""

    def __init__(self, finding: str = "a number in it stands for nothing") -> None:
        super().__init__(f"these are no diagrams that can be used: {finding}")
        self.finding = finding
