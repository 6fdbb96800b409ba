"""Every code that a diagnostic can have. A code is permanent: once here it is never renamed or given another meaning.

Each has a page in `help/codes/`, named like the code.
"""

from __future__ import annotations

from configurator.diagnostics.diagnostic import Code, Severity

_ALL: dict[str, Code] = {}


def _error(name: str, summary: str) -> Code:
    return _ALL.setdefault(name, Code(name, Severity.ERROR, summary))


def _warning(name: str, summary: str) -> Code:
    return _ALL.setdefault(name, Code(name, Severity.WARNING, summary))


def _note(name: str, summary: str) -> Code:
    return _ALL.setdefault(name, Code(name, Severity.NOTE, summary))


# The shape of the text.
UNCLOSED_TEXT = _error("unclosed-text", "text in quotes has no closing quote on its line")
UNCLOSED_BRACKET = _error("unclosed-bracket", "a brace or parenthesis is opened and never closed")
STRAY_BRACKET = _error("stray-bracket", "a brace or parenthesis closes nothing")
TOO_DEEP = _error("too-deep", "brackets or conditions are nested too deep")
NOT_A_STATEMENT = _error("not-a-statement", "a word that begins no statement at this place")
MALFORMED = _error("malformed", "a statement does not have the shape that the language gives it")
UNKNOWN_CHARACTER = _error("unknown-character", "a character that has no meaning in the language")
MISSING_SEPARATOR = _error("missing-separator", "two things stand side by side with nothing between them")
WRONG_ESCAPE = _error("wrong-escape", "a backslash in text stands before a character that needs none")
TOO_LARGE = _error("too-large", "a file, number or list is beyond its limit")

# Names.
MISSING_CATALOG = _error("missing-catalog", "a file does not begin with its catalog")
DUPLICATE_NAME = _error("duplicate-name", "two things of one scope have the same name")
RESERVED_NAME = _error("reserved-name", "a word of the language is used as a key")
BAD_KEY = _error("bad-key", "a key has characters that a permanent key may not have")
UNKNOWN_NAME = _error("unknown-name", "a condition names something that is neither an option nor a value")
AMBIGUOUS_NAME = _error("ambiguous-name", "a name could be an option or a value of another one")
UNKNOWN_OPTION = _error("unknown-option", "an option is named that the product does not have")
UNKNOWN_VALUE = _error("unknown-value", "a value is named that the option does not have")
UNKNOWN_ATTRIBUTE = _error("unknown-attribute", "an attribute is named that the option's values do not have")
UNKNOWN_SPACE = _error("unknown-space", "an option space is named that the catalog does not have")
UNKNOWN_RULE = _error("unknown-rule", "a rule or table is named that the product does not have")
UNKNOWN_UNIT = _error("unknown-unit", "a unit that the language does not know")
UNKNOWN_PROPERTY = _error("unknown-property", "a property that there is not, or that this kind of option does not have")
UNKNOWN_TYPE = _error("unknown-type", "a column type that the language does not know")
UNKNOWN_SCRIPT = _error("unknown-script", "a script that Unicode does not know")
UNKNOWN_CURRENCY = _error("unknown-currency", "a currency that the language does not know")

# Other catalogs, families of products, rules for many products.
CIRCULAR_USE = _error("circular-use", "files use each other, or products extend each other, in a circle")
UNKNOWN_PRODUCT = _error("unknown-product", "a product is named that neither the catalog nor what it uses declares")
UNKNOWN_RULES = _error("unknown-rules", "rules are applied that neither the catalog nor what it uses declares")
NOT_NARROWER = _error("not-narrower", "an option is narrowed to something that the family does not have")

