"""What the commands have in common that show what other systems call a product."""

from __future__ import annotations

from typing import TYPE_CHECKING

from configurator.answers.references import LeaseAnswer, LinkAnswer, ReferencesAnswer
from configurator.cli.wording import table
from configurator.identity.code_text import grouped

if TYPE_CHECKING:
    from configurator.registry.leases import Lease
    from configurator.registry.stored import StoredRegistry


def references_words(found: ReferencesAnswer) -> str:
    """All references of a code, and its leased numbers, for people."""
    rows = [("code", grouped(found.code))]
    rows += [(each.system, f"{each.reference}, since {each.at}") for each in found.links]
    rows += [(f"(01){each.gtin}", f"(242){each.number}, since {each.at}") for each in found.leases]
    return table(rows if len(rows) > 1 else [*rows, ("", "no other system calls it anything")])


def references_of(store: StoredRegistry, code: str) -> ReferencesAnswer:
    """All that other systems call an issued code; raises as `resolve` does."""
    long_code = store.resolve(code).long_code
    return ReferencesAnswer(
        code=long_code,
        links=tuple(
            LinkAnswer(system=each.system, reference=each.reference, code=each.code, at=each.at)
            for each in store.references.of(long_code)
        ),
        leases=tuple(map(lease_answer, store.leases.of(long_code))),
    )


def lease_answer(found: Lease) -> LeaseAnswer:
    """A lease for programs."""
    return LeaseAnswer(gtin=found.gtin, number=found.digits, code=found.code, at=found.at, new=found.new)
