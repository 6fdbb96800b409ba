"""Whether the modules of the hot path are compiled here: they are in the optional build (`hatch_build.py`).

All answers are the same; how long they take is not.
"""

from __future__ import annotations

from importlib.util import find_spec


def is_compiled() -> bool:
    """Whether the library is there that has them compiled, for this platform and this version of Python."""
    return find_spec("configurator.compiled__mypyc") is not None
