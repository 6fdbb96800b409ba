// May a configuration be sold, here and on this day, and what does it come to? What cannot be sold keeps its code.

import { Amount, ZERO } from "./amounts.js";
import { Faults, own } from "./domains.js";
import { isEmptySet, isThere, sameness } from "./expressions.js";
import { pathTo, readValue } from "./reading.js";

const MOST_CELLS = 10_000;

/** An offer for completed choices: facts in canonical form, what bars a sale, which facts would decide, amounts. */
export function offerOf(product, completed, given, day, texts) {
  const { facts, problems } = readFacts(product, given, day);
  const known = Object.assign(Object.create(null), completed, facts);
  const days = product.facts.filter(({ domain }) => domain.kind === "date").map(({ key }) => facts[key]);
  const dayOfSale = days.find((each) => each) ?? day;
  const bars = [...retired(product, completed, dayOfSale), ...unsold(product, known, texts)];
  const openFacts = product.facts.map(({ key }) => key).filter((key) => deciding(product, known, facts).has(key));
  const amounts = {};
  for (const amount of product.amounts) amounts[amount.key] = worthOf(amount, known);
  const sellable = bars.length ? false : openFacts.length || problems.length ? null : true;
  return { sellable, bars, openFacts, amounts, problems };
}

function readFacts(product, given, day) {
  const facts = Object.create(null);
  const problems = [];
  for (const { key, domain } of product.facts) if (domain.kind === "date") facts[key] = day;
  for (const [key, raw] of Object.entries(given ?? {})) {
    const fact = product.facts.find((each) => each.key === key);
    const tell = (code, path) => problems.push({ code, path, message: product.summary(code, fact), constraint: null, options: [key] });
    if (!fact) {
      tell("unknown-option", pathTo("", key));
      continue;
    }
    try {
      facts[key] = readValue(fact, raw);
    } catch (error) {
      if (!(error instanceof Faults)) throw error;
      facts[key] = null;
      for (const { code, index } of error.faults) tell(code, pathTo(key, index));
    }
  }
  return { facts, problems };
}

/** What has been retired: the product, options and values in declared order. */
function* retired(product, completed, day) {
  const isOver = (since) => since !== undefined && since <= day;
  const bar = (since, what, option = null, value = null) => {
    return { since, message: `${what} is not sold since ${since}`, option, value, rule: null };
  };
  if (isOver(product.retired)) yield bar(product.retired, `\`${product.name}\``);
  for (const { key, domain, retired: since, leftOut } of product.options) {
    const value = completed[key];
    if (!isThere(value) || isEmptySet(value)) continue;
    const nested = domain.kind === "product" ? domain.told : {};
    if (value && isOver(nested.retired)) yield bar(nested.retired, `\`${nested.key}\`, which \`${key}\` takes,`, key);
    const isLeftOut = sameness(Array.isArray(value) ? new Set(value) : value) === sameness(leftOut ?? null);
    if (isOver(since) && !isLeftOut) yield bar(since, `\`${key}\``, key);
    const days = (domain.members ?? domain).told.retired;
    if (domain.kind !== "values" && domain.kind !== "set") continue;
    for (const each of [value].flat()) {
      if (isOver(own(days, each))) yield bar(days[each], `\`${key}\` = \`${each}\``, key, each);
    }
  }
}

/** The `sell` rules that bar a sale. */
function* unsold(product, known, texts) {
  for (const rule of product.sales) {
    if (canBeAsked(product, rule, known) && !rule.holds(known)) {
      yield { since: null, message: own(texts?.messages, rule.key) ?? rule.message, option: null, value: null, rule: rule.key };
    }
  }
}

const canBeAsked = (product, rule, known) => rule.options.every((key) => key in known || !product.byKey[key]);

/** The facts that nobody gave, and that decide whether this may be sold. */
function deciding(product, known, facts) {
  const found = new Set();
  for (const rule of product.sales) {
    const missing = product.facts.map(({ key }) => key).filter((key) => rule.options.includes(key) && !isThere(facts[key]));
    if (missing.length && decides(rule, known, missing)) missing.forEach((key) => found.add(key));
  }
  return found;
}

/** Whether a rule bars otherwise for some of what the missing facts could be; too many things are taken to decide. */
function decides(rule, known, missing) {
  const now = rule.holds(known);
  if (rule.cells === null) return true;
  const size = missing.reduce((product, key) => product * rule.cells[key].length, 1);
  if (size > MOST_CELLS) return true;
  const tried = Object.assign(Object.create(null), known);
  const differs = (place) => {
    if (place === missing.length) return rule.holds(tried) !== now;
    return rule.cells[missing[place]].some((value) => {
      tried[missing[place]] = value;
      return differs(place + 1);
    });
  };
  return differs(0);
}

/** An amount for completed choices and facts, `{ number: "19.00", unit: "EUR" }`; what is absent counts 0. */
function worthOf({ cases }, known) {
  const { amount, unit } = cases.find(({ when }) => !when || when(known) === true);
  const found = amount(known);
  const base = found instanceof Amount ? found : ZERO;
  if (!unit) return { number: base.decimal() ?? `${base}`, unit: null };
  const inUnit = base.by(Amount.of(unit.factor));
  const decimal = inUnit.decimal();
  if (decimal === null || unit.digits === undefined) return { number: decimal ?? `${inUnit}`, unit: unit.symbol };
  const [whole, behind = ""] = decimal.split(".");
  const digits = behind.padEnd(unit.digits, "0");
  return { number: digits ? `${whole}.${digits}` : whole, unit: unit.symbol };
}
