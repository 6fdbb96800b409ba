// Answers questions about products, a line of JSON each: what the tests in Python hold against Python's own answers.

import { readFileSync, writeSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { createInterface } from "node:readline";

const { load, InvalidConfiguration, NoDiagram } = await import(pathToFileURL(process.argv[2]));
const products = new Map();

const ASKED = {
  judge(product, { choices, facts, day }) {
    const verdict = product.validate(choices, { facts, day });
    return { ...verdict, code: codeOf(product, choices) };
  },
  possible(product, { choices }) {
    const { isConsistent, domains, problems } = product.possible(choices);
    return { isConsistent, problems, domains: Object.fromEntries([...domains].map(([key, each]) => [key, told(each)])) };
  },
  explain(product, { choices, language }) {
    return product.explain(choices, { language });
  },
  labels(product, { language }) {
    return product.options.map(({ key }) => product.labelOf(key, undefined, language));
  },
};

function codeOf(product, choices) {
  try {
    return product.code(choices);
  } catch (error) {
    return error instanceof InvalidConfiguration ? null : error.constructor.name;
  }
}

function told(domain) {
  const { mayLackValue, mayHaveValue, size } = domain;
  return { mayLackValue, mayHaveValue, size: size === null ? null : `${size}`, values: [...domain.values()], ranges: [...domain.ranges()] };
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const question = JSON.parse(line);
  let answer = null;
  if (question.load) products.set(question.product, await load(readFileSync(question.load, "utf8")));
  else {
    const asked = { ...question, choices: JSON.parse(question.choices ?? "{}") };
    try {
      answer = ASKED[question.ask](products.get(question.product), asked);
    } catch (error) {
      if (!(error instanceof NoDiagram)) throw error;
      answer = "NoDiagram";
    }
  }
  writeSync(1, `${JSON.stringify(answer)}\n`);
}
