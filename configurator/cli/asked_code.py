"""What `resolve` is asked for: a code, what another system calls it, or a number beside a GTIN."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from configurator.cli.arguments import one_code
from configurator.cli.faults import WrongUseError

if TYPE_CHECKING:
    from configurator.registry.store import Resolved
    from configurator.registry.stored import StoredRegistry


@dataclass(frozen=True, slots=True)
class Asked:
    """A code or a reference in `text`; `system`: that of the reference; `gtin`: that of a leased number."""

    text: str
    system: str | None = None
    gtin: str | None = None

    @classmethod
    def of(cls, words: Sequence[str], system: str | None, gtin: str | None, number: str | None) -> Asked:
        """Read what was given. Raises `WrongUseError` for two things at once, and for none."""
        if gtin is not None or number is not None:
            if gtin is None or number is None or words or system is not None:
                hint = "write `configurator resolve --gtin GTIN --number NUMBER`"
                raise WrongUseError("gtin-and-number", "a GTIN and a leased number go together, alone", hint)
            return cls(number, gtin=gtin)
        if not words:
            raise WrongUseError("no-code", "no code is given", "write it behind `resolve`")
        return cls(" ".join(words), system) if system is not None else cls(one_code(words))

    def resolved(self, store: StoredRegistry) -> Resolved:
        """What a registry says to it."""
        if self.gtin is not None:
            return store.leases.resolve(self.gtin, self.text)
        if self.system is not None:
            return store.references.resolve(self.system, self.text)
        return store.resolve(self.text)
