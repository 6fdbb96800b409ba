"""Settings from environment variables: `OPTIONARY_` and the name of the setting in capitals.

    OPTIONARY_REGISTRY=/srv/codes.db OPTIONARY_FORMAT=json configurator issue studio model=p14 cover=black

A variable that is empty counts as not set. What is said on the command line goes before what is set here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from configurator.compiler.budget import USUAL, Budget
from configurator.errors import ConfiguratorError
from configurator.text.json_reader import DEFAULT, JsonLimits

PREFIX = "OPTIONARY_"

MOST_SECONDS = 100_000
"""What may be allowed for one question: more than a day."""


SOLVER_TIMES = 12
"""A counting solver, which is asked last and in a process of its own, may take so many times as long."""


class SettingsError(ConfiguratorError):
    """An environment variable has a value that its setting does not take."""

    def __init__(self, variable: str, finding: str) -> None:
        super().__init__(f"the environment variable {variable} is not usable: {finding}")
        self.variable = variable
        self.finding = finding


class Settings(BaseModel):
    """All settings, with what holds where nobody says otherwise."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    registry: str | None = Field(default=None, description="the registry: an SQLite file, or a URL of PostgreSQL")
    format: Literal["text", "line", "json"] = Field(
        default="text", description="how answers are written; `line` only by check"
    )
    debug: bool = Field(default=False, description="show the traceback when something fails that is our fault")
    count_nodes: int = Field(default=USUAL.nodes, gt=0, description="nodes of one diagram, before it is given up")
    count_seconds: float = Field(
        default=USUAL.seconds,
        gt=0,
        le=MOST_SECONDS,
        description="seconds for one product, before it is given up; for a counting solver twelve times that",
    )
    count_bytes: int = Field(
        default=USUAL.memory or 0, ge=0, description="bytes of memory for one product, 0 for all that there are"
    )
    json_bytes: int = Field(default=DEFAULT.size, gt=0, description="bytes of one configuration or document, at most")

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Settings:
        """The settings of an environment such as `os.environ`. Raises `SettingsError` for the first unusable value."""
        named = {name: environment.get(PREFIX + name.upper()) for name in cls.model_fields}
        try:
            return cls.model_validate({name: value for name, value in named.items() if value})
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise SettingsError(PREFIX + str(first["loc"][0]).upper(), first["msg"].lower()) from None

    @property
    def budget(self) -> Budget:
        """What one count may cost."""
        return Budget(
            nodes=self.count_nodes,
            seconds=self.count_seconds,
            solver_seconds=SOLVER_TIMES * self.count_seconds,
            memory=self.count_bytes or None,
        )

    @property
    def json_limits(self) -> JsonLimits:
        """How much outside JSON is read."""
        return JsonLimits(size=self.json_bytes)
