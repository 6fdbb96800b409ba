"""Registries with random histories, what is seen of them, and how they are merged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import strategies as st
from private_contract import RING, private_document, texts
from registry_contract import document, log_of, narrow

from configurator.registry.joining import Joined, join
from configurator.registry.private_rows import TEXTS
from configurator.registry.releases import PART
from configurator.registry.sqlite import open_file
from configurator.registry.stored import StoredRegistry
from configurator.registry.verify import verify

CODER = narrow(5)
NAMES = [f"name {number}" for number in range(6)]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            "issue many keep again erase older retire reinstate note supersede publish link unlink revise".split()
        ),
        st.integers(0, 5),
        st.integers(0, 90),
    ),
    max_size=14,
)


class Clock:
    """A clock that is set by whoever wants a moment."""

    def __init__(self) -> None:
        self.now = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def live(registry: StoredRegistry, clock: Clock, steps: list[tuple[str, int, int]]) -> None:
    """Let a registry have a history; what it cannot do, as with a code that it does not know, it leaves."""
    for kind, which, seconds in steps:
        clock.now += timedelta(seconds=seconds)
        name, code = NAMES[which], CODER.long(digest_at(which))
        known = code in {each.long_code for each in registry.codes()}
        if kind == "issue":
            registry.issue(document(which), release=f"shop@{seconds % 3}")
        elif kind == "many":
            registry.issue_many([document(number) for number in range(which, which + 4)], release="shop@9")
        elif kind in {"keep", "again"}:
            keeping = registry.private.keeping(RING, texts(name), again=kind == "again")
            registry.issue(private_document(name), release="shop@1", also=keeping)
        elif kind == "publish":
            catalog = f"shop{which % 2}"
            name, place = f"{catalog}@sha256:{which}", len(registry.releases.listed(catalog)) + 1
            registry.releases.publish(name, file_of(which), place=place)
        elif kind == "revise":
            revise(registry, which, effective=f"2026-01-0{1 + seconds % 2}")
        elif kind == "older":
            registry.private.erase_older((clock.now - timedelta(seconds=60)).isoformat(timespec="milliseconds"))
        elif known and kind == "erase":
            registry.private.erase(code)
        elif known and kind == "retire":
            registry.retire(code, reason=f"old {seconds}")
        elif known and kind == "reinstate":
            registry.reinstate(code, reason="new")
        elif known and kind == "link" and not registry.references.of(code):
            registry.references.link("erp", f"R{which}", code)
        elif known and kind == "unlink" and registry.references.of(code):
            registry.references.unlink("erp", f"R{which}")
        elif known and kind == "note":
            registry.note(code, note=f"order {seconds}")
        elif known and kind == "supersede":
            other = next(each.long_code for each in registry.codes())
            if other != code and registry.resolve(other).superseded_by is None:
                registry.supersede(code, by=other, reason="better")


def revise(registry: StoredRegistry, which: int, *, effective: str = "2026") -> None:
    """Keep a revision of one of two releases."""
    release = f"shop@{which % 2}"
    seen = len(registry.revisions.of_release(release))
    text = f'{{"of":{which},"from":"{effective}"}}'.encode()
    registry.revisions.add(text, catalog="shop", release=release, effective=effective, seen=seen, told={})


def file_of(which: int) -> bytes:
    """What is published as a release: nothing, little, several parts."""
    return bytes([which]) * (which * PART // 2)


def digest_at(which: int) -> bytes:
    from configurator.identity.digest import digest

    return digest(private_document(NAMES[which])) if which % 2 else digest(document(which))


def view(registry: StoredRegistry) -> dict[str, object]:
    """All that does not hang on the order in which registries were merged."""
    codes = [registry.resolve(each.long_code) for each in registry.codes()]
    local = {"came", "merged", "clash", "stayed", "unheld", "unproved"}
    return {
        "codes": [(each.long_code, each.code, each.document, each.release, each.issued_at) for each in codes],
        "fate": {each.long_code: (bool(each.retired), each.superseded_by, len(each.notes)) for each in codes},
        "log": sorted(
            (each.id, each.at, each.kind, each.subject or "", each.detail)
            for each in log_of(registry)
            if each.kind not in local
        ),
        "erasures": list(registry.private.erasures()),
        "links": registry.references.all(),
        "releases": [(each, registry.releases.fetch(each.name)) for each in registry.releases.listed()],
        "revisions": [
            (each.order, each.release, each.document)
            for release in ("shop@0", "shop@1")
            for each in sorted(registry.revisions.of_release(release), key=lambda each: each.order)
        ],
        "texts": registry.database.ask(f"SELECT {TEXTS} FROM private_texts ORDER BY digest, option"),
    }


@contextmanager
def registries(*histories: list[tuple[str, int, int]]) -> Iterator[list[StoredRegistry]]:
    """Registries in files, each with a history of its own; time goes on from one to the next."""
    clock = Clock()
    with TemporaryDirectory() as folder:
        stores = []
        for number, steps in enumerate(histories):
            stores.append(open_file(Path(folder) / f"{number}.db", create=True, clock=clock, coder=CODER))
            live(stores[-1], clock, steps)
        try:
            yield list(stores)
        finally:
            for each in stores:
                each.close()


def merge(target: StoredRegistry, *sources: StoredRegistry) -> Joined:
    for each in sources:
        joined = each.at_one_moment(lambda snapshot: join(target, snapshot))
    assert verify(target) == []
    return joined
