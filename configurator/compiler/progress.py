"""What a long compilation tells as it goes, and the report that is left of it, also of one that was given up.

A budget may have a `progress`, which hears of each option that a graph goes past, and may raise to end the compilation:
whatever it raises comes out. A `Journal` is one: it remembers what it hears and hands it on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one component's graph is: `component` of `components`, from 1.

    `read` of its `options` have been gone past, and `closed` of its `constraints` are settled by these. `nodes`: taken
    so far, before equal ones are merged, of at most `most_nodes`. `foreseen`: about how many the widest place takes,
    None as long as no order has been found. `seconds`: since the compilation began, by the clock of its budget.
    """

    component: int
    components: int
    options: int
    read: int
    constraints: int
    closed: int
    nodes: int
    most_nodes: int
    foreseen: float | None
    seconds: float

    @property
    def words(self) -> str:
        """The same for people."""
        where = f"component {self.component} of {self.components}: " if self.components > 1 else ""
        if self.foreseen is None:
            return f"{where}an order for {self.options} options under {self.constraints} constraints"
        done = f"{self.read} of {self.options} options, {self.closed} of {self.constraints} constraints"
        return f"{where}{done}, {self.nodes:,} nodes of at most {self.most_nodes:,}"


ProgressCallback = Callable[[Progress], object]


@dataclass(frozen=True, slots=True)
class Built:
    """What is known of a component whose graph has been built.

    `order`: its options, from the root. `widths`: the nodes at each of these. `taken`: nodes before equal ones were
    merged. `foreseen`: about how many nodes its widest place was expected to have. `seconds`: the build, with the
    search for its order. `open_at_widest`: the constraints that reach across its widest place, which begins at the
    option `widest`; a rule less among these, or one that looks at fewer options, makes the graph smaller.
    """

    order: tuple[str, ...]
    widths: tuple[int, ...]
    taken: int
    foreseen: float
    seconds: float
    widest: str
    open_at_widest: tuple[str, ...]


def built(
    order: Sequence[str],
    widths: Sequence[int],
    scopes: Sequence[tuple[str, Sequence[str]]],
    told: Progress,
    began: float,
) -> Built:
    """The report of one component, of which `told` is the last that was told; `scopes`: its constraints' options."""
    widest = max(range(len(widths)), key=widths.__getitem__, default=0)
    before = frozenset(order[:widest])
    across = [key for key, scope in scopes if 0 < len(before.intersection(scope)) < len(frozenset(scope))]
    name = order[widest] if order else ""
    seconds = told.seconds - began
    return Built(tuple(order), tuple(widths), told.nodes, told.foreseen or 0.0, seconds, name, tuple(across))


@dataclass
class Journal:
    """Remembers what a compilation tells, and hands it on to `then`.

    `last`: what was told last, None before anything was. `built`: the components that are ready, in the order in which
    they were built.
    """

    then: ProgressCallback | None = None
    last: Progress | None = None
    built: list[Built] = field(default_factory=list)

    def __call__(self, told: Progress) -> None:
        """Hear of it."""
        self.last = told
        if self.then is not None:
            self.then(told)

    @property
    def nodes(self) -> int:
        """How many nodes all graphs that are ready have."""
        return sum(sum(each.widths) for each in self.built)

    @property
    def words(self) -> str:
        """A line for each component that is ready, the largest first, and one for what was not."""
        largest = sorted(self.built, key=lambda each: -sum(each.widths))
        lines = [_line(each) for each in largest if len(each.order) > 1]
        if self.last is not None and len(self.built) < self.last.component:
            lines.append(f"given up after {self.last.seconds:.1f} s: {self.last.words}")
        return "\n".join(lines)


def _line(component: Built) -> str:
    nodes, most = sum(component.widths), max(component.widths)
    across = f", where {len(component.open_at_widest)} constraints are open" if component.open_at_widest else ""
    size = (
        f"{len(component.order)} options in {nodes:,} nodes (of {component.taken:,} taken), {component.seconds:.1f} s"
    )
    return f"{size}; widest at `{component.widest}` with {most:,}{across}"
