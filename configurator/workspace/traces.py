"""Steps whose results are kept with all that they looked at, and are taken again while all of that is as it was.

These are the verifying traces of A. Mokhov, N. Mitchell and S. Peyton Jones, "Build systems à la carte" (ICFP 2018).
Nobody states what a step depends on: whatever it asks of its surroundings (a file, a space by its name, whether an
attribute is faulty) is asked through `Surroundings`, which writes down question and answer. Before a result is taken
again, its questions are asked anew, in the same order; files are compared by their digests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Generic, Protocol, TypeVar

from configurator.analysis.named_files import octets_of, presence
from configurator.analysis.scope import ReadFile, Report
from configurator.diagnostics import Diagnostic
from configurator.errors import UnreadableFileError
from configurator.source import Sources

Made = TypeVar("Made")
Thing = TypeVar("Thing")

KEPT = 3
"""Results that are kept of one step: an edit that is taken back is common."""

Question = tuple[str, str]  # what is asked (of things: their kind), and of which name


@dataclass(slots=True)
class Same:
    """An answer that is the same only if it is the same object: what has been made anew may be different."""

    thing: object

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.thing is other.thing

    __hash__ = None  # type: ignore[assignment]


class Things(Protocol):
    """Things of one kind, by their names."""

    def get(self, name: str, /) -> object:
        """The thing of this name; None if there is none."""


class Surroundings:
    """What a step can look at beside its own input: files, things of some kinds, and which attributes are faulty.

    `things` has those of each kind by their names, as `{"space": {"team": …}}`.
    """

    def __init__(self, read_file: ReadFile, things: Mapping[str, Things], faulty: Set[str]) -> None:
        self.read_file, self.things, self.faulty = read_file, things, faulty

    def answer(self, question: Question) -> object:
        """The answer of today, in a form that can be kept and compared."""
        asked, name = question
        match asked:
            case "text":
                return _digest(lambda: self.read_file(name).encode("utf-8", "surrogatepass"))
            case "octets":
                return _digest(lambda: octets_of(self.read_file, name))
            case "has":
                return presence(self.read_file)(name)
            case "faulty":
                return name in self.faulty
            case "names":
                return tuple(self.things[name])  # type: ignore[arg-type] # asked of mappings only
        return Same(self.things[asked].get(name))


def _digest(read: Callable[[], bytes]) -> object:
    try:
        return sha256(read()).digest()
    except UnreadableFileError as error:
        return error.reason, error.message, error.hint


@dataclass
class Looks:
    """The questions that a step has asked so far, with their answers; the same question counts once."""

    around: Surroundings
    seen: dict[Question, object] = field(default_factory=dict)

    def note(self, asked: str, name: str) -> None:
        """Write a question down."""
        if (asked, name) not in self.seen:
            self.seen[asked, name] = self.around.answer((asked, name))


@dataclass(frozen=True)
class SeenFiles:
    """The files of a catalog, for a step that looks at them: a `ReadFile` that gives bytes too."""

    looks: Looks

    def __call__(self, name: str) -> str:
        """The text of a file."""
        self.looks.note("text", name)
        return self.looks.around.read_file(name)

    def octets(self, name: str) -> bytes:
        """The bytes of a file."""
        self.looks.note("octets", name)
        return octets_of(self.looks.around.read_file, name)

    def has(self, name: str) -> bool:
        """Whether there is a file of this name."""
        self.looks.note("has", name)
        return presence(self.looks.around.read_file)(name)


class SeenThings(Mapping[str, Thing]):
    """Things of one kind by their names, for a step that looks at them."""

    def __init__(self, looks: Looks, kind: str, things: Mapping[str, Thing]) -> None:
        self._looks, self._kind, self._things = looks, kind, things

    def __getitem__(self, name: str) -> Thing:
        self._looks.note(self._kind, name)
        return self._things[name]

    def __iter__(self) -> Iterator[str]:
        self._looks.note("names", self._kind)
        return iter(self._things)

    def __len__(self) -> int:
        self._looks.note("names", self._kind)
        return len(self._things)


class SeenFaulty(set[str]):
    """Names of faulty attributes: those that a step adds are in it, and it knows of those that were there before."""

    def __init__(self, looks: Looks) -> None:
        super().__init__()
        self._looks = looks

    def __contains__(self, name: object) -> bool:
        self._looks.note("faulty", str(name))
        return super().__contains__(name) or name in self._looks.around.faulty


@dataclass(frozen=True, slots=True)
class _Result(Generic[Made]):
    """What a step made of its input, what it said, and what it saw."""

    given: object
    seen: Mapping[Question, object]
    made: Made
    diagnostics: tuple[Diagnostic, ...]
    sources: Sources
    faulty: frozenset[str]

    def holds(self, given: object, around: Surroundings) -> bool:
        """Whether the step would make the same again."""
        return self.given == given and all(around.answer(each) == answer for each, answer in self.seen.items())


class Traces(Generic[Made]):
    """The results of one kind of step, a few of the last ones under each name; `made` counts the steps done anew."""

    def __init__(self) -> None:
        self._results: dict[str, list[_Result[Made]]] = {}
        self.made = 0

    def take(
        self,
        name: str,
        given: object,
        around: Surroundings,
        report: Report,
        step: Callable[[Report, Looks], Made],
    ) -> Made:
        """What a step makes: that of before if it would be the same, else anew; what it says goes into the report.

        `given` is all of its input that is not asked for through its `Looks`.
        """
        results = self._results.setdefault(name, [])
        found = next((each for each in results if each.holds(given, around)), None)
        if found is None:
            found = self._anew(given, around, report, step)
        else:
            results.remove(found)
        results.insert(0, found)
        del results[KEPT:]
        report.diagnostics += found.diagnostics
        report.sources |= found.sources
        report.faulty_attributes |= found.faulty
        return found.made

    def _anew(
        self, given: object, around: Surroundings, report: Report, step: Callable[[Report, Looks], Made]
    ) -> _Result[Made]:
        self.made += 1
        looks = Looks(around)
        faulty = SeenFaulty(looks)
        own = Report(folders=report.folders, faulty_attributes=faulty)
        made = step(own, looks)
        return _Result(given, looks.seen, made, tuple(own.diagnostics), own.sources, frozenset(faulty))

    def forget_others(self, names: Set[str]) -> None:
        """Forget the results under all names but these."""
        self._results = {name: each for name, each in self._results.items() if name in names}
