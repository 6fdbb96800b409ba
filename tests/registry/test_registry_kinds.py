"""Who follows a registry finds every kind of entry explained: on the page, in the module of the log, and no others."""

from __future__ import annotations

import re
from pathlib import Path

from help_sessions import FOLDER

from configurator.registry import log

_WRITTEN = re.compile(r'(?:\bnote|\bmark|_marked)\((?:tx, )?[^"\n]*?"([a-z]+)"')


def written() -> set[str]:
    """The kinds that the registry's modules write."""
    sources = Path(log.__file__).parent.glob("*.py")
    return {kind for path in sources for kind in _WRITTEN.findall(path.read_text("utf-8"))}


def test_the_page_explains_each_kind_that_is_written() -> None:
    page = (FOLDER / "how-to" / "look-after-a-registry.md").read_text("utf-8")
    table = re.findall(r"^\| (`[^|]*`) \| ", page.partition("| kind |")[2], re.MULTILINE)
    assert {kind for cell in table for kind in re.findall(r"`(\w+)`", cell)} == written()


def test_the_module_explains_them_too() -> None:
    lines = re.findall(r"^    (\w+)  +\S.*?(?:;  (\w+) takes it back)?$", log.__doc__ or "", re.MULTILINE)
    assert {kind for line in lines for kind in line if kind} == written()
    assert len(written()) == 17
