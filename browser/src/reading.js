// Read a configuration: from the choices somebody made to completed canonical values (CODE.md, section 1).
//
// Options are read in order of dependence. One whose `when` is not met must not be mentioned, except as null. An active
// one that is not mentioned gets its baseline; else its default; else the empty set or no value; else it is missing.
// All that is wrong is found in one go. What would surprise: an option with a problem has no completed value, and
// whatever depends on it through `when` is judged neither inactive nor missing on that account.

import { Faults, HowMany } from "./domains.js";

const FAULTY = Symbol("faulty");

/** What was read: `completed` values by option key, in declared order, and `problems`. */
export function readConfiguration(product, choices) {
  const { raw, problems } = spread(product, choices);
  const found = Object.create(null);
  const wrong = Object.create(null);
  const unsure = new Set();
  for (const option of product.inOrder) {
    const active = isActive(option, found, unsure, product);
    const mentioned = Object.hasOwn(raw, option.key);
    const given = mentioned ? raw[option.key] : null;
    if (active === null) unsure.add(option.key);
    if (given === FAULTY || (active === null && given === null)) continue;
    try {
      if (active === false) {
        if (given !== null) throw new Faults({ code: "inactive-option", options: [option.key, ...option.asked] });
        found[option.key] = null;
      } else if (option.derived) {
        if (active !== null) found[option.key] = derivedValue(option, given, found);
      } else {
        found[option.key] = mentioned ? readValue(option, given) : unmentioned(option);
      }
    } catch (error) {
      wrong[option.key] = faultsOf(error).map((each) => problem(product, option, each));
    }
  }
  const completed = Object.create(null);
  for (const { key } of product.options) {
    if (Object.hasOwn(found, key)) completed[key] = found[key];
    problems.push(...(wrong[key] ?? []));
  }
  return { completed, problems };
}

/** The raw choices of single options, as far as they can be read: canonical values, null for no value, and problems. */
export function readChoices(product, choices, noValueIsChoice) {
  const { raw, problems } = product.nests || !isObject(choices) ? spread(product, choices) : { raw: choices, problems: [] };
  const chosen = Object.create(null);
  for (const [key, given] of Object.entries(raw)) {
    const option = product.byKey[key];
    if (!option) problems.push(unfit(product, "unknown-option", pathTo("", shown(key)), []));
    if (!option || given === FAULTY) continue;
    const isNone = (given === null || given === undefined || given === "") && noValueIsChoice(key);
    try {
      chosen[key] = isNone ? null : readValue(option, given);
    } catch (error) {
      problems.push(...faultsOf(error).map((each) => problem(product, option, each)));
    }
  }
  return { chosen, problems };
}

/** The canonical value of an active option, null for no value. Throws `Faults`. */
export function readValue(option, raw) {
  if (raw === null || raw === undefined || raw === "") return noValue(option);
  const value = option.domain.read(raw, option);
  return value === null ? noValue(option) : value;
}

function noValue(option) {
  if (!option.optional) throw new Faults({ code: "no-value-not-allowed" });
  return option.domain.kind === "set" ? [] : null;
}

/** Whether the empty set is one of the sets that an option takes. */
export function mayBeEmpty(option) {
  return option.domain.kind === "set" && (option.optional || option.domain.told.least === 0);
}

function unmentioned(option) {
  if (option.preset !== undefined) return option.preset;
  if (mayBeEmpty(option)) return [];
  if (option.optional) return null;
  throw new Faults({ code: "missing-option" });
}

function isActive(option, found, unsure, product) {
  const known = (key) => Object.hasOwn(found, key) && !unsure.has(key);
  const around = enclosing(option.key);
  if (around !== null && product.byKey[around] && !Object.hasOwn(found, around)) return null;
  if (option.derived && !option.dependsOn.every(known)) return null;
  if (!option.when) return true;
  return option.asked.every(known) ? option.when(found) === true : null;
}

/** The key of the option whose product an option belongs to; null for one of the product itself. */
function enclosing(key) {
  const dot = key.lastIndexOf(".");
  if (dot < 0) return null;
  const head = key.slice(0, dot);
  return /\.\d+$/.test(head) ? head.slice(0, head.lastIndexOf(".")) : head;
}

function derivedValue(option, raw, found) {
  const value = option.derived(found);
  if (raw === null) return value;
  const given = readValue(option, raw);
  if (given !== value) throw new Faults({ code: "derived-option" });
  return value;
}

