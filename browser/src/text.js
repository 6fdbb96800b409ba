// Text in canonical form, and what texts are held to, by Unicode 15.0; as `configurator/text/` has it in Python.
//
// It is loaded, and the tables of `unicode.js` with it, only for products that have text.

import { lastUpTo } from "./places.js";
import content from "./unicode.js";

const MOST_CODE_POINTS = 2000;
const JOINERS = ["\u200c", "\u200d"];
const CONTROLS = ["CR", "LF", "Control"];
const HANGUL = { L: ["L", "V", "LV", "LVT"], LV: ["V", "T"], V: ["V", "T"], LVT: ["T"], T: ["T"] };
const REMEMBERED = [...CONTROLS, ...Object.keys(HANGUL), "Prepend"];
const COMMON = ["Zyyy", "Zzzz"];
const WITHOUT_SPACES = ["Hani", "Hira", "Kana", "Bopo", "Thai", "Laoo", "Khmr", "Mymr"];

/** One property of code points: `of(codePoint)`. */
class Property {
  constructor({ values, runs }) {
    this.values = values;
    this.starts = [];
    this.indexes = [];
    let start = 0;
    for (let place = 0; place < runs.length; place += 2) {
      this.starts.push(start);
      this.indexes.push(runs[place + 1]);
      start += runs[place];
    }
  }

  of(codePoint) {
    return this.values[this.indexes[lastUpTo(this.starts, codePoint)]];
  }
}

const tables = Object.fromEntries(
  Object.entries(content).flatMap(([name, table]) => (table.runs ? [[name, new Property(table)]] : [])),
);

const isAscii = (text) => /^[\0-\x7f]*$/.test(text);
const codePointOf = (character) => character.codePointAt(0);

