"""Hostile catalogs: each written to break the reader, to burst it or to bring it out of its folder.

`ALL` holds every one with its name, what it attacks, and the code of the diagnostic that it must end in. Most are one
text, some are whole folders (`folders`). `tests/tools/measure_hostile.py` measures them one by one.
"""

from __future__ import annotations

from hostile.counts import COUNTS
from hostile.folders import FOLDERS
from hostile.hostile import Hostile
from hostile.shapes import SHAPES
from hostile.tied import TIED

ALL: tuple[Hostile, ...] = (*SHAPES, *COUNTS, *TIED, *FOLDERS)
