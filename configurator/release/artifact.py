"""What of a release has been compiled, and for whom: the names of its members, and whether they are of this version.

`model`: what the catalog means (`knowledge.model_data`). `sources`: what its texts are called, and which of them are
plain texts. `lookup/PRODUCT`: what verdicts and codes are looked up in; `space/PRODUCT`: its diagrams. A product that
cannot be looked up has no look-up, and one that is beyond the usual budget no space. The files that the catalog is made
of are there, too, as they were: `source/NAME`.

All but the sources is of use only to the version that made it; another one compiles the sources anew.
"""

from __future__ import annotations

from configurator import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from configurator.release.container import Container

FORM = 1
"""Of the compiled members. Whoever changes what they mean counts it up; `tests/release` says when that is due."""

MODEL = "model"
SOURCES = "sources"
SOURCE = "source/"
LOOKUP = "lookup/"
SPACE = "space/"


def made_by() -> dict[str, object]:
    """What a release says of who has compiled it."""
    return {"form": FORM, "tool": __version__}


def is_ours(container: Container) -> bool:
    """Whether what is compiled in a release was compiled by this version."""
    compiled: object = container.told["compiled"]
    return compiled == made_by()