# Option spaces, options and their values.
EMPTY_RANGE = _error("empty-range", "a range ends before it begins")
UNEVEN_RANGE = _warning("uneven-range", "the upper bound of a range is not on a step")
MISSING_STEP = _error("missing-step", "a number option does not say in which steps it goes")
NO_DECIMAL = _error("no-decimal", "a bound or a step has no exact decimal in the unit of its option")
BAD_STEP = _error("bad-step", "a step is not above zero")
BAD_CARDINALITY = _error("bad-cardinality", "an option asks for more values than there are, or for fewer than it needs")
BAD_DEFAULT = _error("bad-default", "a default is not a value of its option")
IDLE_DEFAULT = _warning("idle-default", "a default that is never used, because the option has a baseline")
BAD_BASELINE = _error("bad-baseline", "a baseline is not a value of its option, or does not say since when")
BAD_DATE = _error("bad-date", "a day that the calendar does not have")
REPEATED_MODIFIER = _error("repeated-modifier", "an option says the same thing twice")
CIRCULAR_WHEN = _error("circular-when", "options depend on each other in a circle")
BAD_PATTERN = _error("bad-pattern", "a pattern is outside what can be checked in linear time")
EMPTY_PATTERN = _error("empty-pattern", "no text at all can match a pattern")
BAD_PROPERTY = _error("bad-property", "a property has a value that it cannot have")
UNKNOWN_MEDIA = _error("unknown-media", "a media type that cannot be looked at")
NEVER_PRIVATE = _error("never-private", "something else than text is said to be private")
BAD_FONT = _error("bad-font", "a font that is none, or has none of the letters that are wanted of it")
NEEDS_SHAPING = _error("needs-shaping", "a font is to measure a script whose letters change beside one another")
BAD_GTIN = _error("bad-gtin", "a GTIN has the wrong length or check digit")
NO_VALUES = _error("no-values", "an option or space has no values")
MIXED_ATTRIBUTE = _error("mixed-attribute", "an attribute has values of different kinds")

# Tables of values in files.
MISSING_FILE = _error("missing-file", "a file that the catalog names cannot be read")
PATH_ESCAPE = _error("path-escape", "a catalog names a file outside its own folder")
BAD_CSV = _error("bad-csv", "a CSV file is not in order as a whole")
MISSING_COLUMN = _error("missing-column", "a CSV file lacks a declared column")
BAD_WORKBOOK = _error("bad-workbook", "a workbook cannot be read as XLSX")
UNKNOWN_SHEET = _error("unknown-sheet", "a sheet is named that the workbook does not have")
DAMAGED_KEY = _warning("damaged-key", "ids look as if a spreadsheet had changed them")
BAD_CELL = _error("bad-cell", "a cell of a CSV file does not have its column's type")

# Files of translations.
BAD_TRANSLATIONS = _error("bad-translations", "a file of translations is not in order")
WRONG_PLACEHOLDER = _warning("wrong-placeholder", "a translation fills in something else than its text")

# Types.
TYPE_MISMATCH = _error("type-mismatch", "two things that cannot be compared or added up")
UNIT_MISMATCH = _error("unit-mismatch", "amounts of different kinds are compared or added up")
NOT_A_CONDITION = _error("not-a-condition", "a condition is wanted and something else is there")
NOT_AN_AMOUNT = _error("not-an-amount", "an amount is wanted and something else is there")
NEEDS_SET = _error("needs-set", "an option of `any of` is used like one of single values, or the other way round")
WRONG_ARGUMENTS = _error("wrong-arguments", "a function gets arguments that it cannot take")

# What follows from choices: derived amounts, sale, build.
FACT_IN_RULE = _error("fact-in-rule", "a fact of the sale stands where only choices may decide")
ONLY_DERIVED = _error("only-derived", "a choice between two amounts stands in a rule")
CIRCULAR_PRODUCT = _error("circular-product", "a product would stand within itself")
NOT_DERIVED = _error("not-derived", "an option cannot follow from others as it is declared")
CIRCULAR_DERIVE = _error("circular-derive", "derived amounts depend on each other in a circle")
UNKNOWN_DERIVED = _error("unknown-derived", "a derived amount is named that the product does not have")
UNKNOWN_STEP = _error("unknown-step", "a step is named that the build does not have before it")
BAD_PLACE = _error("bad-place", "a place in a text that is not closed, or has nothing to show")
NEVER_HAPPENS = _warning("never-happens", "a step whose condition no valid configuration meets")
MAY_BE_MISSING = _warning("may-be-missing", "a step uses something that may have no value when it is done")
CLAIMED_TWICE = _warning("claimed-twice", "two steps can claim one place of one thing")
NEVER_SOLD = _warning("never-sold", "something that may be sold nowhere and never")
SALE_GAP = _note("sale-gap", "days on which nothing may be sold, between days on which something may")

# Tables.
TABLE_WIDTH = _error("table-width", "a row has more or fewer cells than the table has columns")
REPEATED_COLUMN = _error("repeated-column", "a table names an option twice")
REPEATED_ROW = _warning("repeated-row", "a table has the same row twice")
EMPTY_TABLE = _error("empty-table", "a table has no rows")

