/** A canonical value: a key, a flag, a whole number, an exact decimal or a text as a string, sorted keys; null is none. */
export type Value = string | boolean | number | string[] | null;

/** Raw choices by option key, as a page would send them; those of a nested product stand in an object of their own. */
export type Choices = { readonly [option: string]: unknown };

/** The form of documents that this version reads. */
export const FORM: number;

/** Loads a product from what `configurator export --to browser` writes, as text or as its value. */
export function load(document: string | object): Promise<Product>;

/** A product. All that it is asked is answered at once, and changes nothing. */
export class Product {
  private constructor();
  /** `CATALOG/PRODUCT`, by permanent keys. */
  readonly key: string;
  readonly name: string;
  readonly label: string;
  /** The release that all answers are of, `CATALOG@sha256:…`. */
  readonly release: string;
  /** The first is the one in which labels and messages are told if no other one is asked for. */
  readonly languages: readonly string[];
  readonly options: readonly Option[];
  /** Facts of a sale, such as the market, that prices and `sell` rules look at. */
  readonly facts: readonly Option[];
  /** Whether `possible` and `explain` have answers; verdicts and codes always do. */
  readonly knowsWhatIsPossible: boolean;

  /** The verdict; a valid configuration as an offer for the facts of a sale on a day, `2026-05-01`, which is today. */
  validate(choices: Choices, asked?: { facts?: Choices; day?: string; language?: string }): Verdict;
  /** The code. Throws `InvalidConfiguration`, and `NeedsIdentityKey` where there is private text. */
  code(choices: Choices): ProductCode;
  /** What each option can still be, all other choices as they are. Throws `NoDiagram`. */
  possible(choices: Choices): Possible;
  /** Why choices exclude one another, null where they do not. Throws `NoDiagram`. */
  explain(choices: Choices, asked?: { language?: string }): Conflict | null;
  /** The label of an option, or of one of its values. */
  labelOf(option: string, value?: Value, language?: string): string;
}

export interface Option {
  readonly key: string;
  readonly label: string;
  readonly domain: { readonly kind: Kind };
  readonly optional: boolean;
}

export type Kind = "values" | "flag" | "integer" | "number" | "set" | "text" | "image" | "product" | "date";

export interface Verdict {
  product: string;
  valid: boolean;
  /** What the choices come to, for all options that could be read. */
  completed: { [option: string]: Value | object };
  /** All that is wrong, and what is wrong with facts. */
  problems: Problem[];
  /** Whether it may be sold; null where that hangs on `openFacts`. */
  sellable: boolean | null;
  bars: Bar[];
  openFacts: string[];
  amounts: { [amount: string]: { number: string; unit: string | null } };
  /** Options whose picture was given by its digest, so that nobody has looked at the file. */
  unseen: string[];
}

export interface Problem {
  code: string;
  /** A JSON path among the choices; `$` for a broken constraint. */
  path: string;
  /** Of a constraint, what its author says. */
  message: string;
  constraint: string | null;
  options: string[];
}

export interface Bar {
  since: string | null;
  message: string;
  option: string | null;
  value: string | null;
  rule: string | null;
}

export interface ProductCode {
  product: string;
  release: string;
  code: string;
  /** In groups of five, as people read it. */
  grouped: string;
  longCode: string;
  sha256: string;
  /** The canonical document, whose bytes in UTF-8 were hashed. */
  document: string;
}

export interface Possible {
  /** Whether some valid configuration has all choices that could be read. */
  isConsistent: boolean;
  domains: Map<string, ValidDomain>;
  problems: Problem[];
}

export interface ValidDomain {
  readonly kind: Kind;
  readonly mayLackValue: boolean;
  readonly mayHaveValue: boolean;
  /** How many outcomes are left, no value being one; null for texts and images. */
  readonly size: bigint | null;
  /** Whether the option can still be this; null is no value. */
  has(value: Value): boolean;
  /** The single values that are left; of a set, those that some set has. */
  values(): Iterable<string | boolean>;
  /** Of numbers, the stretches that are left: the first and the last of each. */
  ranges(): Iterable<[number | string, number | string]>;
}

export interface Conflict {
  /** The choices, and no fewer would do. */
  options: string[];
  /** The rules that exclude them together; null where finding the fewest takes too long in a browser. */
  constraints: { key: string; message: string }[] | null;
}

/** The code of a canonical document, given as its text; see `canonicalJson`. */
export function coded(document: string): Omit<ProductCode, "product" | "release">;
/** A value as canonical JSON (RFC 8785). */
export function canonicalJson(value: unknown): string;
/** The code that a text spells, in upper case without hyphens. Throws `CodeError`; nothing is ever corrected. */
export function readCode(text: string): string;

export class CodeError extends Error {
  readonly reason: "empty-code" | "unknown-symbol" | "wrong-length" | "wrong-check" | "unknown-scheme";
}
export class InvalidConfiguration extends Error {
  readonly problems: Problem[];
}
export class NeedsIdentityKey extends Error {}
export class NoDiagram extends Error {}
