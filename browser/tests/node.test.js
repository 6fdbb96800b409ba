// The suite in Node: `node --test tests/`.

import { readFile } from "node:fs/promises";
import { test } from "node:test";

import * as runtime from "../src/index.js";
import { tests } from "./suite.js";

const read = (name) => readFile(new URL(name, import.meta.url), "utf8");
for (const [name, run] of Object.entries(tests)) test(name, () => run(runtime, read));
