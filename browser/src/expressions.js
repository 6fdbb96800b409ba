// What conditions and amounts are worth: the reader of what `configurator/exchange/browser/expressions.py` writes.
//
// A worth is a truth value, an `Amount`, a string, a `Set` of keys, or null where it is unknown. Truth follows Kleene's
// strong three-valued logic. Each expression becomes a function of the completed choices, an object by option key.

import { Amount, ZERO } from "./amounts.js";

/** The functions of one product. `domains` by option key; `patterns` have `matches(text)`; `text` is that module. */
export class Expressions {
  constructor(domains, patterns, text) {
    Object.assign(this, { domains, patterns, text });
  }

  /** The function that says what an expression is worth. */
  read([kind, ...parts]) {
    const read = READERS[kind];
    if (!read) throw new TypeError(`this version does not know the expression \`${kind}\``);
    return read(this, parts);
  }

  /** The functions of several. */
  each(parts) {
    return parts.map((part) => this.read(part));
  }

  /** The functions that list the amounts a part adds to a sum or an extreme: none where it is absent. */
  amounts(parts) {
    return parts.map((part) => {
      if (part[0] !== "each") {
        const worth = this.read(part);
        return (choices) => {
          const found = worth(choices);
          return found instanceof Amount ? [found] : [];
        };
      }
      const [, option, name] = part;
      const domain = this.domains[option];
      return (choices) =>
        (choices[option] ?? []).map((key) => domain.attribute(key, name)).filter((each) => each instanceof Amount);
    });
  }
}

const READERS = {
  "'": (_, [value]) => () => value,
  "#": (_, [text]) => constant(Amount.of(text)),
  "{}": (_, [keys]) => constant(new Set(keys)),
  option: ({ domains }, [option]) => {
    const domain = domains[option];
    return leaf(option, (value) => domain.worth(value));
  },
  attribute: ({ domains }, [option, name]) => {
    const domain = domains[option];
    return leaf(option, (value) => domain.attribute(value, name));
  },
  present: (_, [option]) => (choices) => isThere(choices[option]) && !isEmptySet(choices[option]),
  has: ({ domains }, [option, name]) => {
    const domain = domains[option];
    return (choices) => typeof choices[option] === "string" && domain.attribute(choices[option], name) !== null;
  },
  valued: (_, [option]) => (choices) => isThere(choices[option]),
  contains: (_, [option, key]) => leaf(option, (value) => Array.isArray(value) && value.includes(key)),
  length: ({ text }, [option]) => leaf(option, (value) => whole(text.graphemeCount(value))),
  matches: (reader, [item, place]) => {
    const worth = reader.read(item);
    const pattern = reader.patterns[place];
    return (choices) => {
      const found = worth(choices);
      return typeof found === "string" ? pattern.matches(found) : null;
    };
  },
  in: (reader, [item, constants]) => {
    const worth = reader.read(item);
    const known = new Set(reader.each(constants).map((each) => sameness(each())));
    return (choices) => {
      const found = worth(choices);
      return found === null ? null : known.has(sameness(found));
    };
  },
  not: (reader, [part]) => {
    const worth = reader.read(part);
    return (choices) => negated(worth(choices));
  },
  and: (reader, parts) => every(reader.each(parts)),
  or: (reader, parts) => {
    const none = every(reader.each(parts).map((worth) => (choices) => negated(worth(choices))));
    return (choices) => negated(none(choices));
  },
  between: (reader, parts) => {
    const [item, low, high] = reader.each(parts);
    const within = every([
      (choices) => compare(">=", item(choices), low(choices)),
      (choices) => compare("<=", item(choices), high(choices)),
    ]);
    return within;
  },
  sum: (reader, [signs, ...parts]) => {
    const each = reader.amounts(parts);
    return (choices) => {
      let total = ZERO;
      each.forEach((amounts, place) => {
        for (const amount of amounts(choices)) total = total.plus(signs[place] < 0 ? amount.negative() : amount);
      });
      return total;
    };
  },
  "*": (reader, parts) => joined(reader, parts, (left, right) => left.times(right)),
  "/": (reader, parts) => joined(reader, parts, (left, right) => left.by(right)),
  min: (reader, parts) => extreme(reader, parts, -1),
  max: (reader, parts) => extreme(reader, parts, 1),
  count: (reader, parts) => {
    const each = parts.map((part) => counted(reader, part));
    return (choices) => whole(each.reduce((total, count) => total + count(choices), 0));
  },
  if: (reader, parts) => {
    const [then, condition, otherwise] = reader.each(parts);
    return (choices) => (condition(choices) === true ? then : otherwise)(choices);
  },
};