function faultsOf(error) {
  if (error instanceof Faults) return error.faults;
  throw error;
}

function problem(product, option, { code, index, options, constraint, message }) {
  return {
    code,
    path: pathTo(option.key, index),
    message: message ?? product.summary(code, option),
    constraint: constraint ?? null,
    options: options ? [...new Set(options)] : [option.key],
  };
}

/** Nested choices under the keys that options have in the whole, and what is wrong with their shape. */
function spread(product, choices) {
  const found = { raw: Object.create(null), problems: [] };
  if (!isObject(choices)) {
    found.problems.push(unfit(product, "wrong-type", "$", []));
    return found;
  }
  take(product, "", product.declared, choices, found);
  return found;
}

function take(product, prefix, declared, choices, found) {
  for (const [name, raw] of Object.entries(choices)) {
    const option = declared.has(name) ? product.byKey[prefix + name] : undefined;
    if (!option) {
      found.problems.push(unfit(product, "unknown-option", pathTo(prefix.replace(/\.$/, ""), shown(name)), []));
    } else if (option.domain.kind === "product") {
      takeNested(product, option, raw, found);
    } else {
      found.raw[option.key] = raw === undefined ? null : raw;
    }
  }
}

function takeNested(product, option, raw, found) {
  const { many, declared, name, key } = option.domain.told;
  const isNothing = raw === null || raw === undefined || raw === "" || (Array.isArray(raw) && !raw.length);
  if (isNothing) {
    found.raw[option.key] = null;
    return;
  }
  const several = many && Array.isArray(raw) ? raw : [raw];
  if (isObject(raw) === many || !several.every(isObject)) {
    misshapen(product, option, "wrong-type", found);
    return;
  }
  found.raw[option.key] = new HowMany(several.length);
  const own = new Map(declared);
  const most = many ? Number(option.domain.told.greatest) : 1;
  for (const [place, each] of several.slice(0, most).entries()) {
    const prefix = many ? `${option.key}.${place + 1}.` : `${option.key}.`;
    const isDocument = Object.keys(each).sort().join() === "choices,product" && isObject(each.choices);
    if (isDocument && each.product !== name && each.product !== key) {
      misshapen(product, option, "unknown-value", found);
    } else {
      take(product, prefix, own, isDocument ? each.choices : each, found);
    }
  }
}

function misshapen(product, option, code, found) {
  found.raw[option.key] = FAULTY;
  found.problems.push(unfit(product, code, pathTo(option.key), [option.key], option));
}

const unfit = (product, code, path, options, option) => {
  return { code, path, message: product.summary(code, option), constraint: null, options };
};

const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

/** The JSON path of what is chosen for an option, or of what stands in it; places in lists count from 0. */
export function pathTo(key, behind) {
  const steps = key ? key.split(".").map((each) => (/^\d+$/.test(each) ? Number(each) - 1 : shown(each))) : [];
  if (behind !== undefined) steps.push(behind);
  const step = (part) => {
    if (typeof part === "number") return `[${part}]`;
    if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(part)) return `.${part}`;
    return `['${JSON.stringify(part).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}']`;
  };
  return `$${steps.map(step).join("")}`;
}

/** A name as messages show it, cut where it is long. */
function shown(name) {
  const characters = [...name];
  const cut = characters.length > 64 ? [...characters.slice(0, 63), "…"] : characters;
  return cut.map((each) => (/^[\P{C}]$/u.test(each) && (each === " " || !/^\p{Z}$/u.test(each)) ? each : `\\u{${each.codePointAt(0).toString(16)}}`)).join("");
}

/** Completed choices as people nest them: an object for a nested product, an array for a list of them. */
export function gathered(product, completed) {
  const within = (prefix, declared) => {
    const found = {};
    for (const name of declared.keys()) {
      const key = prefix + name;
      if (!Object.hasOwn(completed, key)) continue;
      const { domain } = product.byKey[key];
      const value = completed[key];
      if (domain.kind !== "product" || value === null) found[name] = value;
      else {
        const own = new Map(domain.told.declared);
        const starts = domain.told.many ? Array.from({ length: value }, (_, at) => `${key}.${at + 1}.`) : [`${key}.`];
        const each = starts.map((start) => within(start, own));
        found[name] = domain.told.many ? each : each[0];
      }
    }
    return found;
  };
  return within("", product.declared);
}
