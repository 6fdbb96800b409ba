// Documents and codes, to the byte: the canonical document by RFC 8785, its digest, and the text of the code.

import { hex, sha256, utf8 } from "./digest.js";

const ALPHABET = "23456789BCDFGHJKLMNPQRSTVWXYZ";
const GENERATOR = [28, 19, 26, 9];
const REMAINDERS = { 20: [7, 13, 19, 5], 28: [11, 3, 23, 17] };

/** A value as canonical JSON: members in the order of UTF-16 code units, no white space. */
export function canonicalJson(value) {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const members = Object.keys(value).sort();
    return `{${members.map((key) => `${JSON.stringify(key)}:${canonicalJson(value[key])}`).join(",")}}`;
  }
  return JSON.stringify(value);
}

/** Which of two texts comes first by its code points, as the bytes of UTF-8 stand. */
export function byCodePoint(one, other) {
  const [left, right] = [[...one], [...other]];
  const place = left.findIndex((each, at) => each !== right[at]);
  if (place < 0) return left.length - right.length;
  return left[place].codePointAt(0) - (right[place]?.codePointAt(0) ?? -1);
}

/** All that follows from the text of a canonical document. */
export function coded(document) {
  const bytes = utf8(document);
  const head = utf8(`vpc/1 config ${bytes.length}\0`);
  const whole = new Uint8Array(head.length + bytes.length);
  whole.set(head);
  whole.set(bytes, head.length);
  const digest = hex(sha256(whole));
  const [code, longCode] = [codeOf(digest, 20), codeOf(digest, 28)];
  return { code, grouped: grouped(code), longCode, sha256: digest, document };
}

/**
 * The code that a text spells, in upper case without hyphens and spaces. Throws `CodeError`, whose `reason` is
 * `empty-code`, `unknown-symbol`, `wrong-length`, `wrong-check` or `unknown-scheme`. Nothing is ever corrected.
 */
export function readCode(text) {
  const given = text.replace(/[- ]/g, "");
  const symbols = /^[\0-\x7f]*$/.test(given) ? given.toUpperCase() : given;
  if (!symbols) throw new CodeError("empty-code");
  const values = [...symbols].map((each) => ALPHABET.indexOf(each));
  if (values.includes(-1)) throw new CodeError("unknown-symbol");
  const remainders = REMAINDERS[symbols.length];
  if (!remainders) throw new CodeError("wrong-length");
  if (remainder(values).some((each, place) => each !== remainders[place])) throw new CodeError("wrong-check");
  if (!"VTRL".includes(symbols[0])) throw new CodeError("unknown-scheme");
  return symbols;
}

/** Thrown for what is no code. */
export class CodeError extends Error {
  constructor(reason) {
    super(REASONS[reason]);
    this.reason = reason;
  }
}

const REASONS = {
  "empty-code": "the code is empty",
  "unknown-symbol": "a code has digits but 0 and 1, and Latin consonants",
  "wrong-length": "a code has 20 or 28 symbols",
  "wrong-check": "a symbol of the code is wrong, missing or swapped",
  "unknown-scheme": "the code is of an unknown scheme",
};

/** A code as people read it, in groups of five. */
export const grouped = (code) => code.match(/.{1,5}/g).join("-");

function codeOf(digest, length) {
  const symbols = [];
  for (let left = BigInt(`0x${digest}`); symbols.length < length - 5; left /= 29n) symbols.push(Number(left % 29n));
  symbols.push(ALPHABET.indexOf("V"));
  symbols.reverse();
  const rest = remainder([...symbols, 0, 0, 0, 0]);
  const checks = REMAINDERS[length].map((wanted, place) => (wanted - rest[place] + 29) % 29);
  return [...symbols, ...checks].map((each) => ALPHABET[each]).join("");
}

/** What remains of a polynomial over GF(29), highest power first, modulo (x-2)(x-4)(x-8)(x-16). */
function remainder(values) {
  let rest = [0, 0, 0, 0];
  for (const value of values) {
    const [lead, ...others] = rest;
    rest = [...others, value].map((have, place) => (((have - lead * GENERATOR[place]) % 29) + 29) % 29);
  }
  return rest;
}
