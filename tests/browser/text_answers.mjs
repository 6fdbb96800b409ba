// What the runtime makes of texts: reads a line of JSON for each, writes a line of JSON for each.

import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [module, asked, answers] = process.argv.slice(2);
const { canonicalText, graphemeCount, hasBannedWord, inCase, isInScript, Pattern } = await import(pathToFileURL(module));
const { hex, sha256, utf8 } = await import(new URL("digest.js", pathToFileURL(module)));
const digest = (word) => hex(sha256(utf8(word)).subarray(0, 8));

const [head, ...lines] = readFileSync(asked, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
const patterns = head.patterns.map((each) => new Pattern(each));
const told = lines.map(({ text, letterCase, script }) => {
  const { text: canonical, fault } = canonicalText(text, letterCase);
  if (fault) return { fault };
  return {
    canonical,
    graphemes: graphemeCount(canonical),
    cased: head.cases.map((each) => inCase(canonical, each)),
    inScript: isInScript(canonical, script),
    matches: patterns.map((pattern) => pattern.matches(canonical)),
    banned: hasBannedWord(canonical, head.banned, digest),
  };
});
writeFileSync(answers, told.map((each) => `${JSON.stringify(each)}\n`).join(""));
