"""Read a PRL text into its tree: header, slicing properties, features, groups and rules."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from configurator.exchange.foreign import Cursor, cut
from configurator.exchange.mistake import beyond, not_so
from configurator.exchange.prl import tree as t
from configurator.exchange.prl.constraints import (
    constraint,
    name_of,
    names_in_brackets,
    number_of,
    numbers_in_brackets,
    text_of,
    texts_in_brackets,
)
from configurator.source import Source, Span

TOKENS = re.compile(
    r"(?P<skip>[ \t\r\n]+|#[^\n]*)|(?P<ticked>`[^`\r\n]+`)|(?P<text>\"[^\"\r\n]*\")"
    r"|(?P<day>[0-9]{4}-[0-1][0-9]-[0-3][0-9])|(?P<number>0|[1-9][0-9]*)"
    r"|(?P<name>[A-Za-z_](?:[A-Za-z0-9_.]|-(?=[A-Za-z0-9_]))*)"
    r"|(?P<sign><=>|=>|<=|>=|!=|[-&/=<>+*(){}\[\],.])"
)


def rule_file(source: Source) -> t.RuleFile:
    """All of a text. Raises `ForeignMistakeError`."""
    reader = _Reader(Cursor(cut(source, TOKENS)))
    reader.header()
    properties = reader.slicing()
    while reader.cursor.token.kind != "end":
        reader.item()
    return t.RuleFile(properties, tuple(reader.features), tuple(reader.groups), tuple(reader.rules))


@dataclass(slots=True)
class _Reader:
    cursor: Cursor
    features: list[t.Feature] = field(default_factory=list)
    groups: list[t.Group] = field(default_factory=list)
    rules: list[t.Rule] = field(default_factory=list)

    def header(self) -> None:
        """The header, which must say the version of the language."""
        cursor = self.cursor
        cursor.expect("header")
        cursor.expect("{")
        start = cursor.expect("prl_version")
        major = number_of(cursor)
        cursor.expect(".")
        number_of(cursor)
        if major != 1:
            raise beyond(start.span, f"version {major} of PRL is not read; version 1 is")
        while not cursor.accept("}"):
            name_of(cursor)
            self.worth()

    def slicing(self) -> tuple[t.Property, ...]:
        """The properties that slice."""
        cursor, found = self.cursor, list[t.Property]()
        if cursor.accept("slicing"):
            cursor.expect("properties")
            cursor.expect("{")
            while not cursor.accept("}"):
                kind = cursor.expect("bool", "int", "date", "enum").text
                found.append(t.Property(name_of(cursor), kind))
                if found[-1].name.text in [each.name.text for each in found[:-1]]:
                    raise not_so(found[-1].name.span, f"the property `{found[-1].name.text}` stands here twice")
        return tuple(found)

    def item(self) -> None:
        """A feature, a group or a rule."""
        cursor = self.cursor
        if cursor.sees("rule"):
            self.rule()
        elif cursor.sees("optional", "mandatory"):
            mandatory = cursor.take().text == "mandatory"
            cursor.expect("group")
            name = name_of(cursor)
            cursor.expect("contains")
            self.groups.append(t.Group(name, names_in_brackets(cursor), mandatory, self.body()))
        else:
            self.features.append(self.feature())

    def feature(self) -> t.Feature:
        """`feature a`, `versioned bool feature a`, `enum feature a ["x"]` or `int feature a [1 - 5]`."""
        cursor = self.cursor
        if not cursor.sees("versioned", "bool", "enum", "int", "feature"):
            raise cursor.wanted("a feature, a group or a rule")
        versioned = cursor.accept("versioned") is not None
        word = None if versioned else cursor.accept("enum", "int")
        cursor.accept(*(() if word else ("bool",)))
        cursor.expect("feature")
        name = name_of(cursor)
        if word is None:
            return t.Feature(name, "versioned" if versioned else "bool", body=self.body())
        if word.text == "enum":
            return t.Feature(name, "enum", texts=texts_in_brackets(cursor), body=self.body())
        return t.Feature(name, "int", numbers=numbers_in_brackets(cursor), body=self.body())

    def body(self) -> t.Body:
        """What stands in braces, if they are there."""
        cursor = self.cursor
        if not cursor.accept("{"):
            return t.Body()
        texts: dict[str, str] = {}
        properties: dict[str, tuple[t.Worth, Span]] = {}
        while not cursor.accept("}"):
            word = cursor.accept("description", "id")
            if word is not None:
                texts[word.text] = text_of(cursor).text
                continue
            name = name_of(cursor)
            if name.text in properties:
                raise not_so(name.span, f"the property `{name.text}` stands here twice")
            properties[name.text] = (self.worth(), name.span)
        return t.Body(texts.get("id"), texts.get("description"), properties)

    def worth(self) -> t.Worth:
        """What a property is."""
        cursor = self.cursor
        if cursor.sees("true", "false"):
            return cursor.take().text == "true"
        if cursor.token.kind == "text":
            return (text_of(cursor).text,)
        if cursor.token.kind == "day":
            return t.Days((self.day(),))
        if not cursor.sees("["):
            return t.Numbers((number_of(cursor),))
        if cursor.ahead().kind == "text":
            return tuple(each.text for each in texts_in_brackets(cursor))
        return self.days() if cursor.ahead().kind == "day" else numbers_in_brackets(cursor)

    def day(self) -> date:
        """A day of the calendar."""
        token = self.cursor.expect_kind("a day", "day")
        try:
            return date.fromisoformat(token.text)
        except ValueError:
            raise not_so(token.span, f"there is no day {token.text}") from None

    def days(self) -> t.Days:
        """`[2022-01-01, 2022-03-05]` or `[2022-01-01 - 2025-12-31]`."""
        cursor = self.cursor
        start = cursor.expect("[")
        found = [self.day()]
        if cursor.accept("-"):
            found.append(self.day())
            cursor.expect("]")
            if found[0] > found[1]:
                raise not_so(start.span, f"no day lies between {found[0]} and {found[1]}")
            return t.Days(tuple(found), is_range=True)
        while cursor.accept(","):
            found.append(self.day())
        cursor.expect("]")
        return t.Days(tuple(dict.fromkeys(found)))

    def rule(self) -> None:
        """One of the forms of a rule."""
        cursor = self.cursor
        start = cursor.expect("rule").span
        if cursor.sees("mandatory", "forbidden"):
            then = self.of_feature()
            self.say(start, (None, then))
        elif cursor.accept("if"):
            when = constraint(cursor)
            word = cursor.expect("then", "thenNot")
            then = constraint(cursor)
            if word.text == "thenNot":
                then = t.Joined("-", (then,))
            if word.text == "then" and cursor.accept("else"):
                other = constraint(cursor)
                self.say(start, (when, then), (t.Joined("-", (when,)), other))
            else:
                self.say(start, (when, then))
        else:
            found = constraint(cursor)
            if isinstance(found, t.Named) and cursor.accept("is"):
                found = t.Joined("<=>", (found, constraint(cursor)))
            if isinstance(found, t.Joined) and found.sign == "<=>":
                self.say(start, found.parts, found.parts[::-1])
            else:
                self.say(start, (None, found))

    def say(self, start: Span, *said: tuple[t.Formula | None, ...]) -> None:
        """Add a rule of one or two parts, with what stands in braces behind it."""
        span = Span(start.start, self.cursor.before.span.end, start.name)
        body = self.body()
        for when, then in said:
            assert then is not None  # noqa: S101 - only a condition may be missing
            self.rules.append(t.Rule(when, then, body, span))

    def of_feature(self) -> t.Formula:
        """What `mandatory feature` or `forbidden feature` says."""
        cursor = self.cursor
        is_mandatory = cursor.take().text == "mandatory"
        cursor.expect("feature")
        name = name_of(cursor)
        found: t.Formula = t.Named(name)
        if cursor.accept("["):
            cursor.expect("=")
            found = t.Version(name, "=", number_of(cursor))
            cursor.expect("]")
        elif cursor.accept("="):
            if cursor.token.kind == "text":
                found = t.IsText(name, "=", (text_of(cursor),))
            else:
                found = t.Compared(t.Sum(((1, name),)), "=", t.Sum((), number_of(cursor)), name.span)
        return found if is_mandatory else t.Joined("-", (found,))
