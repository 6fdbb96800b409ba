// Numbers on the steps of a range, exactly, whatever their size; and how many products are within a product.

import { Amount } from "./amounts.js";
import { Domain, fault, own } from "./domain.js";

const MOST_DIGITS = 400;
const NUMBER =
  /^[ \u00a0\u202f]*([+-]?)([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE]([+-]?[0-9]+))?[ \u00a0\u202f]*([^0-9+.,\s-]\S*)?[ \u00a0\u202f]*$/u;

/** How many products are chosen; only nested choices make it. */
export class HowMany {
  constructor(number) {
    this.number = number;
  }
}

/** Whole numbers or exact decimals from the least to the greatest, in steps. */
export class Range extends Domain {
  constructor(told) {
    super(told);
    [this.least, this.greatest, this.step] = [told.least, told.greatest, told.step].map(Amount.of);
    this.factor = Amount.of(told.factor ?? "1");
  }

  /** How many values there are, a BigInt. */
  get size() {
    return this.placeOf(this.greatest).whole + 1n;
  }

  at(place) {
    const amount = this.least.plus(this.step.times(new Amount(place)));
    return this.kind === "number" ? amount.decimal() : Number(amount.numerator);
  }

  /** Where a value stands, a BigInt: there may be more of them than numbers of JavaScript can tell apart. */
  place(value) {
    return this.placeOf(Amount.ofDecimal(`${value}`)).whole;
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

/** How many products are chosen for an option. */
export class Products extends Range {
  read(raw) {
    if (!(raw instanceof HowMany)) throw fault("wrong-type");
    const number = new Amount(BigInt(raw.number));
    if (number.compare(this.greatest) > 0) throw fault("too-many-values");
    if (number.compare(this.least) < 0) throw fault("too-few-values");
    return raw.number;
  }
}
