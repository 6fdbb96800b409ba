// Answers questions about products, a line of JSON each: what the tests in Python hold against Python's own answers.

import { readFileSync, writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

import { judged, narrowed } from "../../browser/tests/suite.js";

const runtime = await import(pathToFileURL(process.argv[2]));
const products = new Map();

const ASKED = {
  judge: (product, { choices, facts, day }) => judged(runtime, product, choices, facts, day),
  possible: (product, { choices }) => narrowed(product, choices),
  explain: (product, { choices }) => product.explain(JSON.parse(choices)),
};

async function answered({ product, load, ask, ...question }) {
  if (load) products.set(product, await runtime.load(readFileSync(load, "utf8")));
  if (load) return null;
  try {
    return ASKED[ask](products.get(product), question);
  } catch (error) {
    if (error instanceof runtime.NoDiagram) return "NoDiagram";
    throw error;
  }
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  writeSync(1, `${JSON.stringify(await answered(JSON.parse(line)))}\n`);
}
