// A compiled product in the browser: the verdict, what is still possible, why not, the price and the code, offline.
//
// It reads the document that `configurator export --to browser` writes. Nothing of it is ever run as a program.

import { coded } from "./code.js";
import { documentOf } from "./document.js";
import { Faults, own } from "./domain.js";
import { domainOf } from "./domains.js";
import { contradicting, smallestConflict } from "./explain.js";
import { Expressions, isThere, optionsIn } from "./expressions.js";
import { SUMMARIES } from "./problems.js";
import { gathered, mayBeEmpty, readChoices, readConfiguration } from "./reading.js";
import { offerOf } from "./sale.js";
import { narrowed, spaceOf } from "./space.js";
import { Table } from "./tables.js";

export const FORM = 1;

/** Loads the document of a product, its text or its value. What only text takes is fetched where it has some. */
export async function load(document) {
  const told = typeof document === "string" ? JSON.parse(document) : document;
  if (told?.form !== FORM) throw new TypeError(`this is no product in form ${FORM}, which this version reads`);
  const hasText = told.patterns.length > 0 || told.domains.some(({ kind }) => kind === "text");
  return new Product(told, hasText ? await import("./text.js") : null);
}

/** A product; `load` makes it. All that it is asked is answered at once, and changes nothing. */
export class Product {
  #told;

  constructor(told, text) {
    this.#told = told;
    this.key = told.product;
    this.name = told.key;
    this.label = told.label;
    this.release = told.release;
    this.languages = told.languages;
    this.retired = told.retired;
    this.declared = new Map(told.declared);
    const patterns = told.patterns.map((each) => new text.Pattern(each));
    const domains = [];
    for (const each of told.domains) domains.push(domainOf(each, domains, { text, patterns }));
    const asked = [...told.options, ...told.facts];
    const byOption = Object.assign(
      Object.create(null),
      ...asked.map(({ key, domain }) => ({ [key]: domains[domain] })),
    );
    const reader = new Expressions(byOption, patterns, text);
    this.options = told.options.map((each) => optionOf(each, reader));
    this.byKey = Object.assign(Object.create(null), ...this.options.map((each) => ({ [each.key]: each })));
    this.nests = this.options.some(({ domain }) => domain.kind === "product");
    this.inOrder = told.order.map((place) => this.options[place]);
    this.facts = told.facts.map((each) => optionOf(each, reader));
    const implied = told.equations.map((each) => ({ ...constraintOf(each, reader), isChecked: false }));
    this.constraints = [...told.constraints.map((each) => constraintOf(each, reader)), ...implied];
    this.sales = told.sales.map((each) => constraintOf(each, reader));
    this.amounts = told.amounts.map(({ key, label, cases }) => ({
      key,
      label,
      cases: cases.map((each) => caseOf(each, reader)),
    }));
    this.space = spaceOf(told.space, this.byKey, reader);
    const classed = (this.space ?? []).flatMap(({ options }) => options);
    this.classed = Object.assign(Object.create(null), ...classed.map((each) => ({ [each.key]: each })));
  }

  /** A sentence for a problem with one option. */
  summary(code, option) {
    return SUMMARIES[code].replace("NAME", option ? `\`${option.key}\`` : "the product");
  }

  /** The verdict on a configuration: `valid`, `completed` choices, `problems`, and with `valid` the offer for facts. */
  validate(choices, { facts = {}, day = today(), language } = {}) {
    const texts = this.texts(language);
    const { completed, problems } = this.#judged(choices, texts);
    const valid = problems.length === 0;
    const offer = valid ? offerOf(this, completed, facts, day, texts) : NO_OFFER;
    const unseen = this.options.filter(({ key, domain }) => domain.kind === "image" && isThere(completed[key]));
    return {
      product: this.key,
      valid,
      completed: gathered(this, completed),
      ...offer,
      problems: [...problems, ...offer.problems],
      unseen: unseen.map(({ key }) => key),
    };
  }

  /**
   * The code of a valid configuration, `{ code, grouped, longCode, sha256, document }`. Throws `InvalidConfiguration`,
   * and `NeedsIdentityKey` where it has private text, whose code only the holder of the catalog's key can make.
   */
  code(choices) {
    const { completed, problems } = this.#judged(choices);
    if (problems.length) throw new InvalidConfiguration(this.key, problems);
    const isPrivate = this.options.some((option) => option.isPrivate && isThere(completed[option.key]));
    if (isPrivate) throw new NeedsIdentityKey(this.key);
    return { product: this.key, release: this.release, ...coded(documentOf(this, completed)) };
  }

