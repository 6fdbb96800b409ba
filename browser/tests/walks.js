// Random click walks: `node tests/walks.js NUMBER FILE...`, each file a product by `configurator export --to browser`.
//
// Ends with an error at the first dead end; prints how many walks and clicks there were, and how long a click took.

import { readFile } from "node:fs/promises";

import { load } from "../src/index.js";
import { walk } from "./suite.js";

const [number, ...files] = process.argv.slice(2);
for (const file of files) {
  const product = await load(await readFile(file, "utf8"));
  const began = performance.now();
  const start = Math.floor(Math.random() * 2 ** 31);
  for (let seed = start; seed < start + Number(number); seed += 1) walk(product, seed);
  const clicks = Number(number) * product.options.length;
  const each = (performance.now() - began) / clicks;
  console.log(`${product.key}: ${number} walks, no dead end, ${each.toFixed(3)} ms for each of ${product.options.length} options`);
}
