// The canonical document of a valid configuration: its identity-bearing choices under permanent keys.

import { byCodePoint, canonicalJson } from "./code.js";
import { sameness } from "./expressions.js";

/** The text of the document. `completed` comes from a verdict that is valid; private text has no place in it. */
export function documentOf(product, completed) {
  return canonicalJson(documentWithin(product, completed, "", product.declared, product.key));
}

function documentWithin(product, completed, prefix, declared, name) {
  const choices = {};
  for (const [key, permanent] of declared) {
    const option = product.byKey[prefix + key];
    if (option.derived) continue;
    const value = completed[option.key];
    const isActive = !option.when || option.when(completed) === true;
    if (isActive && !isSame(value, option.leftOut)) choices[permanent] = told(product, completed, option, value);
  }
  return { choices, product: name };
}

function isSame(value, other) {
  const worth = (each) => (Array.isArray(each) ? sameness(new Set(each)) : each ?? null);
  return worth(value) === worth(other);
}

function told(product, completed, { key, domain }, value) {
  if (value === null) return null;
  if (domain.kind === "values" || domain.kind === "set") return domain.permanent(value);
  if (domain.kind !== "product") return value;
  const { declared, name, many } = domain.told;
  const own = new Map(declared);
  if (!many) return documentWithin(product, completed, `${key}.`, own, name);
  const each = Array.from({ length: value }, (_, at) => documentWithin(product, completed, `${key}.${at + 1}.`, own, name));
  return each.sort((one, other) => byCodePoint(canonicalJson(one), canonicalJson(other)));
}
