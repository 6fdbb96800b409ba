"""The choices of one configuration, as they are given to a command.

    config.json                       a JSON file; `-` is JSON from standard input
    model=p14 cover=black             words: each an option and what is chosen for it
    gift=yes extras=strap,stand       yes or no; several values with commas
    strap_length=25.5 width="12 mm"   a number, also with a unit
    team= extras=                     no value; for an option of several values, none of them
    photo=@my.jpg                     a picture: the file itself is looked at, and its digest is what is chosen
    first.finish=matte                a choice for a product within the product
    phones.2.model=slim               the same for the second product in a list

The JSON is an object with a member for each choice, or one with just the members `product` and `choices`. Words are
strings as validation takes them; only yes or no, sets and "no value" have to be told apart by the kind of the option.
"""

from __future__ import annotations

import re
import sys
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from configurator.cli.faults import WrongUseError
from configurator.model.domain import AnyOfDomain, FlagDomain, ImageDomain
from configurator.model.nesting import nested
from configurator.model.problem import Problem, ProblemCode
from configurator.text.json_reader import JsonLimits, JsonValue, read_json

if TYPE_CHECKING:
    from configurator.cli.address import Address
    from configurator.engine.verdict import Verdict
    from configurator.model.catalog import Product
    from configurator.model.option import Option
    from configurator.product_line import ProductLine
    from configurator.service import LoadedCatalog

STDIN = "-"

_WORD = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)=(.*)", re.DOTALL)
_FLAGS = {"yes": True, "true": True, "no": False, "false": False}


@dataclass(frozen=True, slots=True)
class Given:
    """What was given: `words` by option, or else `json`, with the product that it names, if it does."""

    words: Mapping[str, str] | None = None
    json: JsonValue = None
    product: str | None = None

    @classmethod
    def of(cls, arguments: Sequence[str], limits: JsonLimits) -> Given:
        """Read words, or a file. Raises `WrongUseError`, and `JsonError` for what is no acceptable JSON."""
        pairs = [_WORD.fullmatch(each) for each in arguments]
        if len(arguments) == 1 and pairs[0] is None:
            return cls.in_json(read_json(read_bytes(arguments[0], limits), limits))
        words: dict[str, str] = {}
        for argument, pair in zip(arguments, pairs, strict=True):
            if pair is None:
                hint = (
                    "write choices as `option=value`, and a product as `CATALOG:PRODUCT`; "
                    "or name one JSON file, or `-`, and nothing else"
                )
                raise WrongUseError("not-a-choice", f"`{argument}` is not a choice", hint)
            if pair[1] in words:
                hint = "choose it once; several values of one option stand behind one `=`, with commas"
                raise WrongUseError("repeated-choice", f"`{pair[1]}` is given twice", hint)
            words[pair[1]] = pair[2]
        return cls(words)

    @classmethod
    def in_json(cls, value: JsonValue) -> Given:
        """Choices, or the choices of a product that is named beside them."""
        if isinstance(value, dict) and value.keys() == {"product", "choices"}:
            product, choices = value["product"], value["choices"]
            if isinstance(product, str) and isinstance(choices, dict):
                return cls(json=choices, product=product)
        return cls(json=value)

    def addressed(self, address: Address, catalog: LoadedCatalog) -> tuple[ProductLine, Mapping[str, object]]:
        """The product that is meant, and its raw choices. Raises `WrongUseError` where two products are named."""
        line = address.choose(catalog, self.product)
        if self.product not in (None, line.key, line.product.key):
            message = f"this is a configuration of `{self.product}`, not of `{line.key}`"
            raise WrongUseError("another-product", message, "name that product, or take the member `product` out")
        if self.words is None:
            return line, self.json  # type: ignore[return-value] # whatever it is, validation answers it
        chosen = {name: _chosen(line.product, name, word) for name, word in self.words.items()}
        return line, nested(line.product, chosen) if line.product.nests else chosen

    def judged(self, line: ProductLine, raw: Mapping[str, object], language: str | None = None) -> Verdict:
        """The verdict, in the words of those who gave words: they write yes or no, where JSON has `true` or `false`."""
        verdict = line.validate(raw, language)
        if verdict.valid:
            return verdict
        return verdict.with_problems(tuple(map(partial(self.in_words, line.product), verdict.problems)))

    def in_words(self, product: Product, problem: Problem) -> Problem:
        """A problem as it is told to those who gave words, if words were given."""
        return problem if self.words is None else in_words(product, problem)


def in_words(product: Product, problem: Problem) -> Problem:
    """A problem for those who write yes or no, where JSON has `true` or `false`."""
    option = product.by_key.get(problem.options[0]) if len(problem.options) == 1 else None
    if option is None or not isinstance(option.domain, FlagDomain):
        return problem
    written = f"write `{option.key}=yes` or `{option.key}=no`"
    match problem.code:
        case ProblemCode.WRONG_TYPE:
            return replace(problem, message=f"`{option.key}` takes yes or no", hint=written)
        case ProblemCode.MISSING_OPTION:
            return replace(problem, hint=written)
    return problem


def _chosen(product: Product, name: str, word: str) -> object:
    """The raw value that a word means for an option of this name, if there is one."""
    option = product.by_key.get(name)
    return (word or None) if option is None else chosen_word(option, word)


def chosen_word(option: Option, word: str) -> object:
    """The raw value that a word means for this option, or for this fact of a sale."""
    if word == "":
        return [] if isinstance(option.domain, AnyOfDomain) else None
    match option.domain:
        case ImageDomain() if word.startswith("@"):
            from configurator.picture_files import looked_at

            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # odd metadata: what matters of a picture is told as a problem
                return looked_at(word[1:])
        case FlagDomain():
            return _FLAGS.get(word.lower(), word)
        case AnyOfDomain():
            return [each.strip() for each in word.split(",")]
    return word


def said(value: object) -> str:
    """The word that would mean this raw value; the way back, for showing what one could type."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return ",".join(map(str, value))
    return str(value)


def unreadable_stdin(error: OSError) -> WrongUseError:
    """The refusal of a standard input that is closed, or that only takes."""
    return WrongUseError("unreadable-file", f"standard input cannot be read: {error.strerror or error}")


def read_bytes(name: str, limits: JsonLimits) -> bytes:
    """The bytes of a file or, for `-`, of standard input: up to one more than are allowed, so that more is noticed."""
    if name == STDIN:
        try:
            return sys.stdin.buffer.read(limits.size + 1)
        except OSError as error:
            raise unreadable_stdin(error) from None
    try:
        with Path(name).open("rb") as file:
            return file.read(limits.size + 1)
    except FileNotFoundError:
        hint = "write choices as `option=value`, or name a JSON file, or `-` for standard input"
        raise WrongUseError("missing-file", f"there is no file `{name}`", hint) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise WrongUseError("unreadable-file", f"`{name}` cannot be read: {reason}") from None
