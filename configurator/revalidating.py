"""The job that tries all codes of a registry again, and goes on where it was ended.

    registry -> a page -> what became of its codes -> a part of the answers, and how far it is -> the next page
    all parts -> one file

How far it is stands in a folder, written after each part, so a job that is killed at any moment and begun again gives
the answers of one that was not. What would surprise: codes that are issued while it runs may be left out; they were
issued under a release of their own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from hashlib import sha256
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import orjson

from configurator.catalog_files import CatalogFiles
from configurator.errors import BatchInputError, BatchQuestionError, UnwritableFileError
from configurator.identity.digest import digest
from configurator.in_numbers import library
from configurator.model.revised import Change, state_name
from configurator.pipeline import load, revised
from configurator.registry.opening import without_password
from configurator.registry.store import Registry
from configurator.revalidation import MOST_REASONS, PAGE, Revalidation, Tried, pages

if TYPE_CHECKING:
    import pyarrow as pa

PART = 32
"""Pages of which the answers are one part."""
FORMAT = 2
"""Of what a job keeps; a folder of another one is not gone on with."""
_STATE = "state.json"
_OWN = re.compile(r"([0-9]{8}\.arrow|state\.json)(\.part-[0-9]+)?")
"""What a job calls the files in its folder."""


@dataclass(slots=True)
class JobState:
    """How far the job is, and what it has found: `seen` codes `of` so many, `asked` of them this catalog's.

    `reasons`: how often each first problem was found, of the first thousand that there were. `unsellable`: those that
    can be built, and not be sold; `endangered`: those that would get another code. `after`: the long code of the last
    one; `parts`: those written.
    """

    of: int = 0
    seen: int = 0
    asked: int = 0
    unbuildable: int = 0
    unsellable: int = 0
    endangered: int = 0
    reasons: dict[str, int] = field(default_factory=dict)
    after: str | None = None
    parts: int = 0

    @property
    def words(self) -> str:
        """How far it is, for people."""
        return f"{self.seen:,} of {self.of:,} codes"

    def take(self, found: Iterable[Tried]) -> None:
        """Count what became of some codes."""
        for each in found:
            self.asked += 1
            self.unsellable += each.buildable and not each.sellable
            self.endangered += each.code_kept is False
            self.unbuildable += not each.buildable
            if each.problem is not None and (each.problem in self.reasons or len(self.reasons) < MOST_REASONS):
                self.reasons[each.problem] = self.reasons.get(each.problem, 0) + 1


def revalidate(  # noqa: PLR0913 - each is said by name
    revalidation: Revalidation,
    registry: Registry,
    target: Path,
    *,
    state: Path | None = None,
    name: str = "",
    page: int = PAGE,
    part: int = PART,
    progress: Callable[[JobState], object] = lambda _: None,
) -> JobState:
    """Try all codes of a registry, and write what became of those of this catalog into a file, a row each.

    `state`: the folder in which the job keeps how far it is, and from which it goes on; it goes away when all is done.
    `name`: the address that tells the registry from others, so that a job does not go on with another one; of a
    password in it nothing is kept.
    A part has the answers of `part` pages of `page` codes. Raises what the registry says, `BatchQuestionError` for a
    folder of another question, one that is damaged, or one that the target would stand in, `UnwritableFileError`,
    `BatchInputError` for the name of a file that says nothing, and `MissingExtraError`.
    """
    files = library("tried_files")
    library("answer_files").check_output(target)
    question: dict[str, object] = {
        "format": FORMAT,
        "catalog": revalidation.state,
        "day": revalidation.day.isoformat(),
    }
    # without its password: a hash of one that people choose can be guessed, and who changes it has the same registry
    question["registry"] = sha256(without_password(name).encode()).hexdigest()
    with _folder(target, state) as folder:
        done = _begun(folder, question, files.is_part) or JobState()
        done.of = registry.count()
        each_page = pages(registry, done.after, page)
        while some := list(islice(each_page, part)):
            batches = []
            for codes in some:
                found = revalidation.tried(codes)
                done.take(found)
                done.seen += len(codes)
                batches.append(files.tried_batch(found))
                progress(done)
            files.write_part(_part(folder, done.parts), batches)
            done.parts += 1
            done.after = some[-1][-1].long_code
            _keep(folder, question, done)
        files.write_joined(target, (_part(folder, number) for number in range(done.parts)))
    return done


def write_codes(registry: Registry, target: Path, progress: Callable[[int], object] = lambda _: None) -> int:
    """Write all issued codes into a file, as a cluster reads them; memory does not depend on how many there are.

    Columns: `code`, `digest`, `document`, `release`, `issued_at`. Gives back how many codes there are. Raises as
    `revalidate` does.
    """
    files, written = library("tried_files"), 0

    def batches() -> Iterator[object]:
        nonlocal written
        for page in pages(registry):
            yield files.issued_batch(page)
            written += len(page)
            progress(written)

    files.write_issued(target, batches())
    return written


@dataclass(frozen=True)
class TryingWorker:
    """Tries codes in whatever process it is called, on other machines, too: what `mapInArrow` of Spark takes.

    Batches have the columns `code` and `document`; answers have those of the job. It brings the files of the catalog
    along, which each process loads once, and the `changes` of the revisions that are in force.
    """

    files: CatalogFiles
    release: str
    day: date
    changes: tuple[Change, ...] = ()

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The answers. Raises `BatchInputError` where the catalog is another one than it was."""
        what = state_name(self.release, self.changes), self.day
        if what not in _MADE:
            loaded = load(self.files)
            if loaded.release != self.release:
                raise BatchInputError("the catalog has changed since it was loaded", "begin again")
            _MADE.clear()  # a process works for one release after another, if for several at all
            _MADE[what] = Revalidation(revised(loaded, self.changes).knowledge, self.day, self.changes)
        files = library("tried_files")
        for batch in batches:
            rows = [
                Stored(code, digest(octets), octets) for code, octets in zip(*files.documents_of(batch), strict=True)
            ]
            yield files.tried_batch(_MADE[what].tried(rows))


