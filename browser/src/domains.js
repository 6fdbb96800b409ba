// What an option can be: its canonical values by their places, what they are worth, and how a raw value is read.
//
// A canonical value is a key, `true` or `false`, a whole number, an exact decimal as a string, a sorted array of keys,
// or canonical text. What cannot be read is thrown as a list of faults, each a code and where in an array it lies.

import { Amount } from "./amounts.js";
import { hex, sha256, utf8 } from "./digest.js";
import { Domain, fault, Faults, own } from "./domain.js";
import { Products, Range } from "./ranges.js";

/** A domain from what stands for it in the document of a product. */
export function domainOf(told, domains, context) {
  const kinds = { values: Values, flag: Flag, integer: Range, number: Range, set: Sets, product: Products };
  const Kind = kinds[told.kind] ?? { text: Text, date: Days, image: Images }[told.kind];
  if (!Kind) throw new TypeError(`this version does not know options of the kind \`${told.kind}\``);
  return new Kind(told, domains, context);
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
    if (!this.takes([...found], option))
      throw fault(found.size > this.told.greatest ? "too-many-values" : "too-few-values");
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
