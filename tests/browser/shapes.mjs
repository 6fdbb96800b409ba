// Writes a program in TypeScript that says of what the runtime gives just now that it has the types of `optionary.d.ts`:
// results are written out as literals, which may have no member too many and none too few; of objects with methods,
// what is declared must be there.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [module, ...files] = process.argv.slice(2);
const runtime = await import(pathToFileURL(module));
const lines = new Set();

const literal = (value) =>
  typeof value === "bigint" ? `${value}n`
  : value instanceof Map ? `new Map([${Array.from(value, (each) => literal(each))}])`
  : Array.isArray(value) ? `[${value.map(literal)}]`
  : value && typeof value === "object" ? `{${Object.entries(value).map(([name, each]) => `${JSON.stringify(name)}: ${literal(each)}`)}}`
  : JSON.stringify(value);

/** Says that a value has a type. */
const says = (type, value) => lines.add(`has<${type}>(${literal(value)});`);

/** Says that an object has at least the members that a class or an interface declares. */
const offers = (type, object) => {
  const names = new Set();
  for (let at = object; at && at !== Object.prototype; at = Object.getPrototypeOf(at))
    for (const name of Object.getOwnPropertyNames(at)) names.add(name);
  const there = Array.from(names, (name) => `${JSON.stringify(name)}: true`);
  lines.add(`{ const names = {${there}} as const; has<Record<Exclude<keyof ${type}, keyof Error>, true>>(names); }`);
};

const picked = (object, ...names) => Object.fromEntries(names.map((name) => [name, object[name]]));

says("Record<keyof typeof optionary, true>", Object.fromEntries(Object.keys(runtime).map((name) => [name, true])));

for (const file of files) {
  const { document, answers } = JSON.parse(readFileSync(file, "utf8"));
  const product = await runtime.load(document);
  const data = ["key", "name", "label", "release", "languages", "knowsWhatIsPossible"];
  offers("Product", product);
  says(`Pick<Product, ${data.map((name) => `"${name}"`).join(" | ")}>`, picked(product, ...data));
  for (const option of [...product.options, ...product.facts])
    says("Option", { ...picked(option, "key", "label", "optional"), domain: picked(option.domain, "kind") });
  for (const { choices: text, facts, day } of answers) {
    const choices = JSON.parse(text);
    const verdict = product.validate(choices, { facts, day });
    says("Verdict", verdict);
    says("Conflict | null", product.explain(choices));
    const { domains, ...possible } = product.possible(choices);
    says('Omit<Possible, "domains">', possible);
    for (const domain of domains.values()) {
      const parts = ["kind", "mayLackValue", "mayHaveValue", "size"];
      offers("ValidDomain", domain);
      says(`Pick<ValidDomain, ${parts.map((name) => `"${name}"`).join(" | ")}>`, picked(domain, ...parts));
      says('ReturnType<ValidDomain["values"]>', [...domain.values()].slice(0, 5));
      says('ReturnType<ValidDomain["ranges"]>', [...domain.ranges()].slice(0, 5));
      says("boolean", domain.has(null));
    }
    try {
      says("ProductCode", product.code(choices));
    } catch (error) {
      const name = error.constructor.name;
      offers(name, error);
      if (error instanceof runtime.InvalidConfiguration) says(`${name}["problems"]`, error.problems);
    }
  }
  says("string", product.labelOf(product.options[0].key));
}
says("ReturnType<typeof coded>", runtime.coded(runtime.canonicalJson({})));
for (const text of ["", "VA", "V2", "V2222222222222222222", "!"])
  try {
    says("string", runtime.readCode(text));
  } catch (error) {
    offers("CodeError", error);
    says('CodeError["reason"]', error.reason);
  }

process.stdout.write(`import * as optionary from "./optionary.js";
import type { CodeError, coded, Conflict, InvalidConfiguration, NeedsIdentityKey, NoDiagram, Option, Possible, Product,
  ProductCode, ValidDomain, Verdict } from "./optionary.js";
declare function has<T>(value: T): void;
${[...lines].join("\n")}
`);