/** The canonical form of a text, `""` for no value; or the code of the problem: `too-long` or `refused-text`. */
export function canonicalText(text, letterCase) {
  const given = [...text];
  if (given.length > MOST_CODE_POINTS) return { fault: "too-long" };
  if (isAscii(text)) {
    if (/[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.test(text)) return { fault: "refused-text" };
    const single = text.split(/[\t\n\r ]+/).filter(Boolean).join(" ");
    return { text: letterCase ? inCase(single, letterCase) : single };
  }
  for (const character of given) {
    const standing = tables.standing.of(codePointOf(character));
    const stands = standing === "allowed" || standing === "joiner" || "\t\n\r".includes(character);
    if (!stands) return { fault: "refused-text" };
  }
  const hasJoiner = JOINERS.some((joiner) => text.includes(joiner));
  if (hasJoiner && isMisplaced(given)) return { fault: "refused-text" };
  const isSpace = (character) => tables.white_space.of(codePointOf(character)) !== "";
  let canonical = [...text.normalize("NFC")].map((each) => (isSpace(each) ? " " : each)).join("");
  canonical = canonical.split(" ").filter(Boolean).join(" ");
  if (letterCase) canonical = inCase(canonical, letterCase).normalize("NFC");
  if ([...canonical].length > MOST_CODE_POINTS) return { fault: "too-long" };
  return hasJoiner && isMisplaced([...canonical]) ? { fault: "refused-text" } : { text: canonical };
}

/** Whether some joiner stands where RFC 5892, appendix A.1 and A.2, does not allow it. */
function isMisplaced(characters) {
  const type = (place) => tables.joining_type.of(codePointOf(characters[place]));
  return characters.some((character, place) => {
    if (!JOINERS.includes(character)) return false;
    if (place > 0 && tables.virama.of(codePointOf(characters[place - 1])) !== "") return false;
    if (character !== JOINERS[0]) return true;
    let before = place - 1;
    while (before >= 0 && type(before) === "T") before -= 1;
    let after = place + 1;
    while (after < characters.length && type(after) === "T") after += 1;
    const keepsApart =
      before >= 0 && after < characters.length && "LD".includes(type(before)) && "RD".includes(type(after));
    return !keepsApart;
  });
}

/** A text in upper or lower case, by the full mappings that belong to no language. */
export function inCase(text, letterCase) {
  if (isAscii(text)) return letterCase === "upper" ? text.toUpperCase() : text.toLowerCase();
  const rules = tables[letterCase];
  const characters = [...text];
  return characters
    .map((character, place) => {
      if (letterCase === "lower" && character === "\u03a3" && isFinalSigma(characters, place)) return "\u03c2";
      return mapped(codePointOf(character), rules.of(codePointOf(character)));
    })
    .join("");
}

function mapped(codePoint, rule) {
  const [first, ...rest] = rule.split(" ");
  if (first === "even" || first === "odd") {
    const moves = codePoint % 2 === (first === "odd" ? 1 : 0);
    return String.fromCodePoint(moves ? codePoint + Number(rest[0]) : codePoint);
  }
  if (rest.length) return String.fromCodePoint(...rule.split(" ").map((each) => parseInt(each, 16)));
  return String.fromCodePoint(codePoint + Number(first || 0));
}

function isFinalSigma(characters, place) {
  const beginsWithCased = (some) => {
    for (const each of some) {
      const context = tables.case_context.of(codePointOf(each));
      if (context !== "Case_Ignorable") return context === "Cased";
    }
    return false;
  };
  return beginsWithCased(characters.slice(0, place).reverse()) && !beginsWithCased(characters.slice(place + 1));
}

/** How many characters a person sees: extended grapheme clusters by UAX #29, revision 41. */
export function graphemeCount(text) {
  if (isAscii(text)) return text.length - (text.match(/\r\n/g) ?? []).length;
  let count = 0;
  let [previous, odd, emoji] = ["", false, ""];
  for (const character of text) {
    const codePoint = codePointOf(character);
    let kind = tables.grapheme_break.of(codePoint);
    if (kind === "Other" && tables.pictographic.of(codePoint)) kind = "Pictographic";
    const pictographic = kind === "Pictographic";
    if (!goesOn(previous, kind, odd, pictographic && emoji === "joined")) count += 1;
    if (pictographic) emoji = "begun";
    else if (emoji && kind === "ZWJ") emoji = emoji === "begun" ? "joined" : "";
    else if (kind !== "Extend" || emoji === "joined") emoji = "";
    odd = kind === "Regional_Indicator" && !odd;
    previous = REMEMBERED.includes(kind) ? kind : "Other";
  }
  return count;
}

function goesOn(previous, kind, oddFlags, joinedEmoji) {
  if (CONTROLS.includes(previous) || CONTROLS.includes(kind)) return previous === "CR" && kind === "LF";
  if (previous === "") return false;
  return (
    (HANGUL[previous] ?? []).includes(kind) ||
    ["Extend", "ZWJ", "SpacingMark"].includes(kind) ||
    previous === "Prepend" ||
    joinedEmoji ||
    (kind === "Regional_Indicator" && oddFlags)
  );
}

/** Whether all characters of a text belong to a script, given by its four-letter codes. */
export function isInScript(text, codes) {
  if (isAscii(text)) return codes.includes("Latn") || !/[A-Za-z]/.test(text);
  return [...text].every((character) => {
    const codePoint = codePointOf(character);
    const used = tables.scripts.of(codePoint).split(" ");
    return !tables.pictographic.of(codePoint) && used.some((each) => codes.includes(each) || each === "Zyyy" || each === "Zinh");
  });
}

/** A compiled pattern: one table, a step a code point. */
export class Pattern {
  constructor([starts, classes, width, table, accepting]) {
    Object.assign(this, { starts, classes, width, table, accepting });
  }

  /** Whether the whole of a text matches. */
  matches(text) {
    let state = 1;
    for (const character of text) {
      state = this.table[state * this.width + this.classes[lastUpTo(this.starts, codePointOf(character))]];
      if (state === 0) return false;
    }
    return this.accepting[state] === 1;
  }
}

/** Whether a banned word stands in a canonical text; `digest` gives the hex digits that words are listed by. */
export function hasBannedWord(text, { alone, others }, digest) {
  const folded = inCase(inCase(text, "upper"), "lower").normalize("NFC").replaceAll("ς", "σ");
  const characters = [...folded];
  const isLetter = (character) => {
    if (isAscii(character)) return /[A-Za-z]/.test(character);
    return !tables.scripts.of(codePointOf(character)).split(" ").every((each) => COMMON.includes(each));
  };
  const needsNoSpace = (character) =>
    !isAscii(character) && tables.scripts.of(codePointOf(character)).split(" ").some((each) => WITHOUT_SPACES.includes(each));
  const runsOn = (character) => character !== undefined && isLetter(character) && !needsNoSpace(character);
  let run = "";
  for (const character of [...characters, " "]) {
    if (runsOn(character)) run += character;
    else if (run) {
      if (alone.includes(digest(run))) return true;
      run = "";
    }
  }
  return others.some(([length, digests]) => {
    for (let start = 0; start + length <= characters.length; start += 1) {
      const end = start + length;
      const isApart =
        !(runsOn(characters[start - 1]) && runsOn(characters[start])) &&
        !(runsOn(characters[end - 1]) && runsOn(characters[end]));
      if (isApart && digests.includes(digest(characters.slice(start, end).join("")))) return true;
    }
    return false;
  });
}