  #judged(choices, texts) {
    const { completed, problems } = readConfiguration(this, choices);
    const asked = this.constraints.filter((each) => each.isChecked && each.options.every((key) => key in completed));
    const broken = asked.filter((each) => !each.holds(completed)).map((each) => brokenBy(each, texts));
    return { completed, problems: [...problems, ...broken] };
  }

  /** Whether valid domains and explanations can be told; codes and verdicts always can. */
  get knowsWhatIsPossible() {
    return this.space !== null;
  }

  /** What each option can still be after choices: `isConsistent`, `domains` by option key, `problems`. */
  possible(choices) {
    const { chosen, problems } = this.#chosen(choices);
    return { ...this.#narrowed(chosen), problems };
  }

  /** Why choices exclude one another: the fewest `options` and `constraints`; null where they do not. */
  explain(choices, { language } = {}) {
    const { chosen } = this.#chosen(choices);
    const isConsistent = (keys) => {
      const some = Object.fromEntries(keys.map((key) => [key, chosen[key]]));
      return this.#narrowed(some).isConsistent;
    };
    const keys = smallestConflict(Object.keys(chosen), isConsistent);
    if (keys === null) return null;
    const meant = Object.fromEntries(
      keys.map((key) => [key, this.classed[key].meant(chosen[key], this.#takesEmptySet(key))]),
    );
    const found = contradicting(this, keys, meant);
    const texts = this.texts(language);
    const told = found?.map(({ key, message }) => ({ key, message: own(texts?.messages, key) ?? message })) ?? null;
    return { options: keys, constraints: told };
  }

  /** The label of an option, or of one of its values, in a language. */
  labelOf(option, value, language) {
    const texts = this.texts(language);
    const { label, domain, place } = this.byKey[option] ?? this.facts.find(({ key }) => key === option);
    if (value === undefined) return own(texts?.options, option) ?? label;
    const values = domain.members ?? domain;
    if (values.kind !== "values") return `${value}`;
    return values.label(value, own(texts?.values, `${domain.told.members ?? place}`));
  }

  /** What a language says otherwise than the first one, `fr` also by `fr-CH`; undefined for that one. */
  texts(language) {
    const asked = `${language}_`.toLowerCase().replaceAll("-", "_");
    const fitting = this.languages.filter((each) => asked.startsWith(`${each.toLowerCase()}_`));
    const [known] = fitting.sort((one, other) => other.length - one.length);
    return own(this.#told.texts, known);
  }

  #narrowed = (chosen) => narrowed(this.space, chosen, this.#takesEmptySet, this.options);

  #takesEmptySet = (key) => mayBeEmpty(this.byKey[key]);

  #chosen(choices) {
    if (!this.space) throw new NoDiagram(this.key);
    return readChoices(this, choices, (key) => this.classed[key].noValue >= 0);
  }
}

/** Thrown by `code` for a configuration that is not valid; it has all `problems`. */
export class InvalidConfiguration extends Error {
  constructor(product, problems) {
    super(`not a valid configuration of \`${product}\`: ${problems.map(({ message }) => message).join("; ")}`);
    this.problems = problems;
  }
}

/** Thrown by `code` where the configuration has private text. */
export class NeedsIdentityKey extends Error {
  constructor(product) {
    super(`a code of \`${product}\` with private text takes the catalog's identity key; ask the service`);
  }
}

/** Thrown by `possible` and `explain` for a product of which no diagram could be made. */
export class NoDiagram extends Error {
  constructor(product) {
    super(`what is possible of \`${product}\` cannot be told here, since there is no diagram of it; ask the service`);
  }
}

const NO_OFFER = { sellable: false, bars: [], openFacts: [], amounts: {}, problems: [] };

/** Today by the clock of this machine, `2026-05-01`. */
function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((each) => `${each}`.padStart(2, "0")).join("-");
}

function optionOf({ key, label, domain: place, optional = false, private: isPrivate = false, ...told }, reader) {
  const domain = reader.domains[key];
  const asked = told.when ? [...optionsIn(told.when)] : [];
  const option = { key, label, domain, place, optional, isPrivate, asked, dependsOn: asked };
  Object.assign(option, { preset: told.preset, leftOut: told.leftOut, retired: told.retired });
  if (told.when) option.when = reader.read(told.when);
  if (told.formula) {
    option.derived = byFormula(option, reader.read(told.formula));
    option.dependsOn = [...asked, ...optionsIn(told.formula)];
  } else if (told.given) {
    option.derived = byTable(option, new Table(told.given, reader.domains));
    option.dependsOn = [...asked, ...told.given.columns.slice(0, -1).map((each) => each.option)];
  }
  return option;
}

/** What an option is by a formula; null for no value. Throws `Faults` where it cannot be anything. */
function byFormula({ domain, optional }, formula) {
  return (choices) => {
    const worth = formula(choices);
    if (worth === null && optional) return null;
    const value = worth === null ? null : valueOf(domain, worth);
    if (value === null) throw new Faults({ code: "underivable" });
    return value;
  };
}

function valueOf(domain, worth) {
  if (domain.kind === "flag") return typeof worth === "boolean" ? worth : null;
  if (domain.kind === "values") return domain.places.has(worth) ? worth : null;
  return domain.valueOf(worth);
}

function byTable({ key, optional }, table) {
  return (choices) => {
    const value = table.given(choices);
    if (value !== undefined) return value;
    if (optional) return null;
    const options = [...table.columns.slice(0, -1).map((each) => each.option), key];
    throw new Faults({ code: "broken-table", options, constraint: table.key, message: table.because });
  };
}

/** A constraint: its `key`, the `options` it looks at, its `message`, and whether completed choices meet it. */
function constraintOf({ key, options, message, ...told }, reader) {
  const found = { key, options, message, isTable: Boolean(told.table), isChecked: false, cells: told.cells };
  if (told.table) {
    const table = new Table(told.table, reader.domains);
    found.isChecked = !told.table.gives;
    found.holds = told.table.gives ? (choices) => table.agrees(choices) : (choices) => table.holds(choices);
    return found;
  }
  const when = reader.read(told.when);
  if (told.activity !== undefined) {
    found.holds = (choices) => {
      const isValued = isThere(choices[told.activity]);
      return when(choices) === true ? told.optional || isValued : !isValued;
    };
    return found;
  }
  const condition = reader.read(told.condition);
  found.isChecked = true;
  found.holds = (choices) => !(when(choices) === true && condition(choices) === told.forbids);
  return found;
}

function caseOf({ amount, when, unit }, reader) {
  return { amount: reader.read(amount), when: when && reader.read(when), unit };
}

function brokenBy({ key, options, message, isTable }, texts) {
  const said = own(texts?.messages, key) ?? message;
  return { code: isTable ? "broken-table" : "broken-rule", path: "$", message: said, constraint: key, options };
}