class Stored(NamedTuple):
    """A code as a cluster has it."""

    code: str
    digest: bytes
    document: bytes


_MADE: dict[tuple[str, date], Revalidation] = {}
"""What this process tries codes with."""


@contextmanager
def _folder(target: Path, state: Path | None) -> Iterator[Path]:
    """Where the parts stand; it is gone when all is done, and stays where something fails, if it was named.

    Raises `BatchQuestionError` where the target would stand in it, and `UnwritableFileError`.
    """
    if state is not None and _within(target, state):
        message = f"`{target}` would stand in the folder `{state}`, which goes away when all is done"
        raise BatchQuestionError("output-in-state", message, "write the answers somewhere else")
    try:
        if state is None:
            with TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as name:
                yield Path(name)
            return
        state.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnwritableFileError(str(state or target), error.strerror or str(error)) from None
    yield state
    with suppress(OSError):  # the answers are written, and a folder that is left can be taken away by hand
        (state / _STATE).unlink(missing_ok=True)  # first: parts without it are none
        for each in state.iterdir():
            if _OWN.fullmatch(each.name):
                each.unlink()
        state.rmdir()  # it stays where somebody has put other files into it


def _within(target: Path, folder: Path) -> bool:
    whole = folder.resolve()
    return target.resolve().is_relative_to(whole) or target.parent.resolve().is_relative_to(whole)


def _part(folder: Path, number: int) -> Path:
    return folder / f"{number:08}.arrow"


def _begun(folder: Path, question: dict[str, object], is_part: Callable[[Path], bool]) -> JobState | None:
    """How far the job is that a folder is of; None where it has not begun. Raises `BatchQuestionError`."""
    try:
        found = orjson.loads((folder / _STATE).read_bytes())
    except FileNotFoundError:
        if not all(_OWN.fullmatch(each.name) for each in folder.iterdir()):
            hint = "name a folder that is not there yet"
            raise BatchQuestionError("foreign-state", f"`{folder}` has other files in it", hint) from None
        return None
    except (OSError, ValueError):
        found = None
    asked = found.get("question") if isinstance(found, dict) else None
    if isinstance(asked, dict) and type(asked.get("format")) is int and asked["format"] != FORMAT:
        message = f"`{folder}` is of another version of this program"
        raise BatchQuestionError("foreign-state", message, "go on with that, or delete the folder to begin anew")
    if not isinstance(found, dict) or asked != question:
        message = f"`{folder}` is of another release, registry or day, or damaged"
        raise BatchQuestionError("foreign-state", message, "name another folder, or delete this one to begin anew")
    done = _read(found.get("done"))
    if done is None or not all(is_part(_part(folder, number)) for number in range(done.parts)):
        message = f"`{folder}` is damaged, or a part of the answers in it is gone"
        raise BatchQuestionError("damaged-state", message, "delete it to begin anew")
    return done


def _read(found: object) -> JobState | None:
    """How far a job is, as it was kept; None for what nobody can have kept."""
    if not isinstance(found, dict) or set(found) != {each.name for each in fields(JobState)}:
        return None
    done = JobState(**found)
    if not isinstance(done.reasons, dict) or not isinstance(done.after, str):
        return None
    numbers = (*(found[name] for name in found if name not in ("reasons", "after")), *done.reasons.values())
    return done if all(type(each) is int and each >= 0 for each in numbers) and done.parts else None


def _keep(folder: Path, question: dict[str, object], done: JobState) -> None:
    """Write how far the job is, so that it is there as a whole, or as it was before."""
    path, new = folder / _STATE, folder / f"{_STATE}.part-{os.getpid()}"
    try:
        with new.open("wb") as file:
            file.write(orjson.dumps({"question": question, "done": asdict(done)}))
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError as error:
        raise UnwritableFileError(str(path), error.strerror or str(error)) from None