for (const sign of ["=", "!=", "<", "<=", ">", ">="]) {
  READERS[sign] = (reader, parts) => {
    const [left, right] = reader.each(parts);
    return (choices) => compare(sign, left(choices), right(choices));
  };
}

/** Whether a value is one at all; the empty set is one. */
export const isThere = (value) => value !== null && value !== undefined;

/** Whether a value is the empty set. */
export const isEmptySet = (value) => Array.isArray(value) && value.length === 0;

/** What is equal exactly for equal worths, as a key of sets and maps. */
export function sameness(worth) {
  if (worth instanceof Amount) return `#${worth}`;
  if (worth instanceof Set) return `{${[...worth].sort().join(" ")}`;
  return typeof worth === "string" ? `'${worth}` : worth;
}

/** The keys of the options that an expression looks at, in order of appearance, each once. */
export function optionsIn(expression, found = new Set()) {
  const [kind, ...parts] = expression;
  if (LEAVES.has(kind)) found.add(parts[0]);
  else if (kind === "in" || kind === "matches") optionsIn(parts[0], found);
  else if (kind === "sum") parts.slice(1).forEach((part) => optionsIn(part, found));
  else if (!CONSTANTS.has(kind)) parts.forEach((part) => optionsIn(part, found));
  return found;
}

const LEAVES = new Set(["option", "attribute", "present", "has", "valued", "contains", "length", "each"]);
const CONSTANTS = new Set(["'", "#", "{}"]);

const constant = (value) => () => value;
const whole = (number) => new Amount(BigInt(number));
const negated = (truth) => (truth === null ? null : !truth);

function leaf(option, worth) {
  return (choices) => {
    const value = choices[option];
    return isThere(value) ? worth(value) : null;
  };
}

function every(parts) {
  return (choices) => {
    let known = true;
    for (const part of parts) {
      const truth = part(choices);
      if (truth === false) return false;
      if (truth === null) known = false;
    }
    return known ? true : null;
  };
}

function compare(sign, left, right) {
  if (left === null || right === null) return null;
  if (sign === "=") return sameness(left) === sameness(right);
  if (sign === "!=") return sameness(left) !== sameness(right);
  const order = left instanceof Amount ? left.compare(right) : left < right ? -1 : left > right ? 1 : 0;
  if (sign === "<") return order < 0;
  if (sign === "<=") return order <= 0;
  return sign === ">" ? order > 0 : order >= 0;
}

function joined(reader, parts, join) {
  const [left, right] = reader.each(parts);
  return (choices) => {
    const one = left(choices);
    const other = right(choices);
    return one === null || other === null ? null : join(one, other);
  };
}

function extreme(reader, parts, sign) {
  const each = reader.amounts(parts);
  return (choices) => {
    let found = null;
    for (const amounts of each) {
      for (const amount of amounts(choices)) {
        if (found === null || amount.compare(found) === sign) found = amount;
      }
    }
    return found;
  };
}

function counted(reader, part) {
  if (part[0] === "option") {
    const option = part[1];
    return (choices) => {
      const value = choices[option];
      return Array.isArray(value) ? value.length : isThere(value) ? 1 : 0;
    };
  }
  const worth = reader.read(part);
  return (choices) => (worth(choices) === true ? 1 : 0);
}
