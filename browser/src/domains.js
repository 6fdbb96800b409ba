// What an option can be: its canonical values by their places, what they are worth, and how a raw value is read.
//
// A canonical value is a key, `true` or `false`, a whole number, an exact decimal as a string, a sorted array of keys,
// or canonical text. What cannot be read is thrown as a list of faults, each a code and where in an array it lies.

import { Amount } from "./amounts.js";
import { hex, sha256, utf8 } from "./digest.js";

const MOST_DIGITS = 400;
const NUMBER =
  /^[ \u00a0\u202f]*([+-]?)([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE]([+-]?[0-9]+))?[ \u00a0\u202f]*([^0-9+.,\s-]\S*)?[ \u00a0\u202f]*$/u;

/** What is wrong with a raw value. */
export class Faults extends Error {
  constructor(...faults) {
    super("faulty");
    this.faults = faults;
  }
}

/** How many products are chosen; only nested choices make it. */
export class HowMany {
  constructor(number) {
    this.number = number;
  }
}

/** The member that an object has itself of a name; undefined where it has none. */
export const own = (object, name) => (object && Object.hasOwn(object, name) ? object[name] : undefined);

const fault = (code, index) => new Faults({ code, index });

/** A domain from what stands for it in the document of a product. */
export function domainOf(told, domains, context) {
  const kinds = { values: Values, flag: Flag, integer: Range, number: Range, set: Sets, product: Products };
  const Kind = kinds[told.kind] ?? { text: Text, date: Days, image: Images }[told.kind];
  if (!Kind) throw new TypeError(`this version does not know options of the kind \`${told.kind}\``);
  return new Kind(told, domains, context);
}

class Domain {
  constructor(told) {
    this.told = told;
    this.kind = told.kind;
  }

  /** The attribute of one of its values; null where there is none. */
  attribute() {
    return null;
  }

  /** A canonical value as conditions see it. */
  worth(value) {
    return value;
  }
}

class Values extends Domain {
  constructor(told) {
    super(told);
    this.keys = told.keys;
    this.places = new Map(told.keys.map((key, place) => [key, place]));
    this.columns = Object.fromEntries(
      Object.entries(told.attributes ?? {}).map(([name, column]) => [
        name,
        column.map((each) => (Array.isArray(each) ? Amount.of(each[0]) : each)),
      ]),
    );
  }

  get size() {
    return this.keys.length;
  }

  at(place) {
    return this.keys[place];
  }

  place(value) {
    return this.places.get(value);
  }

  attribute(key, name) {
    return own(this.columns, name)?.[this.places.get(key)] ?? null;
  }

  permanent(key) {
    return own(this.told.was, key) ?? key;
  }

  label(key, texts) {
    return own(texts, key) ?? own(this.told.labels, key) ?? key;
  }

  read(raw, option, index) {
    if (typeof raw !== "string") throw fault("wrong-type", index);
    if (!this.places.has(raw)) throw fault("unknown-value", index);
    return raw;
  }
}

class Flag extends Domain {
  size = 2;

  at(place) {
    return place === 0;
  }

  place(value) {
    return value ? 0 : 1;
  }

  read(raw) {
    if (typeof raw !== "boolean") throw fault("wrong-type");
    return raw;
  }
}

class Range extends Domain {
  constructor(told) {
    super(told);
    [this.least, this.greatest, this.step] = [told.least, told.greatest, told.step].map(Amount.of);
    this.factor = Amount.of(told.factor ?? "1");
    this.count = BigInt(this.placeOf(this.greatest).whole);
  }

  /** How many values there are, a BigInt. */
  get size() {
    return this.count + 1n;
  }

  at(place) {
    const amount = this.least.plus(this.step.times(new Amount(BigInt(place))));
    return this.kind === "number" ? amount.decimal() : Number(amount.numerator);
  }

  place(value) {
    return Number(this.placeOf(Amount.ofDecimal(`${value}`)).whole);
  }

  placeOf(number) {
    const steps = number.plus(this.least.negative()).by(this.step);
    return { whole: steps.numerator / steps.denominator, isOn: steps.denominator === 1n };
  }

  worth(value) {
    return Amount.ofDecimal(`${value}`).times(this.factor);
  }

  /** The value that is worth this; null where there is none. */
  valueOf(worth) {
    const number = worth.by(this.factor);
    if (number.compare(this.least) < 0 || number.compare(this.greatest) > 0) return null;
    const { whole, isOn } = this.placeOf(number);
    return isOn ? this.at(whole) : null;
  }

  read(raw) {
    const number = this.number(raw);
    if (number.compare(this.least) < 0 || number.compare(this.greatest) > 0) throw fault("out-of-range");
    const { whole, isOn } = this.placeOf(number);
    if (!isOn) throw fault("off-step");
    return this.at(whole);
  }

