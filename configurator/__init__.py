"""Optionary: a catalog in, a verdict and a virtual product code out, resolved for ever.

`load` and `open_registry` are all that most programs need; `configurator.service` shows how. `open_release` is for
processes that answer from a release file. They are imported when first used, so that a process which only resolves
codes never loads the language.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:  # the name is what counts; `typing` itself would take as long to load as a short answer takes
    from configurator.registry.opening import open_registry as open_registry
    from configurator.release.opened import open_release as open_release
    from configurator.service import load as load

__version__ = "0.1.0"
__all__ = ["__version__", "load", "open_registry", "open_release"]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def __getattr__(name: str) -> object:
    if name == "load":
        from configurator.service import load

        return load
    if name == "open_registry":
        from configurator.registry.opening import open_registry

        return open_registry
    if name == "open_release":
        from configurator.release.opened import open_release

        return open_release
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
