// Exact amounts: fractions of whole numbers without a bound, in lowest terms. Nothing is ever rounded.

export class Amount {
  constructor(numerator, denominator = 1n) {
    if (denominator !== 1n) {
      const divisor = greatestCommonDivisor(numerator < 0n ? -numerator : numerator, denominator);
      numerator /= divisor;
      denominator /= divisor;
    }
    this.numerator = numerator;
    this.denominator = denominator;
  }

  /** The amount that `127/5000` or `12` is written for. */
  static of(text) {
    const [numerator, denominator] = text.split("/");
    return new Amount(BigInt(numerator), denominator === undefined ? 1n : BigInt(denominator));
  }

  /** The amount of an exact decimal, such as `-25.50`. */
  static ofDecimal(text) {
    const [whole, behind = ""] = text.split(".");
    return new Amount(BigInt(whole + behind), 10n ** BigInt(behind.length));
  }

  plus(other) {
    if (this.denominator === 1n && other.denominator === 1n) return new Amount(this.numerator + other.numerator);
    const above = this.numerator * other.denominator + other.numerator * this.denominator;
    return new Amount(above, this.denominator * other.denominator);
  }

  times(other) {
    return new Amount(this.numerator * other.numerator, this.denominator * other.denominator);
  }

  /** The quotient; null where the divisor is zero. */
  by(other) {
    if (other.numerator === 0n) return null;
    const above = this.numerator * other.denominator;
    const below = this.denominator * other.numerator;
    return below < 0n ? new Amount(-above, -below) : new Amount(above, below);
  }

  negative() {
    return new Amount(-this.numerator, this.denominator);
  }

  /** Below zero, zero or above zero, as this one is less than, equal to or greater than the other. */
  compare(other) {
    const difference = this.numerator * other.denominator - other.numerator * this.denominator;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }

  /** `3/2`, or `12`. */
  toString() {
    return this.denominator === 1n ? `${this.numerator}` : `${this.numerator}/${this.denominator}`;
  }

  /** The exact decimal without zeros at its end, `-25.5`; null where no decimal is exact. */
  decimal() {
    let rest = this.denominator;
    let twos = 0;
    let fives = 0;
    for (; rest % 2n === 0n; rest /= 2n) twos += 1;
    for (; rest % 5n === 0n; rest /= 5n) fives += 1;
    if (rest !== 1n) return null;
    const places = Math.max(twos, fives);
    const scaled = (this.numerator * 10n ** BigInt(places)) / this.denominator;
    const digits = `${scaled < 0n ? -scaled : scaled}`.padStart(places + 1, "0");
    const sign = scaled < 0n ? "-" : "";
    return places ? `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}` : sign + digits;
  }
}

export const ZERO = new Amount(0n);

function greatestCommonDivisor(one, other) {
  while (other) [one, other] = [other, one % other];
  return one;
}