DEAD_ROW = _warning("dead-row", "a row of a table can never match")
COVERED_ROW = _warning("covered-row", "a row of a table says nothing that another row does not say")
CONTRADICTING_ROWS = _warning("contradicting-rows", "a row allows only what a row of another table forbids")
TABLE_GAP = _warning("table-gap", "no row of an allowing table lets a value through")

# What the whole says.
NO_VALID_CONFIGURATION = _error("no-valid-configuration", "no configuration of the product meets all constraints")
NEVER_SATISFIED = _error("never-satisfied", "a constraint that nothing can satisfy")
NEVER_FIRES = _warning("never-fires", "a rule or table that nothing can break")
UNREACHABLE_VALUE = _warning("unreachable-value", "a value that no valid configuration has")
UNREACHABLE_OPTION = _warning("unreachable-option", "an option that no valid configuration can have a value for")
TOO_ENTANGLED = _warning("too-entangled", "constraints tie too much together for exact counting")

# Releases: what would change or mix up codes that have been issued.
OTHER_CATALOG = _error("other-catalog", "an earlier release is one of another catalog")
REUSED_KEY = _error("reused-key", "a key is used again that belongs to another thing for ever")
CHANGED_KEY = _error("changed-key", "a thing loses the key that codes name it by, because `was` is gone or other")
WRONG_WAS = _error("wrong-was", "`was` names a key that nothing ever had first")
REMOVED = _error("removed", "a published product, option or value is gone")
MISSING_BASELINE = _error("missing-baseline", "a new option does not say what all earlier products had")
CHANGED_BASELINE = _error("changed-baseline", "a baseline is added, changed or dropped after the first release")
CHANGED_WHEN = _error("changed-when", "the condition of an option with a baseline is changed")
CHANGED_KIND = _error("changed-kind", "an option becomes one of another kind")
CHANGED_UNIT = _error("changed-unit", "a number option is counted in another unit")
CHANGED_CASE = _error("changed-case", "the case rule of a text option is changed")
CHANGED_SPACE = _error("changed-space", "an option is pointed at another option space")

# Releases: what changes for those who order.
ADDED = _note("added", "a product, option, value, rule or table is new")
RENAMED = _note("renamed", "a product, an option or a value is called otherwise than in the release before")
RETIRED = _note("retired", "the day from which something cannot be sold is set or changed")
CHANGED_RANGE = _note("changed-range", "what a number, text or set may be is narrowed, widened or moved")
CHANGED_OPTION = _note("changed-option", "when an option is asked, or what it gets if nobody mentions it, is changed")
CHANGED_RULE = _note("changed-rule", "a rule or table is changed or taken out")
CHANGED_TEXT = _note("changed-text", "a label or a message is changed")

# Revisions of master data.
BAD_REVISION = _error("bad-revision", "a revision names nothing that it could change")
DECIDING_ATTRIBUTE = _error("deciding-attribute", "a revision would change what a rule decides")
REVISED_SALE = _note("revised-sale", "a revision changes what may be sold where and when")
REVISED_AMOUNT = _note("revised-amount", "a revision changes what something comes to")
REVISED_PARTS = _note("revised-parts", "a revision changes what something is made of, or how")

# Expectations.
WRONG_COUNT = _error("wrong-count", "the number of configurations is not what the catalog expects")
UNCHECKED_COUNT = _error("unchecked-count", "an expected count that cannot be computed")
WRONG_VERDICT = _error("wrong-verdict", "an example is not as valid, or not as invalid, as the catalog expects")
WRONG_CODE = _error("wrong-code", "an example does not have the code that the catalog expects")
WRONG_SALE = _error("wrong-sale", "an example may be sold, or not, otherwise than the catalog expects")
WRONG_AMOUNT = _error("wrong-amount", "an example has another derived amount than the catalog expects")
WRONG_PARTS = _error("wrong-parts", "an example is made of other parts than the catalog expects")

# Other notations.
FOREIGN_SYNTAX = _error("foreign-syntax", "a text is not in the notation that its file name promises")
FOREIGN_CONSTRUCT = _error("foreign-construct", "another notation says something that a catalog cannot say")
FOREIGN_READING = _warning("foreign-reading", "another notation leaves open what it means, and it is read in one way")

ALL: tuple[Code, ...] = tuple(_ALL.values())
BY_NAME = dict(_ALL)