  /** A raw number in the declared unit, exactly. A number of JavaScript is taken by its shortest digits. */
  number(raw) {
    const written = typeof raw === "number" || typeof raw === "bigint" ? `${raw}` : raw;
    const found = typeof written === "string" && written.length <= 3 * MOST_DIGITS ? NUMBER.exec(written) : null;
    if (!found) throw fault("wrong-type");
    const [, sign, mantissa, exponent = "0", symbol] = found;
    const [before, behind = ""] = mantissa.split(".");
    const digits = (before + behind).replace(/^0+(?=.)/, "") || "0";
    const power = Number(exponent) - behind.length;
    if (digits.length > MOST_DIGITS || Math.abs(power) > MOST_DIGITS) throw fault("wrong-type");
    const scale = 10n ** BigInt(Math.abs(power));
    const size = power < 0 ? new Amount(BigInt(digits), scale) : new Amount(BigInt(digits) * scale);
    const amount = sign === "-" ? size.negative() : size;
    if (symbol === undefined) return amount;
    const factor = own(this.told.units, symbol);
    if (factor === undefined) throw fault("wrong-unit");
    return amount.times(Amount.of(factor)).by(this.factor);
  }
}

class Products extends Range {
  read(raw) {
    if (!(raw instanceof HowMany)) throw fault("wrong-type");
    const number = new Amount(BigInt(raw.number));
    if (number.compare(this.greatest) > 0) throw fault("too-many-values");
    if (number.compare(this.least) < 0) throw fault("too-few-values");
    return raw.number;
  }
}

class Sets extends Domain {
  constructor(told, domains) {
    super(told);
    this.members = domains[told.members];
  }

  attribute(key, name) {
    return this.members.attribute(key, name);
  }

  permanent(keys) {
    return keys.map((key) => this.members.permanent(key)).sort();
  }

  worth(value) {
    return new Set(value);
  }

  read(raw, option) {
    if (!Array.isArray(raw)) throw fault("wrong-type");
    if (raw.length > this.members.size) throw fault("too-many-values");
    const found = new Set();
    const faults = [];
    raw.forEach((each, index) => {
      try {
        const key = this.members.read(each, option, index);
        if (found.has(key)) faults.push({ code: "repeated-value", index });
        found.add(key);
      } catch (error) {
        if (!(error instanceof Faults)) throw error;
        faults.push(...error.faults);
      }
    });
    if (faults.length) throw new Faults(...faults);
    if (!this.takes([...found], option)) throw fault(found.size > this.told.greatest ? "too-many-values" : "too-few-values");
    return [...found].sort();
  }

  /** Whether an option takes so many values as these. */
  takes({ length }, option) {
    return length <= this.told.greatest && (length >= this.told.least || (length === 0 && option.optional));
  }
}

class Text extends Domain {
  constructor(told, domains, { text, patterns }) {
    super(told);
    this.text = text;
    this.pattern = told.pattern === undefined ? null : patterns[told.pattern];
    const { lettering } = told;
    if (!lettering) return;
    this.advances = new Map();
    for (let place = 0; place < lettering.advances.length; place += 2) {
      this.advances.set(lettering.advances[place], BigInt(lettering.advances[place + 1]));
    }
  }

  /** The canonical text; null where that is empty. */
  read(raw) {
    if (typeof raw !== "string") throw fault("wrong-type");
    const { text, fault: refusal } = this.text.canonicalText(raw, this.told.case);
    if (refusal) throw fault(refusal);
    if (!text) return null;
    const faults = [...this.faultsOf(text)].map((code) => ({ code }));
    if (faults.length) throw new Faults(...faults);
    return text;
  }

  *faultsOf(text) {
    const { told } = this;
    const { graphemeCount, hasBannedWord, isInScript } = this.text;
    const length = graphemeCount(text);
    if (length > told.most) yield "too-long";
    if (length < told.least) yield "too-short";
    if (told.script && !isInScript(text, told.script)) yield "wrong-script";
    if (this.pattern && !this.pattern.matches(text)) yield "pattern-mismatch";
    if (told.banned && hasBannedWord(text, told.banned, wordDigest)) yield "banned-word";
    if (told.lettering) yield* this.letteringFaults(text);
  }

  *letteringFaults(text) {
    const { units, size, width } = this.told.lettering;
    let total = 0n;
    for (const character of text) {
      const advance = this.advances.get(character.codePointAt(0));
      if (advance === undefined) {
        yield "no-glyph";
        return;
      }
      total += advance;
    }
    const found = new Amount(total, BigInt(units)).times(Amount.of(size));
    if (width !== null && found.compare(Amount.of(width)) > 0) yield "too-wide";
  }
}

const wordDigest = (word) => hex(sha256(utf8(word)).subarray(0, 8));

class Days extends Domain {
  read(raw) {
    const [, year, month, day] = (typeof raw === "string" && /^(\d{4})-(\d{2})-(\d{2})$/.exec(raw)) || [];
    if (!year) throw fault("wrong-type");
    const date = new Date(`${raw}T00:00:00Z`);
    const isReal = date.getUTCMonth() + 1 === Number(month) && date.getUTCDate() === Number(day) && year !== "0000";
    if (!isReal) throw fault("wrong-type");
    return raw;
  }
}

class Images extends Domain {
  read(raw) {
    if (typeof raw !== "string") throw fault("wrong-type");
    if (!/^sha256:[0-9a-f]{64}$/.test(raw)) throw fault("wrong-digest");
    return raw;
  }
}
