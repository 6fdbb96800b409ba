// Optionary in the browser and in Node: verdicts, valid domains, explanations, prices and codes, offline.

export { canonicalJson, CodeError, coded, readCode } from "./code.js";
export { FORM, InvalidConfiguration, load, NeedsIdentityKey, NoDiagram, Product } from "./product.js";
