"""The files of `deploy/` and the page about them, read as systemd, a container engine and a person read them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from pathlib import Path

from cli_runs import ROOT
from help_sessions import FOLDER, blocks

DEPLOY = ROOT / "deploy"
PAGE = (FOLDER / "how-to" / "run-it-for-real.md").read_text("utf-8")


def block_of(*words: str) -> str:
    """The one block of the page that is told by these words."""
    (found,) = [each.text for each in blocks(PAGE) if each.words == words]
    return found


def unit(name: str) -> Mapping[str, list[str]]:
    """A unit's settings, each with its values in order."""
    found: dict[str, list[str]] = {}
    for key, value in re.findall(r"^(\w+)=(.*)$", (DEPLOY / name).read_text("utf-8"), re.MULTILINE):
        found.setdefault(key, []).append(value)
    return found


def variables(text: str) -> dict[str, str]:
    """What a file of variables says."""
    return dict(re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE))


def expanded(command: str, known: Mapping[str, str]) -> list[str]:
    """The words of a command as systemd makes them: a `$NAME` that stands alone becomes all words of its value."""
    return [part for word in shlex.split(command) for part in (known[word[1:]].split() if word[0] == "$" else [word])]


def steps_of(file: Path) -> list[tuple[str, str]]:
    """The instructions of a Containerfile, each with what it is given."""
    lines = [line for line in file.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    whole = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in whole.splitlines())]


def commands(text: str) -> list[list[str]]:
    """Each line of a block as words."""
    return [shlex.split(line) for line in text.splitlines()]


def inside(words: list[str], image: str = "optionary") -> list[str] | None:
    """What a `docker run` hands to the image; None for another command."""
    return words[words.index(image) + 1 :] if words[:2] == ["docker", "run"] else None
