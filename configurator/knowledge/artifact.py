"""What a product compiles to as one file: options' classes and flat arrays, sealed by a digest.

What is kept is what compiling found out: which options stand at the levels of each diagram, their classes, and the
diagrams as they are asked (`diagram/frozen.py`); where there is none, the clauses, with their circuit if they have one
(`clause_numbers`). It loads without compiling and without a parser; the numbers of the
diagrams stay where they are and are read from there when a level is first looked at.

The file, all numbers little-endian: 8 bytes that say what it is, the version of this form and the length of the header
with 32 bits each, 32 bytes of SHA-256 of all that comes after them; the header, JSON; zeros up to a multiple of 8
bytes; the numbers of the diagrams one after the other. Whole numbers that may be large stand in the header as hex
digits.
"""

from __future__ import annotations

import struct
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

import orjson

from configurator.diagram.circuit import Circuit
from configurator.diagram.frozen import NUMBERS, FrozenDiagram
from configurator.errors import DamagedDiagramError
from configurator.knowledge.clause_numbers import from_numbers, numbers_of
from configurator.knowledge.clauses import Clauses
from configurator.model.domain import CanonicalValue

FORM = 3
"""Of this form; another one is not read."""

_WHAT = b"optn.dgm"
_HEAD = struct.Struct("<8sII32s")
_ALIGNED = 8


@dataclass(frozen=True, slots=True)
class KeptClass:
    """A value class as it is kept: one of its values (None: no value), how many, where they stand, members of sets."""

    representative: CanonicalValue | None
    size: int
    spans: tuple[tuple[int, int], ...]
    members: int


@dataclass(frozen=True, slots=True)
class KeptOption:
    """An option by its key, with its classes."""

    key: str
    classes: tuple[KeptClass, ...]


@dataclass(frozen=True, slots=True)
class KeptGraph:
    """A diagram with the options at its levels, and the constraints that tie them, by their place in the product."""

    options: tuple[KeptOption, ...]
    constraints: tuple[int, ...]
    diagram: FrozenDiagram


class KeptWhy(NamedTuple):
    """Why there is no diagram, as in a `TooComplexError`; of a limit its name, and how much that was."""

    finding: str
    hint: str | None
    limit: tuple[str, float] | None


@dataclass(frozen=True, slots=True)
class KeptClauses:
    """Clauses over options without a diagram, and `why` there is none."""

    options: tuple[KeptOption, ...]
    constraints: tuple[int, ...]
    clauses: Clauses
    circuit: Circuit | None
    why: KeptWhy


KeptComponent = KeptGraph | KeptClauses


def packed(components: Sequence[KeptComponent]) -> bytes:
    """The bytes of a file that has these components."""
    told = []
    numbers: list[bytes] = []
    for component in components:
        options = [[option.key, [_told(each) for each in option.classes]] for option in component.options]
        if isinstance(component, KeptGraph):
            own, why = component.diagram.numbers, None
        else:
            own, why = numbers_of(component.clauses, component.circuit), tuple(component.why)
        numbers.append(_little(own))
        told.append([options, component.constraints, len(own), why])
    header = orjson.dumps(told)
    body = b"".join((header, bytes(-(_HEAD.size + len(header)) % _ALIGNED), *numbers))
    return _HEAD.pack(_WHAT, FORM, len(header), sha256(body).digest()) + body


def unpacked(file: memoryview) -> tuple[KeptComponent, ...]:
    """The components in such a file, whose diagrams go on looking at it. Raises `DamagedDiagramError`, and says why."""
    if len(file) < _HEAD.size:
        raise DamagedDiagramError("the file ends too early")
    what, form, length, seal = _HEAD.unpack_from(file)
    if what != _WHAT:
        raise DamagedDiagramError("the file is of another kind")
    if form != FORM:
        raise DamagedDiagramError(f"the file has form {form}, and this is written for form {FORM}")
    body = file[_HEAD.size :]
    if sha256(body).digest() != seal:
        raise DamagedDiagramError("the file is not what was written")
    try:
        return tuple(_components(orjson.loads(body[:length]), body[length + -(_HEAD.size + length) % _ALIGNED :]))
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise DamagedDiagramError("the file is not in order") from error


def _components(told: Any, numbers: memoryview) -> list[KeptComponent]:
    found: list[KeptComponent] = []
    place = 0
    for options, constraints, length, why in told:
        own = _own(numbers[place : place + 4 * length])
        place += 4 * length
        kept = tuple(KeptOption(key, tuple(_class(*each) for each in classes)) for key, classes in options)
        if why is None:
            found.append(KeptGraph(kept, tuple(constraints), FrozenDiagram(own)))
        else:
            finding, hint, limit = why
            reason = KeptWhy(finding, hint, None if limit is None else (str(limit[0]), limit[1]))
            found.append(KeptClauses(kept, tuple(constraints), *from_numbers(own), reason))
    if place != len(numbers):
        raise ValueError(place)
    return found


def _told(kept: KeptClass) -> list[object]:
    one = kept.representative
    value = [f"{one:x}"] if isinstance(one, int) and not isinstance(one, bool) else one
    return [
        {"set": list(one)} if isinstance(one, tuple) else value,
        f"{kept.size:x}",
        [f"{each:x}" for span in kept.spans for each in span],
        f"{kept.members:x}",
    ]


def _class(value: Any, size: str, ends: list[str], members: str) -> KeptClass:
    if isinstance(value, dict):
        value = tuple(value["set"])
    elif isinstance(value, list):
        value = int(value[0], 16)
    spans = [int(each, 16) for each in ends]
    return KeptClass(value, int(size, 16), tuple(zip(spans[::2], spans[1::2], strict=True)), int(members, 16))


def _little(numbers: memoryview) -> bytes:
    return bytes(numbers) if sys.byteorder == "little" else _swapped(bytes(numbers))


def _own(numbers: memoryview) -> memoryview:
    """Numbers as this machine reads them, which copies them only where it reads them the other way round."""
    return (numbers if sys.byteorder == "little" else memoryview(_swapped(bytes(numbers)))).cast(NUMBERS)


def _swapped(numbers: bytes) -> bytes:
    from array import array

    swapped = array(NUMBERS, numbers)
    swapped.byteswap()
    return swapped.tobytes()
